#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "rtp.h"

namespace isfocus::mrfpd {

/// Puts the packets of a codec with memory back into the order in which they were said: what comes before its time
/// waits for what is missing. When that is due and has not come, give_up_all() goes on without it. Knows no clock.
class PacketOrder {
public:
    static constexpr std::size_t kMost = 16;  ///< that wait: 320 ms

    struct Packet {
        std::uint16_t sequence = 0;
        std::uint32_t timestamp = 0;
        bool is_audio = true;
        std::vector<std::uint8_t> payload;
    };

    /// The next packet is the first.
    void restart() noexcept;

    /// Whether `sequence` is the one to be taken now; it then counts as taken.
    bool take(std::uint16_t sequence) noexcept;
    /// Whether it is the one to be taken now or comes after it: then it may be kept. Else it came twice or too late.
    bool is_to_come(std::uint16_t sequence) const noexcept;
    void keep(const RtpPacket& packet, bool is_audio);

    bool anything_waits() const noexcept { return !waiting_.empty(); }
    bool is_full() const noexcept { return waiting_.size() >= kMost; }
    /// The first that waits; something must.
    const Packet& first() const noexcept { return waiting_.front(); }
    void drop_first() noexcept { waiting_.erase(waiting_.begin()); }
    /// What is missing before the first that waits is lost.
    void give_up_all() noexcept { next_ = first().sequence; }

private:
    bool is_begun_ = false;
    std::uint16_t next_ = 0;
    std::vector<Packet> waiting_;  ///< in order
};

}  // namespace isfocus::mrfpd
