#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "rtp.h"

namespace isfocus::mrfpd {

/// Which keys a user presses, by the telephone-event packets of his stream (RFC 4733 2.5). One press is told twice,
/// when it begins and when it has ended, however often and in whatever order its packets come. What ends without saying
/// so has ended when nothing came for 100 ms. Events other than the sixteen keys are left out.
class Digits {
public:
    struct Change {
        bool has_ended = false;
        std::uint8_t key = 0;                   ///< 0..9, 10 `*`, 11 `#`, 12..15 A..D
        std::chrono::milliseconds duration{0};  ///< of what has ended
    };
    /// In the order in which they happened.
    class Changes {
    public:
        void add(const Change& change) noexcept { all_[count_++] = change; }
        const Change* begin() const noexcept { return all_.data(); }
        const Change* end() const noexcept { return all_.data() + count_; }

    private:
        std::array<Change, 3> all_;  ///< one ends, and another begins and ends
        std::size_t count_ = 0;
    };

    /// A packet of telephone-event whose timestamps count `clock` in a second.
    Changes packet(const RtpPacket& packet, std::uint32_t clock) noexcept;
    /// 20 ms went by.
    Changes tick() noexcept;
    /// Another stream begins: what was pressed in the old one has ended.
    Changes restart() noexcept;

private:
    Change end() noexcept;

    bool is_known_ = false;    ///< timestamp_ is that of a press
    bool is_pressed_ = false;  ///< it has not ended
    std::uint8_t key_ = 0;
    std::uint32_t timestamp_ = 0, clock_ = 8000;
    std::uint32_t duration_ = 0;          ///< timestamp units, within this segment
    std::uint32_t earlier_segments_ = 0;  ///< of a press that is longer than 16 bits can say (RFC 4733 2.5.1.3)
    int quiet_ticks_ = 0;
};

}  // namespace isfocus::mrfpd
