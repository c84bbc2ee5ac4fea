#include <algorithm>

#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/state.h"

/// How a REFER goes on, and the subscriptions by which that is told (RFC 3515 2.4.4 to 2.4.7, RFC 7614 4).
namespace isfocus::focus {

using std::chrono::seconds;

/// Nothing where nobody will ask. A Refer-Events-At URI works from here on, before the answer names it (RFC 7614 4.3).
ReferralId Focus::State::open_referral(const ReferReceived& event, Conference& conference, ReferReports reports) {
    if (reports != ReferReports::implicit && reports != ReferReports::on_request) return {};
    Referral referral;
    referral.id = referral_ids.next();
    if (event.in_dialog) {
        referral.dialog = event.dialog;
        ++dialogs.at(event.dialog).referrals;
    }
    if (reports == ReferReports::on_request) {
        referral.events_at = parse_uri("sip:refer-" + event.request.nonce + "@" + settings.uri_domain).value_or(Uri{});
        refer_events[ConferenceTable::key(*referral.events_at)] = {conference.id, referral.id};
    }
    const ReferralId id = referral.id;
    conference.referrals.emplace(id, std::move(referral));
    return id;
}

Referral* Focus::State::find_referral(Conference& conference, ReferralId id) {
    const auto it = conference.referrals.find(id);
    return it == conference.referrals.end() ? nullptr : &it->second;
}

/// Tells everybody who asked for this leg how its invitation goes.
void Focus::State::report(Conference& conference, InviteLeg& leg, ReferEvent on, int status, std::string_view phrase,
                          std::string_view detail) {
    const bool news = leg.status != status || on == ReferEvent::outcome;
    leg.status = status;
    leg.phrase = phrase.empty() ? phrase_of(status) : phrase;
    if (on == ReferEvent::outcome && status >= 300 && leg.joining == JoiningMethod::dialed_out) {
        ++counters.invitations_failed;
        note(JournalEntry::Severity::info, "invitation failed", conference, leg.id, leg.dialog, status, detail);
        charge_failure(conference, leg, status);
    }
    if (!news) return;  // NTF-06: the same status again is no news
    const auto referrals = leg.referrals;
    if (on == ReferEvent::outcome) {
        leg.referrals.clear();
        leg.offer.reset();
        leg.invitation = {};
    }
    const std::string said = leg.phrase;
    for (const ReferralId id : referrals) settle(conference, id, on, status, said);
}

/// Gives the referral a new status, and all that hear of it the news.
void Focus::State::settle(Conference& conference, ReferralId id, ReferEvent on, int status, std::string_view phrase) {
    Referral* referral = find_referral(conference, id);
    if (!referral || referral->is_over) return;
    referral->status = status;
    referral->phrase = phrase;
    if (on == ReferEvent::outcome) {
        referral->is_over = true;
        if (referral->events_at) linger(conference, *referral);
    }
    const auto subscribers = referral->subscribers;
    for (const SubscriptionId subscriber : subscribers) tell_refer(conference, subscriber, on);
    forget_referral_if_done(conference, id);
}

/// RFC 7614 4.7: whoever subscribes soon after the outcome still learns of it. A shutdown waits for nobody.
void Focus::State::linger(Conference& conference, Referral& referral) {
    if (shutting_down) return close_events(conference, referral);
    referral.linger = start_timer(now + settings.refer_linger, ReferralLinger{conference.id, referral.id});
}

void Focus::State::close_events(Conference& conference, Referral& referral) {
    if (!referral.events_at) return;
    stop_timer(referral.linger);
    refer_events.erase(ConferenceTable::key(*referral.events_at));
    referral.events_at.reset();
    touch(conference);
}

void Focus::State::forget_referral_if_done(Conference& conference, ReferralId id) {
    const Referral* referral = find_referral(conference, id);
    if (!referral || referral->events_at || !referral->subscribers.empty()) return;
    if (const auto record = dialogs.find(referral->dialog); record != dialogs.end()) --record->second.referrals;
    conference.referrals.erase(id);
    touch(conference);
}

/// GEN-11: a REFER whose outcome somebody is to be told costs room until that is done. One for each seat may always be
/// under way, for a host may invite everybody at once. What is over makes room again, so that it is 500 with
/// Retry-After (RFC 3261 21.5.1) that tells the referrer to wait; by 503 a proxy would take this host to be out of
/// service (21.5.4).
std::optional<Rejection> Focus::State::refuse_more_referrals(const ReferReceived& event,
                                                             const Conference& conference) const {
    const ReferReports reports = reports_of(event.request, conference);
    if (reports != ReferReports::implicit && reports != ReferReports::on_request) return std::nullopt;
    const std::size_t seats = seats_of(scope_of(conference));
    const std::size_t of_dialog = event.in_dialog ? dialogs.at(event.dialog).referrals : 0;
    if (of_dialog >= seats + settings.refer_max_per_dialog)
        return Rejection{500, "Too Many REFERs", "too many REFERs are under way in the dialog"};
    if (conference.referrals.size() >= seats + settings.refer_max_per_conference)
        return Rejection{500, "Too Many REFERs", "too many REFERs are under way in the conference"};
    return std::nullopt;
}

/// `referral` waits for a leg with the others that do; those that nobody is told of any more do not.
void Focus::State::wait_too(const Conference& conference, std::vector<ReferralId>& waiting, ReferralId referral) const {
    if (!referral) return;
    std::erase_if(waiting, [&](ReferralId one) { return !conference.referrals.contains(one); });
    waiting.push_back(referral);
}

/// One leg less of those that a REFER wanted removed; with the last one it is done (REM-01).
void Focus::State::count_removal(Conference& conference, ReferralId id) {
    Referral* referral = find_referral(conference, id);
    if (referral && --referral->awaited == 0) settle(conference, id, ReferEvent::outcome, 200, phrase_of(200));
}

/// The subscription that a REFER implies, in its own dialog.
void Focus::State::imply_subscription(const ReferReceived& event, Conference& conference, ReferralId referral) {
    if (!event.in_dialog) {
        use_dialog(event.dialog, conference, event.request.asserted.value_or(Identity{}));
        ++dialogs.at(event.dialog).refers;
    } else {
        ++dialogs.at(event.dialog).usages;
    }
    const DialogRecord& record = dialogs.at(event.dialog);
    const bool first = record.refers == 1 && !record.subscriptions.contains("refer");
    ReferSubscription refer;
    refer.dialog = event.dialog;
    refer.event = first && !settings.refer_id_always ? "refer" : "refer;id=" + std::to_string(event.request.cseq);
    refer.referral = referral;
    refer.expires_at = now + settings.refer_subscription_expiry;
    open_subscription(conference, std::move(refer), ReferEvent::accepted);
}

void Focus::State::open_subscription(Conference& conference, ReferSubscription refer, ReferEvent on) {
    refer.id = subscription_ids.next();
    const SubscriptionId id = refer.id;
    subscriptions[id] = conference.id;
    dialogs.at(refer.dialog).subscriptions.emplace(refer.event, id);
    conference.referrals.at(refer.referral).subscribers.push_back(id);
    if (refer.expires_at > now) refer.expiry = start_timer(refer.expires_at, SubscriptionExpiry{id});
    conference.refers.emplace(id, std::move(refer));
    tell_refer(conference, id, on);
}

/// The time that a SUBSCRIBE to the refer package gets, or 423 with the least it may ask for (NTF-18).
std::optional<seconds> Focus::State::grant_refer_expiry(const SubscribeReceived& event) {
    const auto longest = settings.refer_subscription_expiry;
    const auto asked = event.request.expires ? seconds(*event.request.expires) : longest;
    const auto least = std::min(settings.refer_expiry_min, longest);
    if (asked.count() == 0 || asked >= least) return std::min(asked, longest);
    refuse(event.transaction, {423, std::string(phrase_of(423)), "Expires below the minimum"},
           {{"Min-Expires", std::to_string(least.count())}});
    return std::nullopt;
}

/// SUBSCRIBE in the dialog of a refer subscription: its refresh or its end (NTF-18 to NTF-20).
void Focus::State::refresh_refer(const SubscribeReceived& event, Conference& conference) {
    const std::string wanted = event.request.event_id.empty() ? "refer" : "refer;id=" + event.request.event_id;
    const auto& known = dialogs.at(event.dialog).subscriptions;
    const auto found = known.find(wanted);
    ReferSubscription* refer = found == known.end() ? nullptr : &conference.refers.at(found->second);
    if (!refer || refer->state != SubscriptionState::active)
        return refuse(event.transaction,
                      {481, "Subscription Does Not Exist", "no such refer subscription in the dialog"});
    const auto granted = grant_refer_expiry(event);
    if (!granted) return;
    answer(event.transaction, 200, conference, {{"Expires", std::to_string(granted->count())}});
    if (granted->count() == 0) return tell_refer(conference, refer->id, ReferEvent::unsubscribed);
    set_expiry(*refer, *granted);
    tell_refer(conference, refer->id, ReferEvent::refreshed);
}

/// SUBSCRIBE to a Refer-Events-At URI (RFC 7614 4.4, 4.7; NTF-21). Knowing the URI is the permission; that somebody
/// vouches for the subscriber is asked of everyone.
void Focus::State::subscribe_refer_events(const SubscribeReceived& event, Conference& conference, ReferralId referral) {
    const auto who = identify({event.request.asserted, std::nullopt, true, false});
    if (!who) return refuse(event.transaction, who.error());
    const auto granted = grant_refer_expiry(event);
    if (!granted) return;
    answer(event.transaction, 200, conference, {{"Expires", std::to_string(granted->count())}});
    use_dialog(event.dialog, conference, *who);
    ReferSubscription refer;
    refer.dialog = event.dialog;
    refer.event = event.request.event_id.empty() ? "refer" : "refer;id=" + event.request.event_id;
    refer.referral = referral;
    refer.expires_at = now + *granted;
    const ReferEvent on = conference.referrals.at(referral).is_over ? ReferEvent::came_late
                          : granted->count() == 0                   ? ReferEvent::fetched
                                                                    : ReferEvent::accepted;
    open_subscription(conference, std::move(refer), on);
}

void Focus::State::tell_refer(Conference& conference, SubscriptionId id, ReferEvent on) {
    const auto it = conference.refers.find(id);
    if (it == conference.refers.end()) return;
    ReferSubscription& refer = it->second;
    const auto* row = find_row(kReferSubscription, refer.state, on);
    if (!row) return ignore();
    refer.state = row->to;
    if (refer.state == SubscriptionState::terminated) stop_timer(refer.expiry);
    switch (row->action) {
        case ReferAction::notify_trying:
            [[fallthrough]];
        case ReferAction::notify_now:
            return obey_gate(conference, refer, refer.gate.urgent(now), {});
        case ReferAction::notify_progress:
            return obey_gate(conference, refer, refer.gate.change(now, settings.refer_min_gap), settings.refer_min_gap);
        case ReferAction::notify_outcome:
            refer.reason = "noresource";
            break;
        case ReferAction::notify_timeout:
            refer.reason = "timeout";
            break;
        case ReferAction::drop:
            return drop_subscription(conference, id);
    }
    obey_gate(conference, refer, refer.gate.urgent(now), {});
}

void Focus::State::send_refer_notify(Conference& conference, ReferSubscription& refer) {
    const Referral& referral = conference.referrals.at(refer.referral);
    NotifyOrder order = notify_order(conference, refer);
    order.content_type = "message/sipfrag;version=2.0";
    order.body = "SIP/2.0 " + std::to_string(referral.status) + ' ' + referral.phrase + "\r\n";  // NTF-04, NTF-08
    ports.sip.notify(order);
}

}  // namespace isfocus::focus
