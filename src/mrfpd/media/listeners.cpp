#include "listeners.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr int kKeptTicks = 50;  // a second

}  // namespace

void Listeners::next_tick() {
    std::erase_if(groups_, [](const auto& each) { return each->members == 0; });
    for (auto& each : groups_) {
        each->members = each->stayed = 0;
        each->is_encoded = false;
        for (auto& packed : each->packed) packed.size = 0;
    }
    moves_.clear();
    is_settled_ = false;
    joined_ = last_from_ = nullptr;
    if (limited_.empty()) limiter_.restart();
    if (resampled_.empty()) resampler_.restart();
    limited_ = resampled_ = {};
}

Listeners::Group& Listeners::group(const Format& format, std::uint8_t mode) {
    for (auto& each : groups_)
        if (each->encoding == format.encoding && each->mode == mode && each->dtx == format.dtx) return *each;
    return *groups_.emplace_back(std::make_unique<Group>(Group{format.encoding, format.dtx, mode}));
}

void Listeners::moved(std::uint32_t encoder, Group& to) {
    const auto at =
        std::ranges::find_if(moves_, [&](const Move& move) { return move.encoder == encoder && move.to == &to; });
    if (at != moves_.end())
        ++at->count;
    else
        moves_.push_back({encoder, &to, 1});
}

/// The greatest move first. Who stays does not lose an encoder to fewer than they are, or to as many.
void Listeners::settle() noexcept {
    is_settled_ = true;
    std::ranges::sort(moves_, std::ranges::greater{}, &Move::count);
    for (const auto& move : moves_) {
        auto* left = left_for(move);
        if (left == nullptr || move.to->brought.encoder || move.count <= move.to->stayed) continue;
        move.to->brought = std::exchange(left->held, {});
        left->stayed = 0;
    }
    for (auto& each : groups_)
        if (each->brought.encoder) each->held = std::exchange(each->brought, {});
}

/// The group that has the encoder, if it is of use to them and there are more who have left it.
Listeners::Group* Listeners::left_for(const Move& move) noexcept {
    const auto at = std::ranges::find_if(groups_, [&](const auto& each) {
        return each->held.number == move.encoder && each->encoding == move.to->encoding && each->dtx == move.to->dtx &&
               each->stayed < move.count;
    });
    return at == groups_.end() ? nullptr : at->get();
}

void Listeners::make_payload(Group& group, const Format& format, Mixer& mixer) {
    if (!is_settled_) settle();
    if (!group.held.encoder) group.held = {make_encoder(format.encoding, format.dtx), ++encoders_};
    if (!group.is_encoded)
        group.held.encoder->encode(mix(codec_of(format.encoding).rate, mixer), group.mode, group.coded);
    group.is_encoded = true;
    last_ = packed(format, group);
    last_from_ = &group;
    last_packing_ = format.packing;
}

std::span<const std::uint8_t> Listeners::packed(const Format& format, Group& group) {
    if (!is_amr(format.encoding)) return std::span{group.coded.octets}.first(group.coded.size);
    auto& packed = group.packed[static_cast<std::size_t>(format.packing)];
    if (packed.size == 0) payload_of(format, group.coded, packed);
    return std::span{packed.octets}.first(packed.size);
}

/// There are two rates, so one resampler is enough: what is not mixed at the rate that it is heard at is mixed at the
/// other.
Samples Listeners::mix(Rate rate, Mixer& mixer) {
    if (limited_.empty()) limited_ = limiter_.next(mixer.for_listener());
    if (limited_.size() == samples_of(rate)) return limited_;
    if (resampled_.empty()) resampled_ = resampler_.to(rate, limited_);
    return resampled_;
}

bool OwnEncoder::is_still_needed(bool talks, Encoding encoding, Rate mixed_at) {
    if (talks) {
        ticks_left_ = kKeptTicks;
        return true;
    }
    const auto& codec = codec_of(encoding);
    const bool remembers = codec.has_memory || codec.rate != mixed_at || limiter_.bends();
    ticks_left_ = remembers ? ticks_left_ - 1 : 0;
    if (ticks_left_ > 0) return true;
    encoder_.reset();
    limiter_.restart();
    resampler_.restart();
    return false;
}

std::span<const std::uint8_t> OwnEncoder::payload(const Format& format, std::uint8_t mode, const Mix& mix) {
    if (!encoder_ || encoding_ != format.encoding || dtx_ != format.dtx)
        encoder_ = make_encoder(format.encoding, format.dtx);
    encoding_ = format.encoding;
    dtx_ = format.dtx;
    encoder_->encode(resampler_.to(codec_of(format.encoding).rate, limiter_.next(mix)), mode, coded_);
    return payload_of(format, coded_, packed_);
}

}  // namespace isfocus::mrfpd
