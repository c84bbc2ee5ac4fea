#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// Offers and answers within one INVITE dialog (RFC 3264; RFC 6337 tells which message may carry which), as a table. It
/// stands beside the leg's own: an UPDATE brings an offer while the INVITE still waits for its answer.
namespace isfocus::focus {

enum class OfferAnswerState : std::uint8_t {
    silent,     ///< nothing was described yet
    answering,  ///< the UE's offer is with the MRFP; the answer is ours to give
    composing,  ///< the MRFP is asked for an offer of ours
    offered,    ///< our offer went in a response; a PRACK or the ACK brings the answer
    offering,   ///< our offer went in a request; its 2xx brings the answer
    agreed,
};

enum class OfferAnswerEvent : std::uint8_t {
    offer_in,
    offer_wanted,  ///< INVITE without offer, or an INVITE of ours
    offer_out,     ///< in a request of ours
    described,     ///< the MRFP has taken the offer, or made ours
    not_taken,     ///< the MRFP takes no such offer
    answer_in,
    answer_missing,
    offer_refused,  ///< ours
};

enum class OfferAnswerAction : std::uint8_t {
    none,
    renegotiate,  ///< tell the MRFP of the new offer
    offer_again,  ///< ask the MRFP what to offer
    answer,
    refuse,        ///< 488, the session stays
    refuse_busy,   ///< 500 with Retry-After
    refuse_glare,  ///< 491
    configure,     ///< tell the MRFP of the answer
    end_leg,       ///< an answer was due and did not come
    make_known,    ///< the media have moved: offer the new place as soon as may be
};

struct OfferAnswerRow {
    OfferAnswerState from;
    OfferAnswerEvent on;
    OfferAnswerState to;
    OfferAnswerAction action;
    const char* clause;
};

namespace offer_answer_rows {
using enum OfferAnswerState;
using E = OfferAnswerEvent;
using A = OfferAnswerAction;

inline constexpr std::array kOfferAnswer{
    OfferAnswerRow{silent, E::offer_in, answering, A::none, "RFC 3261 13.2.1"},
    OfferAnswerRow{silent, E::offer_wanted, composing, A::none, "RFC 3261 13.2.1"},

    OfferAnswerRow{answering, E::described, agreed, A::answer, "RFC 3264 6"},
    OfferAnswerRow{answering, E::not_taken, agreed, A::refuse, "RFC 3261 14.2"},
    OfferAnswerRow{answering, E::offer_in, answering, A::refuse_busy, "RFC 3311 5.2"},
    OfferAnswerRow{answering, E::offer_wanted, answering, A::refuse_busy, "RFC 3261 14.2"},

    OfferAnswerRow{composing, E::described, offered, A::answer, "RFC 3261 14.2"},
    OfferAnswerRow{composing, E::offer_out, offering, A::none, "RFC 3261 13.2.1"},
    OfferAnswerRow{composing, E::not_taken, agreed, A::refuse, "RFC 3261 14.2"},
    OfferAnswerRow{composing, E::offer_in, composing, A::refuse_busy, "RFC 3311 5.2"},
    OfferAnswerRow{composing, E::offer_wanted, composing, A::refuse_busy, "RFC 3261 14.2"},

    OfferAnswerRow{offered, E::described, offered, A::make_known, "RFC 3264 4: one offer at a time"},
    OfferAnswerRow{offered, E::answer_in, agreed, A::configure, "RFC 3262 5"},
    OfferAnswerRow{offered, E::answer_missing, agreed, A::end_leg, "RFC 3261 13.2.1"},
    OfferAnswerRow{offered, E::offer_in, offered, A::refuse_glare, "RFC 3311 5.2"},
    OfferAnswerRow{offered, E::offer_wanted, offered, A::refuse_busy, "RFC 3261 14.2"},

    OfferAnswerRow{offering, E::described, offering, A::make_known, "RFC 3264 4: one offer at a time"},
    OfferAnswerRow{offering, E::answer_in, agreed, A::configure, "RFC 3264 7"},
    OfferAnswerRow{offering, E::answer_missing, agreed, A::none, "RFC 4028 7.4"},
    OfferAnswerRow{offering, E::offer_refused, agreed, A::none, "RFC 3261 14.1"},
    OfferAnswerRow{offering, E::offer_in, offering, A::refuse_glare, "RFC 3261 14.2"},
    OfferAnswerRow{offering, E::offer_wanted, offering, A::refuse_glare, "RFC 3261 14.2"},
    OfferAnswerRow{offering, E::offer_out, offering, A::none, "RFC 3261 8.1.3.4"},

    OfferAnswerRow{agreed, E::described, agreed, A::make_known, "RFC 3264 8.3.1"},
    OfferAnswerRow{agreed, E::offer_in, answering, A::renegotiate, "RFC 3264 8"},
    OfferAnswerRow{agreed, E::offer_wanted, composing, A::offer_again, "RFC 3261 14.2"},
    OfferAnswerRow{agreed, E::offer_out, offering, A::none, "RFC 3264 8"},
};
}  // namespace offer_answer_rows

using offer_answer_rows::kOfferAnswer;

}  // namespace isfocus::focus
