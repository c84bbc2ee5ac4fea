#include <algorithm>
#include <cstdio>
#include <utility>

#include "focus/conference_policy.h"
#include "focus/state.h"

/// What the subscribers of a conference are told, and how often (RFC 4575 3.6, 3.9, 4; RFC 6446).
namespace isfocus::focus {
namespace {

/// Subscribers of whom the last version is known by name, beside twice as many as subscribe now (EVT-23).
constexpr std::size_t kRemembered = 100;

}  // namespace

void Focus::State::send_watcher_notify(Conference& conference, Watcher& watcher) {
    NotifyOrder order = notify_order(conference, watcher);
    if (watcher.state == SubscriptionState::active) order.max_rate = max_rate_of(conference, watcher);
    if (watcher.next == Watcher::Tell::nothing) return ports.sip.notify(order);
    const View view = view_of(conference, watcher);
    if (std::exchange(watcher.view, view) != view) watcher.next = Watcher::Tell::full;  // entities have other names now
    ConferenceInfo& document = document_for(conference, watcher);
    document.version = ++watcher.version;  // EVT-22: one more for every document sent
    conference.versions.sent(watcher.subscriber, watcher.version, kRemembered + 2 * conference.watchers.size());
    watcher.told = conference.roster.last_change();
    watcher.next = Watcher::Tell::changes;
    ports.roster.publish(order, document);
}

/// EVT-35: of one view there is one document, whoever is told.
ConferenceInfo& Focus::State::document_for(const Conference& conference, const Watcher& watcher) {
    const bool is_full = watcher.next == Watcher::Tell::full;
    const bool is_described = is_full || watcher.told < conference.described;
    const DocumentKey key{conference.id,
                          watcher.view,
                          is_full,
                          is_described,
                          is_full ? 0 : watcher.told,
                          conference.roster.last_change()};
    if (ConferenceInfo* known = documents.find(key)) return *known;
    ConferenceInfo document;
    document.entity = conference.uri.text();
    document.state = is_full ? DocumentState::full : DocumentState::partial;
    if (is_described) {
        document.maximum_user_count = seats_of(scope_of(conference));
        if (conference.policy) {
            document.display_text = conference.policy->display_text;
            document.subject = conference.policy->subject;
        }
    }
    document.user_count = conference.roster.user_count();
    document.active = conference.phase == Conference::Phase::open;
    document.locked = conference.is_locked;
    document.users = is_full ? conference.roster.connected_users(watcher.view)
                             : conference.roster.changed_since(watcher.told, watcher.view);
    return documents.keep(key, std::move(document));
}

/// XML-03: administrators see who private users are, and the host those whom it has invited, if the settings say so.
View Focus::State::view_of(const Conference& conference, const Watcher& watcher) const {
    const Identity& subscriber = dialogs.at(watcher.dialog).peer;
    if (is_operator(subscriber, settings)) return View::administrator;
    return same_user(subscriber, conference.host) ? View::host : View::everybody;
}

/// What the conference says of itself has changed (EVT-30).
void Focus::State::describe(Conference& conference) {
    conference.roster.count_other_change();
    conference.described = conference.roster.last_change();
    touch(conference);
}

/// Tells the subscribers what they have not heard yet, and forgets who left once all have.
void Focus::State::flush_roster(Conference& conference) {
    const std::uint64_t last = conference.roster.last_change();
    if (conference.flushed == last) return;
    conference.flushed = last;
    std::uint64_t told_to_all = last;
    std::vector<SubscriptionId> behind;
    for (const auto& [id, watcher] : conference.watchers) {
        if (watcher.state != SubscriptionState::active) continue;
        if (watcher.told < last) behind.push_back(id);
    }
    for (const SubscriptionId id : behind) tell_watcher(conference, id, WatchEvent::roster_changed);
    for (const auto& [id, watcher] : conference.watchers)
        if (watcher.state == SubscriptionState::active) told_to_all = std::min(told_to_all, watcher.told);
    conference.roster.forget(told_to_all);
}

/// EVT-31, EVT-14, DEC-16.
std::chrono::milliseconds Focus::State::event_gap(const Conference& conference, const Watcher& watcher) const {
    constexpr unsigned kLarge = 10;
    const auto ours = conference.roster.user_count() > kLarge ? settings.event_min_gap_large : settings.event_min_gap;
    return watcher.max_rate ? std::max(ours, watcher.max_rate->gap) : ours;
}

/// The rate that is kept, for who has asked for one: the subscriber's unless ours is lower (RFC 6446 5.3).
std::string Focus::State::max_rate_of(const Conference& conference, const Watcher& watcher) const {
    if (!watcher.max_rate) return {};
    const auto gap = event_gap(conference, watcher);
    if (gap == watcher.max_rate->gap && !watcher.max_rate->text.empty()) return watcher.max_rate->text;
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%.4f", 1000.0 / static_cast<double>(gap.count()));
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace isfocus::focus
