#include "g711.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace isfocus::mrfpd {
namespace {

constexpr int kMuBias = 132;  // 33 in the 14 bit scale: puts every segment's start at a power of two
constexpr int kMuClip = 32635;
constexpr int kAlawInversion = 0x55;  // every other bit is sent inverted

constexpr std::int16_t from_mulaw(int code) {
    const int bits = ~code & 0x7f;
    const int magnitude = ((((bits & 0xf) << 3) + kMuBias) << (bits >> 4)) - kMuBias;
    return static_cast<std::int16_t>((code & 0x80) != 0 ? magnitude : -magnitude);
}

constexpr std::int16_t from_alaw(int code) {
    const int bits = code ^ kAlawInversion;
    const int segment = (bits >> 4) & 7;
    const int step = ((bits & 0xf) << 4) + 8;
    const int magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

/// Segment and step of a magnitude, sign left out.
constexpr std::uint8_t to_mulaw(int magnitude) {
    const auto biased = static_cast<unsigned>(std::min(magnitude, kMuClip) + kMuBias);
    const auto segment = static_cast<unsigned>(std::bit_width(biased)) - 8;
    return static_cast<std::uint8_t>(~(segment << 4 | ((biased >> (segment + 3)) & 0xf)) & 0x7f);
}

constexpr std::uint8_t to_alaw(int magnitude) {
    const auto value = static_cast<unsigned>(magnitude) >> 4;
    const auto segment = value < 16 ? 0U : static_cast<unsigned>(std::bit_width(value)) - 4;
    const auto step = (segment < 2 ? value : value >> (segment - 1)) & 0xf;
    return static_cast<std::uint8_t>((segment << 4 | step) ^ kAlawInversion);
}

template <std::size_t Size, class Value>
constexpr auto table(Value value_at) {
    std::array<decltype(value_at(0)), Size> result{};
    for (std::size_t i = 0; i < Size; ++i) result[i] = value_at(static_cast<int>(i));
    return result;
}

constexpr auto kFromMulaw = table<256>(from_mulaw);
constexpr auto kFromAlaw = table<256>(from_alaw);
// All decision values are multiples of 4 (mu-law) and 16 (A-law): small enough to stay in the first cache.
constexpr auto kToMulaw = table<32768 / 4>([](int index) { return to_mulaw(index * 4); });
constexpr auto kToAlaw = table<32768 / 16>([](int index) { return to_alaw(index * 16); });

std::uint8_t mulaw_of(std::int16_t sample) {
    const int magnitude = std::min(sample < 0 ? -sample : sample, 32767);
    return static_cast<std::uint8_t>(kToMulaw[static_cast<unsigned>(magnitude) >> 2] | (sample < 0 ? 0 : 0x80));
}

/// A-law has no zero: -1 is the first value of the negative half, hence the one's complement.
std::uint8_t alaw_of(std::int16_t sample) {
    const int magnitude = sample < 0 ? ~sample : sample;
    return static_cast<std::uint8_t>(kToAlaw[static_cast<unsigned>(magnitude) >> 4] ^ (sample < 0 ? 0 : 0x80));
}

}  // namespace

void decode(Encoding encoding, std::span<const std::uint8_t> octets, std::int16_t* samples) noexcept {
    const auto& linear = encoding == Encoding::pcmu ? kFromMulaw : kFromAlaw;
    for (const auto octet : octets) *samples++ = linear[octet];
}

void encode(Encoding encoding, std::span<const std::int16_t> samples, std::uint8_t* octets) noexcept {
    std::transform(samples.begin(), samples.end(), octets, encoding == Encoding::pcmu ? mulaw_of : alaw_of);
}

}  // namespace isfocus::mrfpd
