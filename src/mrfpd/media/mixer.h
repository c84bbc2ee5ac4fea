#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "frame.h"

namespace isfocus::mrfpd {

/// What one hears, before it is limited. Valid as long as the Mixer says.
struct Mix {
    Sum samples;
    std::span<std::int16_t> room;  ///< for a frame of that size
};

/// What one hears, sum by sum. What fits into 16 bits is left as it is; else peaks are bent, not cut. From one to the
/// other it goes within 5 ms: if the curve changed between two frames, that would click.
class Limiter {
public:
    /// Written into the room of the mix.
    Samples next(const Mix& mix) noexcept;
    /// What comes next does not follow what came before.
    void restart() noexcept { bends_ = false; }
    /// The last frame was bent: what is left as it is may not follow it at once.
    bool bends() const noexcept { return bends_; }

private:
    bool bends_ = false;  ///< at the end of the last frame
};

/// One tick of one conference at one rate: the sum of its talkers, and what each member hears of it, the sum without
/// its own part. Cost is linear in the talkers.
class Mixer {
public:
    /// Begins a new tick. All frames have this rate until the next.
    void clear(Rate rate = Rate::narrow) noexcept;
    void add(Samples talker) noexcept;

    /// What a member hears who added nothing. Valid until clear() or add().
    Mix for_listener() noexcept { return {std::span{sum_}.first(size_), std::span{for_all_}.first(size_)}; }
    /// What the talker hears who added `own`. Valid until the next call.
    Mix for_talker(Samples own) noexcept;

    /// A sound of that rate over what one hears; alone where that is empty. Valid until the next call.
    Mix with_sound(Sum heard, Sum sound) noexcept;

private:
    std::array<std::int32_t, kWideFrameSamples> sum_{};
    std::array<std::int32_t, kWideFrameSamples> others_{};
    std::array<std::int32_t, kWideFrameSamples> both_{};
    std::size_t size_ = kFrameSamples;
    WideFrame for_all_, for_one_, with_sound_;
};

/// No louder than the smallest step of A-law, which has no zero: adding it would only add its offset.
bool is_silent(Samples frame) noexcept;

}  // namespace isfocus::mrfpd
