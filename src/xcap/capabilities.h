#pragma once
#include <string_view>

/// The one document of the application usage xcap-caps (RFC 4825 12): what this server knows.
namespace isfocus::xcap {

inline constexpr std::string_view kCapabilitiesAuid = "xcap-caps";
inline constexpr std::string_view kCapabilitiesType = "application/xcap-caps+xml";
inline constexpr std::string_view kCapabilitiesNamespace = "urn:ietf:params:xml:ns:xcap-caps";

inline constexpr std::string_view kCapabilities = R"(<?xml version="1.0" encoding="UTF-8"?>
<xcap-caps xmlns="urn:ietf:params:xml:ns:xcap-caps">
  <auids>
    <auid>xcap-caps</auid>
    <auid>conference-policy</auid>
  </auids>
  <namespaces>
    <namespace>urn:ietf:params:xml:ns:xcap-caps</namespace>
    <namespace>urn:ietf:params:xml:ns:xcap-error</namespace>
    <namespace>urn:ietf:params:xml:ns:conference-policy</namespace>
    <namespace>urn:ietf:params:xml:ns:common-policy</namespace>
  </namespaces>
</xcap-caps>
)";

}  // namespace isfocus::xcap
