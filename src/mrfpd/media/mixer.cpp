#include "mixer.h"

#include <algorithm>
#include <cstdlib>
#include <type_traits>

namespace isfocus::mrfpd {
namespace {

constexpr std::int32_t kFullScale = 32767;
constexpr std::int32_t kKnee = 24576;

/// Loops over a number of samples that the compiler knows become vector instructions.
template <class Loop>
void with_known_size(std::size_t size, Loop loop) {
    if (size == kFrameSamples)
        loop(std::integral_constant<std::size_t, kFrameSamples>{});
    else
        loop(std::integral_constant<std::size_t, kWideFrameSamples>{});
}

/// Straight up to the knee, then a hyperbola of the same slope towards full scale.
std::int32_t bend(std::int32_t sample) {
    constexpr std::int64_t room = kFullScale - kKnee;
    const std::int64_t size = std::abs(static_cast<std::int64_t>(sample));
    if (size <= kKnee) return sample;
    const std::int64_t over = size - kKnee;
    const auto bent = static_cast<std::int32_t>(kKnee + room * over / (over + room));
    return sample < 0 ? -bent : bent;
}

}  // namespace

void Mixer::clear(Rate rate) noexcept {
    size_ = samples_of(rate);
    sum_.fill(0);
    is_limited_ = false;
}

void Mixer::add(Samples talker) noexcept {
    with_known_size(size_, [&](auto size) {
        for (std::size_t i = 0; i < size(); ++i) sum_[i] += talker[i];
    });
    is_limited_ = false;
}

Samples Mixer::for_listener() noexcept {
    const auto frame = std::span{for_all_}.first(size_);
    if (!is_limited_) limit(std::span{sum_}.first(size_), frame);
    is_limited_ = true;
    return frame;
}

Samples Mixer::for_talker(Samples own) noexcept {
    std::array<std::int32_t, kWideFrameSamples> others;
    with_known_size(size_, [&](auto size) {
        for (std::size_t i = 0; i < size(); ++i) others[i] = sum_[i] - own[i];
    });
    const auto frame = std::span{for_one_}.first(size_);
    limit(std::span{others}.first(size_), frame);
    return frame;
}

Samples Mixer::sum_of(Samples one, Samples other) noexcept {
    std::array<std::int32_t, kWideFrameSamples> sum;
    with_known_size(size_, [&](auto size) {
        for (std::size_t i = 0; i < size(); ++i) sum[i] = one[i] + other[i];
    });
    const auto frame = std::span{both_}.first(size_);
    limit(std::span{sum}.first(size_), frame);
    return frame;
}

bool is_silent(Samples frame) noexcept {
    int loudest = 0;
    with_known_size(frame.size(), [&](auto size) {
        for (std::size_t i = 0; i < size(); ++i) loudest = std::max(loudest, std::abs(int{frame[i]}));
    });
    return loudest <= 8;
}

void limit(std::span<const std::int32_t> sum, std::span<std::int16_t> frame) noexcept {
    with_known_size(sum.size(), [&](auto size) {
        std::int32_t loudest = 0;
        for (std::size_t i = 0; i < size(); ++i) loudest = std::max(loudest, std::abs(sum[i]));
        if (loudest <= kFullScale)
            for (std::size_t i = 0; i < size(); ++i) frame[i] = static_cast<std::int16_t>(sum[i]);
        else
            for (std::size_t i = 0; i < size(); ++i) frame[i] = static_cast<std::int16_t>(bend(sum[i]));
    });
}

}  // namespace isfocus::mrfpd
