#include "packet_order.h"

#include <algorithm>
#include <utility>

namespace isfocus::mrfpd {
namespace {

std::int16_t distance(std::uint16_t from, std::uint16_t to) {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(to - from));
}

}  // namespace

void PacketOrder::restart() noexcept {
    is_begun_ = false;
    waiting_.clear();
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
    const auto at =
        std::ranges::find_if(waiting_, [&](const Packet& one) { return distance(one.sequence, packet.sequence) <= 0; });
    if (at != waiting_.end() && at->sequence == packet.sequence) return;  // twice
    waiting_.insert(
        at, Packet{packet.sequence, packet.timestamp, is_audio, {packet.payload.begin(), packet.payload.end()}});
}

}  // namespace isfocus::mrfpd
