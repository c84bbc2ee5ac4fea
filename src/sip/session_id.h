#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sip/sofia.h"

/// Session-ID (RFC 7989), by which messages of one session are found again whatever nodes are on the way (CHG-14).
namespace isfocus::sip {

struct SessionId {
    std::string local;   ///< our UUID, the same for the life of the dialog
    std::string remote;  ///< the peer's; 32 zeros: not known

    std::string text() const;
};

/// A new one, whose peer is not known yet.
SessionId make_session_id();

/// What the peer calls itself. Nothing when the message has no Session-ID, several, or a malformed one. The one value
/// of RFC 7329 is taken, too: only there does a peer echo what we sent (RFC 7989 11).
std::optional<std::string> read_peer_uuid(const sip_t& sip);

/// Takes the peer's UUID of a message; one without changes nothing (RFC 7989 6).
void learn_peer(SessionId& session, const sip_t& sip);

/// The UUID of the peer in the Session-ID that a Refer-To wants in our INVITE; 32 zeros if it names none (RFC 7989 6).
std::string peer_of_referral(std::string_view session_id);

}  // namespace isfocus::sip
