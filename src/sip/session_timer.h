#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "isfocus/base/result.h"
#include "isfocus/focus/values.h"
#include "sip/sofia.h"

/// The headers of the session timer (RFC 4028). All functions are pure.
namespace isfocus::sip {

/// No session interval may be shorter (RFC 4028 4, 5).
inline constexpr std::chrono::seconds kLeastSessionInterval{90};

/// Of an INVITE or UPDATE. 400 for a Session-Expires that is malformed or there twice. One of 0 becomes a second,
/// because it is too short and not absent; a malformed Min-SE counts as absent.
Result<focus::SessionTimer> read_session_timer(const sip_t& request);

/// Of a 2xx to them: what is malformed counts as absent, and what is too short as the least that is allowed, so that
/// nobody can make us refresh all the time.
focus::SessionTimer read_granted_session(const sip_t& response);

/// Nothing when it is missing, malformed or there twice.
std::optional<std::chrono::seconds> read_min_se(const sip_t& sip);

/// Whether Allow lists UPDATE (RFC 3311 5.1, RFC 4028 7.4).
bool allows_update(const sip_t& sip);

/// The value of Session-Expires; without refresher when that is unset.
std::string session_expires(const focus::SessionTimer& session);

}  // namespace isfocus::sip
