#pragma once
#include <chrono>

#include "isfocus/focus/values.h"

namespace isfocus::app {

/// Wall-clock time that never goes back: read once from the system, then carried on by the monotonic clock, so that a
/// clock that is set while calls are up moves no deadline.
class Clock {
public:
    focus::Time now() const {
        return anchor_ + std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
    }

private:
    focus::Time anchor_ = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace isfocus::app
