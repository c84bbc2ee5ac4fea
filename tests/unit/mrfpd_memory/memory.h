#pragma once
#include <cstddef>
#include <limits>

/// All memory of this program that is taken by operator new: counted, and scarce when a test wants it to be.
namespace isfocus::test {

/// As long as it lives, what this thread takes is counted, and from the `first` time on it gets nothing for `count`
/// times.
class ScarceMemory {
public:
    static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

    explicit ScarceMemory(std::size_t first = kNever, std::size_t count = 1) noexcept;
    ~ScarceMemory();
    ScarceMemory(const ScarceMemory&) = delete;
    ScarceMemory& operator=(const ScarceMemory&) = delete;

    /// How often it was taken, with those times that it was not to be had.
    std::size_t taken() const noexcept;
};

/// As long as it lives, all other threads get nothing.
class NoMemoryElsewhere {
public:
    NoMemoryElsewhere() noexcept;
    ~NoMemoryElsewhere();
    NoMemoryElsewhere(const NoMemoryElsewhere&) = delete;
    NoMemoryElsewhere& operator=(const NoMemoryElsewhere&) = delete;
};

/// As long as it lives, the first other thread that takes any waits for it to end.
class StuckElsewhere {
public:
    StuckElsewhere() noexcept;
    ~StuckElsewhere();
    StuckElsewhere(const StuckElsewhere&) = delete;
    StuckElsewhere& operator=(const StuckElsewhere&) = delete;
};

}  // namespace isfocus::test
