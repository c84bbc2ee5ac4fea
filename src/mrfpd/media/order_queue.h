#pragma once
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace isfocus::mrfpd {

/// Orders of one thread to another that carries them out a few at a time, in their order. The lock is held to append or
/// to swap, never longer, and who takes them never waits for it.
template <class Order>
class OrderQueue {
public:
    void post(Order order) {
        const std::lock_guard lock{mutex_};
        waiting_.push_back(std::move(order));
    }
    /// The next one, valid until the next call; null when there is none, or the lock is just held by who appends.
    Order* next() noexcept {
        if (at_ == taken_.size()) take();
        return at_ < taken_.size() ? &taken_[at_++] : nullptr;
    }

private:
    void take() noexcept {
        taken_.clear();
        at_ = 0;
        const std::unique_lock lock{mutex_, std::try_to_lock};
        if (lock) taken_.swap(waiting_);
    }

    std::mutex mutex_;  ///< of waiting_
    std::vector<Order> waiting_;
    std::vector<Order> taken_;
    std::size_t at_ = 0;  ///< in taken_: those before it are carried out
};

}  // namespace isfocus::mrfpd
