#pragma once
#include <csignal>

#include "isfocus/config/config.h"

/// Signals by which isfocus-mrfpd is told another level and format of its log while it runs: SIGRTMIN to SIGRTMIN+3
/// are debug, info, warn, error; SIGRTMIN+4 and SIGRTMIN+5 are text and json.
namespace isfocus::log {

inline constexpr int kLogSignals = 6;
inline constexpr int kLevels = 4;

/// The first of them; those that follow have the numbers above it.
inline int first_log_signal() {
    return SIGRTMIN;
}
inline int signal_of(config::LogLevel level) {
    return first_log_signal() + static_cast<int>(level);
}
inline int signal_of(config::LogFormat format) {
    return first_log_signal() + kLevels + static_cast<int>(format);
}

/// Puts what the signal says into `log`. False for any other signal.
inline bool apply_signal(int signal, config::LogConfig& log) {
    const int number = signal - first_log_signal();
    if (number < 0 || number >= kLogSignals) return false;
    if (number < kLevels)
        log.level = static_cast<config::LogLevel>(number);
    else
        log.format = static_cast<config::LogFormat>(number - kLevels);
    return true;
}

static_assert(static_cast<int>(config::LogLevel::error) == kLevels - 1);
static_assert(static_cast<int>(config::LogFormat::json) == kLogSignals - kLevels - 1);

}  // namespace isfocus::log
