#include "strain.h"

#include <algorithm>

#include "frame.h"

namespace isfocus::mrfpd {
namespace {

constexpr int kTicks = 50;
// What the lower mode gains must not end it at once: so that users do not hear a change all the time, it goes on until
// there would be time enough for the higher one.
constexpr auto kFrom = kTick * 80 / 100;
constexpr auto kUntil = kTick * 50 / 100;

}  // namespace

/// One tick that was held up for long counts as one that took all its time.
void Strain::took(std::chrono::nanoseconds time) noexcept {
    mean_ += (std::clamp<std::chrono::nanoseconds>(time, std::chrono::nanoseconds{0}, kTick) - mean_) / kTicks;
    is_strained_ = mean_ >= (is_strained_ ? kUntil : kFrom);
}

}  // namespace isfocus::mrfpd
