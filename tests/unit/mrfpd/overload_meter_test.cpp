#include "mrfpd/overload_meter.h"

#include <gtest/gtest.h>

#include <vector>

/// mp-h248 1.6: when the MRFP says that it is overloaded.
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

class Meter : public testing::Test {
protected:
    void SetUp() override { meter.start(counters, now); }

    /// A second in which so many ticks of both threads were left out.
    bool second(std::uint64_t missed, std::uint64_t dropped = 0, std::chrono::milliseconds late = 0ms) {
        counters.ticks_missed += missed;
        counters.orders_dropped += dropped;
        now = meter.due() + late;
        return meter.measure(counters, now);
    }

    int notifications(int seconds, std::uint64_t missed) {
        int count = 0;
        for (int i = 0; i < seconds; ++i) count += second(missed) ? 1 : 0;
        return count;
    }

    Time now{1h};
    LoadCounters counters{1000, 50};
    OverloadMeter meter{2};
};

TEST_F(Meter, AudioThatWasLeftOutForThreeSecondsIsOverload_MP1_6) {
    EXPECT_FALSE(second(10)) << "a machine may stand still for once";
    EXPECT_FALSE(second(10));
    EXPECT_TRUE(second(10));
}

TEST_F(Meter, ASecondInOrderStartsTheCountAnew_MP1_6) {
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(second(50));
        EXPECT_FALSE(second(50));
        EXPECT_FALSE(second(9)) << "of a hundred";
    }
}

TEST_F(Meter, OrdersThatWereDroppedOrHadToWaitAreOverload_MP1_6) {
    EXPECT_FALSE(second(0, 1));
    EXPECT_FALSE(second(0, 1));
    EXPECT_TRUE(second(0, 0, 500ms));
    EXPECT_FALSE(second(0, 0, 499ms));
}

TEST_F(Meter, IsToldAtMostEveryFiveSeconds_MP1_6) {
    EXPECT_EQ(notifications(31, 100), 6);
    EXPECT_EQ(notifications(100, 0), 0);
}

TEST_F(Meter, SaysByHowMuchNewWorkShallBeLess_MP1_6_4) {
    std::vector<unsigned> told;
    const auto pass = [&](int seconds, std::uint64_t missed) {
        for (int i = 0; i < seconds; ++i) {
            second(missed);
            if (const auto reduction = meter.take_changed_reduction()) told.push_back(*reduction);
        }
    };
    pass(2, 100);
    EXPECT_TRUE(told.empty());
    pass(29, 100);
    EXPECT_EQ(told, (std::vector<unsigned>{50, 75, 88, 94, 95}));
    told.clear();
    pass(4, 0);
    EXPECT_TRUE(told.empty()) << "some seconds in order are no end yet";
    pass(30, 0);
    EXPECT_EQ(told, (std::vector<unsigned>{70, 45, 20, 0}));
}

TEST_F(Meter, ALateLookCountsTheTicksOfTheWholeTime_MP1_6) {
    EXPECT_FALSE(second(10, 0, 499ms));
    EXPECT_FALSE(second(10, 0, 499ms));
    EXPECT_TRUE(second(10, 0, 499ms));
    EXPECT_FALSE(second(0));
    now = meter.due() + 10s;
    counters.ticks_missed += 10;
    EXPECT_FALSE(meter.measure(counters, now));
    EXPECT_FALSE(second(0)) << "the late look was one second of trouble";
}

TEST_F(Meter, WhatWasCountedBeforeTheStartIsNoTrouble_MP1_6) {
    counters.ticks_missed += 1000;
    meter.start(counters, now);
    EXPECT_FALSE(second(0));
    EXPECT_FALSE(meter.measure(counters, now)) << "not due";
}

}  // namespace
}  // namespace isfocus::mrfpd
