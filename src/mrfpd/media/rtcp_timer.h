#pragma once
#include <chrono>
#include <cstdint>
#include <random>

namespace isfocus::mrfpd {

/// When the next report is due (RFC 3550 6.2, 6.3.1). In a session of two the usual bandwidth never asks for more than
/// the minimum of five seconds, half of it before the first report.
class RtcpTimer {
public:
    static constexpr std::chrono::nanoseconds kMinimum = std::chrono::seconds{5};

    RtcpTimer(std::uint32_t seed, std::chrono::nanoseconds now) : random_(seed) { next_ = now + interval() / 2; }

    /// The mean between two reports from now on, at least kMinimum: a bandwidth may ask for more.
    void set_mean(std::chrono::nanoseconds mean, std::chrono::nanoseconds now) {
        if (mean_ == mean) return;
        mean_ = mean;
        next_ = now + interval();
    }
    /// True once per interval.
    bool due(std::chrono::nanoseconds now) {
        if (now < next_) return false;
        next_ = now + interval();
        return true;
    }

private:
    /// 0.5 to 1.5 of the mean, over e - 1.5, so that it is the mean after reconsideration.
    std::chrono::nanoseconds interval() {
        constexpr double kCompensation = 2.71828 - 1.5;
        const auto drawn = std::chrono::duration<double>{mean_} * factor_(random_) / kCompensation;
        return std::chrono::duration_cast<std::chrono::nanoseconds>(drawn);
    }

    std::chrono::nanoseconds mean_ = kMinimum;
    std::minstd_rand random_;
    std::uniform_real_distribution<double> factor_{0.5, 1.5};
    std::chrono::nanoseconds next_;
};

}  // namespace isfocus::mrfpd
