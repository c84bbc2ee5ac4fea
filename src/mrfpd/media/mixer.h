#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "frame.h"

namespace isfocus::mrfpd {

/// Frames added up, which may be louder than a frame can be. Valid as long as the Mixer says.
struct Mix {
    std::span<const std::int32_t> samples;
    std::span<std::int16_t> room;  ///< for a frame of that size

    /// Limited without regard to what was heard before, where there is no Limiter.
    operator Samples() const noexcept;
};

/// What one hears, sum by sum. What fits into 16 bits is left as it is; else peaks are bent, not cut. From one to the
/// other it goes within 5 ms: if the curve changed between two frames, that would click.
class Limiter {
public:
    /// Written into the room of the mix.
    Samples next(const Mix& mix) noexcept;
    /// What comes next does not follow what came before.
    void restart() noexcept { bends_ = false; }

private:
    bool bends_ = false;  ///< at the end of the last frame
};

/// One tick of one conference: the sum of its talkers, and what each member hears of it, the sum without its own part.
/// Cost is linear in the talkers.
class Mixer {
public:
    /// Begins a new tick. All frames have this rate until the next.
    void clear(Rate rate = Rate::narrow) noexcept;
    void add(Samples talker) noexcept;

    /// What a member hears who added nothing. Valid until clear() or add().
    Mix for_listener() noexcept { return {std::span{sum_}.first(size_), std::span{for_all_}.first(size_)}; }
    /// What the talker hears who added `own`. Valid until the next call.
    Mix for_talker(Samples own) noexcept;

    /// Limited, without regard to what was heard before. Of two frames of that rate. Valid until the next call.
    Samples sum_of(Samples one, Samples other) noexcept;

private:
    std::array<std::int32_t, kWideFrameSamples> sum_{};
    std::array<std::int32_t, kWideFrameSamples> others_{};
    std::size_t size_ = kFrameSamples;
    WideFrame for_all_, for_one_, both_;
};

/// No louder than the smallest step of A-law, which has no zero: adding it would only add its offset.
bool is_silent(Samples frame) noexcept;

/// Fits one sum of frames into 16 bits, as a Limiter does it that has not heard anything before, but at once.
void limit(std::span<const std::int32_t> sum, std::span<std::int16_t> frame) noexcept;

}  // namespace isfocus::mrfpd
