#include "listeners.h"

#include <algorithm>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr int kKeptTicks = 50;  // a second

}  // namespace

void Listeners::next_tick() {
    std::erase_if(shared_, [](const auto& each) { return each->users.count == 0; });
    for (auto& each : shared_) {
        each->users_before = std::exchange(each->users, {});
        for (auto& packed : each->packed) packed.size = 0;
    }
    last_from_ = nullptr;
    if (limited_.empty()) limiter_.restart();
    if (resampled_.empty()) resampler_.restart();
    limited_ = resampled_ = {};
}

std::span<const std::uint8_t> Listeners::other_payload(const Format& format, std::uint8_t mode, Mixer& mixer) {
    auto& shared = this->shared(format, mode);
    if (shared.users.count == 0) {
        shared.encoder->encode(mix(codec_of(format.encoding).rate, mixer), mode, shared.coded);
        shared.users.first = &format;
    }
    ++shared.users.count;
    last_ = packed(format, shared);
    last_from_ = &shared;
    last_packing_ = format.packing;
    return last_;
}

std::span<const std::uint8_t> Listeners::packed(const Format& format, Shared& shared) {
    if (!is_amr(format.encoding)) return std::span{shared.coded.octets}.first(shared.coded.size);
    auto& packed = shared.packed[static_cast<std::size_t>(format.packing)];
    if (packed.size == 0) payload_of(format, shared.coded, packed);
    return std::span{packed.octets}.first(packed.size);
}

Listeners::Shared& Listeners::shared(const Format& format, std::uint8_t mode) {
    for (auto& each : shared_)
        if (each->encoding == format.encoding && each->mode == mode && each->dtx == format.dtx) return *each;
    if (auto* left = left_by(format)) {
        left->mode = mode;
        return *left;
    }
    return *shared_.emplace_back(
        std::make_unique<Shared>(Shared{format.encoding, format.dtx, mode, make_encoder(format.encoding, format.dtx)}));
}

/// The encoder that this listener had for himself until now.
Listeners::Shared* Listeners::left_by(const Format& format) {
    const auto at = std::ranges::find_if(shared_, [&](const auto& each) {
        return each->encoding == format.encoding && each->dtx == format.dtx && each->users.count == 0 &&
               each->users_before.count == 1 && each->users_before.first == &format;
    });
    return at == shared_.end() ? nullptr : at->get();
}

/// There are two rates, so one resampler is enough: what is not mixed at the rate that it is heard at is mixed at the
/// other.
Samples Listeners::mix(Rate rate, Mixer& mixer) {
    if (limited_.empty()) limited_ = limiter_.next(mixer.for_listener());
    if (limited_.size() == samples_of(rate)) return limited_;
    if (resampled_.empty()) resampled_ = resampler_.to(rate, limited_);
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
    limiter_.restart();

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
