#include "app/timer_queue.h"

#include <algorithm>

namespace isfocus::app {

void TimerQueue::start(TimerId timer, focus::Time deadline) {
    running_[timer] = deadline;
    heap_.push_back({deadline, timer});
    std::push_heap(heap_.begin(), heap_.end());
}

void TimerQueue::cancel(TimerId timer) {
    if (running_.erase(timer) == 0) return;
    constexpr std::size_t kWorthIt = 64;
    if (heap_.size() < kWorthIt || heap_.size() < 2 * running_.size()) return;
    std::erase_if(heap_, [this](const Entry& entry) { return !is_live(entry); });
    std::make_heap(heap_.begin(), heap_.end());
}

void TimerQueue::fire_due(focus::Time now, focus::Inbox& inbox) {
    for (drop_dead_top(); !heap_.empty() && heap_.front().deadline <= now; drop_dead_top()) {
        const TimerId timer = heap_.front().timer;
        running_.erase(timer);
        inbox.post(focus::TimerFired{timer});
    }
}

std::optional<focus::Time> TimerQueue::next() {
    drop_dead_top();
    if (heap_.empty()) return std::nullopt;
    return heap_.front().deadline;
}

bool TimerQueue::is_live(const Entry& entry) const {
    const auto it = running_.find(entry.timer);
    return it != running_.end() && it->second == entry.deadline;
}

void TimerQueue::drop_dead_top() {
    while (!heap_.empty() && !is_live(heap_.front())) {
        std::pop_heap(heap_.begin(), heap_.end());
        heap_.pop_back();
    }
}

}  // namespace isfocus::app
