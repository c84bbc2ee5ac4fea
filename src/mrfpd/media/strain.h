#pragma once
#include <chrono>

namespace isfocus::mrfpd {

/// Whether a media thread has nearly more to do in each tick than there is time for. Then AMR-WB is sent in its lowest
/// mode, whose encoder takes a quarter less, and encoders are most of what a mixer costs: to sound worse is better than
/// to be late, which breaks up the audio of all its conferences.
class Strain {
public:
    /// Once per tick, with the time from its beginning until its packets were ready.
    void took(std::chrono::nanoseconds time) noexcept;
    bool is_strained() const noexcept { return is_strained_; }

private:
    std::chrono::nanoseconds mean_{0};  ///< of about a second
    bool is_strained_ = false;
};

}  // namespace isfocus::mrfpd
