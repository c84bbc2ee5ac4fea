#include "packet_order.h"

#include <algorithm>
#include <numeric>

namespace isfocus::mrfpd {
namespace {

std::int16_t distance(std::uint16_t from, std::uint16_t to) {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(to - from));
}

}  // namespace

PacketOrder::PacketOrder() noexcept {
    std::iota(order_.begin(), order_.end(), std::uint8_t{0});
}

void PacketOrder::reserve(std::size_t octets) {
    for (auto& slot : slots_) slot.payload.reserve(octets);
}

void PacketOrder::restart() noexcept {
    is_begun_ = false;
    count_ = 0;
}

bool PacketOrder::take(std::uint16_t sequence) noexcept {
    if (is_begun_ && sequence != next_) return false;
    is_begun_ = true;
    next_ = static_cast<std::uint16_t>(sequence + 1);
    return true;
}

bool PacketOrder::is_to_come(std::uint16_t sequence) const noexcept {
    return !is_begun_ || distance(next_, sequence) >= 0;
}

void PacketOrder::keep(const RtpPacket& packet, bool is_audio) {
    const auto free = order_.begin() + static_cast<std::ptrdiff_t>(count_);
    const auto at = std::find_if(
        order_.begin(), free, [&](std::uint8_t slot) { return distance(slots_[slot].sequence, packet.sequence) <= 0; });
    const bool is_twice = at != free && slots_[*at].sequence == packet.sequence;
    if (is_full() || is_twice) return;
    std::rotate(at, free, free + 1);
    auto& slot = slots_[*at];
    slot.sequence = packet.sequence;
    slot.timestamp = packet.timestamp;
    slot.is_audio = is_audio;
    slot.payload.assign(packet.payload.begin(), packet.payload.end());
    ++count_;
}

void PacketOrder::drop_first() noexcept {
    std::rotate(order_.begin(), order_.begin() + 1, order_.begin() + static_cast<std::ptrdiff_t>(count_));
    --count_;
}

}  // namespace isfocus::mrfpd
