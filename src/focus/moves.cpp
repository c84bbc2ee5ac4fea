#include "focus/glare.h"
#include "focus/state.h"

/// Media that go on at another MRFP when theirs is lost: the conference stays as it is, and each UE hears of the new
/// address by a re-INVITE of its own (RFC 3264 8.3.1), as soon as no other offer is open in its dialog.
namespace isfocus::focus {

using std::chrono::seconds;

namespace {

constexpr unsigned kMostRefusals = 3;  ///< re-INVITEs at a bad time before the leg is given up

/// Glare, or a request of its own that the UE has not finished (RFC 3261 14.1, 14.2); or the next one asks for the
/// session interval that the UE, or a proxy, wants (RFC 4028 7.4).
bool is_to_be_tried_again(int status) {
    return status == 491 || status == 500 || status == 422;
}

}  // namespace

void Focus::State::move_media(Conference& conference) {
    note(JournalEntry::Severity::warn, "media move to another MRFP", conference);
    for (const auto& [id, leg] : conference.legs)
        if (has_seat(leg.state) && leg.state != LegState::waiting) ports.mrfp.move(id);
}

/// A UE that is called, or has not acknowledged yet, hears of it later.
void Focus::State::make_move_known(Conference& conference, InviteLeg& leg) {
    const Negotiation& negotiation = leg.negotiation;
    const bool may_offer = negotiation.state == OfferAnswerState::agreed && !negotiation.move_again;
    if (may_offer && find_row(kInviteLeg, leg.state, LegEvent::media_moved))
        step(conference, leg, {LegEvent::media_moved});
}

void Focus::State::tell_move(Conference& conference, InviteLeg& leg, const Stimulus&) {
    leg.negotiation.tells_of = std::exchange(leg.negotiation.moved, std::nullopt);
    negotiate(conference, leg, {OfferAnswerEvent::offer_out});
    ports.sip.refresh({leg.dialog, conference.uri, leg.session.interval, false, leg.negotiation.tells_of});
}

/// Like any re-INVITE it refreshes the session, too (RFC 4028 7.4). One that fails costs this leg alone.
void Focus::State::take_move_answer(Conference& conference, InviteLeg& leg, const RefreshAnswered& event) {
    if (is_to_be_tried_again(event.status) && ++leg.negotiation.moves_refused < kMostRefusals)
        return move_again_later(conference, leg, event.status);
    const bool is_taken = event.status < 300 && event.answer;
    if (!is_taken) {
        note(JournalEntry::Severity::warn, "media could not be moved", conference, leg.id, leg.dialog, event.status);
        Stimulus stimulus{LegEvent::dropped};
        stimulus.how = DisconnectionMethod::failed;
        stimulus.reason =
            event.status < 300 ? "SIP;cause=488;text=\"Not Acceptable Here\"" : "SIP;cause=503;text=\"Media lost\"";
        return step(conference, leg, stimulus);
    }
    leg.negotiation.tells_of.reset();
    leg.negotiation.moves_refused = 0;
    step(conference, leg, {LegEvent::refreshed});
    keep_session(leg, event.session.interval, event.session.refresher != SessionTimer::Refresher::uas);
    note(JournalEntry::Severity::info, "media moved", conference, leg.id, leg.dialog, event.status);
    enter_roster(conference, leg, event.answer->streams);
    negotiate(conference, leg, {.on = OfferAnswerEvent::answer_in, .description = &*event.answer});
}

void Focus::State::move_again_later(Conference& conference, InviteLeg& leg, int status) {
    Negotiation& negotiation = leg.negotiation;
    if (!negotiation.moved) negotiation.moved = std::move(negotiation.tells_of);
    negotiation.tells_of.reset();
    constexpr seconds kPause{3};
    const auto pause = status == 491   ? glare_pause(leg.joining == JoiningMethod::dialed_out, now, leg.id.value)
                       : status == 422 ? seconds{0}
                                       : kPause;
    negotiation.move_again = start_timer(now + pause, MoveAgain{leg.id});
    negotiate(conference, leg, {OfferAnswerEvent::offer_refused});
    step(conference, leg, {LegEvent::refreshed});
}

void Focus::State::fire(const MoveAgain& again) {
    Conference* conference = conference_of(again.leg);
    if (!conference) return;
    InviteLeg& leg = conference->legs.at(again.leg);
    leg.negotiation.move_again = {};
    if (leg.negotiation.moved) make_move_known(*conference, leg);
}

/// The UE has heard of it, by our answer to its own offer, or is gone.
void Focus::State::forget_move(InviteLeg& leg) {
    leg.negotiation.moved.reset();
    leg.negotiation.moves_refused = 0;
    stop_timer(leg.negotiation.move_again);
}

}  // namespace isfocus::focus
