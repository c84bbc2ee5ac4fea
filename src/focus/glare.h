#pragma once
#include <chrono>
#include <cstdint>

#include "isfocus/focus/values.h"

namespace isfocus::focus {

/// How long a 491 is waited out: 2.1 to 4 s by who owns the Call-ID, up to 2 s by the other, in steps of 10 ms (RFC
/// 3261 14.1). Chance is the millisecond in which it came and the leg that it met, so that a log of Events replays.
constexpr std::chrono::milliseconds glare_pause(bool owns_call_id, Time now, std::uint64_t leg) {
    std::uint64_t mixed = static_cast<std::uint64_t>(now.time_since_epoch().count()) * 0x9e3779b97f4a7c15 + leg;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
    constexpr std::chrono::milliseconds kStep{10};
    constexpr std::uint64_t kOwnersSteps = 191;  // 2.1 to 4.0 s
    constexpr std::uint64_t kOthersSteps = 201;  // 0 to 2.0 s
    if (!owns_call_id) return kStep * static_cast<std::int64_t>(mixed % kOthersSteps);
    return std::chrono::milliseconds{2100} + kStep * static_cast<std::int64_t>(mixed % kOwnersSteps);
}

}  // namespace isfocus::focus
