#include "focus/conference_policy.h"
#include "focus/participants.h"
#include "focus/state.h"

/// Removing participants (RFC 4579 5.11, TS 24.147 5.3.2.6.2): by REFER with method=BYE, and by the operator's list.
namespace isfocus::focus {
namespace {

constexpr const char* kReason = "SIP;cause=200;text=\"Removed from conference\"";

Stimulus removal_of(const InviteLeg& leg) {
    Stimulus stimulus{leg.state == LegState::waiting ? LegEvent::denied : LegEvent::dropped};
    stimulus.status = leg.state == LegState::waiting ? 603 : 0;
    stimulus.how = DisconnectionMethod::booted;
    stimulus.reason = kReason;
    return stimulus;
}

}  // namespace

/// BYE to every endpoint of the target, or CANCEL where it rings (REM-01, OUT-58); to everybody when the target is the
/// conference itself (REM-03). `referral` is told when the last of them is gone.
void Focus::State::remove(Conference& conference, const ReferTarget& target, bool everybody, const Identity& referrer,
                          ReferralId referral) {
    std::vector<LegId> meant;
    if (everybody)
        for (const auto& [id, leg] : conference.legs) meant.push_back(id);
    else
        meant = find_participant(target.uri, conference).legs;
    if (meant.empty()) settle(conference, referral, ReferEvent::outcome, 200, "OK");
    if (Referral* mine = find_referral(conference, referral)) {
        mine->awaited = static_cast<unsigned>(meant.size());
        for (const LegId id : meant) wait_too(conference, conference.legs.at(id).removals, referral);
    }
    if (everybody) return end_conference(conference, "ended by REFER", kReason);
    const std::string by = referrer.is_private ? std::string() : referrer.uri.text();
    for (const LegId id : meant) {
        const auto it = conference.legs.find(id);
        if (it == conference.legs.end()) continue;  // went with one before it
        Stimulus stimulus = removal_of(it->second);
        stimulus.by = by;
        step(conference, it->second, stimulus);
    }
}

/// REM-07: whom the operator denies now, and who is in or on its way in.
void Focus::State::remove_denied() {
    for (const ConferenceId id : conferences.ids()) remove_blocked(*conferences.find(id));
}

/// The same by the document of the conference (POL-13).
void Focus::State::remove_blocked(Conference& conference) {
    std::vector<LegId> blocked;
    for (const auto& [id, leg] : conference.legs)
        if (is_blocked(leg.user, scope_of(conference))) blocked.push_back(id);
    for (const LegId id : blocked)
        if (const auto it = conference.legs.find(id); it != conference.legs.end())
            step(conference, it->second, removal_of(it->second));
}

}  // namespace isfocus::focus
