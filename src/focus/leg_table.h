#pragma once
#include <array>
#include <cstdint>

#include "focus/table.h"

/// The INVITE usage between the focus and one endpoint, in both directions, as a table.
namespace isfocus::focus {

enum class LegState : std::uint8_t {
    idle,
    waiting,    ///< dial-in: the host's approval is awaited (JOI-03)
    admitting,  ///< dial-in: media asked for, INVITE unanswered
    answered,   ///< dial-in: 200 sent, ACK awaited
    unacked,    ///< to be closed, but BYE has to wait for the ACK (RFC 3261 15)
    reserving,  ///< dial-out: media asked for, nothing sent
    calling,    ///< INVITE sent
    early,      ///< 101..199 received
    confirmed,
    renegotiating,  ///< a new offer of the UE is at the MRFP
    refreshing,     ///< a refresh of the session is unanswered (RFC 4028 10)
    cancelling,     ///< withdrawn and reported; the INVITE's end is awaited
    closing,        ///< BYE sent
    ended,
};

enum class LegEvent : std::uint8_t {
    dialed_in,
    dialed_out,
    asked,  ///< dialed in where the host has to approve
    approved,
    denied,
    media_reserved,
    media_refused,  ///< 488 for a new offer: the old session stays
    media_failed,
    progress,
    answered,
    answered_in_vain,  ///< 2xx without an answer that we can use
    refused,           ///< 300..699
    redirected,        ///< 3xx with a target that is still to be tried
    no_answer,
    ack,
    ack_missing,
    cancelled,  ///< CANCEL by the UE
    bye,        ///< by the UE
    bye_answered,
    reoffer,
    refresh_due,
    refreshed,  ///< answered, well or not
    dropped,    ///< the focus wants it gone: the conference ends, or the user is removed
};

enum class LegAction : std::uint8_t {
    none,
    reserve,
    ask_approval,
    turn_away,  ///< answer the INVITE of who waits with 480, 487 or 603
    send_ok,
    refuse,     ///< answer the INVITE with the media's failure
    terminate,  ///< answer the INVITE with 487
    invite,
    invite_next,  ///< the next target of a redirection
    report_progress,
    connect,        ///< ACK, configure the media, tell everybody
    reject_answer,  ///< ACK, BYE with cause 488
    report_failure,
    fail_media,     ///< no INVITE was sent; report the media's failure
    withdraw,       ///< CANCEL; report
    withdraw_late,  ///< 2xx crossed the CANCEL: ACK, BYE
    abandon,        ///< nothing was sent yet; report
    depart,         ///< the UE left
    hang_up,        ///< BYE
    fail,           ///< BYE because its media is gone
    await_ack,      ///< out of the roster now, BYE once the ACK is here
    say_bye,        ///< the BYE that had to wait
    renegotiate,
    accept_reoffer,
    refuse_reoffer,
    refresh,
    depart_reoffering,
    hang_up_reoffering,
    finish,  ///< nothing is left to say
};

/// The session stands: 200 was sent or received.
constexpr bool is_up(LegState state) {
    return state == LegState::answered || state == LegState::confirmed || state == LegState::renegotiating ||
           state == LegState::refreshing;
}

/// An invitation of ours that has no outcome yet.
constexpr bool is_pending(LegState state) {
    return state == LegState::reserving || state == LegState::calling || state == LegState::early;
}

/// Takes part, or is to (REF-23): counts against max_participants.
constexpr bool has_seat(LegState state) {
    return is_up(state) || is_pending(state) || state == LegState::waiting || state == LegState::admitting;
}

struct LegRow {
    LegState from;
    LegEvent on;
    LegState to;
    LegAction action;
    const char* clause;
};

namespace leg_rows {
using enum LegState;
using S = LegState;
using E = LegEvent;
using A = LegAction;

inline constexpr std::array kInviteLeg{
    LegRow{idle, E::dialed_in, admitting, A::reserve, "TS 24.147 5.3.2.3.1"},
    LegRow{idle, E::dialed_out, reserving, A::reserve, "TS 24.147 5.3.2.5.3 4)"},
    LegRow{idle, E::asked, waiting, A::ask_approval, "RFC 4575 5.7.3"},

    LegRow{waiting, E::approved, admitting, A::reserve, "RFC 4575 5.7.3"},
    LegRow{waiting, E::denied, ended, A::turn_away, "RFC 3261 21.6.2"},
    LegRow{waiting, E::no_answer, ended, A::turn_away, "RFC 3261 21.4.18"},
    LegRow{waiting, E::cancelled, ended, A::turn_away, "RFC 3261 9.2"},
    LegRow{waiting, E::bye, ended, A::turn_away, "RFC 3261 15.1.2"},
    LegRow{waiting, E::dropped, ended, A::turn_away, "TRM-04"},

    LegRow{admitting, E::media_reserved, S::answered, A::send_ok, "RFC 3261 13.3.1.4"},
    LegRow{admitting, E::media_failed, ended, A::refuse, "CRE-12"},
    LegRow{admitting, E::cancelled, ended, A::terminate, "RFC 3261 9.2"},
    LegRow{admitting, E::bye, ended, A::terminate, "RFC 3261 15.1.2"},
    LegRow{admitting, E::dropped, ended, A::terminate, "TRM-04"},

    LegRow{S::answered, E::ack, confirmed, A::none, "RFC 3261 13.3.1.4"},
    LegRow{S::answered, E::ack_missing, closing, A::hang_up, "RFC 3261 13.3.1.4"},
    LegRow{S::answered, E::bye, ended, A::depart, "RFC 3261 15.1.2"},
    LegRow{S::answered, E::media_failed, unacked, A::await_ack, "RFC 3261 15"},
    LegRow{S::answered, E::dropped, unacked, A::await_ack, "RFC 3261 15"},
    LegRow{unacked, E::ack, closing, A::say_bye, "RFC 3261 15"},
    LegRow{unacked, E::ack_missing, closing, A::say_bye, "RFC 3261 15"},
    LegRow{unacked, E::bye, ended, A::finish, "RFC 3261 15.1.2"},

    LegRow{reserving, E::media_reserved, calling, A::invite, "TS 24.147 5.3.2.5.3 5)"},
    LegRow{reserving, E::media_failed, ended, A::fail_media, "OUT-06"},
    LegRow{reserving, E::dropped, ended, A::abandon, "NTF-09"},

    LegRow{calling, E::progress, early, A::report_progress, "RFC 3515 2.4.5"},
    LegRow{calling, E::answered, confirmed, A::connect, "RFC 3261 13.2.2.4"},
    LegRow{calling, E::answered_in_vain, closing, A::reject_answer, "RFC 3261 13.2.2.4"},
    LegRow{calling, E::refused, ended, A::report_failure, "RFC 3515 2.4.5"},
    LegRow{calling, E::redirected, calling, A::invite_next, "RFC 3261 8.1.3.4"},
    LegRow{calling, E::no_answer, cancelling, A::withdraw, "RFC 3261 9.1"},
    LegRow{calling, E::bye, cancelling, A::withdraw, "RFC 3261 15.1.2"},
    LegRow{calling, E::media_failed, cancelling, A::withdraw, "RFC 3261 9.1"},
    LegRow{calling, E::dropped, cancelling, A::withdraw, "RFC 3261 9.1"},
    LegRow{early, E::progress, early, A::report_progress, "RFC 3515 2.4.5"},
    LegRow{early, E::answered, confirmed, A::connect, "RFC 3261 13.2.2.4"},
    LegRow{early, E::answered_in_vain, closing, A::reject_answer, "RFC 3261 13.2.2.4"},
    LegRow{early, E::refused, ended, A::report_failure, "RFC 3515 2.4.5"},
    LegRow{early, E::redirected, calling, A::invite_next, "RFC 3261 8.1.3.4"},
    LegRow{early, E::no_answer, cancelling, A::withdraw, "RFC 3261 9.1"},
    LegRow{early, E::bye, cancelling, A::withdraw, "RFC 3261 15.1.2"},
    LegRow{early, E::media_failed, cancelling, A::withdraw, "RFC 3261 9.1"},
    LegRow{early, E::dropped, cancelling, A::withdraw, "RFC 3261 9.1"},

    LegRow{cancelling, E::bye, cancelling, A::none, "RFC 3261 15.1.2"},
    LegRow{cancelling, E::progress, cancelling, A::none, "RFC 3261 9.1"},
    LegRow{cancelling, E::answered, closing, A::withdraw_late, "RFC 3261 9.1"},
    LegRow{cancelling, E::answered_in_vain, closing, A::withdraw_late, "RFC 3261 9.1"},
    LegRow{cancelling, E::refused, ended, A::finish, "RFC 3261 9.1"},

    LegRow{confirmed, E::ack, confirmed, A::none, "RFC 3261 14.2"},
    LegRow{confirmed, E::ack_missing, closing, A::hang_up, "RFC 3261 14.2"},
    LegRow{confirmed, E::bye, ended, A::depart, "RFC 3261 15.1.2"},
    LegRow{confirmed, E::media_failed, closing, A::fail, "REM-11"},
    LegRow{confirmed, E::reoffer, renegotiating, A::renegotiate, "RFC 3264 8"},
    LegRow{confirmed, E::dropped, closing, A::hang_up, "RFC 4579 5.12"},
    LegRow{confirmed, E::refresh_due, refreshing, A::refresh, "RFC 4028 10"},

    LegRow{refreshing, E::refreshed, confirmed, A::none, "RFC 4028 10"},
    LegRow{refreshing, E::ack, refreshing, A::none, "RFC 3261 14.2"},
    LegRow{refreshing, E::ack_missing, closing, A::hang_up, "RFC 3261 14.2"},
    LegRow{refreshing, E::bye, ended, A::depart, "RFC 3261 15.1.2"},
    LegRow{refreshing, E::media_failed, closing, A::fail, "REM-11"},
    LegRow{refreshing, E::dropped, closing, A::hang_up, "RFC 4579 5.12"},

    LegRow{renegotiating, E::media_reserved, confirmed, A::accept_reoffer, "RFC 3264 8"},
    LegRow{renegotiating, E::media_refused, confirmed, A::refuse_reoffer, "RFC 3261 14.2"},
    LegRow{renegotiating, E::ack, renegotiating, A::none, "RFC 3261 14.2"},
    LegRow{renegotiating, E::bye, ended, A::depart_reoffering, "RFC 3261 15.1.2"},
    LegRow{renegotiating, E::media_failed, closing, A::hang_up_reoffering, "REM-11"},
    LegRow{renegotiating, E::cancelled, renegotiating, A::none, "RFC 3261 9.2"},
    LegRow{renegotiating, E::dropped, closing, A::hang_up_reoffering, "RFC 4579 5.12"},

    LegRow{closing, E::bye, closing, A::none, "RFC 3261 15.1.2"},
    LegRow{closing, E::ack, closing, A::none, "RFC 3261 13.3.1.4"},
    LegRow{closing, E::bye_answered, ended, A::finish, "RFC 3261 15.1.1"},
};
}  // namespace leg_rows

using leg_rows::kInviteLeg;

}  // namespace isfocus::focus
