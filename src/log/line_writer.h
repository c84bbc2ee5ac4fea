#pragma once
#include <atomic>
#include <cstdint>
#include <string>

#include "isfocus/config/config.h"
#include "line.h"
#include "line_queue.h"

namespace isfocus::log {

/// Takes lines from a queue and writes them to a file descriptor, as many in one system call as there are.
class LineWriter {
public:
    /// `queue` outlives the writer; `fd` stays the caller's. `program` goes into every line.
    LineWriter(int fd, std::string program, LineQueue& queue) : fd_(fd), program_(std::move(program)), queue_(queue) {}

    /// Writes until the queue is closed and empty: what the writing thread does.
    void run();

    /// Like the other functions that the program's own threads call, this one waits for nothing.
    void use(config::LogFormat format) noexcept { format_ = format; }
    /// From now on a reader that takes nothing holds us up for at most a second in all; what is left is discarded.
    void closing() noexcept { closing_ = true; }
    /// Lines that the full queue pushed out, and those that could not be written.
    std::uint64_t dropped_lines() const { return queue_.dropped_lines() + discarded_; }

private:
    void append(const Line& line);
    void tell_dropped_lines();
    void flush();
    bool wait_until_writable();

    int fd_;
    std::string program_;
    LineQueue& queue_;
    std::string buffer_;
    std::atomic<config::LogFormat> format_ = config::LogFormat::text;
    std::atomic<bool> closing_ = false;
    std::atomic<std::uint64_t> discarded_ = 0;
    std::uint64_t told_ = 0;  ///< dropped lines that the log itself has mentioned
    int waits_left_ = 10;     ///< once closing
};

}  // namespace isfocus::log
