#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// Looking for terminations that nobody knows in one context of ours, as a table: the way of sweep_table.h for an MRFP
/// that cannot tell of all contexts at once. What it frees may be given to what is added next: so nothing is added to
/// this one context from the question to the end of what it brings to light, and the others go on meanwhile.
namespace isfocus::mrfp {

enum class ComparisonState : std::uint8_t {
    none,      ///< not its turn, or done
    draining,  ///< nothing is added to it; what makes or removes terminations of it is still under way
    asked,     ///< AuditValue of the context sent
    clearing,  ///< Subtracts sent for what is nobody's
};

enum class ComparisonEvent : std::uint8_t {
    turn,     ///< it is its turn
    drained,  ///< nothing of it is under way any more
    found,    ///< the MRFP has told what there is
    clean,    ///< it has nothing to tell, or what was nobody's is subtracted
    failed,   ///< it does not say, or not in time
};

enum class ComparisonAction : std::uint8_t {
    none,
    hold,  ///< Adds to it wait
    ask,
    resume,            ///< they go on
    resume_and_retry,  ///< and another sweep has to look again
};

struct ComparisonRow {
    ComparisonState from;
    ComparisonEvent on;
    ComparisonState to;
    ComparisonAction action;
    const char* clause;
};

namespace comparison_rows {
using S = ComparisonState;
using E = ComparisonEvent;
using A = ComparisonAction;

inline constexpr std::array kComparison{
    ComparisonRow{S::none, E::turn, S::draining, A::hold, "mp-h248 4: no ordering between messages"},
    ComparisonRow{S::draining, E::drained, S::asked, A::ask, "mp-h248 1.5: AuditValue = * in one context"},
    ComparisonRow{S::draining, E::failed, S::none, A::resume_and_retry, "Adds do not wait longer than this"},
    ComparisonRow{S::asked, E::found, S::clearing, A::none, "mp-h248 1.5: subtract what we do not know"},
    ComparisonRow{S::asked, E::clean, S::none, A::resume, "mp-h248 2.2: error 431, or 533 and hangterm is left"},
    ComparisonRow{S::asked, E::failed, S::none, A::resume_and_retry, "repeated until it is answered"},
    ComparisonRow{S::clearing, E::clean, S::none, A::resume, "mp-h248 1.5"},
};
}  // namespace comparison_rows

using comparison_rows::kComparison;

/// Whether Adds to the context wait for its end.
constexpr bool holds_adds(ComparisonState state) {
    return state != ComparisonState::none;
}

}  // namespace isfocus::mrfp
