#pragma once
#include <cstdint>

#include "digits.h"

namespace isfocus::mrfpd {

/// How many keys of one user are told: each is a message to the MGC, and packets of telephone-event can press a hundred
/// times as many as a finger. Of a press that is left out the release is, too, and the other way round.
class KeyLimit {
public:
    static constexpr int kMostAtOnce = 20;  ///< a number that was dialed ahead, or that the network held up
    /// Between two presses in the long run. No dialer is quicker: tones of 40 ms with pauses of 40 ms are what a
    /// receiver of DTMF has to be able to tell apart (ITU-T Q.24).
    static constexpr int kTicksForEach = 4;

    /// Whether it is told. In the order in which they happened.
    bool takes(const Digits::Change& change) noexcept;
    /// 20 ms went by.
    void tick() noexcept;

    std::uint64_t left_out() const noexcept { return left_out_; }  ///< presses

private:
    int room_ = kMostAtOnce;
    int ticks_ = 0;      ///< since there was more room
    bool takes_ = true;  ///< the press that came last
    std::uint64_t left_out_ = 0;
};

}  // namespace isfocus::mrfpd
