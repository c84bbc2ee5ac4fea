#pragma once
#include <chrono>
#include <cstdint>
#include <span>

#include "frame.h"
#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// Makes the call progress tones of package cg, and announcements, one of them at a time. Frequencies and cadences are
/// those that ITU-T E.180 recommends or lists as most used, as far as it does; -18 dB of full scale.
class ToneGenerator {
public:
    /// The 20 ms of a sound that begin `at` after its beginning. To be asked for in their order.
    void write(const Play& play, std::chrono::milliseconds at, Rate rate, std::span<std::int16_t> frame) noexcept;

private:
    void write_tone(Tone tone, std::chrono::milliseconds at, Rate rate, std::span<std::int16_t> frame) noexcept;

    double phase_ = 0;
};

/// How long a sound lasts by itself; 0: until it is replaced.
std::chrono::milliseconds length_of(const Play& play) noexcept;

/// How long it takes once, without the pause after it: what Brief is. A second for what has no cadence.
std::chrono::milliseconds length_once(Tone tone) noexcept;
/// A whole number of frames, and one at least.
std::chrono::milliseconds length_once(const Recording& announcement) noexcept;

}  // namespace isfocus::mrfpd
