#pragma once
#include <optional>

#include "isfocus/base/ids.h"
#include "isfocus/focus/policy.h"

namespace isfocus::focus {

/// A conference that has a policy document. Its URI is reserved; whether the conference is active, the conference table
/// says.
struct Provision {
    ConferencePolicy policy;
    std::optional<Time> started;  ///< the start that has been carried out
    TimerId start;
    TimerId stop;
};

/// Its time is over: the URI is not allocated any more.
inline bool is_over(const ConferencePolicy& policy, Time now) {
    return policy.stop && now >= *policy.stop;
}

/// The list is to be called as soon as the conference is active.
inline bool has_come(const ConferencePolicy& policy, Time now) {
    return !policy.start || now >= *policy.start;
}

}  // namespace isfocus::focus
