#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace isfocus::test {

constexpr double kSampleRate = 8000;

/// `count` samples of a sine, from sample number `from` of it on.
inline std::vector<std::int16_t> sine(double frequency, double amplitude, std::size_t count, std::size_t from = 0) {
    std::vector<std::int16_t> samples(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = 2 * std::numbers::pi * frequency * static_cast<double>(from + i) / kSampleRate;
        samples[i] = static_cast<std::int16_t>(std::lround(amplitude * std::sin(angle)));
    }
    return samples;
}

/// The amplitude of one frequency in `samples` (Goertzel's algorithm); exact over whole periods.
inline double amplitude_of(double frequency, std::span<const std::int16_t> samples) {
    const double angle = 2 * std::numbers::pi * frequency / kSampleRate;
    const double factor = 2 * std::cos(angle);
    double one = 0, two = 0;
    for (const double sample : samples) {
        const double next = sample + factor * one - two;
        two = one;
        one = next;
    }
    const double power = one * one + two * two - factor * one * two;
    return samples.empty() ? 0 : 2 * std::sqrt(std::max(0.0, power)) / static_cast<double>(samples.size());
}

/// Of `level` against `reference`, in decibels.
inline double decibels(double level, double reference) {
    return 20 * std::log10(level / reference);
}

}  // namespace isfocus::test
