#pragma once
#include <memory>

#include "frame.h"

struct SpeexResamplerState_;

namespace isfocus::mrfpd {

/// Brings the frames of one stream from one rate to the other; 3 ms late.
class Resampler {
public:
    /// A frame of the other rate is converted, valid until the next call; one of `rate` is given back as it is.
    Samples to(Rate rate, Samples frame);
    /// What comes next does not follow what came before.
    void restart() noexcept {
        if (has_memory_) forget();
    }
    bool has_memory() const noexcept { return has_memory_; }

private:
    void forget() noexcept;

    struct Destroy {
        void operator()(SpeexResamplerState_* state) const noexcept;
    };

    std::unique_ptr<SpeexResamplerState_, Destroy> state_;  ///< made when it is needed
    Rate to_ = Rate::narrow;                                ///< of state_
    bool has_memory_ = false;
    WideFrame converted_;
};

}  // namespace isfocus::mrfpd
