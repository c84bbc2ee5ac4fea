#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// One leg's termination, as a table. At no time are two requests for it under way, because nothing orders them
/// (mp-h248: "No ordering between messages").
namespace isfocus::mrfp {

enum class TerminationState : std::uint8_t {
    waiting,      ///< for the context's number, which the reply to its first Add brings, or for the MRFP's packages
    adding,       ///< Add sent
    abandoned,    ///< Add sent, and nobody wants what it makes
    standing,     ///< nothing under way
    orphaned,     ///< its MRFP is lost; the focus has to have it moved
    modifying,    ///< Modify sent
    leaving,      ///< Modify sent, to be subtracted after it
    subtracting,  ///< Subtract sent, or about to be subtracted with the whole context
    gone,
};

enum class TerminationEvent : std::uint8_t {
    context_known,  ///< and the packages
    added,
    add_failed,
    ordered,  ///< the focus wants other media
    modified,
    modify_refused,  ///< the media as it was goes on
    modify_failed,
    vanished,     ///< the MRFP does not know it any more
    fault,        ///< the MRFP reports that it is of no use
    timed_out,    ///< the focus was promised an answer by now
    released,     ///< the focus wants it gone
    subtracted,   ///< Subtract answered, with whatever
    turned_away,  ///< its Add was refused for want of room, and there is another MRFP to ask
    mrfp_lost,    ///< and there is another one
    moved,        ///< the focus wants it at another MRFP
};

enum class TerminationAction : std::uint8_t {
    none,
    hold,
    add,
    modify,
    subtract,
    report,
    report_failure,
    fail_and_subtract
};

struct TerminationRow {
    TerminationState from;
    TerminationEvent on;
    TerminationState to;
    TerminationAction action;
    const char* clause;
};

namespace termination_rows {
using enum TerminationState;
using E = TerminationEvent;
using A = TerminationAction;

inline constexpr std::array kTermination{
    TerminationRow{waiting, E::context_known, adding, A::add, "TS 23.333 reserve IMS resources"},
    TerminationRow{waiting, E::released, gone, A::none, "nothing was asked for yet"},
    TerminationRow{waiting, E::timed_out, gone, A::report_failure, "media timeout"},

    TerminationRow{waiting, E::mrfp_lost, orphaned, A::hold, "mp-h248 1.5: moved"},

    TerminationRow{adding, E::added, standing, A::report, "OUT-06, CRE-12"},
    TerminationRow{adding, E::add_failed, gone, A::report_failure, "an Add that failed leaves nothing to subtract"},
    TerminationRow{adding, E::released, abandoned, A::none, "no Subtract before the Add is answered"},
    TerminationRow{adding, E::timed_out, abandoned, A::report_failure, "media timeout"},
    TerminationRow{adding, E::turned_away, waiting, A::hold, "mp-h248 1.6: try the next MRFP"},
    TerminationRow{adding, E::mrfp_lost, orphaned, A::hold, "mp-h248 1.5: moved"},

    TerminationRow{abandoned, E::added, subtracting, A::subtract, "late answers are subtracted"},
    TerminationRow{abandoned, E::add_failed, gone, A::none, "an Add that failed leaves nothing to subtract"},

    TerminationRow{abandoned, E::mrfp_lost, gone, A::none, "gone with its MRFP"},

    TerminationRow{standing, E::ordered, modifying, A::modify, "TS 23.333 configure IMS resources"},
    TerminationRow{standing, E::released, subtracting, A::subtract, "TS 23.333 release IMS termination"},
    TerminationRow{standing, E::fault, subtracting, A::fail_and_subtract,
                   "TS 23.333 termination out of service, bearer released"},
    TerminationRow{standing, E::vanished, gone, A::report_failure, "error 411, 430, 435"},
    TerminationRow{standing, E::mrfp_lost, orphaned, A::hold, "mp-h248 1.5: moved"},

    TerminationRow{orphaned, E::moved, waiting, A::hold, "mp-h248 1.5: moved"},
    TerminationRow{orphaned, E::add_failed, gone, A::report_failure, "the other MRFPs are lost, too"},
    TerminationRow{orphaned, E::timed_out, gone, A::report_failure, "media timeout"},
    TerminationRow{orphaned, E::released, gone, A::none, "gone with its MRFP"},

    TerminationRow{modifying, E::modified, standing, A::report, "TS 23.333 configure IMS resources"},
    TerminationRow{modifying, E::modify_refused, standing, A::report_failure, "DLG-01: 488, session unchanged"},
    TerminationRow{modifying, E::modify_failed, subtracting, A::fail_and_subtract, "mp-h248 2.2"},
    TerminationRow{modifying, E::vanished, gone, A::report_failure, "error 411, 430, 435"},
    TerminationRow{modifying, E::fault, leaving, A::report_failure,
                   "TS 23.333 termination out of service, bearer released"},
    TerminationRow{modifying, E::timed_out, leaving, A::report_failure, "media timeout"},
    TerminationRow{modifying, E::released, leaving, A::none, "never two requests at once"},
    TerminationRow{modifying, E::mrfp_lost, orphaned, A::hold, "mp-h248 1.5: moved"},

    TerminationRow{leaving, E::modified, subtracting, A::subtract, "TS 23.333 release IMS termination"},
    TerminationRow{leaving, E::modify_refused, subtracting, A::subtract, "TS 23.333 release IMS termination"},
    TerminationRow{leaving, E::modify_failed, subtracting, A::subtract, "TS 23.333 release IMS termination"},
    TerminationRow{leaving, E::vanished, gone, A::none, "error 411, 430, 435"},
    TerminationRow{leaving, E::mrfp_lost, gone, A::none, "gone with its MRFP"},

    TerminationRow{subtracting, E::subtracted, gone, A::none, "TS 23.333 release IMS termination"},
    TerminationRow{subtracting, E::mrfp_lost, gone, A::none, "gone with its MRFP"},
};
}  // namespace termination_rows

using termination_rows::kTermination;

/// Whether the focus still counts on it: otherwise it is only waiting for its end.
constexpr bool is_wanted(TerminationState state) {
    using enum TerminationState;
    return state == waiting || state == adding || state == standing || state == modifying || state == orphaned;
}

/// Whether a request for it is under way.
constexpr bool is_busy(TerminationState state) {
    using enum TerminationState;
    return state == adding || state == abandoned || state == modifying || state == leaving;
}

}  // namespace isfocus::mrfp
