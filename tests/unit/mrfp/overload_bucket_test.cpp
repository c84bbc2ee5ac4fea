#include "mrfp/overload_bucket.h"

#include <gtest/gtest.h>

/// mp-h248 1.6: how new terminations are thinned out.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;

class Bucket : public testing::Test {
protected:
    bool admits() {
        const bool has_room = bucket.has_room(now);
        if (has_room) bucket.take(now);
        return has_room;
    }

    /// As many as it admits of `per_second`, asked for evenly.
    int admitted(int per_second, std::chrono::seconds time) {
        int count = 0;
        for (std::int64_t i = 0; i < per_second * time.count(); ++i, now += 1'000'000us / per_second)
            if (admits()) ++count;
        return count;
    }

    Time now{1h};
    OverloadBucket bucket;
};

TEST_F(Bucket, HoldsNothingBackBeforeTheFirstNotification_MP1_6) {
    EXPECT_EQ(admitted(1000, 5s), 5000);
    EXPECT_FALSE(bucket.is_limiting(now));
}

TEST_F(Bucket, WhoWasAskedForLittleIsNotAskedForLess_MP1_6) {
    EXPECT_EQ(bucket.notified(now), 5);
    EXPECT_EQ(admitted(4, 10s), 40);
}

TEST_F(Bucket, EachNotificationHalvesTheRate_MP1_6) {
    admitted(40, 30s);
    EXPECT_NEAR(bucket.notified(now), 20, 1);
    EXPECT_NEAR(bucket.notified(now), 10, 0.5);
    EXPECT_NEAR(bucket.notified(now), 5, 0.25);
    const int of_400 = admitted(40, 10s);
    EXPECT_GE(of_400, 50);  // 5 a second, and what has grown meanwhile
    EXPECT_LE(of_400, 75);
}

TEST_F(Bucket, AReductionScalesTheRateFromBeforeTheOverload_MP1_6_4) {
    admitted(40, 30s);
    EXPECT_NEAR(bucket.reduced(50, now), 20, 1);
    EXPECT_NEAR(bucket.reduced(75, now), 10, 0.5);
    EXPECT_NEAR(bucket.reduced(25, now), 30, 1.5) << "of the same, and not of what was left";
    EXPECT_GT(bucket.reduced(100, now), 0) << "some go through always";
    const int of_400 = admitted(40, 10s);
    EXPECT_LE(of_400, 5);
    EXPECT_EQ(bucket.reduced(0, now), 0);
    EXPECT_FALSE(bucket.is_limiting(now));
    EXPECT_EQ(admitted(40, 10s), 400);
}

TEST_F(Bucket, GrowsBackSlowlyAndIsOpenAgainInTheEnd_MP1_6) {
    admitted(40, 30s);
    bucket.notified(now);
    bucket.notified(now);
    now += 59s;
    EXPECT_TRUE(bucket.is_limiting(now));
    now += 2s;
    EXPECT_FALSE(bucket.is_limiting(now));
    EXPECT_EQ(admitted(100, 1s), 100);
}

TEST_F(Bucket, ANotificationWhileItGrowsHalvesWhatItHasGrownTo_MP1_6) {
    admitted(40, 30s);
    bucket.notified(now);
    const auto low = bucket.notified(now);
    now += 30s;
    EXPECT_NEAR(bucket.notified(now), low, 0.1);
}

TEST_F(Bucket, LetsOneThroughNowAndThenHoweverOftenItIsHalved_MP1_6) {
    for (int i = 0; i < 50; ++i) bucket.notified(now);
    EXPECT_TRUE(admits());
    EXPECT_FALSE(admits());
    now += 10s;
    EXPECT_TRUE(admits());
    EXPECT_FALSE(admits());
}

TEST_F(Bucket, IsNotFullerAfterAPauseThanASecondAllows_MP1_6) {
    admitted(80, 30s);
    for (int i = 0; i < 3; ++i) bucket.notified(now);  // 10 a second
    now += 20s;
    EXPECT_LE(admitted(1000, 1s), 40);
}

TEST_F(Bucket, WhatMayNotBeHeldBackIsPaidForByOthers_MP1_6) {
    admitted(16, 30s);
    for (int i = 0; i < 2; ++i) bucket.notified(now);
    EXPECT_NEAR(bucket.notified(now), 2, 0.5);
    for (int i = 0; i < 3; ++i) bucket.take(now);
    EXPECT_FALSE(admits());
    now += 400ms;
    EXPECT_FALSE(admits()) << "one more than the bucket held";
    now += 2s;
    EXPECT_TRUE(admits());
}

TEST_F(Bucket, TimeThatGoesBackDoesNoHarm) {
    for (int i = 0; i < 4; ++i) bucket.notified(now);  // below one a second
    now -= 10s;
    EXPECT_TRUE(admits());
    EXPECT_FALSE(admits());
}

}  // namespace
}  // namespace isfocus::mrfp
