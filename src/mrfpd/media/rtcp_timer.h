#pragma once
#include <chrono>
#include <cstdint>
#include <random>

namespace isfocus::mrfpd {

/// When the next report is due (RFC 3550 6.2, 6.3.1). In a session of two the bandwidth never asks for more than the
/// minimum of five seconds, half of it before the first report.
class RtcpTimer {
public:
    RtcpTimer(std::uint32_t seed, std::chrono::nanoseconds now) : random_(seed) { next_ = now + interval() / 2; }

    /// True once per interval.
    bool due(std::chrono::nanoseconds now) {
        if (now < next_) return false;
        next_ = now + interval();
        return true;
    }

private:
    /// 0.5 to 1.5 of the minimum, over e - 1.5, so that the mean after reconsideration is the minimum.
    std::chrono::nanoseconds interval() {
        constexpr double kMinimum_s = 5.0, kCompensation = 2.71828 - 1.5;
        const std::chrono::duration<double> drawn{kMinimum_s * factor_(random_) / kCompensation};
        return std::chrono::duration_cast<std::chrono::nanoseconds>(drawn);
    }

    std::minstd_rand random_;
    std::uniform_real_distribution<double> factor_{0.5, 1.5};
    std::chrono::nanoseconds next_;
};

}  // namespace isfocus::mrfpd
