#include "focus/invitation.h"
#include "focus/refer_policy.h"
#include "focus/state.h"

/// REFER to the focus and the subscription it implies (RFC 3515, TS 24.147 5.3.2.5.2).
namespace isfocus::focus {

/// The checks in the order of focus-procedures 3.1: dialog, allocation, Refer-To, authorization, then the 2xx.
void Focus::State::on(const ReferReceived& event) {
    const ReferRequest& request = event.request;
    Conference* conference = nullptr;
    Referrer referrer{request.asserted, std::nullopt, true};
    if (event.in_dialog) {
        const auto record = dialogs.find(event.dialog);
        if (record == dialogs.end()) return reject_refer(event, {481, std::string(phrase_of(481)), "unknown dialog"});
        ++record->second.refers;
        conference = conferences.find(record->second.conference);
        referrer.dialog_peer = record->second.peer;
        if (record->second.leg) {
            const LegState state = conference->legs.at(record->second.leg).state;
            referrer.leg_is_up =
                state == LegState::answered || state == LegState::confirmed || state == LegState::renegotiating;
        }
        if (conference->phase == Conference::Phase::closing)
            return reject_refer(event, {403, std::string(phrase_of(403)), "the conference is ending"});
    } else {
        if (is_factory(request.request_uri))
            return reject_refer(event, {403, std::string(phrase_of(403)), "REFER to the factory URI"});
        conference = conferences.find(request.request_uri);
        const int status = settings.refer_unallocated_status;
        if (!conference) return reject_refer(event, {status, std::string(phrase_of(status)), "no such conference"});
    }
    if (!request.target) return reject_refer(event, request.target.error());
    const Uri& target = request.target->uri;
    const bool ours = is_factory(target) || conferences.find(target) != nullptr;
    const auto who = authorize_refer(referrer, *request.target, ours, *conference, settings);
    if (!who) return reject_refer(event, who.error());
    accept_refer(event, *conference, *who);
}

void Focus::State::reject_refer(const ReferReceived& event, const Rejection& why) {
    ++counters.refers_refused;
    const bool full = why.reason == "Conference Full";
    refuse(event.transaction, why,
           full ? std::vector<Header>{{"Warning", "399 isfocus \"conference full\""}} : std::vector<Header>{});
}

void Focus::State::accept_refer(const ReferReceived& event, Conference& conference, const Identity& referrer) {
    ++counters.refers_accepted;
    const ReferTarget& target = *event.request.target;
    const bool reports = event.request.reports == ReferReports::implicit;
    if (reports) {
        answer(event.transaction, settings.refer_accept_status, conference);
    } else {  // REF-31: granted, so nothing more is said, and a REFER outside any dialog makes none
        answer(event.transaction, 200, conference, {{"Refer-Sub", "false"}});
        if (!event.in_dialog) ports.sip.release(event.dialog);
    }
    note(JournalEntry::Severity::info, "refer accepted", conference, {}, event.dialog);
    const SubscriptionId reporter = reports ? open_refer_subscription(event, conference) : SubscriptionId{};

    const auto present = conference.legs_by_user.find(address_of_record(target.uri));
    if (present != conference.legs_by_user.end() && !target.replaces) {
        InviteLeg& leg = conference.legs.at(present->second);
        if (!reporter) return;
        const bool settled = conference.roster.has_leg(leg.id);
        ReferSubscription& refer = conference.refers.at(reporter);
        refer.leg = leg.id;
        refer.status = settled ? 200 : leg.status;
        refer.phrase = settled ? "OK" : leg.phrase;
        if (settled) return tell_refer(conference, reporter, ReferEvent::outcome);  // REF-16
        leg.reporters.push_back(reporter);                                          // REF-17
        return;
    }
    InvitationRequest invitation;
    invitation.target = target;
    invitation.referred_by = choose_referred_by(event.request, referrer);
    if (!referrer.is_private) invitation.referred = Execution{now, {}, referrer.uri.text()};
    invitation.reporter = reporter;
    const LegId leg = invite(conference, std::move(invitation));
    if (const auto it = conference.refers.find(reporter); it != conference.refers.end()) it->second.leg = leg;
}

SubscriptionId Focus::State::open_refer_subscription(const ReferReceived& event, Conference& conference) {
    if (!event.in_dialog) {
        const Identity peer = event.request.asserted.value_or(Identity{});
        use_dialog(event.dialog, conference, peer);
        ++dialogs.at(event.dialog).refers;
    } else {
        ++dialogs.at(event.dialog).usages;
    }
    ReferSubscription refer;
    refer.id = subscription_ids.next();
    refer.dialog = event.dialog;
    const bool first = dialogs.at(event.dialog).refers == 1;
    refer.event = first && !settings.refer_id_always ? "refer" : "refer;id=" + std::to_string(event.request.cseq);
    set_expiry(refer, settings.refer_subscription_expiry);
    const SubscriptionId id = refer.id;
    subscriptions[id] = conference.id;
    conference.refers.emplace(id, std::move(refer));
    tell_refer(conference, id, ReferEvent::accepted);
    return id;
}

/// Tells everybody who asked for this leg how its invitation goes.
void Focus::State::report(Conference& conference, const InviteLeg& leg, ReferEvent on, int status,
                          std::string_view phrase) {
    auto& mine = conference.legs.at(leg.id);
    const bool news = mine.status != status || on == ReferEvent::outcome;
    mine.status = status;
    mine.phrase = phrase.empty() ? phrase_of(status) : phrase;
    if (on == ReferEvent::outcome && status >= 300 && leg.joining == JoiningMethod::dialed_out) {
        ++counters.invitations_failed;
        note(JournalEntry::Severity::info, "invitation failed", conference, leg.id, leg.dialog, status);
    }
    if (!news) return;  // NTF-06: the same status again is no news
    const auto reporters = mine.reporters;
    if (on == ReferEvent::outcome) mine.reporters.clear();
    for (const SubscriptionId id : reporters) {
        const auto it = conference.refers.find(id);
        if (it == conference.refers.end()) continue;
        it->second.status = mine.status;
        it->second.phrase = mine.phrase;
        tell_refer(conference, id, on);
    }
}

void Focus::State::tell_refer(Conference& conference, SubscriptionId id, ReferEvent on) {
    const auto it = conference.refers.find(id);
    if (it == conference.refers.end()) return;
    ReferSubscription& refer = it->second;
    const auto* row = find_row(kReferSubscription, refer.state, on);
    if (!row) return ignore();
    refer.state = row->to;
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
    NotifyOrder order = notify_order(conference, refer);
    order.content_type = "message/sipfrag;version=2.0";
    order.body = "SIP/2.0 " + std::to_string(refer.status) + ' ' + refer.phrase + "\r\n";  // NTF-04, NTF-08
    ports.sip.notify(order);
}

/// SUBSCRIBE with Event: refer, in the subscription's dialog (NTF-18..20).
void Focus::State::subscribe_refer(const SubscribeReceived& event, Conference& conference) {
    const std::string wanted = event.request.event_id.empty() ? "refer" : "refer;id=" + event.request.event_id;
    for (auto& [id, refer] : conference.refers) {
        if (refer.dialog != event.dialog || refer.event != wanted || refer.state != SubscriptionState::active) continue;
        const auto asked =
            std::chrono::seconds(event.request.expires.value_or(settings.refer_subscription_expiry.count()));
        const auto granted = std::min(asked, settings.refer_subscription_expiry);
        answer(event.transaction, 200, conference, {{"Expires", std::to_string(granted.count())}});
        if (granted.count() == 0) return tell_refer(conference, id, ReferEvent::unsubscribed);
        set_expiry(refer, granted);
        return tell_refer(conference, id, ReferEvent::refreshed);
    }
    refuse(event.transaction, {481, "Subscription Does Not Exist", "no such refer subscription in the dialog"});
}

}  // namespace isfocus::focus
