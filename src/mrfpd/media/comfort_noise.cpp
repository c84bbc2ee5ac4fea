#include "comfort_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace isfocus::mrfpd {
namespace {

constexpr double kLeast = 2;     // less is lost in the steps of 8 bit codecs
constexpr double kMost = 164;    // -46 dB
constexpr double kKept = 0.6;    // of the sample before: backgrounds are duller than white noise
constexpr double kPassed = 0.5;  // of the effective amplitude: (1 - kKept) / sqrt(1 - kKept^2)

}  // namespace

/// 0 dBov is a square wave that fills all 16 bits.
double noise_amplitude(std::uint8_t level) noexcept {
    constexpr double kOverload = 32768;
    return kOverload * std::pow(10.0, -(level & 0x7f) / 20.0);
}

Samples ComfortNoise::next(double level, Rate rate) noexcept {
    if (level < kLeast) return {};
    const auto frame = std::span{frame_}.first(samples_of(rate));
    const double peak = std::min(level, kMost) * std::numbers::sqrt3 / kPassed;  // of evenly distributed samples
    for (auto& sample : frame) {
        state_ ^= state_ << 13U;  // xorshift
        state_ ^= state_ >> 17U;
        state_ ^= state_ << 5U;
        const double white = peak * (static_cast<double>(state_) / 2147483648.0 - 1);
        last_ = kKept * last_ + (1 - kKept) * white;
        sample = static_cast<std::int16_t>(std::lround(last_));
    }
    return frame;
}

}  // namespace isfocus::mrfpd
