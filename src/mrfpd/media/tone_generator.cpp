#include "tone_generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr double kAmplitude = 4125;  // -18 dB

/// All times are multiples of a tick.
struct Segment {
    int frequency = 0;  ///< Hz; 0: a pause
    std::chrono::milliseconds length{0};
};
using Cadence = std::array<Segment, 4>;

constexpr std::array<Cadence, kTones> kCadences{{
    {{{425, 1000ms}}},                                            // dial: goes on
    {{{425, 1000ms}, {0, 4000ms}}},                               // ringing
    {{{425, 500ms}, {0, 500ms}}},                                 // busy
    {{{425, 240ms}, {0, 240ms}}},                                 // congestion
    {{{950, 340ms}, {1400, 340ms}, {1800, 340ms}, {0, 1000ms}}},  // special information
    {{{1400, 400ms}, {0, 15000ms}}},                              // warning
    {{{1200, 200ms}, {800, 200ms}, {0, 2000ms}}},                 // payphone recognition
    {{{425, 200ms}, {0, 600ms}, {425, 200ms}, {0, 3000ms}}},      // call waiting
    {{{425, 200ms}, {0, 200ms}, {425, 200ms}, {0, 4000ms}}},      // caller waiting
}};

const Cadence& cadence_of(Tone tone) {
    return kCadences[static_cast<std::size_t>(tone)];
}

int frequency_at(const Cadence& cadence, std::chrono::milliseconds at) {
    auto whole = 0ms;
    for (const auto& segment : cadence) whole += segment.length;
    at %= whole;
    for (const auto& segment : cadence) {
        if (at < segment.length) return segment.frequency;
        at -= segment.length;
    }
    return 0;
}

/// From its beginning again when it has come to its end.
void write_announcement(const Recording& announcement, std::chrono::milliseconds at, Rate rate,
                        std::span<std::int16_t> frame) {
    const auto& samples = rate == Rate::wide ? announcement.wide : announcement.narrow;
    const auto from =
        std::min(samples.size(), static_cast<std::size_t>(at % length_once(announcement) / kTick) * frame.size());
    const auto count = std::min(frame.size(), samples.size() - from);
    std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(from), count, frame.begin());
    std::fill(frame.begin() + static_cast<std::ptrdiff_t>(count), frame.end(), std::int16_t{0});
}

}  // namespace

std::chrono::milliseconds length_once(Tone tone) noexcept {
    auto length = 0ms, until_last_sound = 0ms;
    for (const auto& segment : cadence_of(tone)) {
        length += segment.length;
        if (segment.frequency > 0) until_last_sound = length;
    }
    return until_last_sound;
}

std::chrono::milliseconds length_once(const Recording& announcement) noexcept {
    const auto frames = [](const auto& samples, std::size_t size) { return (samples.size() + size - 1) / size; };
    const auto count =
        std::max(frames(announcement.narrow, kFrameSamples), frames(announcement.wide, kWideFrameSamples));
    return static_cast<int>(std::max(count, std::size_t{1})) * kTick;
}

std::chrono::milliseconds length_of(const Play& play) noexcept {
    if (!play.is_brief) return play.length;
    return play.announcement ? play.cycles * length_once(*play.announcement) : length_once(play.tone);
}

void ToneGenerator::write(const Play& play, std::chrono::milliseconds at, Rate rate,
                          std::span<std::int16_t> frame) noexcept {
    if (at == 0ms) phase_ = 0;
    play.announcement ? write_announcement(*play.announcement, at, rate, frame)
                      : write_tone(play.tone, at, rate, frame);
}

void ToneGenerator::write_tone(Tone tone, std::chrono::milliseconds at, Rate rate,
                               std::span<std::int16_t> frame) noexcept {
    const int frequency = frequency_at(cadence_of(tone), at);
    const double step = 2 * std::numbers::pi * frequency / (rate == Rate::wide ? 16000 : 8000);
    for (auto& sample : frame) {
        sample = frequency == 0 ? std::int16_t{0} : static_cast<std::int16_t>(kAmplitude * std::sin(phase_));
        phase_ += step;
    }
    phase_ = frequency == 0 ? 0 : std::fmod(phase_, 2 * std::numbers::pi);
}

}  // namespace isfocus::mrfpd
