#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// The INVITE usage between the focus and one endpoint, in both directions, as a table.
namespace isfocus::focus {

enum class LegState : std::uint8_t {
    idle,
    waiting,    ///< dial-in: the host's approval is awaited (JOI-03)
    admitting,  ///< dial-in: media asked for, INVITE unanswered
    proposed,   ///< dial-in: 183 sent reliably, PRACK awaited (RFC 3262 3)
    preparing,  ///< dial-in: PRACK is here; the UE's resources are awaited (RFC 3312 6)
    answered,   ///< dial-in: 200 sent, ACK awaited
    unacked,    ///< to be closed, but BYE has to wait for the ACK (RFC 3261 15)
    reserving,  ///< dial-out: media asked for, nothing sent
    calling,    ///< INVITE sent
    early,      ///< 101..199 received
    confirmed,
    refreshing,  ///< a refresh of the session is unanswered (RFC 4028 10)
    moving,      ///< the re-INVITE that tells the new place of its media is unanswered
    cancelling,  ///< withdrawn and reported; the INVITE's end is awaited
    closing,     ///< BYE sent
    ended,
};

enum class LegEvent : std::uint8_t {
    dialed_in,
    dialed_out,
    asked,  ///< dialed in where the host has to approve
    approved,
    denied,
    media_reserved,
    media_previewed,  ///< media_reserved, to be told in a reliable 183 first
    media_failed,
    pracked,
    prack_missing,  ///< the INVITE has got its 504
    prepared,       ///< the UE is ready, and nothing is being negotiated
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
    refresh_due,
    refreshed,    ///< answered, well or not
    media_moved,  ///< to another MRFP, and nothing is being negotiated
    dropped,      ///< the focus wants it gone: the conference ends, or the user is removed
};

enum class LegAction : std::uint8_t {
    none,
    reserve,
    ask_approval,
    turn_away,     ///< answer the INVITE of who waits with 480, 487 or 603
    propose,       ///< 183 with our description, reliably
    await_update,  ///< or answer at once, if nothing is to be waited for
    send_ok,
    refuse,     ///< answer the INVITE with the media's failure
    terminate,  ///< answer the INVITE with 487, or with what is the reason
    lapse,      ///< the INVITE has its answer already
    give_up,    ///< likewise, with media
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
    refresh,
    tell_move,  ///< re-INVITE with the new offer
    finish,     ///< nothing is left to say
};

/// The session stands: 200 was sent or received.
constexpr bool is_up(LegState state) {
    return state == LegState::answered || state == LegState::confirmed || state == LegState::refreshing ||
           state == LegState::moving;
}

/// The UE knows of a session, but not yet that it stands.
constexpr bool is_proposed(LegState state) {
    return state == LegState::proposed || state == LegState::preparing;
}

/// New offers may be made: by UPDATE (RFC 3311 5.1), by PRACK, ...
constexpr bool may_negotiate(LegState state) {
    return is_up(state) || is_proposed(state);
}

/// ... and by re-INVITE: one INVITE at a time, up to its ACK (RFC 3261 14.2).
constexpr bool may_be_reinvited(LegState state) {
    return state == LegState::confirmed || state == LegState::refreshing || state == LegState::moving;
}

/// A dial-in that is not refused any more but not up yet either.
constexpr bool is_admitted(LegState state) {
    return state == LegState::admitting || is_proposed(state);
}

/// An invitation of ours that has no outcome yet.
constexpr bool is_pending(LegState state) {
    return state == LegState::reserving || state == LegState::calling || state == LegState::early;
}

/// Takes part, or is to (REF-23): counts against max_participants.
constexpr bool has_seat(LegState state) {
    return is_up(state) || is_pending(state) || state == LegState::waiting || is_admitted(state);
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
    LegRow{waiting, E::prack_missing, ended, A::lapse, "RFC 3262 3"},
    LegRow{waiting, E::cancelled, ended, A::turn_away, "RFC 3261 9.2"},
    LegRow{waiting, E::bye, ended, A::turn_away, "RFC 3261 15.1.2"},
    LegRow{waiting, E::dropped, ended, A::turn_away, "TRM-04"},

    LegRow{admitting, E::media_reserved, S::answered, A::send_ok, "RFC 3261 13.3.1.4"},
    LegRow{admitting, E::media_previewed, proposed, A::propose, "RFC 3262 3"},
    LegRow{admitting, E::media_failed, ended, A::refuse, "CRE-12"},
    LegRow{admitting, E::prack_missing, ended, A::give_up, "RFC 3262 3"},
    LegRow{admitting, E::cancelled, ended, A::terminate, "RFC 3261 9.2"},
    LegRow{admitting, E::bye, ended, A::terminate, "RFC 3261 15.1.2"},
    LegRow{admitting, E::dropped, ended, A::terminate, "TRM-04"},

    LegRow{proposed, E::pracked, preparing, A::await_update, "RFC 3312 6"},
    LegRow{proposed, E::prack_missing, ended, A::give_up, "RFC 3262 3"},
    LegRow{proposed, E::media_failed, ended, A::refuse, "CRE-12"},
    LegRow{proposed, E::cancelled, ended, A::terminate, "RFC 3261 9.2"},
    LegRow{proposed, E::bye, ended, A::terminate, "RFC 3261 15.1.2"},
    LegRow{proposed, E::dropped, ended, A::terminate, "TRM-04"},
    LegRow{preparing, E::prepared, S::answered, A::send_ok, "RFC 3312 6"},
    LegRow{preparing, E::no_answer, ended, A::terminate, "RFC 3312 8"},
    LegRow{preparing, E::media_failed, ended, A::refuse, "CRE-12"},
    LegRow{preparing, E::cancelled, ended, A::terminate, "RFC 3261 9.2"},
    LegRow{preparing, E::bye, ended, A::terminate, "RFC 3261 15.1.2"},
    LegRow{preparing, E::dropped, ended, A::terminate, "TRM-04"},

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
    LegRow{confirmed, E::dropped, closing, A::hang_up, "RFC 4579 5.12"},
    LegRow{confirmed, E::refresh_due, refreshing, A::refresh, "RFC 4028 10"},
    LegRow{confirmed, E::media_moved, moving, A::tell_move, "RFC 3264 8.3.1"},

    LegRow{refreshing, E::refreshed, confirmed, A::none, "RFC 4028 10"},
    LegRow{refreshing, E::ack, refreshing, A::none, "RFC 3261 14.2"},
    LegRow{refreshing, E::ack_missing, closing, A::hang_up, "RFC 3261 14.2"},
    LegRow{refreshing, E::bye, ended, A::depart, "RFC 3261 15.1.2"},
    LegRow{refreshing, E::media_failed, closing, A::fail, "REM-11"},
    LegRow{refreshing, E::dropped, closing, A::hang_up, "RFC 4579 5.12"},

    LegRow{moving, E::refreshed, confirmed, A::none, "RFC 3261 14.1"},
    LegRow{moving, E::ack, moving, A::none, "RFC 3261 14.2"},
    LegRow{moving, E::ack_missing, closing, A::hang_up, "RFC 3261 14.2"},
    LegRow{moving, E::bye, ended, A::depart, "RFC 3261 15.1.2"},
    LegRow{moving, E::media_failed, closing, A::fail, "REM-11"},
    LegRow{moving, E::dropped, closing, A::hang_up, "RFC 4579 5.12"},

    LegRow{closing, E::bye, closing, A::none, "RFC 3261 15.1.2"},
    LegRow{closing, E::ack, closing, A::none, "RFC 3261 13.3.1.4"},
    LegRow{closing, E::bye_answered, ended, A::finish, "RFC 3261 15.1.1"},
};
}  // namespace leg_rows

using leg_rows::kInviteLeg;

}  // namespace isfocus::focus
