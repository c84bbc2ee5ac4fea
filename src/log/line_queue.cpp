#include "line_queue.h"

#include <utility>

namespace isfocus::log {
namespace {

constexpr std::chrono::milliseconds kGathering{20};
constexpr std::size_t kUsualOctets = 512;

}  // namespace

Waiting& Lines::next(std::size_t capacity) {
    if (count_ == capacity) {
        auto& oldest = slots_[first_];
        first_ = (first_ + 1) % capacity;
        return oldest;
    }
    if (count_ == slots_.size()) slots_.emplace_back();
    return slots_[count_++];
}

void Lines::clear() noexcept {
    for (std::size_t i = 0; i < count_; ++i)
        if (slots_[i].text.capacity() > kUsualOctets) slots_[i].text = std::string();
    first_ = count_ = 0;
}

void LineQueue::log(const spdlog::details::log_msg& message) {
    bool must_wake = false;
    {
        const std::lock_guard lock{mutex_};
        if (lines_.size() == capacity_) ++dropped_;
        auto& line = lines_.next(capacity_);
        line.time = message.time;
        line.level = message.level;
        line.text.assign(message.payload.data(), message.payload.size());
        if (line.level >= spdlog::level::warn || lines_.size() > capacity_ / 2) is_pressing_ = true;
        must_wake = writer_ == Writer::idle || (writer_ == Writer::gathering && is_pressing_);
        if (must_wake) writer_ = Writer::busy;  // once is enough
    }
    if (must_wake) wake_.notify_one();
}

bool LineQueue::take(Lines& lines) {
    lines.clear();
    std::unique_lock lock{mutex_};
    writer_ = Writer::gathering;
    wake_.wait_for(lock, kGathering, [this] { return is_pressing_ || is_closed_; });
    writer_ = Writer::idle;
    wake_.wait(lock, [this] { return lines_.size() > 0 || is_closed_; });
    writer_ = Writer::busy;
    is_pressing_ = false;
    std::swap(lines_, lines);
    return lines.size() > 0;
}

void LineQueue::close() {
    {
        const std::lock_guard lock{mutex_};
        is_closed_ = true;
    }
    wake_.notify_one();
}

std::uint64_t LineQueue::dropped_lines() const {
    const std::lock_guard lock{mutex_};
    return dropped_;
}

}  // namespace isfocus::log
