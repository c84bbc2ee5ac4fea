#pragma once
#include <map>
#include <set>
#include <unordered_set>
#include <vector>

#include "isfocus/focus/ports.h"
#include "mrfp/association.h"
#include "mrfp/comparison_table.h"

namespace isfocus::mrfp {

/// Of what the MRFP has in one context with what we know there.
struct Comparison {
    ComparisonState state = ComparisonState::none;
    Time until = Time::max();                       ///< Adds do not wait longer for the answer
    std::unordered_set<h248::TerminationId> known;  ///< those that had a name when the MRFP was asked
};

/// What a conference has at an MRFP.
struct Context {
    ConferenceId conference;  ///< none: the conference has ended, or has begun another context
    Association* association = nullptr;
    h248::ContextId number;  ///< null before the reply to its first Add
    std::set<LegId> legs;
    std::set<LegId> audited;               ///< those that stood when the MRFP was asked what it has
    bool is_doubtful = false;              ///< the MRFP was out of touch, and has to be asked what it still has
    std::vector<const Association*> full;  ///< MRFPs that had no room for it
    std::map<focus::Announcement, Time> announced;  ///< when last
    Comparison comparison;
};

}  // namespace isfocus::mrfp
