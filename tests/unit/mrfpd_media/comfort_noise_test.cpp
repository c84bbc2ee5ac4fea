#include "mrfpd/media/comfort_noise.h"

#include <gtest/gtest.h>

#include <cmath>

/// MED-29: what pauses sound like.
namespace isfocus::mrfpd {
namespace {

double level_of(ComfortNoise& noise, double level, Rate rate) {
    double sum = 0;
    std::size_t count = 0;
    for (int i = 0; i < 50; ++i)
        for (const double sample : noise.next(level, rate)) sum += sample * sample, ++count;
    return count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
}

TEST(ComfortNoise, HasTheLevelThatItIsToldAtBothRates_MED29) {
    ComfortNoise noise;
    for (const auto rate : {Rate::narrow, Rate::wide})
        for (const double level : {5.0, 50.0, 150.0}) EXPECT_NEAR(level_of(noise, level, rate), level, level / 10);
}

TEST(ComfortNoise, IsNeverLoudAndSaysNothingOfNothing_MED29) {
    ComfortNoise noise;
    EXPECT_LT(level_of(noise, 30000, Rate::wide), 180);
    EXPECT_TRUE(noise.next(1, Rate::narrow).empty());
    EXPECT_TRUE(noise.next(0, Rate::wide).empty());
}

// RFC 3389 3.1
TEST(ComfortNoise, ItsLevelIsReadInDecibelsBelowOverload_MED33) {
    EXPECT_DOUBLE_EQ(noise_amplitude(0), 32768);
    EXPECT_NEAR(noise_amplitude(20), 3276.8, 0.1);
    EXPECT_NEAR(noise_amplitude(60), 32.8, 0.1);
    EXPECT_LT(noise_amplitude(127), 0.1);
    EXPECT_DOUBLE_EQ(noise_amplitude(0x80 | 60), noise_amplitude(60)) << "the first bit means nothing";
}

}  // namespace
}  // namespace isfocus::mrfpd
