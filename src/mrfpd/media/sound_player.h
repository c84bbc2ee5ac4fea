#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "frame.h"
#include "mrfpd/media_port.h"
#include "sound_sequence.h"
#include "tone_generator.h"

namespace isfocus::mrfpd {

/// All that one termination plays: sequences of sounds at the same time, each sound for those for whom it is meant.
/// Takes memory when an order comes, and none in a tick.
class SoundPlayer {
public:
    /// What is there goes on, what is new begins, and what is gone ends.
    void apply(const std::vector<PlaySequence>& plays);

    /// Empty: nothing is played for them. In the pauses of what is played there is silence.
    struct Sounds {
        Sum user;             ///< at his rate
        PerRate<Sum> others;  ///< at each rate that is wanted
    };
    /// The next 20 ms, valid until the next call.
    Sounds next(Rate of_user, const PerRate<bool>& wanted) noexcept;
    /// The numbers of the sounds that have come to their end by themselves with that, once.
    std::span<const std::uint32_t> take_ended() noexcept;

private:
    struct Running {
        SoundSequence sequence;
        ToneGenerator generator;
    };

    void add(Running& running, Sounds& sounds, Rate rate, bool to_user, bool to_others) noexcept;

    std::vector<Running> running_;  ///< those that are over, too, until they are gone from the orders
    std::array<std::uint32_t, kMostSequences> ended_{};
    std::size_t ended_count_ = 0;
    std::array<std::int32_t, kWideFrameSamples> user_{};
    PerRate<std::array<std::int32_t, kWideFrameSamples>> others_;
};

}  // namespace isfocus::mrfpd
