#include "mrfpd/fault_queue.h"

#include <chrono>

namespace isfocus::mrfpd {

void FaultQueue::put(const MediaEvent& fault) {
    if (known_.emplace(fault.termination, fault.kind).second) waiting_.push_back(fault);
}

std::vector<MediaEvent> FaultQueue::take(Time now) {
    std::vector<MediaEvent> faults;
    if (waiting_.empty()) return faults;
    if (now >= second_ends_) {
        second_ends_ = now + std::chrono::seconds{1};
        taken_ = 0;
    }
    for (; !waiting_.empty() && taken_ < kMostInASecond; ++taken_) {
        faults.push_back(waiting_.front());
        known_.erase({waiting_.front().termination, waiting_.front().kind});
        waiting_.pop_front();
    }
    return faults;
}

std::optional<Time> FaultQueue::next_deadline() const {
    return waiting_.empty() ? std::nullopt : std::optional{second_ends_};
}

}  // namespace isfocus::mrfpd
