#include <algorithm>

#include "focus/invitation.h"
#include "focus/state.h"

/// The conference notification service (RFC 4575, TS 24.147 5.3.3).
namespace isfocus::focus {

using std::chrono::seconds;

/// The checks in the order of EVT-03.
void Focus::State::on(const SubscribeReceived& event) {
    const SubscribeRequest& request = event.request;
    if (request.package == EventPackage::unknown)
        return refuse(event.transaction, {489, std::string(phrase_of(489)), "no or unknown event package"});
    Conference* conference = nullptr;
    if (event.in_dialog) {
        const auto record = dialogs.find(event.dialog);
        if (record == dialogs.end())
            return refuse(event.transaction, {481, std::string(phrase_of(481)), "unknown dialog"});
        conference = conferences.find(record->second.conference);
    } else {
        if (is_factory(request.request_uri))
            return refuse(event.transaction, {403, std::string(phrase_of(403)), "SUBSCRIBE to the factory URI"});
        if (request.package == EventPackage::refer) {
            const auto events = refer_events.find(ConferenceTable::key(request.request_uri));
            if (events != refer_events.end())
                return subscribe_refer_events(event, *conferences.find(events->second.conference),
                                              events->second.referral);
        }
        conference = conferences.find(request.request_uri);
        const Provision* provision = conference ? nullptr : reserved(request.request_uri);
        if (provision) return refuse_subscription(event, *provision);
        if (!conference) return refuse(event.transaction, {404, std::string(phrase_of(404)), "no such conference"});
    }
    if (request.package == EventPackage::conference) return subscribe_conference(event, *conference);
    if (event.in_dialog) return refresh_refer(event, *conference);
    refuse(event.transaction, {403, std::string(phrase_of(403)), "refer subscriptions begin with a REFER"});
}

void Focus::State::subscribe_conference(const SubscribeReceived& event, Conference& conference) {
    const SubscribeRequest& request = event.request;
    const std::string name = request.event_id.empty() ? "conference" : "conference;id=" + request.event_id;
    // An unsubscribe that crosses our last NOTIFY is too late, but nothing forbidden (RFC 6665 4.1.2.3).
    for (const auto& [id, watcher] : conference.watchers)
        if (watcher.dialog == event.dialog && watcher.event == name && watcher.state == SubscriptionState::terminated)
            return refuse(event.transaction, {481, "Subscription Does Not Exist", "the subscription has ended"});
    if (conference.phase == Conference::Phase::closing)
        return refuse(event.transaction, {403, std::string(phrase_of(403)), "the conference is ending"});
    Referrer subscriber{request.asserted, std::nullopt, true, false};
    if (event.in_dialog) subscriber.dialog_peer = dialogs.at(event.dialog).peer;
    const auto who = identify(subscriber);
    if (!who) return refuse(event.transaction, who.error());
    if (!may_subscribe(*who, scope_of(conference)))
        return refuse(event.transaction,
                      {403, std::string(phrase_of(403)), "the subscriber has no part in the conference"});
    if (!request.accepts_document)
        return refuse(event.transaction,
                      {406, std::string(phrase_of(406)), "Accept without application/conference-info+xml"});

    const auto asked =
        seconds(request.expires.value_or(static_cast<std::uint32_t>(settings.event_expiry_default.count())));
    const auto least = settings.event_expiry_min;
    if (asked.count() > 0 && asked < least && asked < seconds(3600))
        return refuse(event.transaction, {423, std::string(phrase_of(423)), "Expires below the minimum"},
                      {{"Min-Expires", std::to_string(least.count())}});
    const auto granted = std::min(asked, settings.event_expiry_max);
    for (auto& [id, watcher] : conference.watchers)
        if (watcher.dialog == event.dialog && watcher.event == name && watcher.state == SubscriptionState::active)
            return refresh_watcher(event, conference, watcher, granted);
    open_watcher(event, conference, *who, granted);
}

void Focus::State::open_watcher(const SubscribeReceived& event, Conference& conference, const Identity& who,
                                seconds expires) {
    answer(event.transaction, 200, conference, {{"Expires", std::to_string(expires.count())}});
    Watcher watcher;
    watcher.id = subscription_ids.next();
    watcher.dialog = event.dialog;
    watcher.event = event.request.event_id.empty() ? "conference" : "conference;id=" + event.request.event_id;
    watcher.subscriber = address_of_record(who.uri);
    watcher.version = conference.versions[watcher.subscriber];
    if (event.in_dialog)
        ++dialogs.at(event.dialog).usages;
    else
        use_dialog(event.dialog, conference, who);
    if (expires.count() > 0) set_expiry(watcher, expires);
    const SubscriptionId id = watcher.id;
    subscriptions[id] = conference.id;
    note(JournalEntry::Severity::info, "subscribed", conference, {}, event.dialog);
    conference.watchers.emplace(id, std::move(watcher));
    tell_watcher(conference, id, expires.count() > 0 ? WatchEvent::accepted : WatchEvent::fetched);
}

void Focus::State::refresh_watcher(const SubscribeReceived& event, Conference& conference, Watcher& watcher,
                                   seconds expires) {
    answer(event.transaction, 200, conference, {{"Expires", std::to_string(expires.count())}});
    if (expires.count() == 0) return tell_watcher(conference, watcher.id, WatchEvent::unsubscribed);
    set_expiry(watcher, expires);
    tell_watcher(conference, watcher.id, WatchEvent::refreshed);
}

void Focus::State::tell_watcher(Conference& conference, SubscriptionId id, WatchEvent on) {
    const auto it = conference.watchers.find(id);
    if (it == conference.watchers.end()) return;
    Watcher& watcher = it->second;
    const auto* row = find_row(kConferenceSubscription, watcher.state, on);
    if (!row) return ignore();
    watcher.state = row->to;
    if (watcher.state == SubscriptionState::terminated) stop_timer(watcher.expiry);
    switch (row->action) {
        case WatchAction::notify_full:
            watcher.next = Watcher::Tell::full;
            break;
        case WatchAction::notify_change: {
            const auto gap = event_gap(conference);
            return obey_gate(conference, watcher, watcher.gate.change(now, gap), gap);
        }
        case WatchAction::notify_last_state:
            watcher.next = Watcher::Tell::full;
            watcher.reason = "timeout";
            break;
        case WatchAction::notify_timeout:
            watcher.next = Watcher::Tell::nothing;
            watcher.reason = "timeout";
            break;
        case WatchAction::notify_gone:
            watcher.next = Watcher::Tell::nothing;
            watcher.reason = shutting_down && settings.shutdown_hands_over ? "deactivated" : "noresource";
            break;
        case WatchAction::drop:
            return drop_subscription(conference, id);
    }
    obey_gate(conference, watcher, watcher.gate.urgent(now), {});
}

void Focus::State::send_watcher_notify(Conference& conference, Watcher& watcher) {
    const NotifyOrder order = notify_order(conference, watcher);
    if (watcher.next == Watcher::Tell::nothing) return ports.sip.notify(order);
    const bool full = watcher.next == Watcher::Tell::full;
    ConferenceInfo document;
    document.entity = conference.uri.text();
    document.state = full ? DocumentState::full : DocumentState::partial;
    document.version = ++watcher.version;  // EVT-22: one more for every document sent
    conference.versions[watcher.subscriber] = watcher.version;
    document.maximum_user_count = full ? seats_of(scope_of(conference)) : 0;
    if (full && conference.policy) {
        document.display_text = conference.policy->display_text;
        document.subject = conference.policy->subject;
    }
    document.user_count = conference.roster.user_count();
    document.active = conference.phase == Conference::Phase::open;
    document.locked = conference.is_locked;
    document.users = full ? conference.roster.connected_users() : conference.roster.changed_since(watcher.told);
    watcher.told = conference.roster.last_change();
    watcher.next = Watcher::Tell::changes;
    ports.roster.publish(order, document);
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

std::chrono::milliseconds Focus::State::event_gap(const Conference& conference) const {
    constexpr unsigned kLarge = 10;  // EVT-31, DEC-16
    return conference.roster.user_count() > kLarge ? settings.event_min_gap_large : settings.event_min_gap;
}

}  // namespace isfocus::focus
