#include "memory.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace isfocus::test {
namespace {

struct Watch {
    bool is_on = false;
    bool is_spared = false;  ///< when it is the others that get nothing
    std::size_t taken = 0, first = 0, count = 0;
};

thread_local Watch watch;
std::atomic<bool> none_elsewhere = false;

enum class Stuck : std::uint8_t { nobody, the_next, one };
std::atomic<Stuck> stuck = Stuck::nobody;

void perhaps_be_stuck() noexcept {
    auto expected = Stuck::the_next;
    if (!watch.is_spared && stuck.compare_exchange_strong(expected, Stuck::one)) stuck.wait(Stuck::one);
}

bool is_to_be_had() noexcept {
    perhaps_be_stuck();
    if (none_elsewhere && !watch.is_spared) return false;
    if (!watch.is_on) return true;
    const auto number = watch.taken++;
    return number < watch.first || number - watch.first >= watch.count;
}

void* take(std::size_t size) noexcept {
    return is_to_be_had() ? std::malloc(size == 0 ? 1 : size) : nullptr;
}

}  // namespace

ScarceMemory::ScarceMemory(std::size_t first, std::size_t count) noexcept {
    watch.taken = 0;
    watch.first = first;
    watch.count = count;
    watch.is_on = true;
}

ScarceMemory::~ScarceMemory() {
    watch.is_on = false;
}

std::size_t ScarceMemory::taken() const noexcept {
    return watch.taken;
}

NoMemoryElsewhere::NoMemoryElsewhere() noexcept {
    watch.is_spared = true;
    none_elsewhere = true;
}

NoMemoryElsewhere::~NoMemoryElsewhere() {
    none_elsewhere = false;
    watch.is_spared = false;
}

StuckElsewhere::StuckElsewhere() noexcept {
    watch.is_spared = true;
    stuck = Stuck::the_next;
}

StuckElsewhere::~StuckElsewhere() {
    stuck = Stuck::nobody;
    stuck.notify_all();
    watch.is_spared = false;
}

}  // namespace isfocus::test

// Replacements of the language's own (C++20 [new.delete]); the forms for arrays call these.
void* operator new(std::size_t size) {
    if (void* memory = isfocus::test::take(size)) return memory;
    throw std::bad_alloc{};
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return isfocus::test::take(size);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}

void* operator new[](std::size_t size) {
    return operator new(size);
}

void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return isfocus::test::take(size);
}

void operator delete[](void* memory) noexcept {
    std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

void operator delete[](void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
