#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace isfocus::mrfpd {

/// How a media thread does, as it says itself.
struct ThreadState {
    std::uint64_t ticks_missed = 0;   ///< since its start, left out because the machine did not let it run
    std::uint64_t ticks_failed = 0;   ///< since its start, ended by an exception
    bool is_strained = false;         ///< Strain
    std::chrono::nanoseconds beat{};  ///< CLOCK_MONOTONIC, when it last began a tick
};

/// What another thread makes of that: what the log says, and whether the thread is of use. The media thread itself
/// writes no log: that may take a lock, and memory. A value: it is told the time.
class ThreadWatch {
public:
    explicit ThreadWatch(std::size_t number) : number_(number) {}

    /// The lines that are due. Of ticks left out or failed it tells every ten seconds at most.
    std::vector<std::string> look(const ThreadState& state, std::chrono::nanoseconds now);

    // As of the last look:
    bool hangs() const noexcept { return hangs_; }
    /// Those included that one that hangs misses and cannot count itself yet. Never goes down.
    std::uint64_t ticks_missed() const noexcept { return missed_; }

private:
    /// What is counted and told from time to time.
    struct Told {
        std::uint64_t count = 0;
        std::chrono::nanoseconds next{0};
    };
    std::string line(const char* what) const;
    void tell(const char* what, std::uint64_t count, Told& told, std::chrono::nanoseconds now,
              std::vector<std::string>& lines) const;

    std::size_t number_;
    std::uint64_t missed_ = 0;
    Told told_missed_, told_failed_;
    bool is_strained_ = false;
    bool hangs_ = false;
};

}  // namespace isfocus::mrfpd
