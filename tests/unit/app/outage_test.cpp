#include "app/outage.h"

#include <gtest/gtest.h>

namespace isfocus::app {
namespace {

using namespace std::chrono_literals;
using News = Outage::News;

TEST(Outage, IsToldAtItsBeginningEveryMinuteAndAtItsEnd) {
    Outage outage;
    const Outage::Time start{};
    EXPECT_EQ(outage.note(true, start), News::none);
    EXPECT_EQ(outage.note(false, start + 1s), News::begins);
    EXPECT_EQ(outage.note(false, start + 60s), News::none);
    EXPECT_EQ(outage.note(false, start + 61s), News::goes_on);
    EXPECT_EQ(outage.lasts(start + 61s), 60s);
    EXPECT_EQ(outage.note(false, start + 62s), News::none);
    EXPECT_EQ(outage.note(false, start + 121s), News::goes_on);
    EXPECT_EQ(outage.note(true, start + 130s), News::ends);
    EXPECT_EQ(outage.note(true, start + 131s), News::none);
    EXPECT_EQ(outage.note(false, start + 132s), News::begins);
}

}  // namespace
}  // namespace isfocus::app
