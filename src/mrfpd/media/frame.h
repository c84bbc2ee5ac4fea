#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "mrfpd/codecs.h"

namespace isfocus::mrfpd {

inline constexpr std::chrono::milliseconds kTick{20};  ///< a frame's time; all that is mixed is mixed in it
inline constexpr std::size_t kFrameSamples = 160;      ///< 20 ms at 8000 Hz
inline constexpr std::size_t kWideFrameSamples = 320;  ///< 20 ms at 16000 Hz
inline constexpr std::size_t kMostSamples = 12 * kWideFrameSamples;  ///< of one packet: 240 ms

constexpr std::size_t samples_of(Rate rate) noexcept {
    return rate == Rate::narrow ? kFrameSamples : kWideFrameSamples;
}

constexpr Rate other(Rate rate) noexcept {
    return rate == Rate::narrow ? Rate::wide : Rate::narrow;
}

inline constexpr std::array kRates{Rate::narrow, Rate::wide};

/// One for each of the two rates.
template <class Value>
class PerRate {
public:
    Value& operator[](Rate rate) noexcept { return values_[static_cast<std::size_t>(rate)]; }
    const Value& operator[](Rate rate) const noexcept { return values_[static_cast<std::size_t>(rate)]; }

private:
    std::array<Value, kRates.size()> values_{};
};

using Frame = std::array<std::int16_t, kFrameSamples>;          ///< 16 bit linear
using WideFrame = std::array<std::int16_t, kWideFrameSamples>;  ///< the same at the higher rate, or room for either
using Samples = std::span<const std::int16_t>;                  ///< a frame of either rate
using Sum = std::span<const std::int32_t>;                      ///< frames added up: may be louder than a frame can be
using Payload = std::array<std::uint8_t, kFrameSamples>;        ///< in G.711: an octet per sample

}  // namespace isfocus::mrfpd
