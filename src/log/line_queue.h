#pragma once
#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/sinks/sink.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace isfocus::log {

/// A line on its way from who logs it to the thread that writes it.
struct Waiting {
    std::chrono::system_clock::time_point time;
    spdlog::level::level_enum level = spdlog::level::off;
    std::string text;
};

/// Lines in their order. Once full, a new one takes the place of the oldest. Strings are used again.
class Lines {
public:
    std::size_t size() const noexcept { return count_; }
    const Waiting& operator[](std::size_t index) const noexcept { return slots_[(first_ + index) % slots_.size()]; }

    /// Where the next line goes; `capacity` is always the same, and not 0.
    Waiting& next(std::size_t capacity);
    /// Keeps the room, but not that of unusually long lines.
    void clear() noexcept;

private:
    std::vector<Waiting> slots_;
    std::size_t first_ = 0;  ///< not 0 only when full
    std::size_t count_ = 0;
};

/// What waits to be written. Whoever logs appends and goes on: a system call only wakes a writer that has nothing to
/// do. After it has written the writer lets lines gather for a moment, so that many lines a second cost few wake-ups,
/// and the first one after a pause still comes out at once.
class LineQueue final : public spdlog::sinks::sink {
public:
    explicit LineQueue(std::size_t capacity) : capacity_(capacity) {}

    void log(const spdlog::details::log_msg& message) override;
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

    /// For the one writer: waits for lines and gives all there are. False when there are none and none will come.
    bool take(Lines& lines);
    /// From now on `take` waits for nothing.
    void close();
    /// Lines that newer ones pushed out.
    std::uint64_t dropped_lines() const;

private:
    enum class Writer : std::uint8_t { busy, gathering, idle };

    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Lines lines_;
    std::uint64_t dropped_ = 0;
    Writer writer_ = Writer::busy;
    bool is_pressing_ = true;  ///< a warning waits, or half of what can wait: no time for gathering
    bool is_closed_ = false;
};

}  // namespace isfocus::log
