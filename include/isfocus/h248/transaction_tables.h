#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "isfocus/base/table.h"

/// The two state machines of a transaction over a transport that loses and repeats (H.248.1 Annex D.1).
namespace isfocus::h248 {

// Requester: one request that we sent.

enum class RequestState : std::uint8_t {
    waiting,      ///< sent, nothing heard; repeated by timer
    provisional,  ///< a Pending came: the peer works on it
    answered,     ///< remembered, so that copies of the reply are told from news
    abandoned,    ///< given up; a reply would still be news
    forgotten,
};

enum class RequestEvent : std::uint8_t { reply, pending, pending_limit, repeat_due, give_up_due, forget_due };

enum class RequestAction : std::uint8_t {
    deliver,               ///< hand the reply over
    deliver_late,          ///< the same, after the failure was reported: a successful Add must be undone
    drop_copy,             ///< acknowledge if asked to, nothing else
    wait_provisional,      ///< start the provisional response timer, and T-MAX anew
    repeat,                ///< send the same octets again
    report_timeout,        ///< T-MAX is over
    report_pending_limit,  ///< too many Pendings: error 506
    forget,                ///< the id may be used again
};

struct RequestRow {
    RequestState from;
    RequestEvent on;
    RequestState to;
    RequestAction action;
    std::string_view why;
};

inline constexpr std::array kRequester{
    RequestRow{RequestState::waiting, RequestEvent::reply, RequestState::answered, RequestAction::deliver, "reply"},
    RequestRow{RequestState::waiting, RequestEvent::pending, RequestState::provisional, RequestAction::wait_provisional,
               "Pending restarts the wait"},
    RequestRow{RequestState::waiting, RequestEvent::pending_limit, RequestState::abandoned,
               RequestAction::report_pending_limit, "OriginatedPendingLimit"},
    RequestRow{RequestState::waiting, RequestEvent::repeat_due, RequestState::waiting, RequestAction::repeat,
               "identical octets, same id"},
    RequestRow{RequestState::waiting, RequestEvent::give_up_due, RequestState::abandoned, RequestAction::report_timeout,
               "T-MAX"},
    RequestRow{RequestState::provisional, RequestEvent::reply, RequestState::answered, RequestAction::deliver,
               "reply after Pending"},
    RequestRow{RequestState::provisional, RequestEvent::pending, RequestState::provisional,
               RequestAction::wait_provisional, "Pending restarts the wait"},
    RequestRow{RequestState::provisional, RequestEvent::pending_limit, RequestState::abandoned,
               RequestAction::report_pending_limit, "OriginatedPendingLimit"},
    RequestRow{RequestState::provisional, RequestEvent::repeat_due, RequestState::waiting, RequestAction::repeat,
               "Pending does not end retransmission for good"},
    RequestRow{RequestState::provisional, RequestEvent::give_up_due, RequestState::abandoned,
               RequestAction::report_timeout, "T-MAX"},
    RequestRow{RequestState::answered, RequestEvent::reply, RequestState::answered, RequestAction::drop_copy,
               "three-way handshake: acknowledge every copy that asks for it"},
    RequestRow{RequestState::answered, RequestEvent::forget_due, RequestState::forgotten, RequestAction::forget,
               "LONG-TIMER"},
    RequestRow{RequestState::abandoned, RequestEvent::reply, RequestState::answered, RequestAction::deliver_late,
               "a reply to a request given up is news"},
    RequestRow{RequestState::abandoned, RequestEvent::forget_due, RequestState::forgotten, RequestAction::forget,
               "LONG-TIMER"},
};

// Responder: one request that we received.

enum class ResponseState : std::uint8_t {
    executing,     ///< handed over, no answer yet
    pending_sent,  ///< the same, and the peer was told
    replied,       ///< the reply is kept for copies of the request
    awaiting_ack,  ///< the reply followed a Pending: repeated until acknowledged
    acknowledged,  ///< the reply is dropped, the id still remembered
    forgotten,
};

enum class ResponseEvent : std::uint8_t { copy, execution_time_over, answer, repeat_due, ack, forget_due };

enum class ResponseAction : std::uint8_t {
    send_pending,
    send_reply,
    send_reply_wanting_ack,
    repeat_reply,  ///< octet for octet
    drop_reply,
    ignore,
    forget,
};

struct ResponseRow {
    ResponseState from;
    ResponseEvent on;
    ResponseState to;
    ResponseAction action;
    std::string_view why;
};

inline constexpr std::array kResponder{
    ResponseRow{ResponseState::executing, ResponseEvent::copy, ResponseState::pending_sent,
                ResponseAction::send_pending, "at most once: a copy is not executed"},
    ResponseRow{ResponseState::executing, ResponseEvent::execution_time_over, ResponseState::pending_sent,
                ResponseAction::send_pending, "normalMG(C)ExecutionTime"},
    ResponseRow{ResponseState::executing, ResponseEvent::answer, ResponseState::replied, ResponseAction::send_reply,
                "reply"},
    ResponseRow{ResponseState::executing, ResponseEvent::forget_due, ResponseState::forgotten, ResponseAction::forget,
                "never answered"},
    ResponseRow{ResponseState::pending_sent, ResponseEvent::copy, ResponseState::pending_sent,
                ResponseAction::send_pending, "the Pending may have been lost"},
    ResponseRow{ResponseState::pending_sent, ResponseEvent::execution_time_over, ResponseState::pending_sent,
                ResponseAction::send_pending, "still at work"},
    ResponseRow{ResponseState::pending_sent, ResponseEvent::answer, ResponseState::awaiting_ack,
                ResponseAction::send_reply_wanting_ack, "a reply after a Pending carries ImmAckRequired"},
    ResponseRow{ResponseState::pending_sent, ResponseEvent::forget_due, ResponseState::forgotten,
                ResponseAction::forget, "never answered"},
    ResponseRow{ResponseState::replied, ResponseEvent::copy, ResponseState::replied, ResponseAction::repeat_reply,
                "at most once: the same answer again"},
    ResponseRow{ResponseState::replied, ResponseEvent::ack, ResponseState::acknowledged, ResponseAction::drop_reply,
                "after the ack only the id matters"},
    ResponseRow{ResponseState::replied, ResponseEvent::forget_due, ResponseState::forgotten, ResponseAction::forget,
                "LONG-TIMER"},
    ResponseRow{ResponseState::awaiting_ack, ResponseEvent::copy, ResponseState::awaiting_ack,
                ResponseAction::repeat_reply, "at most once: the same answer again"},
    ResponseRow{ResponseState::awaiting_ack, ResponseEvent::repeat_due, ResponseState::awaiting_ack,
                ResponseAction::repeat_reply, "repeated until acknowledged"},
    ResponseRow{ResponseState::awaiting_ack, ResponseEvent::ack, ResponseState::acknowledged,
                ResponseAction::drop_reply, "three-way handshake ends"},
    ResponseRow{ResponseState::awaiting_ack, ResponseEvent::forget_due, ResponseState::forgotten,
                ResponseAction::forget, "LONG-TIMER"},
    ResponseRow{ResponseState::acknowledged, ResponseEvent::copy, ResponseState::acknowledged, ResponseAction::ignore,
                "the peer has the reply: a late copy"},
    ResponseRow{ResponseState::acknowledged, ResponseEvent::forget_due, ResponseState::forgotten,
                ResponseAction::forget, "LONG-TIMER"},
};

}  // namespace isfocus::h248
