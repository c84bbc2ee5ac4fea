#include "isfocus/focus/focus.h"

#include <algorithm>

#include "focus/invitation.h"
#include "focus/state.h"

namespace isfocus::focus {

Focus::Focus(Settings settings, Ports ports, DialogIds& dialogs)
    : state_(std::make_unique<State>(std::move(settings), ports, dialogs)) {}
Focus::~Focus() = default;

void Focus::handle(const Event& event, Time now) {
    state_->now = now;
    std::visit([&](const auto& one) { state_->on(one); }, event);
    state_->finish_round();
}

void Focus::configure(Settings settings, Time now) {
    state_->now = now;
    const bool seats_change = settings.max_participants != state_->settings.max_participants;
    state_->settings = std::move(settings);
    state_->policy_by_default = default_policy(state_->settings);
    state_->documents.forget();
    if (seats_change)
        for (const ConferenceId id : state_->conferences.ids()) state_->describe(*state_->conferences.find(id));
    state_->remove_denied();
    state_->finish_round();
}

/// What one event changed is told together, after the refer subscriptions have heard of it (NTF-25).
void Focus::State::finish_round() {
    for (std::size_t i = 0; i < touched.size(); ++i) {
        const ConferenceId id = touched[i];
        if (auto* conference = conferences.find(id)) flush_roster(*conference);
        erase_if_done(id);
    }
    touched.clear();
}

bool Focus::idle() const noexcept {
    return state_->conferences.empty();
}
std::size_t Focus::conference_count() const noexcept {
    return state_->conferences.size();
}
const Counters& Focus::counters() const noexcept {
    return state_->counters;
}

Focus::State::State(Settings settings_in, Ports ports_in, DialogIds& dialogs_in)
    : settings(std::move(settings_in)),
      policy_by_default(default_policy(settings)),
      ports(ports_in),
      dialog_ids(dialogs_in) {}

void Focus::State::on(const InviteReceived& event) {
    if (refuse_session(event.transaction, event.request.session)) return;
    if (event.request.take_over) return take_over(event);
    if (is_factory(event.request.request_uri)) return create_conference(event);
    if (auto* conference = conferences.find(event.request.request_uri)) return join(event, *conference);
    if (auto* provision = reserved(event.request.request_uri)) return open_by_invite(event, *provision);
    refuse(event.transaction, {404, "Not Found", "no such conference"});
}

void Focus::State::on(const CancelReceived& event) {
    Conference* conference = nullptr;
    if (InviteLeg* leg = leg_of(event.dialog, conference)) step(*conference, *leg, {LegEvent::cancelled});
}

void Focus::State::on(const AckMissing& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    Stimulus stimulus{LegEvent::ack_missing};
    stimulus.how = DisconnectionMethod::failed;
    note(JournalEntry::Severity::warn, "no ACK came", *conference, leg->id, leg->dialog);
    step(*conference, *leg, stimulus);
}

void Focus::State::on(const ByeReceived& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg)
        return refuse(event.transaction,
                      {481, std::string("Call/Transaction Does Not Exist"), "no leg in this dialog"});
    answer(event.transaction, 200, *conference);
    step(*conference, *leg, {LegEvent::bye});
}

void Focus::State::on(const InviteProgress& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    Stimulus stimulus{LegEvent::progress};
    stimulus.status = event.status;
    stimulus.phrase = event.phrase;
    step(*conference, *leg, stimulus);
}

/// OUT-41: the user cannot be told of an answer any more, so nobody waits for one.
void Focus::State::on(const ProvisionalFailed& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    note(JournalEntry::Severity::warn, "PRACK or UPDATE failed", *conference, leg->id, leg->dialog);
    Stimulus stimulus{LegEvent::no_answer};
    stimulus.status = event.status == 580 ? 580 : 500;  // OUT-42
    step(*conference, *leg, stimulus);
}

void Focus::State::on(const InviteAnswered& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    Stimulus stimulus{event.answer ? LegEvent::answered : LegEvent::answered_in_vain};
    stimulus.status = event.status;
    stimulus.phrase = event.phrase;
    stimulus.contact = event.contact;
    stimulus.description = event.answer ? &*event.answer : nullptr;
    stimulus.identity = event.asserted ? &*event.asserted : nullptr;
    stimulus.session = event.session;
    stimulus.allows_update = event.allows_update;
    step(*conference, *leg, stimulus);
}

void Focus::State::on(const InviteFailed& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    if (event.status < 400) {
        auto contacts = event.contacts;
        std::erase_if(contacts, [this](const Uri& uri) { return is_ours(uri); });  // DEC-06
        leg->invitation.untried = targets_to_try(leg->invitation, contacts, settings);
    }
    const bool goes_on = !leg->invitation.untried.empty() && find_row(kInviteLeg, leg->state, LegEvent::redirected);
    Stimulus stimulus{goes_on ? LegEvent::redirected : LegEvent::refused};
    const bool is_glare = event.status == 491;  // says nothing to who did not send it (OUT-52)
    stimulus.status = is_glare ? 480 : event.status;
    stimulus.phrase = is_glare ? phrase_of(480) : std::string_view(event.phrase);
    stimulus.detail = event.detail;
    step(*conference, *leg, stimulus);
}

void Focus::State::on(const ByeAnswered& event) {
    Conference* conference = nullptr;
    if (InviteLeg* leg = leg_of(event.dialog, conference)) step(*conference, *leg, {LegEvent::bye_answered});
}

void Focus::State::on(const MediaConfigured&) {}  // the answer is in force; nobody waits for that

void Focus::State::on(const MediaFailed& event) {
    Conference* conference = conference_of(event.leg);
    if (!conference) return ignore();
    InviteLeg& leg = conference->legs.at(event.leg);
    note(JournalEntry::Severity::warn, "media failed", *conference, leg.id, leg.dialog, event.status, event.detail);
    if (event.status == 488 && may_negotiate(leg.state) &&
        find_row(kOfferAnswer, leg.negotiation.state, OfferAnswerEvent::not_taken))
        return negotiate(*conference, leg, {OfferAnswerEvent::not_taken});
    Stimulus stimulus{LegEvent::media_failed};
    stimulus.status = event.status;
    stimulus.how = DisconnectionMethod::failed;
    stimulus.reason =
        event.is_silence ? "SIP;cause=408;text=\"No media received\"" : "SIP;cause=503;text=\"Media lost\"";
    if (event.is_silence) stimulus.cause = "no media";
    step(*conference, leg, stimulus);
}

void Focus::State::on(const MediaImpaired& event) {
    const Conference* conference = conference_of(event.leg);
    if (!conference) return ignore();
    const InviteLeg& leg = conference->legs.at(event.leg);
    note(JournalEntry::Severity::warn, "media impaired", *conference, leg.id, leg.dialog, 0, event.detail);
}

void Focus::State::on(const MrfpLost& event) {
    for (const ConferenceId id : event.conferences) {
        Conference* conference = conferences.find(id);
        if (!conference) continue;
        if (event.can_move) {
            move_media(*conference);
            continue;
        }
        conference->has_media = false;
        end_conference(*conference, "media resources lost", "SIP;cause=503;text=\"Media lost\"");
    }
}

void Focus::State::on(const MrfpAvailability& event) {
    media_available = event.available;
    if (!media_available) return;
    for (auto& [key, provision] : provisions) start_if_due(provision);
}

void Focus::State::on(const ShutdownRequested&) {
    shutting_down = true;
    forget_policies();
    for (const ConferenceId id : conferences.ids()) {
        Conference& conference = *conferences.find(id);
        end_conference(conference, "shutdown", {});
        std::vector<ReferralId> lingering;
        for (const auto& [referral_id, referral] : conference.referrals) lingering.push_back(referral_id);
        for (const ReferralId referral : lingering) {
            close_events(conference, conference.referrals.at(referral));
            forget_referral_if_done(conference, referral);
        }
    }
}

void Focus::State::on(const TimerFired& event) {
    const auto it = timers.find(event.timer);
    if (it == timers.end()) return;  // stopped when its event was already posted
    const TimerPurpose purpose = it->second;
    timers.erase(it);
    std::visit([this](const auto& one) { fire(one); }, purpose);
}

void Focus::State::fire(const LegPatience& patience) {
    Conference* conference = conference_of(patience.leg);
    if (!conference) return;
    InviteLeg& leg = conference->legs.at(patience.leg);
    leg.patience = {};
    Stimulus stimulus{LegEvent::no_answer};
    stimulus.status = leg.state == LegState::waiting ? 480 : leg.state == LegState::preparing ? 580 : 408;
    step(*conference, leg, stimulus);
}

void Focus::State::fire(const SubscriptionExpiry& expiry) {
    Conference* conference = conference_of(expiry.subscription);
    if (!conference) return;
    find_notifier(*conference, expiry.subscription)->expiry = {};
    tell_refer(*conference, expiry.subscription, ReferEvent::expired);
    tell_watcher(*conference, expiry.subscription, WatchEvent::expired);
}

void Focus::State::fire(const NotifyGap& gap) {
    Conference* conference = conference_of(gap.subscription);
    if (!conference) return;
    Notifier& notifier = *find_notifier(*conference, gap.subscription);
    notifier.gap = {};
    obey_gate(*conference, notifier, notifier.gate.gap_over(now), {});
}

void Focus::State::fire(const ReferralLinger& over) {
    Conference* conference = conferences.find(over.conference);
    Referral* referral = conference ? find_referral(*conference, over.referral) : nullptr;
    if (!referral) return;
    referral->linger = {};
    close_events(*conference, *referral);
    forget_referral_if_done(*conference, over.referral);
}

void Focus::State::fire(const EmptyLinger& over) {
    Conference* conference = conferences.find(over.conference);
    if (!conference) return;
    conference->empty_linger = {};
    end_conference(*conference, "last participant left", {});
}

void Focus::State::fire(const LockTime& over) {
    Conference* conference = conferences.find(over.conference);
    if (!conference) return;
    conference->lock = {};
    set_locked(*conference, true);
}

void Focus::State::fire(const MaxDuration& over) {
    Conference* conference = conferences.find(over.conference);
    if (!conference) return;
    conference->max_duration = {};
    end_conference(*conference, "its time is over", "SIP;cause=200;text=\"Conference time is over\"");
}

}  // namespace isfocus::focus
