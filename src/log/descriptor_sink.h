#pragma once
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "isfocus/config/config.h"

namespace isfocus::log {

/// Writes lines to a file descriptor from the thread of `pool`. Lines are gathered while more are waiting and written
/// when none is, so that a burst costs few system calls and a single line comes out at once.
class DescriptorSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    /// `pool` outlives the sink's last line; `fd` stays the caller's.
    DescriptorSink(int fd, spdlog::details::thread_pool& pool) : fd_(fd), pool_(pool) {}

    /// Like the other functions that the program's own threads call, this one waits for nothing.
    void use(config::LogFormat format) noexcept { format_ = format; }
    /// From now on a reader that takes nothing holds us up for at most a second in all; what is left is discarded.
    void closing() noexcept { closing_ = true; }
    /// Lines that the full queue pushed out, and those that could not be written.
    std::uint64_t dropped_lines() const { return pool_.overrun_counter() + discarded_; }

private:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override;
    void append(const spdlog::details::log_msg& message);
    void tell_dropped_lines();
    bool wait_until_writable();

    int fd_;
    spdlog::details::thread_pool& pool_;
    std::string buffer_;
    std::atomic<config::LogFormat> format_ = config::LogFormat::text;
    std::atomic<bool> closing_ = false;
    std::atomic<std::uint64_t> discarded_ = 0;
    std::uint64_t told_ = 0;  ///< dropped lines that the log itself has mentioned
    int waits_left_ = 10;     ///< once closing
};

}  // namespace isfocus::log
