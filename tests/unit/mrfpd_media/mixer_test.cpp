#include "mrfpd/media/mixer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace isfocus::mrfpd {
namespace {

Frame constant(int level) {
    Frame frame;
    frame.fill(static_cast<std::int16_t>(level));
    return frame;
}

Payload idle(Encoding encoding) {
    Payload payload;
    payload.fill(idle_code(encoding));
    return payload;
}

Payload encoded(Encoding encoding, const Frame& frame) {
    Payload payload;
    encode(encoding, frame, payload);
    return payload;
}

TEST(Mixer, EachHearsExactlyTheSumOfTheOthers) {
    std::mt19937 random{7};
    std::uniform_int_distribution<int> sample{-3000, 3000};
    std::vector<Frame> talkers(10);
    for (auto& talker : talkers)
        std::generate(talker.begin(), talker.end(), [&] { return static_cast<std::int16_t>(sample(random)); });
    Mixer mixer;
    mixer.clear();
    for (const auto& talker : talkers) mixer.add(talker);
    const auto sum_without = [&](const Frame* one) {
        Frame sum{};
        for (const auto& talker : talkers)
            for (std::size_t i = 0; &talker != one && i < sum.size(); ++i)
                sum[i] = static_cast<std::int16_t>(sum[i] + talker[i]);
        return sum;
    };
    for (const auto encoding : {Encoding::pcmu, Encoding::pcma}) {
        EXPECT_EQ(mixer.for_listener(encoding), encoded(encoding, sum_without(nullptr)));
        for (const auto& talker : talkers)
            EXPECT_EQ(mixer.for_talker(talker, encoding), encoded(encoding, sum_without(&talker)));
    }
}

TEST(Mixer, ListenersShareOnePayloadPerEncoding) {
    Mixer mixer;
    mixer.clear();
    mixer.add(constant(1000));
    const auto* mulaw = &mixer.for_listener(Encoding::pcmu);
    const auto* alaw = &mixer.for_listener(Encoding::pcma);
    mixer.for_talker(constant(1000), Encoding::pcmu);
    EXPECT_EQ(mulaw, &mixer.for_listener(Encoding::pcmu));
    EXPECT_EQ(alaw, &mixer.for_listener(Encoding::pcma));
    EXPECT_NE(mulaw, alaw);
    EXPECT_EQ(*mulaw, encoded(Encoding::pcmu, constant(1000)));
    EXPECT_EQ(*alaw, encoded(Encoding::pcma, constant(1000)));
}

TEST(Mixer, SilenceIsTheIdleCode) {
    Mixer mixer;
    mixer.clear();
    for (const auto encoding : {Encoding::pcmu, Encoding::pcma})
        EXPECT_EQ(mixer.for_listener(encoding), idle(encoding));
}

TEST(Mixer, WhoTalksAloneHearsSilence) {
    Mixer mixer;
    mixer.clear();
    mixer.add(constant(12345));
    for (const auto encoding : {Encoding::pcmu, Encoding::pcma})
        EXPECT_EQ(mixer.for_talker(constant(12345), encoding), idle(encoding));
}

TEST(Mixer, ForgetsATickWithTheNext) {
    Mixer mixer;
    mixer.clear();
    mixer.add(constant(1000));
    mixer.for_listener(Encoding::pcmu);
    mixer.clear();
    EXPECT_EQ(mixer.for_listener(Encoding::pcmu), idle(Encoding::pcmu));
    mixer.add(constant(-500));
    EXPECT_EQ(mixer.for_listener(Encoding::pcmu), encoded(Encoding::pcmu, constant(-500)));
    mixer.add(constant(-500));
    EXPECT_EQ(mixer.for_listener(Encoding::pcmu), encoded(Encoding::pcmu, constant(-1000)));
}

TEST(Mixer, TenTalkersAtFullScaleDoNotWrap) {
    for (const int level : {32767, -32768}) {
        Mixer mixer;
        mixer.clear();
        for (int i = 0; i < 10; ++i) mixer.add(constant(level));
        for (const auto* payload :
             {&mixer.for_listener(Encoding::pcmu), &mixer.for_talker(constant(level), Encoding::pcmu)})
            for (const auto octet : *payload) EXPECT_EQ(octet, level > 0 ? 0x80 : 0x00) << "loudest code of its sign";
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
