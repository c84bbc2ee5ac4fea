#include "mrfpd/media/mixer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "frames.h"

namespace isfocus::mrfpd {
namespace {

std::vector<std::int16_t> heard(const Mix& mix) {
    const auto frame = Limiter{}.next(mix);
    return {frame.begin(), frame.end()};
}

/// By a limiter that has bent such a frame before.
std::vector<std::int16_t> bent(Sum sum) {
    std::vector<std::int16_t> room(sum.size());
    Limiter limiter;
    limiter.next({sum, room});
    limiter.next({sum, room});
    return room;
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
        for (const auto& mix : {mixer.for_listener(), mixer.for_talker(constant(loudest))})
            for (const int sample : heard(mix)) EXPECT_GT(loudest > 0 ? sample : -sample, 31000);
    }
}

TEST(Limiter, LeavesAloneWhatFits) {
    std::array<std::int32_t, kFrameSamples> sum{};
    sum[0] = 32767;
    sum[1] = -32767;
    sum[2] = 30000;
    const auto frame = bent(sum);
    EXPECT_EQ(frame[0], 32767);
    EXPECT_EQ(frame[1], -32767);
    EXPECT_EQ(frame[2], 30000);
    EXPECT_EQ(frame[3], 0);
}

TEST(Limiter, BendsPeaksAndKeepsTheirOrderAndSign) {
    std::array<std::int32_t, kFrameSamples> sum{};
    for (std::size_t i = 0; i < kFrameSamples; ++i) sum[i] = static_cast<std::int32_t>(i) * 2060;  // to ten full scales
    const auto up = bent(sum);
    for (auto& sample : sum) sample = -sample;
    const auto down = bent(sum);
    for (std::size_t i = 1; i < kFrameSamples; ++i) {
        EXPECT_GT(up[i], up[i - 1]);
        EXPECT_EQ(down[i], -up[i]);
    }
    EXPECT_EQ(up[11], 11 * 2060) << "below the knee as it was";
}

/// A sum that grows from what fits to half as much again, and back; its tone is at another phase in each frame.
std::vector<std::int32_t> swelling(std::size_t frames, Rate rate) {
    const auto size = samples_of(rate);
    std::vector<std::int32_t> sum(frames * size);
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const double at = static_cast<double>(i) / static_cast<double>(size);  // in frames
        const double loudness = 24000 + 24000 * std::sin(std::numbers::pi * at / static_cast<double>(frames));
        sum[i] = static_cast<std::int32_t>(loudness * std::sin(2 * std::numbers::pi * 4.6 * at));
    }
    return sum;
}

std::vector<std::int16_t> limited(Limiter& limiter, std::span<const std::int32_t> sum) {
    std::vector<std::int16_t> room(sum.size());
    limiter.next({sum, room});
    return room;
}

TEST(Limiter, GoesFromOneCurveToTheOtherWithoutAStep_MED63) {
    for (const auto rate : {Rate::narrow, Rate::wide}) {
        const auto size = samples_of(rate);
        const auto sum = swelling(100, rate);
        const int curves_part = 32767 - 28671;  // at full scale, and come together in 5 ms
        const int most_more = curves_part * 4 / static_cast<int>(size) + 2;
        Limiter limiter;
        std::vector<int> heard;
        for (std::size_t at = 0; at < sum.size(); at += size)
            for (const int sample : limited(limiter, std::span{sum}.subspan(at, size))) heard.push_back(sample);
        int limited = 0;
        for (std::size_t i = 1; i < sum.size(); ++i) {
            const int step = std::abs(sum[i] - sum[i - 1]);
            ASSERT_LE(std::abs(heard[i] - heard[i - 1]), step + most_more) << "sample " << i;
            if (std::abs(sum[i]) > 32767) limited += std::abs(heard[i]) < 32000 ? 1 : 0;
        }
        EXPECT_GT(limited, 10) << "bent, not cut";
        EXPECT_TRUE(std::equal(heard.begin(), heard.begin() + 10 * static_cast<int>(size), sum.begin()));
        EXPECT_TRUE(std::equal(heard.end() - 10 * static_cast<int>(size), heard.end(),
                               sum.end() - 10 * static_cast<std::ptrdiff_t>(size)));
    }
}

TEST(Limiter, LeavesAloneWhatFitsFiveMillisecondsAfterWhatDidNot_MED63) {
    const std::vector<std::int32_t> loud(kFrameSamples, 60000), fits(kFrameSamples, 32767);
    Limiter limiter;
    EXPECT_EQ(limited(limiter, fits), level(32767));
    limited(limiter, loud);
    const auto after = limited(limiter, fits);
    EXPECT_NEAR(after[0], 28671, 150);
    EXPECT_TRUE(std::is_sorted(after.begin(), after.end()));
    EXPECT_TRUE(std::all_of(after.begin() + 40, after.end(), [](int sample) { return sample == 32767; }));
    EXPECT_EQ(limited(limiter, fits), level(32767));
    limited(limiter, loud);
    limiter.restart();
    EXPECT_EQ(limited(limiter, fits), level(32767));
}

TEST(Limiter, NeverWrapsHoweverLoudItIsAndBecomes_MED63) {
    Limiter limiter;
    for (const std::int32_t loudest : {0, 500000, -500000, 32768, -32768, 500000, 0, -500000}) {
        const std::vector<std::int32_t> sum(kWideFrameSamples, loudest);
        for (const int sample : limited(limiter, sum)) {
            EXPECT_LE(std::abs(sample), 32767);
            EXPECT_GE(loudest < 0 ? -sample : sample, loudest == 0 ? 0 : 28000);
        }
    }
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
