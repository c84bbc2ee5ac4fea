#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <variant>

#include "media_engine.h"
#include "order_queue.h"

namespace isfocus::mrfpd {

/// What a media thread is told about its terminations. post() is for the thread that tells it, carry_out() for itself.
class MediaOrders {
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

    /// In a tick: to end a leg takes some 20 us of system calls, and those who stay shall not wait for all who leave.
    static constexpr std::size_t kMostInATick = 100;

    void post(Order order) { queue_.post(std::move(order)); }
    /// In their order; those beyond `most` stay for the next time.
    void carry_out(MediaEngine& engine, const Instant& now, std::size_t most = kMostInATick);

private:
    OrderQueue<Order> queue_;
};

}  // namespace isfocus::mrfpd
