#pragma once
#include <array>
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

    PacketOrder() noexcept;

    /// Makes room for payloads of this size, so that none has to be made when they come.
    void reserve(std::size_t octets);
    /// The next packet is the first.
    void restart() noexcept;

    /// Whether `sequence` is the one to be taken now; it then counts as taken.
    bool take(std::uint16_t sequence) noexcept;
    /// Whether it is the one to be taken now or comes after it: then it may be kept. Else it came twice or too late.
    bool is_to_come(std::uint16_t sequence) const noexcept;
    /// Not when it is full.
    void keep(const RtpPacket& packet, bool is_audio);

    bool anything_waits() const noexcept { return count_ > 0; }
    bool is_full() const noexcept { return count_ >= kMost; }
    /// The first that waits; something must.
    const Packet& first() const noexcept { return slots_[order_.front()]; }
    void drop_first() noexcept;
    /// What is missing before the first that waits is lost.
    void give_up_all() noexcept { next_ = first().sequence; }

private:
    bool is_begun_ = false;
    std::uint16_t next_ = 0;
    std::array<Packet, kMost> slots_;        ///< each keeps the room that it has once needed
    std::array<std::uint8_t, kMost> order_;  ///< of the slots: those that wait, in order, and then those that are free
    std::size_t count_ = 0;                  ///< that wait
};

}  // namespace isfocus::mrfpd
