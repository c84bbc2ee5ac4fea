#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "media_engine.h"
#include "media_events.h"
#include "pace.h"
#include "strain.h"
#include "thread_watch.h"

namespace isfocus::mrfpd {

/// One of the threads that mix: it runs a MediaEngine of its own every 20 ms of CLOCK_MONOTONIC, for the conferences
/// that are its share. Orders wait in a queue until the next tick; it never waits for who gives them, nor
/// writes a log. post(), state() and the counters are for the other threads, engine_ and what is private below it for
/// this one alone.
class MediaThread {
public:
    struct Open {
        std::uint32_t termination;
        SocketPair sockets;
        StreamIdentity identity;
        std::shared_ptr<MediaCounters> counters;
    };
    struct Apply {
        std::uint32_t termination;
        Stream stream;
    };
    struct Close {
        std::uint32_t termination;
    };
    using Order = std::variant<Open, Apply, Close>;

    /// The ticks of the threads are spread over the 20 ms, so that what all have to do does not come at once.
    struct Share {
        std::size_t number = 0, of = 1;
    };
    /// `events` outlives it.
    MediaThread(MediaEvents& events, const Share& share);
    /// Says BYE on every termination and ends the thread.
    ~MediaThread();
    MediaThread(const MediaThread&) = delete;
    MediaThread& operator=(const MediaThread&) = delete;

    void post(Order order);

    /// How it does. When there is something new to it, it wakes who reads the events.
    ThreadState state() const noexcept;
    std::uint64_t datagrams_dropped() const noexcept { return engine_.datagrams_dropped(); }

private:
    void run();
    void carry_out_orders();
    void carry_out(Open& order);
    void carry_out(const Apply& order) { engine_.apply(order.termination, order.stream, Instant::now()); }
    void carry_out(const Close& order) { engine_.close(order.termination, Instant::now()); }
    std::chrono::nanoseconds leave_out(std::chrono::nanoseconds late);
    void measure_strain(std::chrono::nanoseconds took);

    MediaEvents& events_;
    Share share_;
    MediaEngine engine_;
    Pace pace_;
    Strain strain_;
    std::mutex mutex_;  ///< of waiting_; held to append or to swap, never longer
    std::vector<Order> waiting_;
    std::vector<Order> orders_;
    std::atomic<bool> stop_ = false;
    std::atomic<std::uint64_t> missed_ = 0;  ///< ticks left out; written after beat_, read before it
    std::atomic<bool> is_strained_ = false;  ///< as strain_ says
    std::atomic<std::chrono::nanoseconds> beat_;
    std::thread thread_;
};

}  // namespace isfocus::mrfpd
