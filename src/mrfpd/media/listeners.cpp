#include "listeners.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

constexpr int kKeptTicks = 50;  // a second

}  // namespace

void Listeners::next_tick() {
    std::erase_if(shared_, [](const auto& each) { return !each->is_encoded; });
    for (auto& each : shared_) {
        each->is_encoded = false;
        for (auto& packed : each->packed) packed.size = 0;
    }
    last_ = {};
    if (resampled_.empty()) resampler_.restart();
    resampled_ = {};
}

std::span<const std::uint8_t> Listeners::other_payload(const Format& format, std::uint8_t mode, Mixer& mixer) {
    last_ = make_payload(format, mode, mixer);
    last_encoding_ = format.encoding;
    last_packing_ = format.packing;
    last_mode_ = mode;
    last_dtx_ = format.dtx;
    return last_;
}

std::span<const std::uint8_t> Listeners::make_payload(const Format& format, std::uint8_t mode, Mixer& mixer) {
    auto& shared = this->shared(format, mode);
    if (!shared.is_encoded) shared.encoder->encode(mix(codec_of(format.encoding).rate, mixer), mode, shared.coded);
    shared.is_encoded = true;
    if (!is_amr(format.encoding)) return std::span{shared.coded.octets}.first(shared.coded.size);
    auto& packed = shared.packed[static_cast<std::size_t>(format.packing)];
    if (packed.size == 0) payload_of(format, shared.coded, packed);
    return std::span{packed.octets}.first(packed.size);
}

Listeners::Shared& Listeners::shared(const Format& format, std::uint8_t mode) {
    for (auto& each : shared_)
        if (each->encoding == format.encoding && each->mode == mode && each->dtx == format.dtx) return *each;
    return *shared_.emplace_back(
        std::make_unique<Shared>(Shared{format.encoding, format.dtx, mode, make_encoder(format.encoding, format.dtx)}));
}

/// There are two rates, so one resampler is enough: what is not mixed at the rate that it is heard at is mixed at the
/// other.
Samples Listeners::mix(Rate rate, Mixer& mixer) {
    const auto frame = mixer.for_listener();
    if (frame.size() == samples_of(rate)) return frame;
    if (resampled_.empty()) resampled_ = resampler_.to(rate, frame);
    return resampled_;
}

/// Where nothing is remembered from frame to frame there is nothing that could click: it goes with the last word.
bool OwnEncoder::is_still_needed(bool talks, Encoding encoding, Rate mixed_at) {
    const bool remembers = codec_of(encoding).has_memory || codec_of(encoding).rate != mixed_at;
    if (talks) {
        ticks_left_ = remembers ? kKeptTicks : 1;
        return true;
    }
    ticks_left_ = remembers ? ticks_left_ - 1 : 0;
    if (ticks_left_ > 0) return true;
    encoder_.reset();
    resampler_.restart();
    return false;
}

std::span<const std::uint8_t> OwnEncoder::payload(const Format& format, std::uint8_t mode, Samples mix) {
    if (!encoder_ || encoding_ != format.encoding || dtx_ != format.dtx)
        encoder_ = make_encoder(format.encoding, format.dtx);
    encoding_ = format.encoding;
    dtx_ = format.dtx;
    encoder_->encode(resampler_.to(codec_of(format.encoding).rate, mix), mode, coded_);
    return payload_of(format, coded_, packed_);
}

}  // namespace isfocus::mrfpd
