#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace isfocus::log {

/// How many lines of one kind may be logged: 20 at once and 20 a second, so that what anybody on the network can
/// provoke does not push everything else out of the log. Counts what is left out. Pure: it is told the time.
class LineLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Whether one more line may be logged. If not, it counts as left out.
    bool admits(Time now) noexcept;

    /// How many have been left out and not been told of, once that has come to an end: for a second none was. While it
    /// goes on, every ten seconds.
    std::optional<std::uint64_t> left_out(Time now) noexcept;

private:
    double allowance_ = kMostAtOnce;
    Time filled_{};
    std::uint64_t left_out_ = 0;  ///< not told of yet
    Time first_{};                ///< of those
    Time last_{};

    static constexpr double kMostAtOnce = 20;
    static constexpr double kPerSecond = 20;
};

}  // namespace isfocus::log
