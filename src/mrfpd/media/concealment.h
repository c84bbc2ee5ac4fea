#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "frame.h"

namespace isfocus::mrfpd {

/// Makes up speech that was lost, from what was said before it: its last pitch period again and again, fading out over
/// 50 ms. The idea is that of ITU-T G.711 appendix I, without its delay. (spandsp has the like, but copies memory over
/// itself.) Frames are of 20 ms and, between two calls of restart(), of one rate.
class Concealment {
public:
    /// Speech as it came. The beginning of the first frame after a loss is blended into what was made up.
    void heard(std::span<std::int16_t> frame) noexcept;
    /// What may have been said after it.
    void make_up(std::span<std::int16_t> frame) noexcept;
    /// What comes next does not follow what came before.
    void restart() noexcept;

private:
    void find_period(std::size_t frame_size) noexcept;
    std::int16_t next(std::size_t frame_size) noexcept;

    std::array<std::int16_t, 2 * kWideFrameSamples> history_{};  ///< two frames, the newest last
    std::array<std::int16_t, kWideFrameSamples> cycle_{};        ///< what is repeated
    std::size_t period_ = 0;                                     ///< of cycle_; 0: nothing is being made up
    std::size_t made_up_ = 0;                                    ///< samples since the loss began
};

}  // namespace isfocus::mrfpd
