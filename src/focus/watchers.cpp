#include <algorithm>

#include "focus/invitation.h"
#include "focus/state.h"

/// The conference notification service (RFC 4575, TS 24.147 5.3.3).
namespace isfocus::focus {

using std::chrono::seconds;

namespace {

/// The value of the Event header of the subscription that it is about.
std::string event_of(const SubscribeRequest& request) {
    return request.event_id.empty() ? "conference" : "conference;id=" + request.event_id;
}

/// A subscription that would end before its next NOTIFY is told once in that time at least (EVT-14; RFC 6446 5.3).
void accept_rate(Watcher& watcher, const SubscribeRequest& request, seconds expires) {
    watcher.max_rate = request.max_rate;
    if (!watcher.max_rate || expires.count() == 0 || watcher.max_rate->gap <= expires) return;
    watcher.max_rate->gap = expires;
    watcher.max_rate->text.clear();
}

}  // namespace

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
    Watcher* known = watcher_of(event, conference);
    // An unsubscribe that crosses our last NOTIFY is too late, but nothing forbidden (RFC 6665 4.1.2.3).
    if (known && known->state == SubscriptionState::terminated)
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
    if (known) return refresh_watcher(event, conference, *known, granted);
    if (!has_room_to_watch(event, conference)) return;
    open_watcher(event, conference, *who, granted);
}

/// The subscription that a SUBSCRIBE in a dialog refreshes or ends, if it is no new one.
Watcher* Focus::State::watcher_of(const SubscribeReceived& event, Conference& conference) {
    if (!event.in_dialog) return nullptr;
    const auto& known = dialogs.at(event.dialog).subscriptions;
    const auto it = known.find(event_of(event.request));
    return it == known.end() ? nullptr : &conference.watchers.at(it->second);
}

/// GEN-11: a subscription costs room and a NOTIFY for each change until it ends. One dialog's own crowd is for its UE
/// to thin out, so that trying again is of no use (403); that of a conference passes (500 with Retry-After, RFC
/// 3261 21.5.1). Not 503, by which a proxy would take this host to be out of service for everybody (21.5.4).
bool Focus::State::has_room_to_watch(const SubscribeReceived& event, const Conference& conference) {
    if (event.in_dialog && dialogs.at(event.dialog).watchers >= settings.event_max_per_dialog) {
        refuse(event.transaction, {403, "Too Many Subscriptions", "the dialog has no room for another subscription"});
        return false;
    }
    if (conference.watchers.size() < settings.event_max_per_conference) return true;
    refuse(event.transaction, {500, "Too Many Subscriptions", "the conference has no room for another subscription"},
           try_later());
    return false;
}

void Focus::State::open_watcher(const SubscribeReceived& event, Conference& conference, const Identity& who,
                                seconds expires) {
    answer(event.transaction, 200, conference, {{"Expires", std::to_string(expires.count())}});
    Watcher watcher;
    watcher.id = subscription_ids.next();
    watcher.dialog = event.dialog;
    watcher.event = event_of(event.request);
    watcher.subscriber = address_of_record(who.uri);
    watcher.version = conference.versions.last(watcher.subscriber);
    accept_rate(watcher, event.request, expires);
    if (event.in_dialog)
        ++dialogs.at(event.dialog).usages;
    else
        use_dialog(event.dialog, conference, who);
    if (expires.count() > 0) set_expiry(watcher, expires);
    const SubscriptionId id = watcher.id;
    subscriptions[id] = conference.id;
    ++dialogs.at(event.dialog).watchers;
    dialogs.at(event.dialog).subscriptions.emplace(watcher.event, id);
    note(JournalEntry::Severity::info, "subscribed", conference, {}, event.dialog);
    conference.watchers.emplace(id, std::move(watcher));
    tell_watcher(conference, id, expires.count() > 0 ? WatchEvent::accepted : WatchEvent::fetched);
}

void Focus::State::refresh_watcher(const SubscribeReceived& event, Conference& conference, Watcher& watcher,
                                   seconds expires) {
    answer(event.transaction, 200, conference, {{"Expires", std::to_string(expires.count())}});
    if (expires.count() == 0) return tell_watcher(conference, watcher.id, WatchEvent::unsubscribed);
    set_expiry(watcher, expires);
    accept_rate(watcher, event.request, expires);
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
            const auto gap = event_gap(conference, watcher);
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

}  // namespace isfocus::focus
