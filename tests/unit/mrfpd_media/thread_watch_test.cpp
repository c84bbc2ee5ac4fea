#include "mrfpd/media/thread_watch.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

TEST(ThreadWatch, TellsOfTicksLeftOutOnceInTenSecondsAndOfAllOfThem_MED49) {
    ThreadWatch watch{0};
    EXPECT_EQ(watch.look({0, 0, false, 100s}, 100s), Lines{});
    EXPECT_EQ(watch.look({7, 0, false, 101s}, 101s), Lines{"media thread=0 late, ticks left out count=7 total=7"});
    EXPECT_EQ(watch.look({9, 0, false, 102s}, 102s), Lines{});
    EXPECT_EQ(watch.look({12, 0, false, 111s}, 111s), Lines{"media thread=0 late, ticks left out count=5 total=12"});
    EXPECT_EQ(watch.look({12, 0, false, 130s}, 130s), Lines{});
}

TEST(ThreadWatch, TellsWhenTimeIsScarceAndWhenThatIsOver_MED49) {
    ThreadWatch watch{1};
    EXPECT_EQ(watch.look({0, 0, true, 1s}, 1s),
              Lines{"media thread=1 hardly has time for all, AMR-WB in its lowest mode"});
    EXPECT_EQ(watch.look({0, 0, true, 2s}, 2s), Lines{});
    EXPECT_EQ(watch.look({0, 0, false, 3s}, 3s), Lines{"media thread=1 has time again, AMR-WB in its usual mode"});
}

TEST(ThreadWatch, TicksThatEndedInAnExceptionAreTold_MED53) {
    ThreadWatch watch{0};
    EXPECT_EQ(watch.look({0, 2, false, 5s}, 5s), Lines{"media thread=0 failed in ticks count=2 total=2"});
    EXPECT_EQ(watch.look({1, 3, false, 6s}, 6s), Lines{"media thread=0 late, ticks left out count=1 total=1"});
    EXPECT_EQ(watch.look({1, 3, false, 15s}, 15s), Lines{"media thread=0 failed in ticks count=1 total=3"});
}

TEST(ThreadWatch, OneThatBeginsNoTickForASecondHangsUntilItDoes_MED50) {
    ThreadWatch watch{2};
    EXPECT_EQ(watch.look({0, 0, false, 10s}, 10s + 999ms), Lines{});
    EXPECT_FALSE(watch.hangs());
    EXPECT_EQ(watch.look({0, 0, false, 10s}, 11s),
              Lines{"media thread=2 hangs, its conferences hear nothing, new ones go to others"});
    EXPECT_TRUE(watch.hangs());
    EXPECT_EQ(watch.look({0, 0, false, 10s}, 12s), Lines{});
    EXPECT_EQ(watch.look({146, 0, false, 13s}, 13s),
              (Lines{"media thread=2 goes on", "media thread=2 late, ticks left out count=146 total=146"}));
    EXPECT_FALSE(watch.hangs());
}

TEST(ThreadWatch, TicksOfOneThatHangsAreMissedTooAndNoneTwice_MED50) {
    ThreadWatch watch{0};
    watch.look({3, 0, false, 10s}, 10s + 900ms);
    EXPECT_EQ(watch.ticks_missed(), 3U);
    watch.look({3, 0, false, 10s}, 12s);
    EXPECT_EQ(watch.ticks_missed(), 3U + 95U);
    watch.look({3, 0, false, 12s}, 12s);
    EXPECT_EQ(watch.ticks_missed(), 98U) << "it goes on and has not counted them yet";
    watch.look({3 + 97, 0, false, 12s}, 12s);
    EXPECT_EQ(watch.ticks_missed(), 100U);
}

}  // namespace
}  // namespace isfocus::mrfpd
