#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "engine_fixture.h"

/// What is made by another encoder, limiter or resampler from one tick to the next is heard on as if it were not.
namespace isfocus::mrfpd {
namespace {

using enum Encoding;

class HearsOn : public Engine {
protected:
    /// The most that one of the last frames that b heard differs from one before them, in dB of what is heard; his tone
    /// is the same in all of them.
    double most_difference(std::size_t frames) const {
        const auto size = samples_of(b.rate());
        const auto frame = [&](std::size_t from_end) { return std::span{b.audio}.last(from_end * size).first(size); };
        const auto expected = frame(frames + 1);
        double most = -100;
        for (std::size_t i = frames; i > 0; --i) {
            double wrong = 0, heard = 0;
            for (std::size_t j = 0; j < size; ++j) {
                wrong += std::pow(frame(i)[j] - expected[j], 2);
                heard += std::pow(expected[j], 2);
            }
            most = std::max(most, 10 * std::log10(wrong / heard));
        }
        return most;
    }
};

class WhoBeginsToTalk : public HearsOn, public testing::WithParamInterface<std::tuple<Encoding, bool>> {};

TEST_P(WhoBeginsToTalk, HearsTheOthersOnWithoutABangAndWhenHeStopsToo_MED66) {
    const auto [encoding, another_listens] = GetParam();
    b.encoding = c.encoding = encoding;
    b.mode = mode_to_send(encoding, 0, kNoModeRequest);
    tone(a, 500);
    join(1, a);
    join(2, b);
    if (another_listens) join(3, c);
    run(50);
    EXPECT_LT(most_difference(10), -10);
    tone(b, 900, 4000);
    run(10);
    EXPECT_LT(most_difference(10), -3) << "he has begun";
    run(50);
    b.amplitude = 0;
    run(70);
    EXPECT_LT(most_difference(70), -3) << "he has stopped, and another second has passed";
}

INSTANTIATE_TEST_SUITE_P(EachCodecWithAMemory, WhoBeginsToTalk,
                         testing::Combine(testing::Values(g722, amr, amr_wb), testing::Bool()));

using WhoTalksAtTheOtherRate = WhoBeginsToTalk;

TEST_P(WhoTalksAtTheOtherRate, HearsTheOthersOnWithoutAClick_MED66) {
    const auto [encoding, another_talks] = GetParam();
    b.encoding = encoding;
    c.encoding = amr_wb;
    tone(a, 500);
    tone(c, 1000, another_talks ? 6000 : 0);
    join(1, a);
    join(2, b);
    join(3, c);
    run(50);
    EXPECT_LT(most_difference(10), -18);
    tone(b, 1000, 4000);
    run(10);
    EXPECT_LT(most_difference(10), -3) << "he has begun";
    run(50);
    b.amplitude = 0;
    run(70);
    EXPECT_LT(most_difference(70), -15) << "he has stopped, and another second has passed";
}

INSTANTIATE_TEST_SUITE_P(EachNarrowCodec, WhoTalksAtTheOtherRate,
                         testing::Combine(testing::Values(pcmu, amr), testing::Bool()));

/// Nobody else but b hears what is said, until c does in the other rate, and when he does not any more.
class WhoHearsOneOfTheOtherRate : public HearsOn,
                                  public testing::WithParamInterface<std::tuple<Encoding, Encoding, bool>> {
protected:
    void comes() {
        open(3, c);
        hears(Mode::sendrecv);
    }
    void hears(Mode mode) { engine.apply(3, c.stream(1, mode), now); }
};

TEST_P(WhoHearsOneOfTheOtherRate, HearsTheOthersOnAsBeforeWhenHeComesAndGoes_MED66) {
    const auto [encoding, talker, talks] = GetParam();
    a.encoding = talker;
    b.encoding = encoding;
    c.encoding = b.rate() == Rate::narrow ? g722 : pcmu;
    for (auto* ue : {&a, &b}) ue->mode = mode_to_send(ue->encoding, 0, kNoModeRequest);
    tone(a, 450);
    tone(b, 900, talks ? 4000 : 0);
    join(1, a, 1, Mode::recvonly);
    join(2, b);
    run(60);
    const auto before = most_difference(10);
    EXPECT_LT(before, -15);
    comes();
    run(10);
    EXPECT_LT(most_difference(10), before + 3) << "he has come";
    run(10);
    hears(Mode::recvonly);
    run(10);
    EXPECT_LT(most_difference(10), before + 3) << "he is on hold";
}

INSTANTIATE_TEST_SUITE_P(Each, WhoHearsOneOfTheOtherRate,
                         testing::Combine(testing::Values(pcmu, amr, amr_wb), testing::Values(pcmu, amr_wb),
                                          testing::Bool()));

TEST_F(HearsOn, WhatIsPlayedToHimWhenAnotherRateComesAndGoes_MED66) {
    open(2, b);
    auto stream = b.stream(1, Mode::sendrecv);
    stream.plays = {{{.number = 1, .tone = Tone::warning}}};
    engine.apply(2, stream, now);
    run(5);
    EXPECT_LT(most_difference(2), -40);
    c.encoding = g722;
    join(3, c);
    run(3);
    EXPECT_LT(most_difference(3), -40);
    engine.apply(3, c.stream(1, Mode::recvonly), now);
    run(3);
    EXPECT_LT(most_difference(3), -40);
}

/// A talker's last words are not cut off where they are brought to another rate.
TEST_F(HearsOn, TheLastWordsOfATalkerToTheirEndInTheOtherRate_MED66) {
    tone(a, 400);
    b.encoding = g722;
    join(1, a, 1, Mode::recvonly);
    join(2, b);
    run(30);
    const auto greatest_step = [&](std::size_t ticks) {
        const auto heard = std::span{b.audio}.last(ticks * kWideFrameSamples);
        int most = 0;
        for (std::size_t i = 1; i < heard.size(); ++i) most = std::max(most, std::abs(heard[i] - heard[i - 1]));
        return most;
    };
    const auto before = greatest_step(10);
    const test::Octets silence(kFrameSamples, 0xff);
    for (int i = 0; i < 10; ++i) {
        a.rtp.send(legs[1].rtp_port, a.packet(0, silence));
        a.timestamp += kFrameSamples;
        legs[1].wait_for_arrival();
        advance();
        legs[2].wait_for_what_was_sent();
    }
    EXPECT_LT(b.hears(400, 3 * kWideFrameSamples), 50);
    EXPECT_LT(greatest_step(10), before * 1.3);
}

}  // namespace
}  // namespace isfocus::mrfpd
