#include <algorithm>

#include "focus/invitation.h"
#include "focus/state.h"

/// Offers and answers of a leg: the rows of kOfferAnswer, and the PRACKs and UPDATEs that move an INVITE on before it
/// is answered (RFC 3262, RFC 3311, RFC 3312).
namespace isfocus::focus {
namespace {

bool has_audio(const Description& offer) {
    return std::ranges::any_of(offer.streams, [](const MediaStream& stream) { return stream.type == "audio"; });
}

}  // namespace

void Focus::State::on(const ReinviteReceived& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg)
        return refuse(event.transaction,
                      {481, std::string("Call/Transaction Does Not Exist"), "no leg in this dialog"});
    if (refuse_session(event.transaction, event.session)) return;
    if (event.is_update && !event.offer) return take_refresh(event, *conference, *leg);
    if (event.is_update ? !may_negotiate(leg->state) : !may_be_reinvited(leg->state))
        return refuse_busy(event.transaction);
    negotiate(*conference, *leg,
              {event.offer ? OfferAnswerEvent::offer_in : OfferAnswerEvent::offer_wanted, event.transaction,
               event.offer ? &*event.offer : nullptr, event.session});
}

/// A PRACK brings the answer to an offer in the 183, may bring a new one to an answer in it (RFC 3262 5), and by itself
/// says that the 183 has arrived.
void Focus::State::on(const PrackReceived& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg || !may_negotiate(leg->state))
        return refuse(event.transaction, {481, std::string(phrase_of(481)), "nothing to acknowledge"});
    const LegId id = leg->id;
    const bool is_offer = event.description && leg->negotiation.state != OfferAnswerState::offered;
    if (!is_offer) {
        Response response;
        response.phrase = phrase_of(200);
        ports.sip.respond(event.transaction, response);
        take_answer(*conference, *leg, event.description);
    } else {
        negotiate(*conference, *leg, {OfferAnswerEvent::offer_in, event.transaction, &*event.description, {}});
    }
    if (const auto it = conference->legs.find(id); it != conference->legs.end())
        step(*conference, it->second, {LegEvent::pracked});
}

void Focus::State::on(const PrackMissing& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    note(JournalEntry::Severity::warn, "no PRACK came", *conference, leg->id, leg->dialog);
    step(*conference, *leg, {LegEvent::prack_missing});
}

void Focus::State::on(const AckReceived& event) {
    Conference* conference = nullptr;
    InviteLeg* leg = leg_of(event.dialog, conference);
    if (!leg) return;
    const LegId id = leg->id;
    step(*conference, *leg, {LegEvent::ack});
    const auto it = conference->legs.find(id);
    if (it != conference->legs.end() && may_negotiate(it->second.state))
        take_answer(*conference, it->second, event.answer);
}

/// What a PRACK or an ACK brings, if anything was due in it.
void Focus::State::take_answer(Conference& conference, InviteLeg& leg, const std::optional<Description>& answer) {
    if (leg.negotiation.state != OfferAnswerState::offered) return;
    if (answer) return negotiate(conference, leg, {.on = OfferAnswerEvent::answer_in, .description = &*answer});
    negotiate(conference, leg, {OfferAnswerEvent::answer_missing});
}

void Focus::State::on(const MediaReserved& event) {
    Conference* conference = conference_of(event.leg);
    if (!conference) return ignore();
    InviteLeg& leg = conference->legs.at(event.leg);
    if (may_negotiate(leg.state) || leg.negotiation.state == OfferAnswerState::offering)
        return negotiate(*conference, leg, {.on = OfferAnswerEvent::described, .description = &event.local});
    Stimulus stimulus{is_told_early(leg) ? LegEvent::media_previewed : LegEvent::media_reserved};
    stimulus.description = &event.local;
    step(*conference, leg, stimulus);
}

void Focus::State::negotiate(Conference& conference, InviteLeg& leg, const Utterance& utterance) {
    Negotiation& negotiation = leg.negotiation;
    const auto* row = find_row(kOfferAnswer, negotiation.state, utterance.on);
    if (!row) return ignore();
    const bool is_new_offer = row->to == OfferAnswerState::answering && row->from != row->to;
    if (is_new_offer && utterance.description) negotiation.offers_audio = has_audio(*utterance.description);
    negotiation.state = row->to;
    using A = OfferAnswerAction;
    switch (row->action) {
        case A::none:
            break;
        case A::renegotiate:
            negotiation.transaction = utterance.transaction;
            negotiation.asked = utterance.session;
            negotiation.is_ready = utterance.description->is_ready;
            ports.mrfp.renegotiate(leg.id, *utterance.description);
            break;
        case A::offer_again:
            negotiation.transaction = utterance.transaction;
            negotiation.asked = utterance.session;
            ports.mrfp.offer_again(leg.id);
            break;
        case A::answer:
            if (negotiation.transaction) answer_offer(conference, leg, *utterance.description);
            break;
        case A::refuse:
            refuse(std::exchange(negotiation.transaction, {}),
                   {488, std::string(phrase_of(488)), "new offer refused, session unchanged"},
                   headers_about_media(leg, 488));
            go_on_if_prepared(conference, leg);
            break;
        case A::refuse_busy:
            refuse_busy(utterance.transaction);
            break;
        case A::refuse_glare:
            refuse(utterance.transaction, {491, std::string(phrase_of(491)), "an offer of ours is unanswered"});
            break;
        case A::configure:
            ports.mrfp.configure(leg.id, *utterance.description);
            break;
        case A::make_known:
            negotiation.moved = *utterance.description;
            break;
        case A::end_leg: {  // CRE-10
            Stimulus stimulus{LegEvent::dropped};
            stimulus.status = 488;
            stimulus.reason = "SIP;cause=488;text=\"Not Acceptable Here\"";
            stimulus.how = DisconnectionMethod::failed;
            return step(conference, leg, stimulus);
        }
    }
    if (negotiation.moved) make_move_known(conference, leg);
}

/// 200 to the re-INVITE, UPDATE or PRACK that brought the offer, or wanted ours.
void Focus::State::answer_offer(Conference& conference, InviteLeg& leg, const Description& ours) {
    Negotiation& negotiation = leg.negotiation;
    Response response;
    response.phrase = phrase_of(200);
    response.contact = conference.uri;
    response.body = ours;
    if (is_up(leg.state)) response.session = agree_session(leg, negotiation.asked);
    ports.sip.respond(std::exchange(negotiation.transaction, {}), response);
    forget_move(leg);  // this was where its media are now
    if (is_up(leg.state)) {
        enter_roster(conference, leg, ours.streams);
        return touch(conference);
    }
    leg.streams = ours.streams;
    leg.is_ready = negotiation.is_ready;
    go_on_if_prepared(conference, leg);
}

/// RFC 3261 14.2, RFC 3311 5.2: one at a time.
void Focus::State::refuse_busy(TransactionId transaction) {
    refuse(transaction, {500, "Request Pending", "a previous offer is unanswered"}, {{"Retry-After", "2"}});
}

/// What waits for our answer when the leg ends gets none any more (RFC 3261 15.1.2).
void Focus::State::abandon_negotiation(InviteLeg& leg) {
    if (const auto transaction = std::exchange(leg.negotiation.transaction, {}))
        refuse(transaction, {487, std::string(phrase_of(487)), "the leg ends"});
}

/// CRE-06, CRE-08, CRE-10: whether our description goes in a 183 first. An offer always does, because the caller's
/// answer then comes before its call is through.
bool Focus::State::is_told_early(const InviteLeg& leg) const {
    if (leg.joining != JoiningMethod::dialed_in || leg.provisionals == Reliability::none) return false;
    const bool is_offer = leg.negotiation.state == OfferAnswerState::composing;
    return settings.early_183 == Settings::Early183::supported || is_offer || !leg.is_ready;
}

void Focus::State::propose(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    Response response;
    response.status = 183;
    response.phrase = phrase_of(183);
    response.contact = conference.uri;
    response.body = *stimulus.description;
    response.is_reliable = true;
    leg.streams = stimulus.description->streams;
    negotiate(conference, leg, {OfferAnswerEvent::described});
    ports.sip.respond(leg.transaction, response);
}

/// The 200 waits until the UE has its resources (RFC 3312 6), but not for ever (DEC-09).
void Focus::State::await_update(Conference& conference, InviteLeg& leg, const Stimulus&) {
    if (!leg.is_ready || leg.negotiation.state != OfferAnswerState::agreed)
        watch_patience(leg, now + settings.precondition_wait);
    go_on_if_prepared(conference, leg);
}

void Focus::State::go_on_if_prepared(Conference& conference, InviteLeg& leg) {
    if (leg.state == LegState::preparing && leg.is_ready && leg.negotiation.state == OfferAnswerState::agreed)
        step(conference, leg, {LegEvent::prepared});
}

}  // namespace isfocus::focus
