#include "mrfpd/media/key_limit.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

class Keys : public ::testing::Test {
protected:
    /// Presses so many, and says how many of them were told; their releases with them.
    int press(int count) {
        int told = 0;
        for (int i = 0; i < count; ++i) {
            const bool is_told = limit.takes({false, 5, {}});
            EXPECT_EQ(limit.takes({true, 5, 100ms}), is_told);
            told += is_told;
        }
        return told;
    }
    void ticks(int count) {
        for (int i = 0; i < count; ++i) limit.tick();
    }

    KeyLimit limit;
};

TEST_F(Keys, AsQuickAsADialerAllAreTold_MED54) {
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(press(1), 1);
        ticks(4);  // 80 ms
    }
    EXPECT_EQ(press(20), 20) << "a number at once, too";
    EXPECT_EQ(limit.left_out(), 0U);
}

TEST_F(Keys, OfAFloodTwentyAreToldAndThenTwelveInASecond_MED54) {
    EXPECT_EQ(press(100), 20);
    int told = 0;
    for (int i = 0; i < 500; ++i) {
        told += press(6);
        ticks(1);
    }
    EXPECT_EQ(told, 124);
    EXPECT_EQ(limit.left_out(), 3100U - 144U);
    ticks(80);
    EXPECT_EQ(press(100), 20) << "when it is over";
}

}  // namespace
}  // namespace isfocus::mrfpd
