#include "mrfpd/media/port_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

const PortPool::TimePoint kStart{};

TEST(PortPool, HandsOutEachEvenPortOnceAndThenNone) {
    PortPool pool{20001, 20008, 1s};  // 20002, 20004, 20006; 20008 has no neighbour
    std::set<std::uint16_t> ports;
    for (int i = 0; i < 3; ++i) ports.insert(*pool.take(kStart));
    EXPECT_EQ(ports, (std::set<std::uint16_t>{20002, 20004, 20006}));
    EXPECT_FALSE(pool.take(kStart));
}

TEST(PortPool, LetsAPairRestLongestBeforeItIsUsedAgain) {
    PortPool pool{20000, 20005, 1s};
    const auto first = *pool.take(kStart);
    pool.give_back(first, kStart);
    EXPECT_EQ(pool.take(kStart), first + 2);
    EXPECT_EQ(pool.take(kStart), first + 4);
    EXPECT_FALSE(pool.take(kStart + 999ms)) << "still resting";
    EXPECT_EQ(pool.take(kStart + 1s), first);
}

TEST(PortPool, ReachesTheLastPort) {
    PortPool pool{65534, 65535, 1s};
    EXPECT_EQ(pool.take(kStart), 65534);
    EXPECT_FALSE(pool.take(kStart));
}

TEST(PortPool, RefusesARangeWithoutAPair) {
    EXPECT_THROW(PortPool(20001, 20002, 1s), std::invalid_argument);
    EXPECT_THROW(PortPool(20000, 20000, 1s), std::invalid_argument);
    EXPECT_THROW(PortPool(20010, 20000, 1s), std::invalid_argument);
    EXPECT_THROW(PortPool(65535, 65535, 1s), std::invalid_argument);
    EXPECT_THROW(PortPool(0, 10, 1s), std::invalid_argument);
}

}  // namespace
}  // namespace isfocus::mrfpd
