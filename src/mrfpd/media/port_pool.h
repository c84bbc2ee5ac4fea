#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace isfocus::mrfpd {

/// Hands out even ports whose odd neighbour is free too (RFC 3550 11), the one that has rested longest first: late
/// packets of an old call must not meet a new one.
class PortPool {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Both ports of each pair lie in `first`..`last`. Throws std::invalid_argument when that is not one pair.
    PortPool(std::uint16_t first, std::uint16_t last, std::chrono::milliseconds rest);

    std::optional<std::uint16_t> take(TimePoint now);
    void give_back(std::uint16_t rtp_port, TimePoint now);

private:
    struct Pair {
        std::uint16_t rtp_port;
        TimePoint free_at;
    };
    std::chrono::milliseconds rest_;
    std::deque<Pair> pairs_;
};

}  // namespace isfocus::mrfpd
