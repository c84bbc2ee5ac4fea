#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// What goes wrong with the packets that come from one user, or is other than before: the events nt/qualert of package
/// nt, and rtp/pltrans of package rtp (H.248.1 E.11, E.12). Each is told once, until it is over; of
/// who changes his payload type all the time that is told once in a second.
class FlowFaults {
public:
    /// A packet of audio has come.
    void received(std::uint8_t payload_type) noexcept;
    /// Once per tick, with what was lost and expected since the beginning. `most_lost` is the percentage at which loss
    /// is told, measured over 5 s; nothing: nobody wants to know.
    void tick(std::uint64_t lost, std::uint64_t expected, std::optional<unsigned> most_lost) noexcept;
    /// Appends what has been found since the last call.
    void take(std::uint32_t termination, std::vector<MediaEvent>& seen);

private:
    void measure(std::uint64_t lost, std::uint64_t expected, unsigned most_lost) noexcept;

    std::optional<std::uint8_t> payload_type_;
    std::optional<std::uint8_t> changed_to_;
    int quiet_ = 0;  ///< ticks in which no other payload type is told
    int ticks_ = 0;  ///< since loss was measured
    std::uint64_t lost_before_ = 0, expected_before_ = 0;
    bool is_lossy_ = false;  ///< and that was told
    std::optional<std::uint8_t> loss_;
};

}  // namespace isfocus::mrfpd
