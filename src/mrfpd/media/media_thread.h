#pragma once
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "media_loop.h"

namespace isfocus::mrfpd {

/// One of the threads that mix, for those who give it orders. One that hangs holds up nobody, at the end neither: it
/// is left alone then, with its MediaLoop and the events, which go when it ends.
class MediaThread {
public:
    using Share = MediaLoop::Share;
    using Clock = std::chrono::steady_clock;

    /// 50 ticks, after which it hangs (ThreadWatch): BYE to thousands takes some milliseconds.
    static constexpr std::chrono::seconds kEndsWithin{1};

    MediaThread(std::shared_ptr<MediaEvents> events, const Share& share);
    /// As ends_by(), in kEndsWithin.
    ~MediaThread();
    MediaThread(const MediaThread&) = delete;
    MediaThread& operator=(const MediaThread&) = delete;

    void post(MediaOrders::Order order) { loop_->post(std::move(order)); }
    ThreadState state() const noexcept { return loop_->state(); }
    std::uint64_t datagrams_dropped() const noexcept { return loop_->datagrams_dropped(); }

    /// It shall say BYE on every termination and end. Orders that are given after that may not be carried out.
    void stop() noexcept { loop_->stop(); }
    /// Stops it and waits. False: it has not ended by then, and is left alone; nobody waits for it any more.
    bool ends_by(Clock::time_point latest);

private:
    std::shared_ptr<MediaLoop> loop_;
    std::thread thread_;  ///< not joinable: it has ended, or is left alone
};

}  // namespace isfocus::mrfpd
