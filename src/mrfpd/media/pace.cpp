#include "pace.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

// Up fast, and by some more than was missing; down slowly: of a hundred ticks less than one is late, so that 99 of 100
// gaps are even, and the delay itself changes by less than anybody hears. One tick that was held up by chance, however
// long, does not count for more than others. What is far too long shrinks faster, to its half in half a minute.
constexpr Pace::Duration kUp = 500us;
constexpr int kMoreThanMissing = 32;  // by that part of what it took
constexpr Pace::Duration kDown = 2us;
constexpr int kShrinks = 2000;  // by that part of what is too long, each tick

}  // namespace

Pace::Duration Pace::delay_when_ready_after(Duration took) noexcept {
    const auto wanted = std::clamp(took, Duration{0}, kMostDelay);
    const auto delay = delay_;
    const auto missing = wanted - delay_;
    if (missing > 0us)
        delay_ = std::min(delay_ + std::min(missing + wanted / kMoreThanMissing, kUp), kMostDelay);
    else
        delay_ -= std::min(kDown - missing / kShrinks, -missing);
    return delay;
}

}  // namespace isfocus::mrfpd
