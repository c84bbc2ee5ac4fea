#include "mrfpd/media/pace.h"

#include <gtest/gtest.h>

#include <random>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

TEST(Pace, WhereThereIsLittleToDoNothingWaits) {
    Pace pace;
    for (int i = 0; i < 1000; ++i) EXPECT_LE(pace.delay_when_ready_after(100us), 110us);
}

TEST(Pace, PacketsWaitForWhatEncodingMostlyTakes) {
    Pace pace;
    std::mt19937 random(1);
    std::uniform_int_distribution<int> work(6000, 12000);  // µs
    int late = 0;
    auto least = Pace::kMostDelay, most = Pace::Duration{0}, latest = Pace::Duration{0};
    for (int i = 0; i < 5000; ++i) {
        const std::chrono::microseconds took{work(random)};
        const auto delay = pace.delay_when_ready_after(took);
        if (i < 1000) continue;
        late += took > delay ? 1 : 0;
        latest = std::max<Pace::Duration>(latest, took - delay);
        least = std::min(least, delay);
        most = std::max(most, delay);
    }
    EXPECT_LT(late, 4000 / 100) << "or one gap in a hundred is longer, and one shorter";
    EXPECT_LT(latest, 1ms);
    EXPECT_LT(most - least, 1ms) << "the delay itself must not be jitter";
    EXPECT_LE(most, 12500us);
}

TEST(Pace, OneThatWasHeldUpCostsLittleAndIsForgotten) {
    Pace pace;
    for (int i = 0; i < 500; ++i) pace.delay_when_ready_after(1ms);
    pace.delay_when_ready_after(13ms);
    EXPECT_LE(pace.delay_when_ready_after(1ms), 1550us);
    for (int i = 0; i < 500; ++i) pace.delay_when_ready_after(1ms);
    EXPECT_LE(pace.delay_when_ready_after(1ms), 1050us);
}

TEST(Pace, MoreToDoIsFollowedAtOnceAndLessSoon) {
    Pace pace;
    for (int i = 0; i < 30; ++i) pace.delay_when_ready_after(12ms);
    EXPECT_GE(pace.delay_when_ready_after(12ms), 12ms);
    EXPECT_LT(pace.delay_when_ready_after(12ms), 12500us);
    for (int i = 0; i < 1500; ++i) pace.delay_when_ready_after(2ms);  // 30 s
    EXPECT_LT(pace.delay_when_ready_after(2ms), 7ms);
    for (int i = 0; i < 1500; ++i) pace.delay_when_ready_after(2ms);
    EXPECT_LT(pace.delay_when_ready_after(2ms), 2100us);
}

TEST(Pace, NobodyWaitsForATickThatTakesTooLong) {
    Pace pace;
    for (int i = 0; i < 500; ++i) EXPECT_LE(pace.delay_when_ready_after(30ms), Pace::kMostDelay);
    EXPECT_GT(pace.delay_when_ready_after(30ms), 17ms);
}

}  // namespace
}  // namespace isfocus::mrfpd
