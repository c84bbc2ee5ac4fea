#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "isfocus/log/line_limit.h"

namespace isfocus::app {

/// Lines that anybody who reaches us can provoke, one for each request: of each kind as many as log::LineLimit has it.
/// The writer of the log drops the oldest lines when too many wait, so that a flood would cost those about
/// conferences. Any thread.
class LimitedLog {
public:
    /// What floods each other's lines no other kind has to suffer for.
    enum class Kind : std::uint8_t { refused_everyday, refused, odd_request, xcap, xcap_warning, tls };

    /// Logs the line, or counts it.
    void line(Kind kind, std::string_view text) { line(kind, text, std::chrono::steady_clock::now()); }
    void line(Kind kind, std::string_view text, log::LineLimit::Time now);

    /// Says `… suppressed=N` of each kind whose flood is over.
    void tell(log::LineLimit::Time now);

private:
    std::mutex mutex_;
    std::array<log::LineLimit, 6> limits_;  ///< by kind
};

}  // namespace isfocus::app
