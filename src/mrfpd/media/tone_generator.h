#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "frame.h"
#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// Plays the call progress tones of package cg, and announcements, for one termination. Frequencies and cadences are
/// those that ITU-T E.180 recommends or lists as most used, as far as it does; -18 dB of full scale.
class ToneGenerator {
public:
    /// Begins what has another number than before, and ends what is gone.
    void apply(const std::optional<Play>& play) noexcept;
    /// The next 20 ms at this rate, valid until the next call; empty: nothing is played.
    Samples next(Rate rate) noexcept;
    /// For whom that is.
    Hearers hearers() const noexcept { return hearers_; }
    /// The number of what has come to its end by itself, once.
    std::optional<std::uint32_t> take_end() noexcept;

private:
    void write_tone(std::span<std::int16_t> frame, Rate rate) noexcept;
    void write_announcement(std::span<std::int16_t> frame, Rate rate) const noexcept;

    std::optional<Play> play_;
    Hearers hearers_ = Hearers::user;
    std::optional<std::uint32_t> ended_;
    std::uint32_t last_ = 0;  ///< the number that was played last
    std::chrono::milliseconds at_{0};
    double phase_ = 0;
    WideFrame frame_{};
};

/// How long it takes once, without the pause after it: what Brief is. A second for what has no cadence.
std::chrono::milliseconds length_once(Tone tone) noexcept;
/// A whole number of frames.
std::chrono::milliseconds length_once(const Recording& announcement) noexcept;

}  // namespace isfocus::mrfpd
