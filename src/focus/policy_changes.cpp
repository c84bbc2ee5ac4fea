#include <algorithm>
#include <iterator>
#include <set>

#include "focus/conference_policy.h"
#include "focus/state.h"

/// Policy documents come, change and go, and what that does to a conference that is active (POL-09 to POL-15, DEC-47).
namespace isfocus::focus {
namespace {

/// The entries of `list` that `other` has not.
std::vector<ReferTarget> without(const std::vector<ReferTarget>& list, const std::vector<ReferTarget>& other) {
    std::set<std::string> known;
    for (const auto& one : other) known.insert(address_of_record(one.uri));
    std::vector<ReferTarget> rest;
    std::copy_if(list.begin(), list.end(), std::back_inserter(rest),
                 [&](const ReferTarget& one) { return !known.contains(address_of_record(one.uri)); });
    return rest;
}

constexpr const char* kOver = "SIP;cause=200;text=\"Conference time is over\"";
constexpr const char* kWithdrawn = "SIP;cause=200;text=\"Conference was cancelled\"";

}  // namespace

/// POL-09: the whole document at once.
void Focus::State::on(const PolicyGiven& event) {
    if (shutting_down) return;
    const ConferencePolicy& policy = event.policy;
    Conference* active = conferences.find(policy.uri);
    if (is_factory(policy.uri) || (active && !active->policy)) {
        const std::string uri = policy.uri.text();
        return ports.journal.record(
            {JournalEntry::Severity::warn, "policy refused: the URI is taken", {}, {}, {}, 0, uri});
    }
    Provision& provision = provisions[ConferenceTable::key(policy.uri)];
    if (provision.policy == policy) return;
    provision.policy = policy;
    watch_times(provision);
    if (active) {
        const ConferencePolicy before = std::exchange(*active->policy, policy);
        if (is_over(policy, now)) return end_conference(*active, "its time is over", kOver);
        apply(*active, before);
    }
    start_if_due(provision);
}

/// POL-15.
void Focus::State::on(const PolicyWithdrawn& event) {
    const auto it = provisions.find(ConferenceTable::key(event.conference));
    if (it == provisions.end()) return ignore();
    stop_timer(it->second.start);
    stop_timer(it->second.stop);
    provisions.erase(it);
    if (Conference* active = conferences.find(event.conference))
        end_conference(*active, "its policy was withdrawn", kWithdrawn);
}

void Focus::State::on(const PolicyStoreChanged& event) {
    policy_store_available = event.available;
}

void Focus::State::watch_times(Provision& provision) {
    const auto watch = [&](TimerId& timer, const std::optional<Time>& at) {
        stop_timer(timer);
        if (at && *at > now) timer = start_timer(*at, PolicyTime{ConferenceTable::key(provision.policy.uri)});
    };
    watch(provision.start, provision.policy.start);
    watch(provision.stop, provision.policy.stop);
}

void Focus::State::fire(const PolicyTime& time) {
    const auto it = provisions.find(time.conference);
    if (it == provisions.end()) return;
    Conference* active = conferences.find(it->second.policy.uri);
    if (!is_over(it->second.policy, now)) return start_if_due(it->second);
    if (active) end_conference(*active, "its time is over", kOver);  // TRM-06
}

/// `before`: the policy that held until now. A lower maximum and a shorter list of those who may join send nobody away
/// (POL-14).
void Focus::State::apply(Conference& conference, const ConferencePolicy& before) {
    const ConferencePolicy& policy = *conference.policy;
    if (policy.owner != before.owner) appoint(conference, Identity{.uri = policy.owner.value_or(policy.uri)});
    const bool is_described_anew = policy.display_text != before.display_text || policy.subject != before.subject ||
                                   policy.max_participants != before.max_participants;
    if (is_described_anew) describe(conference);
    remove_blocked(conference);
    for (const auto& gone : without(before.dial_out, policy.dial_out)) withdraw_entry(conference, gone);
    const bool was_called = conference.guests.empty() && has_come(before, now) && has_come(policy, now);
    conference.guests = was_called ? without(policy.dial_out, before.dial_out) : policy.dial_out;
    withdraw_askings(conference, without(before.refer, policy.refer));
    const bool was_asked = conference.to_ask.empty() && has_come(before, now) && has_come(policy, now);
    conference.to_ask = was_asked ? without(policy.refer, before.refer) : policy.refer;
    if (was_called || was_asked) call_list(conference);
}

/// POL-11: who is in stays; an invitation that nobody has answered is taken back, unless somebody else wants it, too.
void Focus::State::withdraw_entry(Conference& conference, const ReferTarget& entry) {
    const std::string key = address_of_record(entry.uri);
    std::vector<LegId> unanswered;
    for (const auto& [id, leg] : conference.legs) {
        const bool is_of_list = leg.joining == JoiningMethod::dialed_out && leg.referrer.empty();
        if (is_of_list && leg.referrals.empty() && is_pending(leg.state) && address_of_record(leg.user.uri) == key)
            unanswered.push_back(id);
    }
    for (const LegId id : unanswered)
        if (const auto it = conference.legs.find(id); it != conference.legs.end())
            step(conference, it->second, {LegEvent::dropped});
}

void Focus::State::forget_policies() {
    for (auto& [key, provision] : provisions) {
        stop_timer(provision.start);
        stop_timer(provision.stop);
    }
    provisions.clear();
}

}  // namespace isfocus::focus
