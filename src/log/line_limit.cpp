#include "isfocus/log/line_limit.h"

#include <algorithm>
#include <utility>

namespace isfocus::log {

bool LineLimit::admits(Time now) noexcept {
    const std::chrono::duration<double> since = now - filled_;
    allowance_ = std::min(kMostAtOnce, allowance_ + kPerSecond * std::max(since.count(), 0.0));
    filled_ = now;
    if (allowance_ >= 1) {
        allowance_ -= 1;
        return true;
    }
    if (left_out_++ == 0) first_ = now;
    last_ = now;
    return false;
}

std::optional<std::uint64_t> LineLimit::left_out(Time now) noexcept {
    constexpr std::chrono::seconds kCalm{1};
    constexpr std::chrono::seconds kLongestSilence{10};
    if (left_out_ == 0 || (now - last_ < kCalm && now - first_ < kLongestSilence)) return std::nullopt;
    return std::exchange(left_out_, 0);
}

}  // namespace isfocus::log
