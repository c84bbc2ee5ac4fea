#include "mrfpd/media/mixer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "frames.h"

namespace isfocus::mrfpd {
namespace {

std::vector<std::int16_t> heard(Samples frame) {
    return {frame.begin(), frame.end()};
}

std::vector<std::int16_t> level(int value, std::size_t count = kFrameSamples) {
    return std::vector<std::int16_t>(count, static_cast<std::int16_t>(value));
}

TEST(Mixer, EachHearsExactlyTheSumOfTheOthers) {
    std::mt19937 random{7};
    std::uniform_int_distribution<int> sample{-3000, 3000};
    for (const auto rate : {Rate::narrow, Rate::wide}) {
        std::vector<std::vector<std::int16_t>> talkers(10, level(0, samples_of(rate)));
        for (auto& talker : talkers)
            std::generate(talker.begin(), talker.end(), [&] { return static_cast<std::int16_t>(sample(random)); });
        Mixer mixer;
        mixer.clear(rate);
        for (const auto& talker : talkers) mixer.add(talker);
        const auto sum_without = [&](const auto* one) {
            auto sum = level(0, samples_of(rate));
            for (const auto& talker : talkers)
                for (std::size_t i = 0; &talker != one && i < sum.size(); ++i)
                    sum[i] = static_cast<std::int16_t>(sum[i] + talker[i]);
            return sum;
        };
        using Talker = std::vector<std::int16_t>;
        EXPECT_EQ(heard(mixer.for_listener()), sum_without(static_cast<const Talker*>(nullptr)));
        for (const auto& talker : talkers) EXPECT_EQ(heard(mixer.for_talker(talker)), sum_without(&talker));
    }
}

TEST(Mixer, WithoutTalkersThereIsSilenceAndForOneAloneToo) {
    Mixer mixer;
    mixer.clear();
    EXPECT_EQ(heard(mixer.for_listener()), level(0));
    mixer.add(constant(12345));
    EXPECT_EQ(heard(mixer.for_talker(constant(12345))), level(0));
}

TEST(Mixer, ForgetsATickWithTheNext) {
    Mixer mixer;
    mixer.clear(Rate::wide);
    mixer.add(level(1000, kWideFrameSamples));
    EXPECT_EQ(heard(mixer.for_listener()), level(1000, kWideFrameSamples));
    mixer.clear();
    EXPECT_EQ(heard(mixer.for_listener()), level(0));
    mixer.add(constant(-500));
    EXPECT_EQ(heard(mixer.for_listener()), level(-500));
    mixer.add(constant(-500));
    EXPECT_EQ(heard(mixer.for_listener()), level(-1000));
}

TEST(Mixer, TenTalkersAtFullScaleDoNotWrap) {
    for (const int loudest : {32767, -32768}) {
        Mixer mixer;
        mixer.clear();
        for (int i = 0; i < 10; ++i) mixer.add(constant(loudest));
        for (const auto& frame : {mixer.for_listener(), mixer.for_talker(constant(loudest))})
            for (const int sample : frame) EXPECT_GT(loudest > 0 ? sample : -sample, 31000);
    }
}

TEST(Mixer, LimitLeavesAloneWhatFits) {
    std::array<std::int32_t, kFrameSamples> sum{};
    sum[0] = 32767;
    sum[1] = -32767;
    sum[2] = 30000;
    Frame frame;
    limit(sum, frame);
    EXPECT_EQ(frame[0], 32767);
    EXPECT_EQ(frame[1], -32767);
    EXPECT_EQ(frame[2], 30000);
    EXPECT_EQ(frame[3], 0);
}

TEST(Mixer, LimitBendsPeaksAndKeepsTheirOrderAndSign) {
    std::array<std::int32_t, kFrameSamples> sum{};
    for (std::size_t i = 0; i < kFrameSamples; ++i) sum[i] = static_cast<std::int32_t>(i) * 2060;  // to ten full scales
    Frame up, down;
    limit(sum, up);
    for (auto& sample : sum) sample = -sample;
    limit(sum, down);
    for (std::size_t i = 1; i < kFrameSamples; ++i) {
        EXPECT_GT(up[i], up[i - 1]);
        EXPECT_EQ(down[i], -up[i]);
    }
    EXPECT_EQ(up[11], 11 * 2060) << "below the knee as it was";
}

TEST(Mixer, TheSmallestStepOfAlawCountsAsSilence) {
    EXPECT_TRUE(is_silent(constant(8)));
    EXPECT_TRUE(is_silent(constant(-8)));
    auto frame = constant(0);
    frame[159] = -9;
    EXPECT_FALSE(is_silent(frame));
}

}  // namespace
}  // namespace isfocus::mrfpd
