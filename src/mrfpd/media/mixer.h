#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "frame.h"

namespace isfocus::mrfpd {

/// One tick of one conference: the sum of its talkers, and what each member hears of it, the sum without its own part.
/// Cost is linear in the talkers.
class Mixer {
public:
    /// Begins a new tick. All frames have this rate until the next.
    void clear(Rate rate = Rate::narrow) noexcept;
    void add(Samples talker) noexcept;

    /// What a member hears who added nothing. Valid until clear() or add().
    Samples for_listener() noexcept;
    /// What the talker hears who added `own`. Valid until the next call.
    Samples for_talker(Samples own) noexcept;

    /// Of two frames of that rate. Valid until the next call.
    Samples sum_of(Samples one, Samples other) noexcept;

private:
    std::array<std::int32_t, kWideFrameSamples> sum_{};
    std::size_t size_ = kFrameSamples;
    bool is_limited_ = false;  ///< whether for_all_ holds what is in sum_
    WideFrame for_all_, for_one_, both_;
};

/// No louder than the smallest step of A-law, which has no zero: adding it would only add its offset.
bool is_silent(Samples frame) noexcept;

/// Fits a sum of frames into 16 bits. What fits is left as it is; else peaks are bent, not cut, and order is kept.
void limit(std::span<const std::int32_t> sum, std::span<std::int16_t> frame) noexcept;

}  // namespace isfocus::mrfpd
