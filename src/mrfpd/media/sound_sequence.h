#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "isfocus/base/table.h"
#include "mrfpd/media_port.h"

/// Sounds one after the other (H.248.1 7.1.11, sequential signal list), as a table and what its rows do. Counts ticks
/// and makes no sound.
namespace isfocus::mrfpd {

enum class SequenceState : std::uint8_t { sounding, pausing, over };

enum class SequenceEvent : std::uint8_t {
    sound_ended,               ///< and another one follows at once
    sound_ended_before_pause,  ///< and another one follows after a pause
    last_ended,
    pause_ended,
};

enum class SequenceAction : std::uint8_t { wait, begin_next, stop };

struct SequenceRow {
    SequenceState from;
    SequenceEvent on;
    SequenceState to;
    SequenceAction action;
    const char* clause;
};

namespace sequence_rows {
using enum SequenceState;
using E = SequenceEvent;
using A = SequenceAction;

inline constexpr std::array kSequence{
    SequenceRow{sounding, E::sound_ended, sounding, A::begin_next, "H.248.1 7.1.11 played sequentially"},
    SequenceRow{sounding, E::sound_ended_before_pause, pausing, A::wait, "H.248.1 (v3) intersignal delay"},
    SequenceRow{sounding, E::last_ended, over, A::stop, "H.248.1 7.1.11 its duration is that of all its signals"},
    SequenceRow{pausing, E::pause_ended, sounding, A::begin_next, "H.248.1 (v3) intersignal delay"},
};
}  // namespace sequence_rows

using sequence_rows::kSequence;

class SoundSequence {
public:
    /// Of one sound at least.
    explicit SoundSequence(PlaySequence plays);

    /// Of its first sound: that of the sequence.
    std::uint32_t number() const noexcept { return plays_.front().number; }

    /// The next 20 ms begin. The number of the sound whose end that is, if it is one's.
    std::optional<std::uint32_t> tick() noexcept;
    /// What sounds in them; null in a pause, and when it is over.
    const Play* sound() const noexcept;
    /// Since when it does.
    std::chrono::milliseconds at() const noexcept { return at_; }
    /// In a pause of whose sound it is: that of the one before.
    Hearers hearers() const noexcept { return plays_[current_].hearers; }
    bool is_over() const noexcept { return state_ == SequenceState::over; }

private:
    std::optional<SequenceEvent> event() const noexcept;
    void step(SequenceEvent event) noexcept;

    PlaySequence plays_;
    SequenceState state_ = SequenceState::sounding;
    std::size_t current_ = 0;
    std::chrono::milliseconds length_{0};  ///< of the current sound; 0: it goes on
    std::chrono::milliseconds at_{0};      ///< since the sound or the pause began
    bool has_begun_ = false;
};

}  // namespace isfocus::mrfpd
