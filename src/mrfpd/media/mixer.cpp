#include "mixer.h"

#include <algorithm>
#include <cstdlib>

namespace isfocus::mrfpd {
namespace {

constexpr std::int32_t kFullScale = 32767;
constexpr std::int32_t kKnee = 24576;

const Payload& idle_payload(Encoding encoding) {
    constexpr auto filled = [](Encoding with) {
        Payload payload{};
        payload.fill(idle_code(with));
        return payload;
    };
    static constexpr std::array<Payload, 2> kIdle{filled(Encoding::pcmu), filled(Encoding::pcma)};
    return kIdle[static_cast<std::size_t>(encoding)];
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

void Mixer::clear() noexcept {
    sum_.fill(0);
    talkers_ = 0;
}

void Mixer::add(const Frame& talker) noexcept {
    for (std::size_t i = 0; i < kFrameSamples; ++i) sum_[i] += talker[i];
    ++talkers_;
    shared_ = {};
}

const Payload& Mixer::for_listener(Encoding encoding) noexcept {
    if (talkers_ == 0) return idle_payload(encoding);
    auto& payload = shared_[static_cast<std::size_t>(encoding)];
    if (!payload) {
        Frame frame;
        limit(sum_, frame);
        encode(encoding, frame, payload.emplace());
    }
    return *payload;
}

const Payload& Mixer::for_talker(const Frame& own, Encoding encoding) noexcept {
    if (talkers_ <= 1) return idle_payload(encoding);
    std::array<std::int32_t, kFrameSamples> others;
    for (std::size_t i = 0; i < kFrameSamples; ++i) others[i] = sum_[i] - own[i];
    Frame frame;
    limit(others, frame);
    encode(encoding, frame, own_);
    return own_;
}

bool is_silent(const Frame& frame) noexcept {
    int loudest = 0;
    for (const int sample : frame) loudest = std::max(loudest, std::abs(sample));
    return loudest <= 8;
}

void limit(const std::array<std::int32_t, kFrameSamples>& sum, Frame& frame) noexcept {
    std::int32_t loudest = 0;
    for (const auto sample : sum) loudest = std::max(loudest, std::abs(sample));
    if (loudest <= kFullScale)
        std::transform(sum.begin(), sum.end(), frame.begin(), [](auto s) { return static_cast<std::int16_t>(s); });
    else
        std::transform(sum.begin(), sum.end(), frame.begin(),
                       [](auto s) { return static_cast<std::int16_t>(bend(s)); });
}

}  // namespace isfocus::mrfpd
