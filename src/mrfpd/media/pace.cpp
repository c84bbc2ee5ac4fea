#include "pace.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

// Up by fifty times as much as down: few packets are late, and those by little, while the delay itself changes by less
// than anybody hears. One tick that was held up by chance, however long, does not count for more than others.
constexpr Pace::Duration kUp = 500us;
constexpr Pace::Duration kDown = 10us;

}  // namespace

Pace::Duration Pace::delay_when_ready_after(Duration took) noexcept {
    const auto wanted = std::clamp(took, Duration{0}, kMostDelay);
    const auto delay = delay_;
    delay_ += std::clamp(wanted - delay_, -kDown, kUp);
    return delay;
}

}  // namespace isfocus::mrfpd
