#include <set>

#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/participants.h"
#include "focus/state.h"

/// Conferences that are made together with their participants: an INVITE to the factory with a list (RFC 5366).
namespace isfocus::focus {

/// CRE-35, DEC-06: each once, the creator and URIs of ours not at all; nor those who may not take part.
std::vector<ReferTarget> Focus::State::guests_of(const InviteRequest& request, const Identity& creator) const {
    std::vector<ReferTarget> guests;
    std::set<std::string> seen;
    for (const auto& one : request.list) {
        if (is_ours(one.uri) || is_known_as(creator, one.uri) || is_denied(one.uri, settings)) continue;
        if (seen.insert(address_of_record(one.uri)).second) guests.push_back(one);
    }
    return guests;
}

/// Once the creator is in. Nobody is told how it goes but who watches the conference (CRE-30).
void Focus::State::invite_guests(Conference& conference) {
    if (conference.policy) return call_list(conference);
    for (auto& guest : std::exchange(conference.guests, {})) {
        InvitationRequest invitation;
        invitation.target = std::move(guest);
        if (!conference.host.is_private) invitation.referred = Execution{now, {}, conference.host.uri.text()};
        invitation.referrer = address_of_record(conference.host.uri);
        invite(conference, std::move(invitation));
    }
}

}  // namespace isfocus::focus
