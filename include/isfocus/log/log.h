#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "isfocus/config/config.h"

namespace isfocus::log {

/// The logging of a process: while this object lives, spdlog's default logger (`spdlog::info(...)`) writes lines to a
/// file descriptor, from a thread of its own. Whoever logs is never held up: when lines come faster than they can be
/// written, the oldest waiting ones are dropped and counted. Of many lines in a row, those below warn may come out up
/// to 20 ms late. Make one, first thing in main, before any thread.
///
/// Text is written as `2025-01-31T12:00:00.123Z info isfocusd: message`, JSON as one object with ts, level, program,
/// msg and the `key=value` pairs of the message as members. Control characters in a message are escaped, so that a peer
/// cannot forge a line.
class Logging {
public:
    /// `program` goes into every line. `fd` stays the caller's. At most `queue_lines` lines wait to be written.
    Logging(std::string program, const config::LogConfig& config, int fd = 1, std::size_t queue_lines = 8192);

    /// Writes what waits, for at most one second when nobody reads the other end. Later lines go nowhere.
    ~Logging();
    Logging(const Logging&) = delete;
    Logging& operator=(const Logging&) = delete;

    /// Takes another level and format from now on.
    void apply(const config::LogConfig& config);

    /// Lines that were dropped since the start.
    std::uint64_t dropped_lines() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace isfocus::log
