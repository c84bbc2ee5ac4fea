#include <algorithm>

#include "focus/state.h"

/// What refer and conference subscriptions share: the gate, the NOTIFY's frame, its answer, the end.
namespace isfocus::focus {
namespace {

/// Whether this answer to a NOTIFY ends the subscription (NTF-11..17, RFC 6665 4.2.2, RFC 5057 5.1). The INVITE usage
/// of the dialog lives on in every case.
bool ends_subscription(int status) {
    switch (status) {
        case 401:
        case 404:
        case 405:
        case 407:
        case 408:
        case 410:
        case 416:
        case 489:
        case 501:
        case 502:
        case 503:
        case 604:
            return true;
        default:
            return status >= 480 && status <= 485;
    }
}

/// Whether this answer to a NOTIFY may mean that the peer does not know the whole dialog any more (RFC 5057 5.1;
/// NTF-13, NTF-15). The others speak of the subscription alone.
bool puts_dialog_in_doubt(int status) {
    switch (status) {
        case 404:
        case 408:
        case 410:
        case 416:
        case 502:
        case 604:
            return true;
        default:
            return status >= 482 && status <= 485;
    }
}

/// Where a second more does not matter, those whose time comes within the same one are told the same document.
Time told_together(Time reopens, std::chrono::milliseconds gap) {
    constexpr std::chrono::seconds kBeat{1};
    return gap > kBeat ? Time(std::chrono::ceil<std::chrono::seconds>(reopens)) : reopens;
}

}  // namespace

void Focus::State::obey_gate(Conference& conference, Notifier& notifier, GateAction action,
                             std::chrono::milliseconds gap) {
    switch (action) {
        case GateAction::none:
            return;
        case GateAction::hold:
            notifier.gap = start_timer(told_together(notifier.gate.reopens(gap), gap), NotifyGap{notifier.id});
            return;
        case GateAction::send:
            return send_notify(conference, notifier.id);
    }
}

void Focus::State::send_notify(Conference& conference, SubscriptionId id) {
    if (const auto refer = conference.refers.find(id); refer != conference.refers.end()) {
        stop_timer(refer->second.gap);
        send_refer_notify(conference, refer->second);
    } else if (const auto watcher = conference.watchers.find(id); watcher != conference.watchers.end()) {
        stop_timer(watcher->second.gap);
        send_watcher_notify(conference, watcher->second);
    }
}

Notifier* Focus::State::find_notifier(Conference& conference, SubscriptionId id) {
    if (const auto it = conference.refers.find(id); it != conference.refers.end()) return &it->second;
    const auto it = conference.watchers.find(id);
    return it == conference.watchers.end() ? nullptr : &it->second;
}

/// NTF-16: once more after the time that the answer asks for, saying how things are then.
void Focus::State::put_off(Notifier& notifier, std::chrono::seconds retry_after) {
    constexpr std::chrono::seconds kLongest{10};
    if (notifier.gate.put_off(now) != GateAction::hold) return;
    notifier.was_deferred = true;
    notifier.gap = start_timer(now + std::min(retry_after, kLongest), NotifyGap{notifier.id});
}

NotifyOrder Focus::State::notify_order(const Conference& conference, const Notifier& notifier) const {
    NotifyOrder order;
    order.subscription = notifier.id;
    order.dialog = notifier.dialog;
    order.contact = conference.uri;
    order.event = notifier.event;
    if (notifier.state == SubscriptionState::terminated) {
        order.state = SubscriptionStateName::terminated;
        order.reason = notifier.reason;
    } else {
        const auto remaining = std::chrono::ceil<std::chrono::seconds>(notifier.expires_at - now);
        order.expires = std::max(remaining, std::chrono::seconds{0});
    }
    return order;
}

void Focus::State::on(const NotifyAnswered& event) {
    Conference* conference = conference_of(event.subscription);
    if (!conference) return ignore();
    Notifier& notifier = *find_notifier(*conference, event.subscription);
    const auto watcher = conference->watchers.find(event.subscription);
    const bool is_refer = watcher == conference->watchers.end();
    const bool is_retry_asked = event.status >= 500 && event.status < 600 && event.retry_after;
    // EVT-24: what a failed NOTIFY said is unknown to its receiver, so the next one says everything.
    if (!is_refer && event.status >= 300 && watcher->second.next == Watcher::Tell::changes)
        watcher->second.next = Watcher::Tell::full;
    if (is_retry_asked && !notifier.was_deferred) return put_off(notifier, *event.retry_after);
    if (ends_subscription(event.status) || is_retry_asked) {
        note(JournalEntry::Severity::warn, "NOTIFY refused, subscription removed", *conference, {}, notifier.dialog,
             event.status);
        if (puts_dialog_in_doubt(event.status)) probe_leg(notifier.dialog);
        if (is_refer) return tell_refer(*conference, event.subscription, ReferEvent::notify_failed);
        return tell_watcher(*conference, event.subscription, WatchEvent::notify_failed);
    }
    notifier.was_deferred = false;
    const auto gap = is_refer ? settings.refer_min_gap : event_gap(*conference, watcher->second);
    obey_gate(*conference, notifier, notifier.gate.answered(now, gap), gap);
    const bool is_over = notifier.state == SubscriptionState::terminated && notifier.gate.state() == GateState::open;
    if (is_over) drop_subscription(*conference, event.subscription);  // its terminal NOTIFY has been taken
}

/// A leg is not dropped on the word of a NOTIFY's answer; its dialog is asked itself (DEC-27).
void Focus::State::probe_leg(DialogId dialog) {
    Conference* conference = nullptr;
    const InviteLeg* leg = leg_of(dialog, conference);
    if (!leg || leg->state != LegState::confirmed || dialogs.at(dialog).is_probed) return;
    dialogs.at(dialog).is_probed = true;
    ports.sip.probe(dialog);
}

void Focus::State::on(const ProbeAnswered& event) {
    const auto record = dialogs.find(event.dialog);
    if (record == dialogs.end() || !record->second.is_probed) return ignore();
    record->second.is_probed = false;
    if (event.status != 481 && event.status != 408) return;
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    note(JournalEntry::Severity::warn, "leg lost", *conference, leg->id, leg->dialog, event.status);
    Stimulus stimulus{LegEvent::dropped};
    stimulus.how = DisconnectionMethod::failed;
    step(*conference, *leg, stimulus);
}

void Focus::State::drop_subscription(Conference& conference, SubscriptionId id) {
    Notifier* notifier = find_notifier(conference, id);
    if (!notifier) return;
    const DialogId dialog = notifier->dialog;
    stop_timer(notifier->expiry);
    stop_timer(notifier->gap);
    subscriptions.erase(id);
    DialogRecord& record = dialogs.at(dialog);
    if (const auto it = record.subscriptions.find(notifier->event);
        it != record.subscriptions.end() && it->second == id)
        record.subscriptions.erase(it);
    if (conference.watchers.erase(id) > 0) --record.watchers;
    if (const auto refer = conference.refers.extract(id)) {
        const ReferralId referral = refer.mapped().referral;
        std::erase(conference.referrals.at(referral).subscribers, id);
        forget_referral_if_done(conference, referral);
    }
    leave_dialog(dialog);
    touch(conference);
}

void Focus::State::set_expiry(Notifier& notifier, std::chrono::seconds expires) {
    stop_timer(notifier.expiry);
    notifier.expires_at = now + expires;
    notifier.expiry = start_timer(notifier.expires_at, SubscriptionExpiry{notifier.id});
}

}  // namespace isfocus::focus
