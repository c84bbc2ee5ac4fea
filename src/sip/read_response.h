#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/uri.h"
#include "isfocus/focus/values.h"
#include "sip/sofia.h"

/// What the focus wants to know of a response beside its status line. Pure.
namespace isfocus::sip {

/// The delta-seconds of Retry-After; comment and parameters play no part (RFC 3261 20.33). Nothing when the header is
/// missing or malformed.
std::optional<std::chrono::seconds> read_retry_after(const sip_t& response);

/// Where else to try: the URIs of Contact, octet by octet, the most wanted first (RFC 3261 20.10), eight at most. What
/// is no SIP or tel URI, or has a malformed q, is passed over.
std::vector<Uri> read_alternatives(const sip_t& response);

/// The status of the status line with which a message/sipfrag body begins (RFC 3420 2); 0 for anything else.
int read_fragment_status(std::string_view fragment);

/// The answer to this offer of ours. Nothing for one that is missing or says nothing to it (OUT-44).
std::optional<focus::Description> usable_answer(const std::string& offer, const sip_t& response);

}  // namespace isfocus::sip
