#include <algorithm>

#include "focus/glare.h"
#include "focus/invitation.h"
#include "focus/state.h"

/// Session timers (RFC 4028), as UAS and as UAC. A leg whose session is not refreshed in time is ended, and only it.
namespace isfocus::focus {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Refresher = SessionTimer::Refresher;

namespace {

constexpr seconds kLeast{90};     ///< of any session interval (RFC 4028 4)
constexpr seconds kPause{10};     ///< before what could not be refreshed is tried again
constexpr int kMostRefusals = 4;  ///< of one refresh by 422, until that pause

}  // namespace

/// DLG-10: too short an interval gets 422, from whoever can do something about it.
bool Focus::State::refuse_session(TransactionId transaction, const SessionTimer& asked) {
    const auto least = settings.session_interval_min;
    if (settings.session_interval.count() == 0 || !asked.is_supported || asked.interval.count() == 0 ||
        asked.interval >= least)
        return false;
    refuse(transaction, {422, std::string(phrase_of(422)), "Session-Expires below the minimum"},
           {{"Min-SE", std::to_string(least.count())}});
    return true;
}

/// What a 2xx of ours says, and the leg's timer from then on (RFC 4028 9): never more than was asked for, be it below
/// our minimum, which who knows no session timers cannot be told. The peer's wish for the refresher is respected;
/// without one the UE refreshes, which saves us the load (DLG-11).
SessionTimer Focus::State::agree_session(InviteLeg& leg, const SessionTimer& asked) {
    SessionTimer agreed;
    const bool is_wanted = asked.is_supported || asked.interval.count() > 0;
    if (settings.session_interval.count() == 0 || !is_wanted) {
        keep_session(leg, seconds{0}, false);
        return agreed;
    }
    agreed.interval = asked.interval.count() > 0 ? std::max(asked.interval, kLeast)
                                                 : std::max(settings.session_interval, asked.least);
    agreed.refresher = asked.refresher == Refresher::unset ? Refresher::uac : asked.refresher;
    agreed.is_supported = asked.is_supported;
    if (!asked.is_supported) agreed.refresher = Refresher::uas;  // a proxy asked; the UE knows nothing of it
    keep_session(leg, agreed.interval, agreed.refresher == Refresher::uas);
    return agreed;
}

/// UPDATE without SDP: target and session timer only (DLG-07).
void Focus::State::take_refresh(const ReinviteReceived& event, const Conference& conference, InviteLeg& leg) {
    Response response;
    response.phrase = phrase_of(200);
    response.contact = conference.uri;
    if (is_up(leg.state)) response.session = agree_session(leg, event.session);
    ports.sip.respond(event.transaction, response);
}

/// DLG-12: as refresher at half the interval; else the end of it, less what the last refresh may need on its way.
void Focus::State::keep_session(InviteLeg& leg, seconds interval, bool we_refresh) {
    LegSession& session = leg.session;
    stop_timer(session.timer);
    session.interval = interval;
    session.we_refresh = we_refresh;
    session.times_too_short = 0;
    if (interval.count() == 0) return;
    session.expires_at = now + interval - std::min(seconds{32}, interval / 3);
    session.timer = start_timer(we_refresh ? now + interval / 2 : session.expires_at, SessionDue{leg.id});
}

void Focus::State::fire(const SessionDue& due) {
    Conference* conference = conference_of(due.leg);
    if (!conference) return;
    InviteLeg& leg = conference->legs.at(due.leg);
    leg.session.timer = {};
    if (now < leg.session.expires_at) {
        if (find_row(kInviteLeg, leg.state, LegEvent::refresh_due) && leg.negotiation.state == OfferAnswerState::agreed)
            return step(*conference, leg, {LegEvent::refresh_due});
        return refresh_later(leg, kPause);  // a new offer is under way, or the ACK
    }
    note(JournalEntry::Severity::warn, "session expired", *conference, leg.id, leg.dialog);
    Stimulus stimulus{LegEvent::dropped};
    stimulus.how = DisconnectionMethod::failed;
    stimulus.reason = "SIP;cause=408;text=\"Session expired\"";
    step(*conference, leg, stimulus);
}

void Focus::State::refresh_session(Conference& conference, InviteLeg& leg, const Stimulus&) {
    leg.session.timer = start_timer(leg.session.expires_at, SessionDue{leg.id});
    if (!leg.session.by_update) negotiate(conference, leg, {OfferAnswerEvent::offer_out});
    ports.sip.refresh({leg.dialog, conference.uri, leg.session.interval, leg.session.by_update, {}});
}

void Focus::State::on(const RefreshAnswered& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (leg && leg->state == LegState::moving) return take_move_answer(*conference, *leg, event);
    if (!leg || leg->state != LegState::refreshing) return ignore();
    if (event.status == 481 || event.status == 408) {  // DLG-08
        note(JournalEntry::Severity::warn, "leg lost", *conference, leg->id, leg->dialog, event.status);
        Stimulus stimulus{LegEvent::dropped};
        stimulus.how = DisconnectionMethod::failed;
        return step(*conference, *leg, stimulus);
    }
    const bool was_offer = leg->negotiation.state == OfferAnswerState::offering;
    step(*conference, *leg, {LegEvent::refreshed});
    if (was_offer) take_refresh_answer(*conference, *leg, event);
    if (event.status < 300) {
        if (event.session.interval.count() == 0) return keep_session(*leg, seconds{0}, false);
        return keep_session(*leg, event.session.interval, event.session.refresher != Refresher::uas);
    }
    // Whatever its Allow said (DLG-12).
    const bool takes_no_update = leg->session.by_update && (event.status == 405 || event.status == 501);
    if (takes_no_update) leg->session.by_update = false;
    // Each proxy on the way may want a longer interval than the one before (RFC 4028 7.4).
    const bool is_too_short = event.status == 422 && ++leg->session.times_too_short < kMostRefusals;
    const bool may_go_on = (takes_no_update || is_too_short) && leg->state != LegState::moving;
    if (may_go_on) {
        stop_timer(leg->session.timer);
        return step(*conference, *leg, {LegEvent::refresh_due});
    }
    if (event.status != 491) return refresh_later(*leg, kPause);
    refresh_later(*leg, glare_pause(leg->joining == JoiningMethod::dialed_out, now, leg->id.value));
}

/// A re-INVITE of ours is an offer, though the same as ever (RFC 4028 7.4).
void Focus::State::take_refresh_answer(Conference& conference, InviteLeg& leg, const RefreshAnswered& event) {
    if (event.status >= 300) return negotiate(conference, leg, {OfferAnswerEvent::offer_refused});
    if (!event.answer) return negotiate(conference, leg, {OfferAnswerEvent::answer_missing});
    negotiate(conference, leg, {.on = OfferAnswerEvent::answer_in, .description = &*event.answer});
    enter_roster(conference, leg, event.answer->streams);
}

/// The end of the session stays where it is.
void Focus::State::refresh_later(InviteLeg& leg, milliseconds pause) {
    stop_timer(leg.session.timer);
    leg.session.timer = start_timer(std::min<Time>(now + pause, leg.session.expires_at), SessionDue{leg.id});
}

}  // namespace isfocus::focus
