#include "mixer.h"

#include <algorithm>
#include <cstdlib>
#include <type_traits>

namespace isfocus::mrfpd {
namespace {

constexpr std::int32_t kFullScale = 32767;
constexpr std::int32_t kRoom = 8191;  // a quarter of it

/// Loops over a number of samples that the compiler knows become vector instructions, if they go by pointers: whatever
/// checks an index stands in the way.
template <class Loop>
void with_known_size(std::size_t size, Loop loop) {
    if (size == kFrameSamples)
        loop(std::integral_constant<std::size_t, kFrameSamples>{});
    else
        loop(std::integral_constant<std::size_t, kWideFrameSamples>{});
}

/// Straight up to the knee, `room` below full scale, then a hyperbola of the same slope towards that. Without room the
/// peaks are cut.
std::int32_t bend(std::int32_t sample, std::int32_t room) {
    const std::int64_t size = std::abs(static_cast<std::int64_t>(sample));
    const std::int64_t knee = kFullScale - room;
    if (size <= knee) return sample;
    const std::int64_t over = size - knee;
    const auto bent = static_cast<std::int32_t>(knee + room * over / (over + room));
    return sample < 0 ? -bent : bent;
}

bool fits(Sum sum) noexcept {
    bool result = false;
    with_known_size(sum.size(), [&result, in = sum.data()](auto size) {
        std::int32_t loudest = 0;
        for (std::size_t i = 0; i < size(); ++i) loudest = std::max(loudest, std::abs(in[i]));
        result = loudest <= kFullScale;
    });
    return result;
}

void copy(Sum sum, std::span<std::int16_t> frame) noexcept {
    with_known_size(sum.size(), [in = sum.data(), out = frame.data()](auto size) {
        for (std::size_t i = 0; i < size(); ++i) out[i] = static_cast<std::int16_t>(in[i]);
    });
}

void bend(Sum sum, std::span<std::int16_t> frame) noexcept {
    std::ranges::transform(sum, frame.begin(),
                           [](auto sample) { return static_cast<std::int16_t>(bend(sample, kRoom)); });
}

}  // namespace

Samples Limiter::next(const Mix& mix) noexcept {
    const bool bends = !fits(mix.samples);
    if (bends)
        bend(mix.samples, mix.room);
    else
        copy(mix.samples, mix.room);
    if (bends != bends_) {
        const auto steps = static_cast<std::int32_t>(mix.room.size() / 4);
        for (std::int32_t i = 0; i < steps; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const auto room = kRoom * (bends ? i + 1 : steps - 1 - i) / steps;
            mix.room[at] = static_cast<std::int16_t>(bend(mix.samples[at], room));
        }
    }
    bends_ = bends;
    return mix.room;
}

void Mixer::clear(Rate rate) noexcept {
    size_ = samples_of(rate);
    sum_.fill(0);
}

void Mixer::add(Samples talker) noexcept {
    with_known_size(size_, [sum = sum_.data(), in = talker.data()](auto size) {
        for (std::size_t i = 0; i < size(); ++i) sum[i] += in[i];
    });
}

Mix Mixer::for_talker(Samples own) noexcept {
    with_known_size(size_, [sum = sum_.data(), in = own.data(), others = others_.data()](auto size) {
        for (std::size_t i = 0; i < size(); ++i) others[i] = sum[i] - in[i];
    });
    return {std::span{others_}.first(size_), std::span{for_one_}.first(size_)};
}

Mix Mixer::with_sound(Sum heard, Sum sound) noexcept {
    const auto room = std::span{with_sound_}.first(sound.size());
    if (heard.empty()) return {sound, room};
    with_known_size(sound.size(), [heard = heard.data(), sound = sound.data(), both = both_.data()](auto size) {
        for (std::size_t i = 0; i < size(); ++i) both[i] = heard[i] + sound[i];
    });
    return {std::span{both_}.first(size_), room};
}

bool is_silent(Samples frame) noexcept {
    int loudest = 0;
    with_known_size(frame.size(), [&](auto size) {
        for (std::size_t i = 0; i < size(); ++i) loudest = std::max(loudest, std::abs(int{frame[i]}));
    });
    return loudest <= 8;
}

}  // namespace isfocus::mrfpd
