#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "concealment.h"
#include "frame.h"

namespace isfocus::mrfpd {

/// Turns packets that come when and how they like into one frame per 20 ms tick. Samples are placed by their RTP
/// timestamp, so packets of any length, reordered and twice, end up where they belong. Knows no clock: take() is the
/// tick. Timestamps count samples.
///
/// The delay is one tick and what is left of another when the first packet comes. It grows by a frame when packets come
/// too late to be played, each of them when nothing else waits, else every second one within two seconds, up to 160 ms;
/// and it shrinks by whole frames, preferably in silence, when for two seconds all came more than a frame before their
/// time; quickly, as long as it is more than three frames too long.
class JitterBuffer {
public:
    explicit JitterBuffer(Rate rate = Rate::narrow) { restart(rate); }

    /// A packet with audio for `timestamp` has come. Whether it did so in time is what the delay is made of.
    void arrived(std::uint32_t timestamp) noexcept;
    /// `samples` begin at `timestamp`. A jump over half a second begins anew.
    void put(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept;
    /// Whether a packet that others overtook comes too late by more than is kept, which is then counted. Else put()
    /// would take its time for a jump.
    bool is_overtaken(std::uint32_t timestamp) noexcept;
    /// As put(), made up by who knows better how than we do, between audio that has come.
    void make_up(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept;
    /// Whether something would be missing in the next frame that take() gives, and it would not wait for it.
    bool needs_more() const noexcept;
    /// Nothing is played, and nothing waits to be: the next audio begins anew.
    bool is_empty() const noexcept { return state_ == State::empty; }
    /// The talker sends something that is no audio (RFC 4733): what is missing until its next audio is silence, not
    /// loss.
    void pass_over() noexcept { passing_over_ = true; }
    /// Once per tick. `frame` has the size of the rate. False: silence, it is all zeros.
    bool take(std::span<std::int16_t> frame) noexcept;
    /// `ticks` did not take place: what belonged into them is over, and what comes of it yet is late.
    void skip(std::uint32_t ticks) noexcept;
    /// Whether what ends at `timestamp` belonged into them: it is never played.
    bool was_skipped(std::uint32_t timestamp) const noexcept;
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
        std::uint32_t waited = 0;      ///< frames made up to lengthen it
    };
    const Counters& counters() const noexcept { return counters_; }

private:
    enum class State : std::uint8_t { empty, filling, playing };
    static constexpr std::int32_t kNoSlack = std::numeric_limits<std::int32_t>::max();

    void begin(std::uint32_t timestamp) noexcept;
    std::int32_t place(std::uint32_t timestamp, std::int32_t length) noexcept;
    bool store(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept;
    bool playing() noexcept;
    bool starved() const noexcept { return level() <= 0; }
    std::int32_t level() const noexcept { return static_cast<std::int32_t>(end_ - read_); }
    Samples shorten_delay(WideFrame& room) noexcept;
    bool is_worth_waiting() const noexcept;
    void remember_gap(std::uint32_t timestamp) noexcept;
    bool was_a_gap(std::uint32_t timestamp) noexcept;
    void conceal(std::span<std::int16_t> frame) noexcept;
    bool next_is_whole() const noexcept;
    std::size_t play(std::span<std::int16_t> frame) noexcept;
    Samples last() const noexcept { return std::span{last_}.first(samples_of(rate_)); }
    std::int32_t frame_samples() const noexcept { return static_cast<std::int32_t>(samples_of(rate_)); }

    Rate rate_ = Rate::narrow;
    std::vector<std::int16_t> samples_;  ///< half a second; a power of two, so that it fits timestamps that wrap
    std::vector<std::uint8_t> present_;
    WideFrame last_{};  ///< what was played last
    Concealment concealment_;
    State state_ = State::empty;
    bool passing_over_ = false;
    std::uint32_t read_ = 0;                ///< timestamp of the next sample to play
    std::uint32_t end_ = 0;                 ///< timestamp after the newest sample
    std::uint32_t newest_ = 0;              ///< timestamp of the newest packet that has come, if it is there or not
    std::int32_t skipped_ = 0;              ///< samples before read_ that were not played, until what is next has come
    int waited_ = 0;                        ///< ticks, while filling
    int missing_ = 0;                       ///< frames in a row that were not wholly there
    int window_ = 0;                        ///< ticks since the delay was last judged
    std::int32_t lowest_slack_ = kNoSlack;  ///< samples that the latest packet of the window came before its time
    int surplus_ = 0;                       ///< frames to leave out
    int too_late_ = 0;                      ///< packets in the window that were missed
    bool waits_ = false;                    ///< for what is missing next
    std::array<std::uint32_t, 8> gaps_{};   ///< timestamps of frames that were made up last
    std::size_t gap_ = 0;
    Counters counters_;
};

}  // namespace isfocus::mrfpd
