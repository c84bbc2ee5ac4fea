#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// Looking for what an MRFP has and nobody knows, as a table (mp-h248 1.5, 2.1). A name or a number that it frees may
/// be given to what is added next: so nothing is added from the question to the end of what it brings to light. An MRFP
/// that has more than fits into one message is asked which contexts it has, and then for each of ours
/// (comparison_table.h).
namespace isfocus::mrfp {

enum class SweepState : std::uint8_t {
    idle,        ///< nothing is known to be left
    wanted,      ///< something may be; it begins at its time
    draining,    ///< nothing is added; what makes or removes terminations is still under way
    asking,      ///< AuditValue of all sent
    clearing,    ///< Subtracts sent for what is nobody's
    listing,     ///< AuditValue of ROOT in all contexts sent: which it has
    discarding,  ///< Subtracts sent for contexts that are nobody's
    comparing,   ///< our contexts are gone through, some at a time; Adds go on in the others
};

enum class SweepEvent : std::uint8_t {
    suspicion,  ///< a request went wrong that may have left something
    due,        ///< its time has come
    drained,    ///< nothing is under way any more
    found,      ///< the MRFP has what nobody knows
    clean,      ///< it has nothing, or what it had is subtracted
    failed,     ///< it does not say, or not in time, or does not subtract
    too_large,  ///< it cannot say in one message: error 533
    lost,       ///< the association, or it has restarted
};

enum class SweepAction : std::uint8_t {
    none,
    schedule,  ///< soon, for the first time
    hold,      ///< Adds wait
    ask,
    list,
    compare,  ///< Adds go on, but for the contexts whose turn it is
    again,    ///< what has just been asked may not show it: once more after this
    resume,   ///< Adds go on
    resume_and_retry,
    give_up,  ///< Adds go on, and the log says that hangterm is left
    forget,
};

struct SweepRow {
    SweepState from;
    SweepEvent on;
    SweepState to;
    SweepAction action;
    const char* clause;
};

namespace sweep_rows {
using enum SweepState;
using E = SweepEvent;
using A = SweepAction;

inline constexpr std::array kSweep{
    SweepRow{idle, E::suspicion, wanted, A::schedule, "mp-h248 2.1: an Add whose reply never came may exist"},
    SweepRow{wanted, E::due, draining, A::hold, "mp-h248 4: no ordering between messages"},
    SweepRow{draining, E::drained, asking, A::ask, "mp-h248 1.5: AuditValue = * in all contexts"},
    SweepRow{draining, E::failed, wanted, A::resume_and_retry, "Adds do not wait longer than this"},
    SweepRow{asking, E::suspicion, asking, A::again, "mp-h248 2.1"},
    SweepRow{asking, E::found, clearing, A::none, "mp-h248 1.5: subtract what we do not know"},
    SweepRow{asking, E::clean, idle, A::resume, "mp-h248 1.5"},
    SweepRow{asking, E::failed, wanted, A::resume_and_retry, "repeated until it is answered"},
    SweepRow{asking, E::too_large, listing, A::list, "mp-h248 2.2: error 533; H.248.1 7.2.5: ROOT in all contexts"},
    SweepRow{clearing, E::suspicion, clearing, A::again, "mp-h248 2.1"},
    SweepRow{clearing, E::clean, idle, A::resume, "mp-h248 1.5"},
    SweepRow{clearing, E::failed, wanted, A::resume_and_retry, "what is not subtracted is looked for again"},

    SweepRow{listing, E::suspicion, listing, A::again, "mp-h248 2.1"},
    SweepRow{listing, E::found, discarding, A::none, "mp-h248 1.5: subtract what we do not know"},
    SweepRow{listing, E::failed, wanted, A::resume_and_retry, "repeated until it is answered"},
    SweepRow{listing, E::too_large, idle, A::give_up, "mp-h248 2.2: error 533; hangterm is left"},
    SweepRow{discarding, E::suspicion, discarding, A::again, "mp-h248 2.1"},
    SweepRow{discarding, E::clean, comparing, A::compare, "mp-h248 1.5: AuditValue = * in each context"},
    SweepRow{discarding, E::failed, comparing, A::compare, "what is not subtracted is looked for again after that"},
    SweepRow{comparing, E::suspicion, comparing, A::again, "mp-h248 2.1"},
    SweepRow{comparing, E::clean, idle, A::resume, "mp-h248 1.5"},
    SweepRow{comparing, E::failed, wanted, A::resume_and_retry, "who did not say is asked again"},

    SweepRow{wanted, E::lost, idle, A::forget, "mp-h248 1.5: nothing is subtracted of a lost MRFP"},
    SweepRow{draining, E::lost, idle, A::forget, "mp-h248 1.5"},
    SweepRow{asking, E::lost, idle, A::forget, "mp-h248 1.5"},
    SweepRow{clearing, E::lost, idle, A::forget, "mp-h248 1.5"},
    SweepRow{listing, E::lost, idle, A::forget, "mp-h248 1.5"},
    SweepRow{discarding, E::lost, idle, A::forget, "mp-h248 1.5"},
    SweepRow{comparing, E::lost, idle, A::forget, "mp-h248 1.5"},
};
}  // namespace sweep_rows

using sweep_rows::kSweep;

/// Whether all Adds wait for its end.
constexpr bool holds_adds(SweepState state) {
    return state == SweepState::draining || state == SweepState::asking || state == SweepState::clearing ||
           state == SweepState::listing || state == SweepState::discarding;
}

/// Whether it ends when all that is nobody's has been subtracted.
constexpr bool awaits_subtracts(SweepState state) {
    return state == SweepState::clearing || state == SweepState::discarding;
}

}  // namespace isfocus::mrfp
