#include "resampler.h"

#include <speex/speex_resampler.h>

#include <new>

namespace isfocus::mrfpd {
namespace {

constexpr int kQuality = 3;  // what the authors of the library take for telephony
constexpr spx_uint32_t kNarrow = 8000, kWide = 16000;

}  // namespace

void Resampler::Destroy::operator()(SpeexResamplerState_* state) const noexcept {
    speex_resampler_destroy(state);
}

Samples Resampler::to(Rate rate, Samples frame) {
    if (frame.size() == samples_of(rate)) return frame;
    if (!state_ || to_ != rate) {
        const bool up = rate == Rate::wide;
        state_.reset(speex_resampler_init(1, up ? kNarrow : kWide, up ? kWide : kNarrow, kQuality, nullptr));
        if (!state_) throw std::bad_alloc{};
        to_ = rate;
    }
    auto in = static_cast<spx_uint32_t>(frame.size());
    auto out = static_cast<spx_uint32_t>(samples_of(rate));
    speex_resampler_process_int(state_.get(), 0, frame.data(), &in, converted_.data(), &out);
    has_memory_ = true;
    return std::span{converted_}.first(out);
}

void Resampler::forget() noexcept {
    speex_resampler_reset_mem(state_.get());
    has_memory_ = false;
}

}  // namespace isfocus::mrfpd
