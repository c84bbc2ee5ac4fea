#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// How the MRFP keeps itself registered with its MGC, as a table (H.248.1 7.2.8, 11.5).
namespace isfocus::mrfpd {

enum class RegistrationState : std::uint8_t {
    waiting,      ///< for the time to send the next ServiceChange
    registering,  ///< ServiceChange sent, no answer yet
    registered,
    mgc_closing,  ///< registered with an MGC that goes before long
    leaving,      ///< the MRFP ends
};

enum class RegistrationEvent : std::uint8_t {
    delay_over,       ///< the wait is over
    accepted,         ///< the MGC answered the ServiceChange
    redirected,       ///< it answered with MgcIdToTry
    refused,          ///< it answered with an error
    unanswered,       ///< T-MAX is over
    inactive,         ///< nothing was heard for as long as the MGC asked to be told of (it/ito)
    silent,           ///< nothing was heard for too long
    connection_lost,  ///< over TCP
    disowned,         ///< the MGC answers errors that mean: you are not registered (402, 504, 505)
    mgc_restarted,    ///< ServiceChange Restart from the MGC: contexts are dropped
    mgc_closes,       ///< Graceful from the MGC
    mgc_stays,        ///< Restart 918 from the MGC: that is off
    mgc_leaves,       ///< Forced from the MGC, or the Delay of its Graceful is over
    handed_off,       ///< HandOff from the MGC
    stopped,          ///< the MRFP shall end
};

enum class RegistrationAction : std::uint8_t {
    none,
    send,      ///< the ServiceChange that tells why we come
    settle,    ///< commands may come now
    back_off,  ///< wait, longer each time
    again,     ///< register anew after a short wait
    serve_on,  ///< commands still come
    ask,       ///< whether the MGC is still there
    take_leave,
};

struct RegistrationRow {
    RegistrationState from;
    RegistrationEvent on;
    RegistrationState to;
    RegistrationAction action;
    const char* clause;
};

namespace registration_rows {
using enum RegistrationState;
using E = RegistrationEvent;
using A = RegistrationAction;

inline constexpr std::array kRegistration{
    RegistrationRow{waiting, E::delay_over, registering, A::send, "H.248.1 11.2 registration after the random delay"},
    RegistrationRow{waiting, E::accepted, registered, A::settle, "the answer to a request that was given up"},
    RegistrationRow{waiting, E::mgc_restarted, waiting, A::again, "H.248.1 7.2.8: the MGC is there anew"},
    RegistrationRow{waiting, E::handed_off, waiting, A::again, "H.248.1 7.2.8 HandOff 903"},
    RegistrationRow{waiting, E::stopped, leaving, A::none, "it does not know us"},

    RegistrationRow{registering, E::accepted, registered, A::settle, "H.248.1 11.2"},
    RegistrationRow{registering, E::redirected, waiting, A::again, "H.248.1 7.2.8 MgcIdToTry"},
    RegistrationRow{registering, E::refused, waiting, A::back_off, "H.248.1 11.5: try again"},
    RegistrationRow{registering, E::unanswered, waiting, A::back_off, "H.248.1 11.5: try again"},
    RegistrationRow{registering, E::mgc_restarted, waiting, A::again, "H.248.1 7.2.8: the MGC is there anew"},
    RegistrationRow{registering, E::handed_off, waiting, A::again, "H.248.1 7.2.8 HandOff 903"},
    RegistrationRow{registering, E::stopped, leaving, A::take_leave, "H.248.1 7.2.8 Forced 905"},

    RegistrationRow{registered, E::inactive, registered, A::ask, "H.248.14: it is asked whether it is there"},
    RegistrationRow{registered, E::silent, registering, A::send, "H.248.1 11.5 Disconnected 900, contexts stay"},
    RegistrationRow{registered, E::connection_lost, waiting, A::back_off,
                    "H.248.1 annex D.2: connect anew, contexts stay"},
    RegistrationRow{registered, E::disowned, registering, A::send, "505: it waits for our ServiceChange"},
    RegistrationRow{registered, E::mgc_restarted, waiting, A::again, "H.248.1 7.2.8: the MGC is there anew"},
    RegistrationRow{registered, E::mgc_leaves, waiting, A::back_off, "H.248.1 7.2.8 Forced 905: until it is back"},
    RegistrationRow{registered, E::mgc_closes, mgc_closing, A::serve_on,
                    "H.248.1 7.2.8 Graceful 905: what there is stays, and ends before Forced"},
    RegistrationRow{registered, E::mgc_stays, registered, A::serve_on, "H.248.1 7.2.8 reason 918"},
    RegistrationRow{registered, E::handed_off, waiting, A::again, "H.248.1 7.2.8 HandOff 903"},
    RegistrationRow{registered, E::stopped, leaving, A::take_leave, "H.248.1 7.2.8 Forced 905"},

    RegistrationRow{mgc_closing, E::inactive, mgc_closing, A::ask, "H.248.14: it is asked whether it is there"},
    RegistrationRow{mgc_closing, E::silent, waiting, A::back_off, "H.248.1 11.5: it has gone without a word"},
    RegistrationRow{mgc_closing, E::connection_lost, waiting, A::back_off, "H.248.1 annex D.2"},
    RegistrationRow{mgc_closing, E::disowned, registering, A::send, "505: it waits for our ServiceChange"},
    RegistrationRow{mgc_closing, E::mgc_restarted, waiting, A::again, "H.248.1 7.2.8: the MGC is there anew"},
    RegistrationRow{mgc_closing, E::mgc_closes, mgc_closing, A::serve_on, "H.248.1 7.2.8 Graceful, with another Delay"},
    RegistrationRow{mgc_closing, E::mgc_stays, registered, A::serve_on, "H.248.1 7.2.8 reason 918"},
    RegistrationRow{mgc_closing, E::mgc_leaves, waiting, A::back_off,
                    "H.248.1 7.2.8 Forced after Graceful, or its Delay is over: until it is back"},
    RegistrationRow{mgc_closing, E::handed_off, waiting, A::again, "H.248.1 7.2.8 HandOff 903"},
    RegistrationRow{mgc_closing, E::stopped, leaving, A::take_leave, "H.248.1 7.2.8 Forced 905"},
};
}  // namespace registration_rows

using registration_rows::kRegistration;

/// Whether new contexts are taken: the operator locks the MRFP before he stops it (mp-h248 1.3, maintenance lock).
enum class LockState : std::uint8_t {
    open,
    draining,  ///< locked; the contexts that there are go on
    drained,   ///< locked, and nobody is left
};

enum class LockEvent : std::uint8_t {
    locked,
    unlocked,
    registered,  ///< with an MGC that may not know
    emptied,     ///< there is no context, or no more
};

enum class LockAction : std::uint8_t {
    say_graceful,
    say_cancelled,
    say_drained,  ///< to the operator
};

struct LockRow {
    LockState from;
    LockEvent on;
    LockState to;
    LockAction action;
    const char* clause;
};

namespace lock_rows {
using enum LockState;
using E = LockEvent;
using A = LockAction;

inline constexpr std::array kLock{
    LockRow{open, E::locked, draining, A::say_graceful, "H.248.1 7.2.8 Graceful 905"},
    LockRow{draining, E::unlocked, open, A::say_cancelled, "H.248.8 Restart 918"},
    LockRow{draining, E::registered, draining, A::say_graceful, "H.248.1 7.2.8 Graceful 905"},
    LockRow{draining, E::emptied, drained, A::say_drained, "it may be stopped"},
    LockRow{drained, E::unlocked, open, A::say_cancelled, "H.248.8 Restart 918"},
    LockRow{drained, E::registered, drained, A::say_graceful, "H.248.1 7.2.8 Graceful 905"},
};
}  // namespace lock_rows

using lock_rows::kLock;

/// Whether the MGC knows us and gives commands.
constexpr bool is_served(RegistrationState state) {
    return state == RegistrationState::registered || state == RegistrationState::mgc_closing;
}

}  // namespace isfocus::mrfpd
