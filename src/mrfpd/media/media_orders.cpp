#include "media_orders.h"

#include <utility>

namespace isfocus::mrfpd {
namespace {

/// One order, on one engine.
struct CarryOut {
    MediaEngine& engine;
    const Instant& now;

    void operator()(MediaOrders::Open& order) const {
        engine.open(order.termination, std::move(order.sockets), order.identity, std::move(order.counters), now);
    }
    void operator()(const MediaOrders::Apply& order) const { engine.apply(order.termination, order.stream, now); }
    void operator()(const MediaOrders::Close& order) const { engine.close(order.termination, now); }
};

}  // namespace

void MediaOrders::carry_out(MediaEngine& engine, const Instant& now, std::size_t most) {
    for (; most > 0; --most) {
        auto* order = queue_.next();
        if (order == nullptr) return;
        std::visit(CarryOut{engine, now}, *order);
    }
}

}  // namespace isfocus::mrfpd
