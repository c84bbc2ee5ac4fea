#include "concealment.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace isfocus::mrfpd {

void Concealment::restart() noexcept {
    history_.fill(0);
    period_ = made_up_ = 0;
}

void Concealment::heard(std::span<std::int16_t> frame) noexcept {
    if (period_ > 0) {
        const auto overlap = static_cast<int>(period_ / 4);
        for (int i = 0; i < overlap; ++i) {
            auto& sample = frame[static_cast<std::size_t>(i)];
            sample = static_cast<std::int16_t>((next(frame.size()) * (overlap - i) + sample * i) / overlap);
        }
        period_ = made_up_ = 0;
    }
    std::copy_n(&history_[frame.size()], frame.size(), history_.begin());
    std::ranges::copy(frame, &history_[frame.size()]);
}

void Concealment::make_up(std::span<std::int16_t> frame) noexcept {
    if (period_ == 0) find_period(frame.size());
    std::ranges::generate(frame, [&] { return next(frame.size()); });
}

/// The lag, of 200 down to 66 Hz, at which the last frame differs least from what came before. The end of the cycle is
/// blended with what came before its beginning, so that it can follow itself.
void Concealment::find_period(std::size_t frame_size) noexcept {
    const auto shortest = frame_size / 4, longest = frame_size * 3 / 4;
    const auto* last = &history_[frame_size];
    auto least = std::numeric_limits<std::int32_t>::max();
    for (auto lag = shortest; lag <= longest; ++lag) {
        std::int32_t difference = 0;
        for (std::size_t i = 0; i < frame_size; ++i) difference += std::abs(last[i] - *(last + i - lag));
        if (difference >= least) continue;
        least = difference;
        period_ = lag;
    }
    const auto* begin = &history_[2 * frame_size - period_];
    std::copy_n(begin, period_, cycle_.begin());
    const auto overlap = static_cast<int>(period_ / 4);
    for (int i = 0; i < overlap; ++i) {
        auto& sample = cycle_[period_ - static_cast<std::size_t>(overlap) + static_cast<std::size_t>(i)];
        sample = static_cast<std::int16_t>((sample * (overlap - i) + *(begin - overlap + i) * i) / overlap);
    }
}

std::int16_t Concealment::next(std::size_t frame_size) noexcept {
    const auto whole = static_cast<int>(frame_size * 5 / 2);
    const auto gain = std::max(0, whole - static_cast<int>(made_up_));
    return static_cast<std::int16_t>(cycle_[made_up_++ % period_] * gain / whole);
}

}  // namespace isfocus::mrfpd
