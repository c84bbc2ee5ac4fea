#include <algorithm>

#include "focus/invitation.h"
#include "focus/participants.h"
#include "focus/state.h"

/// What the rows of kInviteLeg do.
namespace isfocus::focus {
namespace {

/// Is in, or on its own way in: keeps the conference alive (TRM-01).
bool is_present(LegState state, JoiningMethod joining) {
    return is_up(state) || (joining == JoiningMethod::dialed_in && is_admitted(state));
}

/// For the log, which names no users: by which leg somebody was invited.
std::string asked_by(const Conference& conference, const std::string& referrer) {
    const auto leg = conference.legs_by_user.find(referrer);
    return leg == conference.legs_by_user.end() ? "asked for from outside"
                                                : "asked for by leg " + std::to_string(leg->second.value);
}

/// For the log: why a leg has left, where it was not of its own will.
std::string_view cause_of(const Stimulus& stimulus) {
    if (!stimulus.cause.empty()) return stimulus.cause;
    switch (stimulus.how) {
        case DisconnectionMethod::booted:
            return "removed";
        case DisconnectionMethod::failed:
            return "failed";
        case DisconnectionMethod::departed:
        case DisconnectionMethod::busy:
            break;
    }
    return {};
}

}  // namespace

LegId Focus::State::invite(Conference& conference, InvitationRequest request) {
    InviteLeg leg;
    leg.id = leg_ids.next();
    leg.dialog = dialog_ids.next();
    leg.user.uri = request.target.uri;
    leg.joining = JoiningMethod::dialed_out;
    leg.referred = std::move(request.referred);
    leg.referrer = std::move(request.referrer);
    leg.invitation.tried.push_back(request.target.uri);
    leg.invitation.target = std::move(request.target);
    leg.invitation.referred_by = std::move(request.referred_by);
    leg.invitation.referred_by_token = std::move(request.referred_by_token);
    if (request.referral) leg.referrals.push_back(request.referral);
    const LegId id = leg.id;
    legs[id] = conference.id;
    conference.invited[address_of_record(leg.user.uri)] = true;
    use_dialog(leg.dialog, conference, leg.user, id);
    step(conference, conference.legs.emplace(id, std::move(leg)).first->second, {LegEvent::dialed_out});
    return id;
}

void Focus::State::step(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    const auto* row = find_row(kInviteLeg, leg.state, stimulus.on);
    if (!row) return ignore();
    const LegId id = leg.id;
    const LegState before = leg.state;
    leg.state = row->to;
    if (!may_negotiate(leg.state)) abandon_negotiation(leg);
    account_seat(conference, leg, before);
    perform(conference, leg, row->action, stimulus);
    touch(conference);
    const bool gave_up_seat = has_seat(before) && !has_seat(leg.state);
    const bool is_missed = is_up(before) && !is_up(leg.state) && !stimulus.is_replaced;
    const Identity who = gave_up_seat ? leg.user : Identity{};
    const bool is_over = row->to == LegState::ended;
    if (is_over) end_leg(conference, id);
    if (!is_over && leg.negotiation.moved) make_move_known(conference, leg);
    if (gave_up_seat) settle_after_departure(conference, who);
    if (is_missed) announce_departure(conference, id, who);
}

void Focus::State::account_seat(Conference& conference, const InviteLeg& leg, LegState before) {
    const bool had = has_seat(before), has = has_seat(leg.state);
    if (had != has) conference.seats += has ? 1u : ~0u;
    const bool was = is_present(before, leg.joining), is = is_present(leg.state, leg.joining);
    if (was != is) conference.present += is ? 1u : ~0u;
    if (is && conference.empty_linger) stop_timer(conference.empty_linger);
    if (had == has) return;
    if (has) {
        for (const auto& key : keys_of(leg)) conference.legs_by_user.emplace(key, leg.id);
        return;
    }
    for (const auto& key : keys_of(leg)) {
        const auto [first, last] = conference.legs_by_user.equal_range(key);
        const auto mine = std::find_if(first, last, [&](const auto& one) { return one.second == leg.id; });
        if (mine != last) conference.legs_by_user.erase(mine);
    }
}

void Focus::State::perform(Conference& conference, InviteLeg& leg, LegAction action, const Stimulus& stimulus) {
    using A = LegAction;
    switch (action) {
        case A::none:
            break;
        case A::finish:
            break;
        case A::reserve: {
            stop_timer(leg.patience);  // of who waited for approval
            negotiate(conference, leg,
                      {.on = leg.offer ? OfferAnswerEvent::offer_in : OfferAnswerEvent::offer_wanted,
                       .description = leg.offer ? &*leg.offer : nullptr});
            ReserveOrder order{leg.id, conference.id, std::move(leg.offer), std::to_string(leg.id.value),
                               leg.has_priority};
            leg.offer.reset();
            ports.mrfp.reserve(order);
            break;
        }
        case A::ask_approval:
            ask_approval(conference, leg);
            break;
        case A::turn_away:
            leave_roster(conference, leg, stimulus);
            turn_away(conference, leg, stimulus.status != 0 ? stimulus.status : 487, "not let in");
            break;
        case A::propose:
            propose(conference, leg, stimulus);
            break;
        case A::await_update:
            await_update(conference, leg);
            break;
        case A::send_ok:
            send_ok(conference, leg, stimulus);
            break;
        case A::refuse:
            turn_away(conference, leg, stimulus.status, "no media");
            break;
        case A::terminate:
            release_media(conference, leg, stimulus);
            turn_away(conference, leg, stimulus.status != 0 ? stimulus.status : 487, "ended before the answer");
            break;
        case A::give_up:
            release_media(conference, leg, stimulus);
            [[fallthrough]];
        case A::lapse:
            note_refusal(conference, leg, 504);
            break;
        case A::invite:
            leg.offer = *stimulus.description;
            watch_patience(leg, now + settings.overall_answer);
            send_invite(conference, leg);
            break;
        case A::invite_next:
            invite_next(conference, leg);
            break;
        case A::report_progress:
            if (stimulus.status >= 180 && leg.status < 180) watch_patience(leg, now + settings.no_answer);
            report(conference, leg, ReferEvent::progress, stimulus.status, stimulus.phrase);
            break;
        case A::connect:
            connect(conference, leg, stimulus);
            break;
        case A::reject_answer:
            ports.sip.acknowledge(leg.dialog);
            ports.sip.bye(leg.dialog, "SIP;cause=488;text=\"Not Acceptable Here\"");
            release_media(conference, leg, stimulus);
            report(conference, leg, ReferEvent::outcome, 488, phrase_of(488));
            break;
        case A::report_failure:
            release_media(conference, leg, stimulus);
            report(conference, leg, ReferEvent::outcome, stimulus.status, stimulus.phrase, stimulus.detail);
            break;
        case A::fail_media:
            report(conference, leg, ReferEvent::outcome, stimulus.status, phrase_of(stimulus.status));
            break;
        case A::withdraw:
            withdraw(conference, leg, stimulus);
            break;
        case A::withdraw_late:
            ports.sip.acknowledge(leg.dialog);
            ports.sip.bye(leg.dialog, {});
            break;
        case A::abandon:
            release_media(conference, leg, stimulus);
            report(conference, leg, ReferEvent::outcome, 487, phrase_of(487));
            break;
        case A::depart:
            release_media(conference, leg, stimulus);
            leave_roster(conference, leg, stimulus);
            break;
        case A::hang_up:
            release_media(conference, leg, stimulus);
            [[fallthrough]];
        case A::fail:
            leave_roster(conference, leg, stimulus);
            ports.sip.bye(leg.dialog, stimulus.reason);
            break;
        case A::await_ack:
            leg.bye_reason = stimulus.reason;
            release_media(conference, leg, stimulus);
            leave_roster(conference, leg, stimulus);
            break;
        case A::say_bye:
            ports.sip.bye(leg.dialog, leg.bye_reason);
            break;
        case A::refresh:
            refresh_session(conference, leg);
            break;
        case A::tell_move:
            tell_move(conference, leg);
            break;
    }
}

/// 200 to the INVITE: with our description, unless a 183 has told it already (RFC 6337 3.1.1).
void Focus::State::send_ok(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    Response response;
    response.phrase = phrase_of(200);
    response.contact = conference.uri;
    if (stimulus.description) {
        response.body = *stimulus.description;
        leg.streams = stimulus.description->streams;
        negotiate(conference, leg, {OfferAnswerEvent::described});
    }
    response.session = agree_session(leg, leg.asked);
    stop_timer(leg.patience);
    ports.sip.respond(leg.transaction, response);
    report(conference, leg, ReferEvent::outcome, 200, phrase_of(200));  // to whoever referred it meanwhile (REF-17)
    enter_roster(conference, leg, std::exchange(leg.streams, {}));
    note(JournalEntry::Severity::info, "leg connected", conference, leg.id, leg.dialog, 200, "dialed in");
    charge_start(conference, leg, 200);
    announce_arrival(conference, leg);
    if (leg.replaces) hand_over(conference, leg);
    invite_guests(conference);
}

/// JOI-03: the UE hears that it waits, the host sees it in the roster. No SDP, so that none can change (CRE-09).
void Focus::State::ask_approval(Conference& conference, InviteLeg& leg) {
    answer(leg.transaction, 183, conference);
    watch_patience(leg, now + settings.no_answer);
    enter_roster(conference, leg, {}, EndpointStatus::on_hold);
    note(JournalEntry::Severity::info, "leg waits for approval", conference, leg.id, leg.dialog);
}

/// What tells the UE more about a failure of its media: when to try again (CRE-12), what was wrong (CRE-11).
std::vector<Header> Focus::State::headers_about_media(const InviteLeg& leg, int status) const {
    if (status == 503) return try_later();
    if (status != 488) return {};
    const bool has_audio = leg.negotiation.offers_audio;
    return {{"Warning",
             has_audio ? "305 isfocus \"Incompatible media format\"" : "304 isfocus \"Media type not available\""}};
}

void Focus::State::turn_away(Conference& conference, InviteLeg& leg, int status, const char* why) {
    refuse(leg.transaction, {status, std::string(phrase_of(status)), why}, headers_about_media(leg, status));
    note_refusal(conference, leg, status);
}

void Focus::State::note_refusal(Conference& conference, InviteLeg& leg, int status) {
    conference.roster.disconnect(leg.id, DisconnectionMethod::failed, Execution{now, {}, {}});  // if it had waited
    report(conference, leg, ReferEvent::outcome, status, phrase_of(status));
}

/// The next target of a redirection gets an INVITE of its own, in a dialog of its own; the patience is that of the
/// whole invitation (OUT-47).
void Focus::State::invite_next(Conference& conference, InviteLeg& leg) {
    Invitation& invitation = leg.invitation;
    invitation.target.uri = invitation.untried.front();
    invitation.untried.erase(invitation.untried.begin());
    invitation.tried.push_back(invitation.target.uri);
    const DialogId before = std::exchange(leg.dialog, dialog_ids.next());
    use_dialog(leg.dialog, conference, leg.user, leg.id);
    dialogs.at(before).leg = {};
    leave_dialog(before);
    send_invite(conference, leg);
}

void Focus::State::send_invite(Conference& conference, InviteLeg& leg) {
    if (leg.negotiation.moved) leg.offer = std::exchange(leg.negotiation.moved, std::nullopt);
    negotiate(conference, leg, {OfferAnswerEvent::offer_out});
    ports.sip.invite(build_invitation(conference, leg, settings));
    note(JournalEntry::Severity::info, "leg invited", conference, leg.id, leg.dialog, 0,
         leg.referrer.empty() ? std::string() : asked_by(conference, leg.referrer));
}

void Focus::State::connect(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    stop_timer(leg.patience);
    leg.contact = stimulus.contact;
    if (stimulus.identity && !is_known_as(leg.user, stimulus.identity->uri)) {
        leg.user.alias = stimulus.identity->uri;  // whoever was dialled as a number is known by its own URI, too
        conference.legs_by_user.emplace(address_of_record(*leg.user.alias), leg.id);
    }
    if (stimulus.identity) leg.user.is_private |= stimulus.identity->is_private;
    ports.sip.acknowledge(leg.dialog);
    leg.session.by_update = stimulus.allows_update;
    keep_session(leg, stimulus.session.interval, stimulus.session.refresher != SessionTimer::Refresher::uas);
    negotiate(conference, leg, {.on = OfferAnswerEvent::answer_in, .description = stimulus.description});
    if (const auto it = dialogs.find(leg.dialog); it != dialogs.end()) it->second.peer = leg.user;
    ++counters.invitations_answered;
    report(conference, leg, ReferEvent::outcome, stimulus.status, stimulus.phrase);
    enter_roster(conference, leg, stimulus.description->streams);
    note(JournalEntry::Severity::info, "leg connected", conference, leg.id, leg.dialog, stimulus.status, "dialed out");
    charge_start(conference, leg, stimulus.status);
    announce_arrival(conference, leg);
}

/// CANCEL, and the outcome at once: the referrer does not wait for the 487 (NTF-07). What the INVITE ends in after that
/// changes nothing (OUT-46).
void Focus::State::withdraw(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    stop_timer(leg.patience);
    ports.sip.cancel(leg.dialog);
    release_media(conference, leg, stimulus);
    // A BYE may overtake the 2xx that made its dialog: who sent it is gone before it was here.
    const bool is_ended = stimulus.on == LegEvent::dropped || stimulus.on == LegEvent::bye;
    const int status = is_ended ? 487 : stimulus.status;
    report(conference, leg, ReferEvent::outcome, status, phrase_of(status));
}

void Focus::State::leave_roster(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    stop_timer(leg.session.timer);
    Execution info;
    info.when = now;
    info.by = stimulus.by;
    if (!stimulus.reason.empty()) info.reason = "Reason: " + std::string(stimulus.reason);
    conference.roster.disconnect(leg.id, stimulus.how, std::move(info));
    note(JournalEntry::Severity::info, "leg left", conference, leg.id, leg.dialog, 0, cause_of(stimulus));
    charge_stop(conference, leg, stimulus);
}

void Focus::State::end_leg(Conference& conference, LegId id) {
    const auto it = conference.legs.find(id);
    InviteLeg& leg = it->second;
    stop_timer(leg.patience);
    stop_timer(leg.session.timer);
    forget_move(leg);
    const DialogId dialog = leg.dialog;
    const auto removals = leg.removals;
    // A dial-in that was never answered has no dialog: the adapter forgets it with the refusal.
    if (const auto record = dialogs.find(dialog); record != dialogs.end()) record->second.leg = {};
    conference.legs.erase(it);
    legs.erase(id);
    leave_dialog(dialog);
    for (const ReferralId referral : removals) count_removal(conference, referral);
}

void Focus::State::watch_patience(InviteLeg& leg, Time deadline) {
    stop_timer(leg.patience);
    leg.patience = start_timer(deadline, LegPatience{leg.id});
}

void Focus::State::release_media(const Conference& conference, const InviteLeg& leg, const Stimulus& stimulus) {
    // What the MRFP has lost needs no release, and a closing conference gives its whole context back at once.
    const bool is_lost = stimulus.on == LegEvent::media_failed;
    if (!is_lost && conference.phase == Conference::Phase::open) ports.mrfp.release(leg.id);
}

}  // namespace isfocus::focus
