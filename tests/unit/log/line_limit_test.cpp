#include "isfocus/log/line_limit.h"

#include <gtest/gtest.h>

namespace isfocus::log {
namespace {

using namespace std::chrono_literals;

class LineLimitTest : public testing::Test {
protected:
    /// How many of `lines` at this moment are admitted.
    int admitted(int lines) {
        int count = 0;
        for (int i = 0; i < lines; ++i) count += limit.admits(now) ? 1 : 0;
        return count;
    }

    LineLimit limit;
    LineLimit::Time now{1000s};
};

TEST_F(LineLimitTest, AFewAtOnceAreAllAdmitted) {
    EXPECT_EQ(admitted(20), 20);
    now += 1h;
    EXPECT_EQ(admitted(20), 20);
    EXPECT_EQ(limit.left_out(now + 1h), std::nullopt);
}

TEST_F(LineLimitTest, AFloodLeavesTwentyASecond) {
    EXPECT_EQ(admitted(5000), 20);
    int later = 0;
    for (int i = 0; i < 100; ++i) {
        now += 100ms;
        later += admitted(500);
    }
    EXPECT_EQ(later, 200);
}

TEST_F(LineLimitTest, WhatIsLeftOutIsToldOnceItHasComeToAnEnd) {
    admitted(120);
    now += 500ms;
    admitted(60);
    EXPECT_EQ(limit.left_out(now + 999ms), std::nullopt);
    EXPECT_EQ(limit.left_out(now + 1s), 150u);
    EXPECT_EQ(limit.left_out(now + 1h), std::nullopt) << "told once";
}

TEST_F(LineLimitTest, AFloodWithoutEndIsToldEveryTenSeconds) {
    std::uint64_t sum = 0;
    int told = 0, shown = 0;
    for (int i = 0; i < 300; ++i, now += 100ms) {
        shown += admitted(100);
        if (const auto count = limit.left_out(now)) ++told, sum += *count;
    }
    EXPECT_EQ(told, 2);
    now += 1s;
    EXPECT_EQ(sum + limit.left_out(now).value_or(0) + static_cast<unsigned>(shown), 30000u)
        << "each is either seen or counted";
}

TEST_F(LineLimitTest, AClockThatStandsStillOrGoesBackAdmitsNoMore) {
    admitted(20);
    now -= 1h;
    EXPECT_EQ(admitted(5), 0);
}

}  // namespace
}  // namespace isfocus::log
