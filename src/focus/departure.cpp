#include <algorithm>

#include "focus/participants.h"
#include "focus/state.h"

/// What follows when somebody has left: for the conference (RFC 4579 5.12), and for those whom the user had invited.
namespace isfocus::focus {

void Focus::State::settle_after_departure(Conference& conference, const Identity& who) {
    if (conference.phase == Conference::Phase::closing) return;
    if (conference.present == 0 && !is_awaiting(conference)) return outlive_last_participant(conference);
    // A conference that has a document is not its host's to end by leaving (TRM-02).
    const bool host_gone =
        !conference.policy && same_user(who, conference.host) && !takes_part(conference.host, conference);
    if (host_gone) {
        if (settings.on_host_leave == Settings::HostLeaves::end) return end_conference(conference, "host left", {});
        if (settings.on_host_leave == Settings::HostLeaves::transfer) appoint_host(conference);
    }
    const bool is_alone =
        conference.roster.user_count() == 1 && conference.most_users > 1 && conference.seats == conference.present;
    if (is_alone && settings.end_when_alone) return end_conference(conference, "one participant left", {});
    if (takes_part(who, conference)) return;
    close_watchers_of(who, conference);
    if (settings.cancel_on_referrer_leave) cancel_invitations_of(who, conference);
}

/// TRM-01. A conference that nobody has ever been in is not waited for.
void Focus::State::outlive_last_participant(Conference& conference) {
    const bool was_used = conference.roster.last_change() > 0;
    if (settings.empty_linger.count() == 0 || !was_used) return end_conference(conference, "last participant left", {});
    if (!conference.empty_linger)
        conference.empty_linger = start_timer(now + settings.empty_linger, EmptyLinger{conference.id});
}

/// The one that has been in it longest becomes the host.
void Focus::State::appoint_host(Conference& conference) {
    const auto next = std::find_if(conference.legs.begin(), conference.legs.end(),
                                   [](const auto& one) { return one.second.state == LegState::confirmed; });
    if (next == conference.legs.end()) return;
    appoint(conference, next->second.user);
    note(JournalEntry::Severity::info, "host transferred", conference, next->first, next->second.dialog);
}

void Focus::State::appoint(Conference& conference, Identity host) {
    conference.host = std::move(host);
    const auto leg = std::find_if(conference.legs.begin(), conference.legs.end(), [&](const auto& one) {
        return is_up(one.second.state) && !one.second.user.is_private && same_user(one.second.user, conference.host);
    });
    conference.roster.appoint(leg == conference.legs.end() ? "" : address_of_record(leg->second.user.uri));
    touch(conference);
}

/// REM-06, REM-10: who has left for good is told no more.
void Focus::State::close_watchers_of(const Identity& who, Conference& conference) {
    const auto keys = keys_of(who);
    std::vector<SubscriptionId> own;
    for (const auto& [id, watcher] : conference.watchers)
        if (std::find(keys.begin(), keys.end(), watcher.subscriber) != keys.end()) own.push_back(id);
    for (const SubscriptionId id : own) tell_watcher(conference, id, WatchEvent::departed);
}

/// OUT-57, where the operator wants it so.
void Focus::State::cancel_invitations_of(const Identity& who, Conference& conference) {
    const auto keys = keys_of(who);
    std::vector<LegId> theirs;
    for (const auto& [id, leg] : conference.legs) {
        const bool is_pending =
            leg.state == LegState::reserving || leg.state == LegState::calling || leg.state == LegState::early;
        if (is_pending && std::find(keys.begin(), keys.end(), leg.referrer) != keys.end()) theirs.push_back(id);
    }
    for (const LegId id : theirs)
        if (const auto it = conference.legs.find(id); it != conference.legs.end())
            step(conference, it->second, {LegEvent::dropped});
}

}  // namespace isfocus::focus
