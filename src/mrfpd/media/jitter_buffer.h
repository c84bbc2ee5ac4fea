#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "frame.h"

namespace isfocus::mrfpd {

/// Turns packets that come when and how they like into one frame per 20 ms tick. Samples are placed by their RTP
/// timestamp, so packets of any length, reordered and twice, end up where they belong. Knows no clock: take() is the
/// tick. Timestamps count samples.
///
/// The delay is one tick and what is left of another when the first packet comes. It grows when packets come too late
/// to be played and nothing else waits, and shrinks by whole frames, preferably in silence, when for two seconds more
/// than two frames were to spare.
class JitterBuffer {
public:
    explicit JitterBuffer(Rate rate = Rate::narrow) { restart(rate); }

    /// `samples` begin at `timestamp`. A jump over half a second begins anew.
    void put(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept;
    /// The talker sends something that is no audio (RFC 4733): what is missing until its next audio is silence, not
    /// loss.
    void pass_over() noexcept { passing_over_ = true; }
    /// Once per tick. `frame` has the size of the rate. False: silence, it is all zeros.
    bool take(std::span<std::int16_t> frame) noexcept;
    /// Forgets all audio; the next packet begins anew.
    void restart() noexcept;
    /// The same, for audio of this rate from now on.
    void restart(Rate rate);
    Rate rate() const noexcept { return rate_; }

    struct Counters {
        std::uint32_t late = 0;        ///< packets that came after their time
        std::uint32_t duplicates = 0;  ///< packets whose samples were all there
        std::uint32_t concealed = 0;   ///< frames that were at least in part made up
        std::uint32_t skipped = 0;     ///< frames left out to shorten the delay
    };
    const Counters& counters() const noexcept { return counters_; }

private:
    enum class State : std::uint8_t { empty, filling, playing };
    static constexpr std::int32_t kNoLevel = std::numeric_limits<std::int32_t>::max();

    void begin(std::uint32_t timestamp) noexcept;
    std::int32_t place(std::uint32_t timestamp, std::int32_t length) noexcept;
    bool store(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept;
    bool playing() noexcept;
    bool starved() const noexcept { return level() <= 0; }
    std::int32_t level() const noexcept { return static_cast<std::int32_t>(end_ - read_); }
    void shorten_delay() noexcept;
    void conceal(std::span<std::int16_t> frame) const noexcept;
    bool next_is_whole() const noexcept;
    std::size_t play(std::span<std::int16_t> frame) noexcept;
    Samples last() const noexcept { return std::span{last_}.first(samples_of(rate_)); }
    std::int32_t frame_samples() const noexcept { return static_cast<std::int32_t>(samples_of(rate_)); }

    Rate rate_ = Rate::narrow;
    std::vector<std::int16_t> samples_;  ///< half a second; a power of two, so that it fits timestamps that wrap
    std::vector<std::uint8_t> present_;
    WideFrame last_{};  ///< what was played last, to conceal with
    State state_ = State::empty;
    bool passing_over_ = false;
    std::uint32_t read_ = 0;  ///< timestamp of the next sample to play
    std::uint32_t end_ = 0;   ///< timestamp after the newest sample
    int waited_ = 0;          ///< ticks, while filling
    int missing_ = 0;         ///< frames in a row that were not wholly there
    int window_ = 0;          ///< ticks since the level was last judged
    std::int32_t lowest_level_ = kNoLevel;
    int surplus_ = 0;  ///< frames to leave out
    Counters counters_;
};

}  // namespace isfocus::mrfpd
