#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "isfocus/h248/deadline_queue.h"

namespace isfocus::mrfpd {

using h248::Time;

/// What is counted since the start, for the meter to compare.
struct LoadCounters {
    std::uint64_t ticks_missed = 0;    ///< of the media threads: 20 ms each without audio of their conferences
    std::uint64_t orders_dropped = 0;  ///< H.248 messages for which the kernel had no room
};

/// Whether this MRFP has more to do than it can (ocp/mg_overload, H.248.11; chp/mgcon, H.248.10). Measured is what
/// hurts, not what causes it: audio that was left out, and commands that had to wait. How busy the processor is says
/// neither on a machine that others use, too. A second with trouble is no overload yet, for a machine may stand still
/// for once; the third one in a row is. A value: it is told the time.
class OverloadMeter {
public:
    explicit OverloadMeter(std::size_t media_threads) : media_threads_(media_threads) {}

    /// Starts to measure with what was counted so far.
    void start(const LoadCounters& counters, Time now);
    void stop() noexcept { due_ = Time::max(); }
    /// To be called when due() has come: whether the MGC is to be told now. While the overload lasts it is told again
    /// every 5 s.
    bool measure(const LoadCounters& counters, Time now);
    /// By how many percent new work is to be less (chp/mgcon, H.248.10), if that has changed since it was taken: each
    /// notification takes away half of what was left, and each five seconds in order give a quarter of all back.
    std::optional<unsigned> take_changed_reduction();
    Time due() const noexcept { return due_; }

private:
    bool is_troubled(const LoadCounters& counters, Time now) const;

    std::size_t media_threads_;
    LoadCounters before_;
    Time due_ = Time::max();
    int troubled_ = 0;  ///< seconds in a row
    Time quiet_until_{};
    unsigned reduction_ = 0;  ///< percent
    unsigned told_reduction_ = 0;
    int calm_ = 0;  ///< seconds in a row
};

}  // namespace isfocus::mrfpd
