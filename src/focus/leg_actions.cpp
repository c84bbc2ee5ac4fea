#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/state.h"

/// What the rows of kInviteLeg do: a function for each LegAction.
namespace isfocus::focus {
namespace {

/// For the log, which names no users: by which leg somebody was invited.
std::string asked_by(const Conference& conference, const std::string& referrer) {
    const auto leg = conference.legs_by_user.find(referrer);
    return leg == conference.legs_by_user.end() ? "asked for from outside"
                                                : "asked for by leg " + std::to_string(leg->second.value);
}

}  // namespace

void Focus::State::perform(Conference& conference, InviteLeg& leg, LegAction action, const Stimulus& stimulus) {
    using A = LegAction;
    struct Row {
        LegAction action;
        void (State::*deed)(Conference&, InviteLeg&, const Stimulus&);
    };
    static constexpr Row kDeeds[] = {
        {A::none, nullptr},
        {A::reserve, &State::reserve_media},
        {A::ask_approval, &State::ask_approval},
        {A::turn_away, &State::turn_away_waiting},
        {A::propose, &State::propose},
        {A::await_update, &State::await_update},
        {A::send_ok, &State::send_ok},
        {A::refuse, &State::refuse_without_media},
        {A::terminate, &State::terminate},
        {A::lapse, &State::lapse},
        {A::give_up, &State::give_up},
        {A::invite, &State::begin_invitation},
        {A::invite_next, &State::invite_next},
        {A::report_progress, &State::report_progress},
        {A::connect, &State::connect},
        {A::reject_answer, &State::reject_answer},
        {A::report_failure, &State::report_failure},
        {A::fail_media, &State::report_media_failure},
        {A::withdraw, &State::withdraw},
        {A::withdraw_late, &State::withdraw_late},
        {A::abandon, &State::abandon},
        {A::depart, &State::depart},
        {A::hang_up, &State::hang_up},
        {A::fail, &State::put_out},
        {A::await_ack, &State::await_ack},
        {A::say_bye, &State::say_bye},
        {A::refresh, &State::refresh_session},
        {A::tell_move, &State::tell_move},
        {A::finish, nullptr},
    };
    static constexpr auto is_in_order = [] {
        for (std::size_t i = 0; i < std::size(kDeeds); ++i)
            if (static_cast<std::size_t>(kDeeds[i].action) != i) return false;
        return std::size(kDeeds) == static_cast<std::size_t>(A::finish) + 1;
    };
    static_assert(is_in_order(), "a row for each LegAction, in the order of the enumeration");
    if (const auto deed = kDeeds[static_cast<std::size_t>(action)].deed) (this->*deed)(conference, leg, stimulus);
}

void Focus::State::reserve_media(Conference& conference, InviteLeg& leg, const Stimulus&) {
    stop_timer(leg.patience);  // of who waited for approval
    negotiate(conference, leg,
              {.on = leg.offer ? OfferAnswerEvent::offer_in : OfferAnswerEvent::offer_wanted,
               .description = leg.offer ? &*leg.offer : nullptr});
    ReserveOrder order{leg.id, conference.id, std::move(leg.offer), std::to_string(leg.id.value), leg.has_priority};
    leg.offer.reset();
    ports.mrfp.reserve(order);
}

/// JOI-03: the UE hears that it waits, the host sees it in the roster. No SDP, so that none can change (CRE-09).
void Focus::State::ask_approval(Conference& conference, InviteLeg& leg, const Stimulus&) {
    answer(leg.transaction, 183, conference);
    watch_patience(leg, now + settings.no_answer);
    enter_roster(conference, leg, {}, EndpointStatus::on_hold);
    note(JournalEntry::Severity::info, "leg waits for approval", conference, leg.id, leg.dialog);
}

void Focus::State::turn_away_waiting(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    leave_roster(conference, leg, stimulus);
    turn_away(conference, leg, stimulus.status != 0 ? stimulus.status : 487, "not let in");
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
    charge_start(conference, leg, 200);
    note(JournalEntry::Severity::info, "leg connected", conference, leg.id, leg.dialog, 200, "dialed in");
    announce_arrival(conference, leg);
    if (leg.replaces) hand_over(conference, leg);
    invite_guests(conference);
}

void Focus::State::refuse_without_media(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    turn_away(conference, leg, stimulus.status, "no media");
}

void Focus::State::terminate(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    release_media(conference, leg, stimulus);
    turn_away(conference, leg, stimulus.status != 0 ? stimulus.status : 487, "ended before the answer");
}

void Focus::State::lapse(Conference& conference, InviteLeg& leg, const Stimulus&) {
    note_refusal(conference, leg, 504);
}

void Focus::State::give_up(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    release_media(conference, leg, stimulus);
    lapse(conference, leg, stimulus);
}

void Focus::State::begin_invitation(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    leg.offer = *stimulus.description;
    watch_patience(leg, now + settings.overall_answer);
    send_invite(conference, leg);
}

/// The next target of a redirection gets an INVITE of its own, in a dialog of its own; the patience is that of the
/// whole invitation (OUT-47).
void Focus::State::invite_next(Conference& conference, InviteLeg& leg, const Stimulus&) {
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

void Focus::State::report_progress(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    if (stimulus.status >= 180 && leg.status < 180) watch_patience(leg, now + settings.no_answer);
    report(conference, leg, ReferEvent::progress, stimulus.status, stimulus.phrase);
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
    charge_start(conference, leg, stimulus.status);
    note(JournalEntry::Severity::info, "leg connected", conference, leg.id, leg.dialog, stimulus.status, "dialed out");
    announce_arrival(conference, leg);
}

void Focus::State::reject_answer(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    ports.sip.acknowledge(leg.dialog);
    ports.sip.bye(leg.dialog, "SIP;cause=488;text=\"Not Acceptable Here\"");
    release_media(conference, leg, stimulus);
    report(conference, leg, ReferEvent::outcome, 488, phrase_of(488));
}

void Focus::State::report_failure(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    release_media(conference, leg, stimulus);
    report(conference, leg, ReferEvent::outcome, stimulus.status, stimulus.phrase, stimulus.detail);
}

void Focus::State::report_media_failure(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    report(conference, leg, ReferEvent::outcome, stimulus.status, phrase_of(stimulus.status));
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

void Focus::State::withdraw_late(Conference&, InviteLeg& leg, const Stimulus&) {
    ports.sip.acknowledge(leg.dialog);
    ports.sip.bye(leg.dialog, {});
}

void Focus::State::abandon(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    release_media(conference, leg, stimulus);
    report(conference, leg, ReferEvent::outcome, 487, phrase_of(487));
}

void Focus::State::depart(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    release_media(conference, leg, stimulus);
    leave_roster(conference, leg, stimulus);
}

void Focus::State::hang_up(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    release_media(conference, leg, stimulus);
    put_out(conference, leg, stimulus);
}

void Focus::State::put_out(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    leave_roster(conference, leg, stimulus);
    ports.sip.bye(leg.dialog, stimulus.reason);
}

void Focus::State::await_ack(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    leg.bye_reason = stimulus.reason;
    release_media(conference, leg, stimulus);
    leave_roster(conference, leg, stimulus);
}

void Focus::State::say_bye(Conference&, InviteLeg& leg, const Stimulus&) {
    ports.sip.bye(leg.dialog, leg.bye_reason);
}

}  // namespace isfocus::focus
