#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "frame.h"
#include "g711.h"

namespace isfocus::mrfpd {

/// One tick of one conference: the sum of its talkers, and what each member hears of it, the sum without its own part.
/// Cost is linear in the talkers: listeners share one encoded payload per encoding.
class Mixer {
public:
    /// Begins a new tick.
    void clear() noexcept;
    void add(const Frame& talker) noexcept;

    /// What a member hears who added nothing. Valid until clear() or add().
    const Payload& for_listener(Encoding encoding) noexcept;
    /// What the talker hears who added `own`. Valid until the next call.
    const Payload& for_talker(const Frame& own, Encoding encoding) noexcept;

private:
    std::array<std::int32_t, kFrameSamples> sum_{};
    int talkers_ = 0;
    std::array<std::optional<Payload>, 2> shared_;  ///< by Encoding
    Payload own_;
};

/// No louder than the smallest step of A-law, which has no zero: adding it would only add its offset.
bool is_silent(const Frame& frame) noexcept;

/// Fits a sum of frames into 16 bits. What fits is left as it is; else peaks are bent, not cut, and order is kept.
void limit(const std::array<std::int32_t, kFrameSamples>& sum, Frame& frame) noexcept;

}  // namespace isfocus::mrfpd
