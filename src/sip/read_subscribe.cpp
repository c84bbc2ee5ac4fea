#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "sip/message.h"
#include "sip/read.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

using focus::EventPackage;

/// The names of event packages are compared byte by byte (RFC 6665 8.2.1).
EventPackage read_package(const sip_event_t* event) {
    const std::string_view type = event && event->o_type ? event->o_type : "";
    if (type == "conference") return EventPackage::conference;
    return type == "refer" ? EventPackage::refer : EventPackage::unknown;
}

std::optional<std::uint32_t> read_expires(const sip_t& sip) {
    if (!sip.sip_expires) return std::nullopt;
    constexpr unsigned long kMost = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min<unsigned long>(sip.sip_expires->ex_delta, kMost));
}

}  // namespace

Result<focus::SubscribeRequest> read_subscribe(const sip_t& sip, Assertion assertion) {
    auto request_uri = read_request_uri(sip);
    if (!request_uri) return request_uri.error();
    const auto* event = sip.sip_event;
    return focus::SubscribeRequest{.request_uri = std::move(*request_uri),
                                   .asserted = read_identity(sip, assertion),
                                   .package = read_package(event),
                                   .event_id = event && event->o_id ? event->o_id : "",
                                   .expires = read_expires(sip),
                                   // RFC 4575 3.4
                                   .accepts_document = accepts(sip, "application/conference-info+xml")};
}

}  // namespace isfocus::sip
