#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine_fixture.h"

/// What terminations play, as those hear it for whom it is (H.248.1 7.1.11, E.7; H.248.7).
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr double kTone = 4125;  // amplitude of a call progress tone

class SoundsHeard : public Engine {
protected:
    /// Of one frequency at half the amplitude of a tone.
    static std::shared_ptr<const Recording> recording(double frequency, std::size_t ms) {
        return std::make_shared<const Recording>(
            Recording{test::sine(frequency, 4000, 8 * ms), test::sine(frequency / 2, 4000, 16 * ms)});
    }

    /// b's termination, 2, plays that from now on; everybody has heard nothing yet.
    void play(const std::vector<PlaySequence>& plays) {
        auto stream = b.stream(1, Mode::sendrecv);
        stream.plays = plays;
        engine.apply(2, stream, now);
        for (auto* ue : {&a, &b, &c}) ue->audio.clear();
    }

    /// The one of these frequencies that is heard in each tick of b's; `-` for none, `?` for several.
    std::string heard_by_b(const std::vector<double>& frequencies) const {
        std::string all;
        for (std::size_t at = 0; at + kFrameSamples <= b.audio.size(); at += kFrameSamples) {
            char found = '-';
            for (std::size_t i = 0; i < frequencies.size(); ++i)
                if (test::amplitude_of(frequencies[i], std::span{b.audio}.subspan(at, kFrameSamples)) > kTone / 2)
                    found = found == '-' ? static_cast<char>('1' + i) : '?';
            all += found;
        }
        return all;
    }

    std::vector<std::uint32_t> ended() {
        std::vector<std::uint32_t> numbers;
        for (const auto& seen : engine.seen())
            if (seen.kind == MediaEvent::Kind::played && seen.termination == 2) numbers.push_back(seen.play);
        engine.seen().clear();
        return numbers;
    }
    using Numbers = std::vector<std::uint32_t>;
};

TEST_F(SoundsHeard, TwoTonesAtTheSameTimeAreBothHeard_MED21) {
    tone(a, 1000);
    join(1, a);
    join(2, b);
    run(10);
    play({{{.number = 1, .tone = Tone::dial, .length = 400ms}},
          {{.number = 2, .tone = Tone::warning, .is_brief = true}}});
    run(20);
    EXPECT_NEAR(test::decibels(b.hears(425, 3200), kTone), 0, 1);
    EXPECT_NEAR(test::decibels(b.hears(1400, 3200), kTone), 0, 1);
    EXPECT_NEAR(test::decibels(b.hears(1000, 3200), 8000), 0, 1) << "and the others as before";
    EXPECT_EQ(ended(), Numbers{});
    b.audio.clear();
    run(20);
    EXPECT_EQ(ended(), (Numbers{1, 2}));
    EXPECT_LT(b.hears(425, 3000), 60);
    EXPECT_LT(b.hears(1400, 3000), 60);
}

class SoundsHeardAt : public SoundsHeard, public testing::WithParamInterface<Encoding> {};

TEST_P(SoundsHeardAt, ThoseForWhomEachIs_MED21_MED28) {
    a.encoding = c.encoding = GetParam();
    join(1, a);
    join(2, b);
    join(3, c);
    run(5);
    play({{{.number = 1, .tone = Tone::dial, .hearers = Hearers::user}},
          {{.number = 2, .announcement = recording(700, 1000), .hearers = Hearers::others}},
          {{.number = 3, .announcement = recording(1200, 1000), .hearers = Hearers::all}}});
    run(40);
    for (const auto* ue : {&a, &b, &c}) {
        const auto count = 20 * samples_of(ue->rate());
        const bool is_user = ue == &b;
        EXPECT_NEAR(ue->hears(1200, count), 4000, 400) << is_user;
        EXPECT_NEAR(ue->hears(is_user ? 425 : 700, count), 4000, 400) << is_user;
        EXPECT_LT(ue->hears(is_user ? 700 : 425, count), 80) << is_user;
    }
}

TEST_P(SoundsHeardAt, WhoIsOnHoldWhileNobodyHearsAnything_MED21) {
    b.encoding = GetParam();
    open(2, b);
    auto stream = b.stream(1, Mode::inactive);
    stream.plays = {{{.number = 1, .tone = Tone::dial}}};
    engine.apply(2, stream, now);
    run(30);
    EXPECT_EQ(b.packets.size(), 30U);
    EXPECT_NEAR(b.hears(425, 20 * samples_of(b.rate())), kTone, 400);
}

INSTANTIATE_TEST_SUITE_P(EachRate, SoundsHeardAt, testing::Values(Encoding::pcmu, Encoding::g722));

TEST_F(SoundsHeard, AListIsHeardInItsOrder_MED21) {
    join(2, b);
    run(5);
    play({{{.number = 1, .tone = Tone::dial, .length = 100ms},
           {.number = 2, .tone = Tone::special_information, .length = 200ms, .pause = 60ms},
           {.number = 3, .is_brief = true, .announcement = recording(2300, 100), .cycles = 2},
           {.number = 4, .tone = Tone::dial}}});
    run(5);
    EXPECT_EQ(ended(), Numbers{});
    run(1);
    EXPECT_EQ(ended(), Numbers{1});
    run(27);
    EXPECT_EQ(ended(), (Numbers{2, 3}));
    EXPECT_EQ(heard_by_b({425, 950, 2300}),
              "11111"
              "2222222222"
              "---"
              "3333333333"
              "11111");
}

TEST_F(SoundsHeard, WhatIsToGoOnIsNotInterruptedByAChangeBesideIt_MED21) {
    join(2, b);
    run(5);
    const PlaySequence list{{.number = 1, .tone = Tone::dial, .length = 100ms}, {.number = 2, .tone = Tone::warning}};
    play({list});
    run(3);
    auto stream = b.stream(1, Mode::sendrecv);
    stream.plays = {{{.number = 3, .tone = Tone::payphone, .length = 40ms}}, list};
    engine.apply(2, stream, now);
    run(4);
    EXPECT_EQ(heard_by_b({425, 1200, 1400}), "111??33");
    stream.plays = {list};
    engine.apply(2, stream, now);
    run(2);
    stream.plays = {};
    engine.apply(2, stream, now);
    run(2);
    EXPECT_EQ(heard_by_b({425, 1200, 1400}), "111??3333--");
    stream.plays = {list};
    engine.apply(2, stream, now);
    run(1);
    EXPECT_EQ(heard_by_b({425, 1200, 1400}), "111??3333--1") << "after it has been stopped it begins anew";
}

TEST_F(SoundsHeard, ManyLoudOnesAreBentAndNotCut_MED21) {
    join(1, a);
    join(2, b);
    run(5);
    std::vector<PlaySequence> plays;
    for (std::uint32_t number = 1; number <= kMostSequences; ++number)
        plays.push_back({{.number = number, .tone = Tone::dial, .hearers = Hearers::all}});
    play(plays);
    run(1);  // in which they come to be bent
    a.audio.clear();
    b.audio.clear();
    run(10);
    for (const auto* ue : {&a, &b}) {
        const auto [least, most] = std::ranges::minmax(ue->audio);
        EXPECT_GT(most, 26000);
        EXPECT_LT(most, 30000) << "full scale of PCMU is 32124";
        EXPECT_LT(least, -26000);
        EXPECT_GT(least, -30000);
        EXPECT_GT(ue->hears(425, 1600), 26000);
    }
}

TEST_F(SoundsHeard, AVoiceAndASoundOverItAreBentAndNotCut_MED28) {
    tone(b, 1000, 29000);
    join(1, a);
    join(2, b);
    run(10);
    play({{{.number = 1, .tone = Tone::dial, .hearers = Hearers::others}}});
    run(1);
    a.audio.clear();
    run(20);
    EXPECT_LT(*std::ranges::max_element(a.audio), 30000);
}

/// Over something that is nearly as loud as can be, a sound of 100 ms that makes it too loud. All of 2000 Hz: there is
/// a peak in each half of a millisecond.
class SoundsOverTheLoud : public SoundsHeard {
protected:
    static constexpr double kLoud = 31000;
    static constexpr int kBent = 30000;  ///< more is not left of it

    static Play loud(std::uint32_t number, double amplitude, std::size_t ms, Hearers hearers = Hearers::user) {
        return {.number = number,
                .is_brief = true,
                .announcement = std::make_shared<const Recording>(
                    Recording{test::sine(2000, amplitude, 8 * ms), test::sine(1000, amplitude, 16 * ms)}),
                .hearers = hearers};
    }
    /// The second tick after the end of the sound, which began with the first that was heard.
    static void expect_no_step_when_it_is_over(const test::FakeUe& hearer) {
        ASSERT_GE(hearer.audio.size(), 7 * kFrameSamples);
        const auto loudest = [&](std::size_t ms, std::size_t for_ms) {
            return *std::ranges::max_element(std::span{hearer.audio}.subspan(8 * ms, 8 * for_ms));
        };
        EXPECT_LT(loudest(20, 80), kBent);
        EXPECT_LT(loudest(100, 1), kBent) << "what is left as it is does not follow at once";
        EXPECT_GT(loudest(103, 2), loudest(100, 2));
        EXPECT_GT(loudest(105, 15), kLoud);
        EXPECT_GT(loudest(120, 20), kLoud);
    }
};

TEST_F(SoundsOverTheLoud, WhoHearsItBesideOthersHearsNoStepAtItsEnd_MED63) {
    tone(a, 2000, kLoud);
    join(1, a);
    join(2, b);
    run(10);
    play({{loud(1, 6000, 100)}});
    run(7);
    expect_no_step_when_it_is_over(b);
}

TEST_F(SoundsOverTheLoud, WhoHearsItBesideAnotherSoundHearsNoStepAtItsEnd_MED63) {
    join(2, b);
    run(5);
    play({{loud(1, kLoud, 400)}, {loud(2, 6000, 100)}});
    run(7);
    expect_no_step_when_it_is_over(b);
}

TEST_F(SoundsOverTheLoud, WhoHearsItBesideWhomItIsMixedInWithHearsNoStepAtItsEnd_MED63) {
    tone(b, 2000, kLoud);
    join(1, a);
    join(2, b);
    run(10);
    play({{loud(1, 6000, 100, Hearers::others)}});
    run(7);
    expect_no_step_when_it_is_over(a);
    b.amplitude = 0;
    run(10);
    a.audio.clear();
    b.amplitude = kLoud;
    run(10);
    EXPECT_GT(*std::ranges::max_element(std::span{a.audio}.first(40 * 8)), kLoud)
        << "what follows a pause is as it was";
}

TEST_F(SoundsHeard, AnAnnouncementIsHeardAsOftenAsWanted_MED28) {
    auto once = std::make_shared<Recording>(*recording(700, 60));
    once->narrow.resize(8 * 100);  // then 40 ms of silence
    once->wide.resize(16 * 100);
    for (const unsigned cycles : {1U, 3U, 100U}) {
        if (!legs.contains(2)) join(2, b);
        run(5);
        play({{{.number = cycles, .is_brief = true, .announcement = once, .cycles = cycles}}});
        std::string expected;
        for (unsigned i = 0; i < cycles; ++i) expected += "111--";
        run(static_cast<int>(5 * cycles));
        EXPECT_EQ(ended(), Numbers{});
        run(5);
        EXPECT_EQ(ended(), Numbers{cycles});
        EXPECT_EQ(heard_by_b({700}), expected + "-----");
    }
}

/// Encoders of AMR-WB remember: one that is new says the same in other octets than one that has been at work. So c, who
/// comes later, is sent the octets that a is sent only while both share one.
class SoundsHeardBy : public SoundsHeard, public testing::WithParamInterface<Hearers> {};

TEST_P(SoundsHeardBy, ListenersWhoShareAnEncoderAllTheSame_MED28) {
    for (auto* ue : {&a, &b, &c}) ue->encoding = Encoding::amr_wb;
    join(1, a);
    join(2, b);
    run(5);
    play({{{.number = 1, .announcement = recording(700, 1000), .hearers = GetParam()}}});
    run(20);
    join(3, c);
    for (auto* ue : {&a, &b, &c}) ue->payloads.clear();
    run(20);
    EXPECT_EQ(c.payloads.size(), 20U);
    EXPECT_EQ(a.payloads, c.payloads);
    EXPECT_NE(b.payloads, c.payloads) << "who plays it has an encoder of its own";
}

INSTANTIATE_TEST_SUITE_P(NotHimAlone, SoundsHeardBy, testing::Values(Hearers::others, Hearers::all));

}  // namespace
}  // namespace isfocus::mrfpd
