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
        each->own.reset();
        each->members = each->stayed = 0;
        each->takes_over = each->is_encoded = false;
        for (auto& packed : each->packed) packed.size = 0;
    }
    moves_.clear();
    is_settled_ = false;
    joined_ = last_from_ = nullptr;
    for (const auto rate : kRates) heard_[rate].next_tick();
}

void Listeners::Heard::next_tick() noexcept {
    recent.next_tick();
    goes_on_ = !limited_.empty();
    if (!goes_on_) limiter_.restart();
    limited_ = {};
}

Samples Listeners::Heard::mix(Mixer& mixer) noexcept {
    if (limited_.empty()) {
        limited_ = limiter_.next(mixer.for_listener());
        recent.hear(limited_);
    }
    return limited_;
}

Listeners::Group& Listeners::group(const Format& format, std::uint8_t mode) {
    for (auto& each : groups_)
        if (each->encoding == format.encoding && each->mode == mode && each->dtx == format.dtx) return *each;
    return *groups_.emplace_back(std::make_unique<Group>(Group{format.encoding, format.dtx, mode}));
}

void Listeners::bring(Listener& listener, Chain own) noexcept {
    auto& group = *listener.group_;
    if (own.encoder) group.own = std::move(own.encoder);
    heard_[codec_of(group.encoding).rate].follow(own.limiter);
}

void Listeners::moved(std::uint32_t encoder, Group& to) {
    to.takes_over = true;
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
        left->takes_over = true;
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

void Listeners::make_payload(Group& group, const Format& format, PerRate<Mixer>& mixers) {
    if (!is_settled_) settle();
    if (!group.held.encoder) begin_encoder(group);
    const auto rate = codec_of(format.encoding).rate;
    if (!group.is_encoded) group.held.encoder->encode(heard_[rate].mix(mixers[rate]), group.mode, group.coded);
    group.is_encoded = true;
    last_ = packed(format, group);
    last_from_ = &group;
    last_packing_ = format.packing;
}

/// Whose phone knows another encoder does not hear that this one has not heard what was before. Who comes anew is
/// better off with one that knows nothing, as his decoder does.
void Listeners::begin_encoder(Group& group) {
    if (group.own) {
        group.held = {std::move(group.own), ++encoders_};
        return;
    }
    group.held = {make_encoder(group.encoding, group.dtx), ++encoders_};
    if (!group.takes_over) return;
    const auto& heard = recent(codec_of(group.encoding).rate);
    for (std::size_t i = 0; i < heard.count(); ++i) group.held.encoder->encode(heard[i], group.mode, group.coded);
}

std::span<const std::uint8_t> Listeners::packed(const Format& format, Group& group) {
    if (!is_amr(format.encoding)) return std::span{group.coded.octets}.first(group.coded.size);
    auto& packed = group.packed[static_cast<std::size_t>(format.packing)];
    if (packed.size == 0) payload_of(format, group.coded, packed);
    return std::span{packed.octets}.first(packed.size);
}

bool OwnEncoder::is_still_needed(bool talks, Encoding encoding) {
    if (talks) {
        ticks_left_ = kKeptTicks;
        return true;
    }
    const bool remembers = codec_of(encoding).has_memory || chain_.limiter.bends();
    ticks_left_ = remembers ? ticks_left_ - 1 : 0;
    return ticks_left_ > 0;
}

Chain OwnEncoder::give_up(const Format& format) noexcept {
    auto chain = std::exchange(chain_, {});
    if (encoding_ != format.encoding || dtx_ != format.dtx) chain.encoder.reset();
    return chain;
}

void OwnEncoder::begin_encoder(const Format& format, std::uint8_t mode) {
    chain_.encoder = make_encoder(format.encoding, format.dtx);
    encoding_ = format.encoding;
    dtx_ = format.dtx;
    for (std::size_t i = 0; before_ != nullptr && i < before_->count(); ++i)
        chain_.encoder->encode((*before_)[i], mode, coded_);
}

std::span<const std::uint8_t> OwnEncoder::payload(const Format& format, std::uint8_t mode, const Mix& mix) {
    if (!is_begun() || encoding_ != format.encoding || dtx_ != format.dtx) begin_encoder(format, mode);
    before_ = nullptr;
    chain_.encoder->encode(chain_.limiter.next(mix), mode, coded_);
    return payload_of(format, coded_, packed_);
}

}  // namespace isfocus::mrfpd
