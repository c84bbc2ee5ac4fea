#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "isfocus/base/uri.h"
#include "sip/sofia.h"

/// What the focus wants to know of a final response beside its status line. Pure.
namespace isfocus::sip {

/// The delta-seconds of Retry-After; comment and parameters play no part (RFC 3261 20.33). Nothing when the header is
/// missing or malformed.
std::optional<std::chrono::seconds> read_retry_after(const sip_t& response);

/// Where else to try: the URIs of Contact, octet by octet, the most wanted first (RFC 3261 20.10), eight at most. What
/// is no SIP or tel URI, or has a malformed q, is passed over.
std::vector<Uri> read_alternatives(const sip_t& response);

}  // namespace isfocus::sip
