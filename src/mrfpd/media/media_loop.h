#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "media_engine.h"
#include "media_events.h"
#include "media_orders.h"
#include "pace.h"
#include "strain.h"
#include "thread_watch.h"

namespace isfocus::mrfpd {

/// What one of the threads that mix does: it runs a MediaEngine of its own every 20 ms of CLOCK_MONOTONIC, for the
/// conferences that are its share. Orders wait in a queue until the next tick, and of many some until one after it; it
/// never waits for who gives them, nor writes a log. run() is for that thread; engine_ and what is private below it for
/// it alone; all else for the other threads.
class MediaLoop {
public:
    /// The ticks of the threads are spread over the 20 ms, so that what all have to do does not come at once.
    struct Share {
        std::size_t number = 0, of = 1;
    };
    MediaLoop(std::shared_ptr<MediaEvents> events, const Share& share);

    /// Until it is stopped: then it says BYE on every termination.
    void run();
    void stop() noexcept { stop_ = true; }
    bool has_ended() const noexcept { return has_ended_; }

    void post(MediaOrders::Order order) { orders_.post(std::move(order)); }

    /// How it does. When there is something new to it, it wakes who reads the events.
    ThreadState state() const noexcept;
    std::uint64_t datagrams_dropped() const noexcept { return engine_.datagrams_dropped(); }

private:
    template <class Function>
    void contain(Function function) noexcept;
    void tick();
    std::chrono::nanoseconds leave_out(std::chrono::nanoseconds late);
    void measure_strain(std::chrono::nanoseconds took);

    std::shared_ptr<MediaEvents> events_;
    Share share_;
    MediaEngine engine_;
    Pace pace_;
    Strain strain_;
    MediaOrders orders_;
    std::chrono::nanoseconds due_{0};  ///< CLOCK_MONOTONIC, when the tick that runs should have begun
    std::atomic<bool> stop_ = false;
    std::atomic<bool> has_ended_ = false;
    std::atomic<std::uint64_t> missed_ = 0;  ///< ticks left out; written after beat_, read before it
    std::atomic<std::uint64_t> failed_ = 0;  ///< ticks ended by an exception
    std::atomic<bool> is_strained_ = false;  ///< as strain_ says
    std::atomic<std::chrono::nanoseconds> beat_;
};

}  // namespace isfocus::mrfpd
