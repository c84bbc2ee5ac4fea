#include "mrfpd/media/strain.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

bool after(Strain& strain, std::chrono::nanoseconds took, int ticks) {
    for (int i = 0; i < ticks; ++i) strain.took(took);
    return strain.is_strained();
}

TEST(Strain, BeginsWhenTicksHardlySufficeAndLastsUntilThereIsTimeEnough) {
    Strain strain;
    EXPECT_FALSE(after(strain, 15ms, 1000));
    EXPECT_TRUE(after(strain, 17ms, 200));
    EXPECT_TRUE(after(strain, 13ms, 1000)) << "what the lower mode gains does not end it";
    EXPECT_FALSE(after(strain, 9ms, 200));
    EXPECT_FALSE(after(strain, 13ms, 1000));
}

TEST(Strain, ATickThatWasHeldUpIsNone) {
    Strain strain;
    after(strain, 5ms, 1000);
    EXPECT_FALSE(after(strain, 10s, 1));
    EXPECT_FALSE(after(strain, 100ms, 10));
}

}  // namespace
}  // namespace isfocus::mrfpd
