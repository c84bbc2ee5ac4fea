#pragma once
#include <chrono>

namespace isfocus::mrfpd {

/// When in each tick its packets are sent. Mixing and encoding takes now more and now less; were packets sent as soon
/// as they are ready the users would hear that as jitter. So they all wait until they nearly always are ready: as long
/// as that has been taking, with an exception now and then. Where there is little to do that is no time at all.
class Pace {
public:
    using Duration = std::chrono::nanoseconds;

    /// More delay than that nobody is made to wait for; what takes longer is sent when it is ready.
    static constexpr Duration kMostDelay = std::chrono::milliseconds{18};

    /// Once per tick: how long after the beginning of this one its packets are sent, when they were ready after `took`;
    /// what is shorter than that has passed already.
    Duration delay_when_ready_after(Duration took) noexcept;

private:
    Duration delay_{0};
};

}  // namespace isfocus::mrfpd
