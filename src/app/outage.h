#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace isfocus::app {

/// What there is to say of something that should be in service: once when it is out, again every minute while that
/// lasts, and once when it is back. Pure: the time comes in.
class Outage {
public:
    using Time = std::chrono::steady_clock::time_point;
    enum class News : std::uint8_t { none, begins, goes_on, ends };

    static constexpr std::chrono::seconds kReminder{60};

    News note(bool in_service, Time now) {
        if (in_service) {
            const bool was_out = since_.has_value();
            since_.reset();
            return was_out ? News::ends : News::none;
        }
        if (since_ && now - reminded_ < kReminder) return News::none;
        reminded_ = now;
        if (since_) return News::goes_on;
        since_ = now;
        return News::begins;
    }
    /// Of the outage that goes on.
    std::chrono::seconds lasts(Time now) const {
        return since_ ? std::chrono::floor<std::chrono::seconds>(now - *since_) : std::chrono::seconds{0};
    }

private:
    std::optional<Time> since_;
    Time reminded_{};
};

}  // namespace isfocus::app
