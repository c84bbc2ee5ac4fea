#include "digits.h"

#include <algorithm>

#include "octets.h"

namespace isfocus::mrfpd {
namespace {

constexpr std::size_t kEventOctets = 4;
constexpr std::uint8_t kKeys = 16;
constexpr std::uint8_t kEnd = 0x80;
constexpr int kMostQuietTicks = 5;
constexpr std::uint32_t kSegment = 0xffff;  // timestamp units: then the press goes on in another (RFC 4733 2.5.1.3)
constexpr int kMostBehind_s = 5;            // no packet is later; what seems to be is of timestamps that began anew

}  // namespace

Digits::Changes Digits::packet(const RtpPacket& packet, std::uint32_t clock) noexcept {
    Changes changes;
    if (packet.payload.size() < kEventOctets || packet.payload[0] >= kKeys) return changes;
    const auto key = packet.payload[0];
    const bool says_end = (packet.payload[1] & kEnd) != 0;
    const std::uint32_t duration = get16(&packet.payload[2]);
    const auto later = static_cast<std::int32_t>(packet.timestamp - timestamp_);
    const bool is_of_an_earlier_one = later < 0 && later > -kMostBehind_s * static_cast<std::int32_t>(clock_);
    if (is_known_ && is_of_an_earlier_one) return changes;
    if (!is_known_ || later != 0) {
        const auto units = static_cast<std::uint32_t>(later);
        const bool is_next_segment = units == duration_ || units == kSegment;  // the packet that fills one may be lost
        const bool goes_on = is_pressed_ && key == key_ && !packet.marker && is_next_segment;
        if (goes_on) {
            earlier_segments_ += units;
        } else {
            if (is_pressed_) changes.add(end());
            changes.add({false, key, {}});
            is_pressed_ = true;
            earlier_segments_ = 0;
        }
        is_known_ = true;
        key_ = key;
        clock_ = clock;
        timestamp_ = packet.timestamp;
        duration_ = 0;
    }
    if (!is_pressed_) return changes;
    duration_ = std::max(duration_, duration);
    quiet_ticks_ = 0;
    if (says_end) changes.add(end());
    return changes;
}

Digits::Changes Digits::restart() noexcept {
    Changes changes;
    if (is_pressed_) changes.add(end());
    *this = {};
    return changes;
}

Digits::Changes Digits::tick() noexcept {
    Changes changes;
    if (is_pressed_ && ++quiet_ticks_ > kMostQuietTicks) changes.add(end());
    return changes;
}

Digits::Change Digits::end() noexcept {
    is_pressed_ = false;
    const auto units = std::uint64_t{earlier_segments_} + duration_;
    return {true, key_, std::chrono::milliseconds{units * 1000 / clock_}};
}

}  // namespace isfocus::mrfpd
