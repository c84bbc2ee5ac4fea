#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>

#include "engine_fixture.h"

/// What users with the codecs of real phones hear of each other: three tones, each pair by Goertzel.
namespace isfocus::mrfpd {
namespace {

using enum Encoding;
using test::FakeUe;

struct Phone {
    Encoding encoding;
    AmrPacking packing = AmrPacking::bandwidth_efficient;
};

constexpr auto kAligned = AmrPacking::octet_aligned;

constexpr std::array<std::array<Phone, 3>, 9> kConferences{{
    {{{pcmu}, {pcmu}, {pcmu}}},
    {{{pcma}, {pcma}, {pcma}}},
    {{{g722}, {g722}, {g722}}},
    {{{amr}, {amr}, {amr}}},
    {{{amr, kAligned}, {amr, kAligned}, {amr, kAligned}}},
    {{{amr_wb}, {amr_wb}, {amr_wb}}},
    {{{amr_wb, kAligned}, {amr_wb, kAligned}, {amr_wb, kAligned}}},
    {{{pcmu}, {amr}, {amr_wb}}},
    {{{g722}, {amr_wb, kAligned}, {pcma}}},
}};

constexpr std::array kFrequencies{400.0, 900.0, 1500.0};
constexpr double kAmplitude = 6000;

class ConferenceAudio : public Engine {
protected:
    std::array<FakeUe*, 3> ues{&a, &b, &c};

    void take(const std::array<Phone, 3>& phones) {
        for (std::size_t i = 0; i < ues.size(); ++i) {
            ues[i]->encoding = phones[i].encoding;
            ues[i]->packing = phones[i].packing;
            ues[i]->mode = mode_to_send(phones[i].encoding, 0, kNoModeRequest);
            tone(*ues[i], kFrequencies[i], kAmplitude);
        }
    }

    void join_all() {
        for (std::size_t i = 0; i < ues.size(); ++i) join(static_cast<std::uint32_t>(i + 1), *ues[i]);
    }

    /// Everybody talks over a network that loses 2 of 100 packets and delays the others by up to 60 ms, each as it
    /// happens, so that they overtake each other.
    void run_badly(int ticks) {
        for (int end = ticks_ + ticks; ticks_ < end; ++ticks_) {
            for (std::size_t u = 0; u < ues.size(); ++u) {
                auto said = ues[u]->voice();
                auto& mine = under_way_[u];
                if (random_() % 100 >= 2) mine.emplace(ticks_ + static_cast<int>(random_() % 4), std::move(said));
                const bool any = !mine.empty() && mine.begin()->first <= ticks_;
                auto& leg = legs[static_cast<std::uint32_t>(u + 1)];
                for (; !mine.empty() && mine.begin()->first <= ticks_; mine.erase(mine.begin()))
                    ues[u]->rtp.send(leg.rtp_port, mine.begin()->second);
                if (any) leg.wait_for_arrival();
            }
            advance();
            for (auto& [id, leg] : legs) leg.wait_for_what_was_sent();
        }
    }

    void forget_what_was_heard() {
        for (auto* ue : ues) ue->audio.clear();
    }

    void expect_all_pairs(double tolerance = 3) {
        for (std::size_t hearer = 0; hearer < ues.size(); ++hearer)
            for (std::size_t talker = 0; talker < ues.size(); ++talker) {
                const auto& ue = *ues[hearer];
                const auto heard = ue.hears(kFrequencies[talker], samples_of(ue.rate()) * 50);
                const auto pair = std::to_string(talker) + " to " + std::to_string(hearer) + " in " +
                                  std::string{codec_of(ue.encoding).name};
                if (talker == hearer)
                    EXPECT_LT(test::decibels(heard, kAmplitude), -26) << pair;
                else
                    EXPECT_NEAR(test::decibels(heard, kAmplitude), 0, tolerance) << pair;
            }
    }

private:
    int ticks_ = 0;
    std::minstd_rand random_{1};
    std::array<std::multimap<int, test::Octets>, 3> under_way_;  ///< by the tick in which it comes
};

class EachCodec : public ConferenceAudio, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(EachCodec, EachHearsTheOthersAndNotItself) {
    take(kConferences[GetParam()]);
    join_all();
    run(100);
    expect_all_pairs();
    for (const auto* ue : ues) EXPECT_EQ(ue->packets.back().payload_type, ue->payload_type());
}

TEST_P(EachCodec, SilenceAtTheBeginningStaysSilence) {
    take(kConferences[GetParam()]);
    for (std::size_t i = 0; i < ues.size(); ++i) tone(*ues[i], kFrequencies[i], 0);
    join_all();
    run(20);
    for (const auto* ue : ues) {
        EXPECT_EQ(ue->packets.size(), 20U);
        EXPECT_TRUE(std::ranges::all_of(ue->audio, [](int sample) { return std::abs(sample) <= 16; }));
    }
}

TEST_P(EachCodec, AfterHoldAndResumeAllIsAsBefore) {
    take(kConferences[GetParam()]);
    join_all();
    run(30);
    engine.apply(1, a.stream(1, Mode::inactive), now);
    run(20);
    const auto sent_before = a.packets.size();
    engine.apply(1, a.stream(1, Mode::sendrecv), now);
    forget_what_was_heard();
    run(100);
    expect_all_pairs();
    const auto& before = a.packets[sent_before - 1];
    const auto& after = a.packets[sent_before];
    EXPECT_EQ(after.ssrc, before.ssrc);
    EXPECT_EQ(after.sequence, static_cast<std::uint16_t>(before.sequence + 1));
    EXPECT_EQ(after.timestamp - before.timestamp, 21 * codec_of(a.encoding).clock / 50);
    EXPECT_TRUE(after.marker);
}

// MED-15
TEST_P(EachCodec, LossAndJitterCostLittleOfWhatIsHeard) {
    take(kConferences[GetParam()]);
    join_all();
    run_badly(150);  // until the delay is what it has to be
    forget_what_was_heard();
    run_badly(100);
    expect_all_pairs(4.5);
}

INSTANTIATE_TEST_SUITE_P(Conferences, EachCodec, ::testing::Range<std::size_t>(0, kConferences.size()),
                         [](const auto& tested) {
                             std::string name;
                             for (const auto& [encoding, packing] : kConferences[tested.param])
                                 name += std::string{codec_of(encoding).name} + (packing == kAligned ? "aligned" : "");
                             std::erase(name, '-');
                             return name;
                         });

TEST_F(ConferenceAudio, AChangeOfCodecKeepsTheStreamAndItsSequence) {
    take({{{pcmu}, {pcmu}, {pcmu}}});
    join_all();
    run(30);
    const auto sent_before = a.packets.size();
    const auto last_narrow = a.packets.back();
    a.encoding = amr_wb;
    engine.apply(1, a.stream(1, Mode::sendrecv), now);
    forget_what_was_heard();
    run(100);
    expect_all_pairs();
    const auto& first_wide = a.packets[sent_before];
    EXPECT_EQ(first_wide.payload_type, 96);
    EXPECT_EQ(first_wide.ssrc, last_narrow.ssrc);
    EXPECT_EQ(first_wide.sequence, static_cast<std::uint16_t>(last_narrow.sequence + 1));
    EXPECT_EQ(first_wide.timestamp - last_narrow.timestamp, 160U);
    EXPECT_EQ(a.packets[sent_before + 1].timestamp - first_wide.timestamp, 320U);
    a.encoding = pcma;
    engine.apply(1, a.stream(1, Mode::sendrecv), now);
    forget_what_was_heard();
    run(60);
    expect_all_pairs();
}

TEST_F(ConferenceAudio, APeerThatAsksForALowerModeGetsIt) {
    take({{{amr_wb}, {amr_wb}, {amr_wb}}});
    join_all();
    run(5);
    EXPECT_EQ(a.payload_sizes.back(), 33U) << "12.65 kbit/s";
    a.asks_for = 0;
    run(6);
    EXPECT_EQ(a.payload_sizes.back(), 18U) << "6.6 kbit/s";
    EXPECT_EQ(b.payload_sizes.back(), 33U);
    a.asks_for = 12;
    run(6);
    EXPECT_EQ(a.payload_sizes.back(), 18U) << "reserved: asks for nothing";
}

// RFC 4867 4.3.1: the newest request is the one that counts.
TEST_F(ConferenceAudio, WhoHasNoPreferenceAnyMoreGetsTheUsualModeAgain_MED38) {
    take({{{amr_wb}, {amr_wb}, {amr_wb}}});
    join_all();
    a.asks_for = 0;
    run(10);
    EXPECT_EQ(a.payload_sizes.back(), 18U);
    a.asks_for = kNoModeRequest;
    run(6);
    EXPECT_EQ(a.payload_sizes.back(), 33U);
}

TEST_F(ConferenceAudio, WhoIsMutedGetsTheModeThatHeAsksForToo_MED38) {
    take({{{amr_wb}, {amr_wb}, {amr_wb}}});
    join_all();
    run(5);
    engine.apply(1, a.stream(1, Mode::sendonly), now);
    a.asks_for = 0;
    run(6);
    EXPECT_EQ(a.payload_sizes.back(), 18U) << "6.6 kbit/s";
}

// A packet that others overtook says what was asked for before.
TEST_F(ConferenceAudio, TheNewestModeRequestCountsAndNotTheLastToCome_MED38) {
    take({{{amr_wb}, {amr_wb}, {amr_wb}}});
    join_all();
    run(5);
    a.asks_for = 0;
    const auto old = a.voice();
    a.asks_for = kNoModeRequest;
    for (int i = 0; i < 10; ++i) {
        a.rtp.send(legs[1].rtp_port, a.voice());
        a.rtp.send(legs[1].rtp_port, old);
        legs[1].wait_for_arrival();
        advance();
    }
    legs[1].wait_for_what_was_sent();
    EXPECT_EQ(a.payload_sizes.back(), 33U);
}

TEST_F(ConferenceAudio, WithHardlyTimeForAllAmrWbIsHeardInItsLowestModeAndNothingElseChanges) {
    take({{{amr_wb}, {amr_wb}, {amr}}});
    b.modes = 1U << 1 | 1U << 2;
    join_all();
    run(40);
    EXPECT_EQ(a.payload_sizes.back(), 33U) << "12.65 kbit/s";
    const auto narrow = c.payload_sizes.back();
    is_strained = true;
    run(60);
    EXPECT_EQ(a.packets.size(), 100U);
    EXPECT_EQ(a.payload_sizes.back(), 18U) << "6.6 kbit/s";
    EXPECT_EQ(b.payload_sizes.back(), 24U) << "8.85 kbit/s, the lowest that it takes";
    EXPECT_EQ(c.payload_sizes.back(), narrow);
    is_strained = false;
    run(10);
    EXPECT_EQ(a.payload_sizes.back(), 33U);
    EXPECT_EQ(b.payload_sizes.back(), 33U);
}

/// Whenever they joined. One who listens alone to another of the same voice never leaves his encoder.
TEST_F(ConferenceAudio, AllWhoListenGoToAnotherModeTogetherAndKeepTheirEncoder_MED62) {
    FakeUe same_as_a, alone;
    for (auto* ue : {&b, &c, &alone}) ue->encoding = amr_wb;
    for (auto* ue : {&a, &same_as_a}) tone(*ue, 500);
    join(1, a);
    join(2, b);
    join(4, same_as_a, 2);
    join(5, alone, 2);
    run(3);
    join(3, c);
    run(40);
    for (const bool strained : {true, false, true}) {
        is_strained = strained;
        for (auto* ue : {&b, &c, &alone}) ue->payloads.clear();
        run(11);
        EXPECT_EQ(alone.payloads.back().size(), strained ? 18U : 33U);
        EXPECT_EQ(b.payloads, alone.payloads);
        EXPECT_EQ(c.payloads, alone.payloads);
    }
}

TEST_F(ConferenceAudio, WhoStopsTalkingHearsOnWithoutAGap) {
    take({{{amr_wb}, {amr_wb}, {amr_wb}}});
    join_all();
    run(30);
    tone(b, kFrequencies[1], 0);
    tone(c, kFrequencies[2], 0);
    run(10);
    b.audio.clear();
    run(80);  // on its own encoder, then on that of the listeners
    int clicks = 0;
    for (std::size_t frame = 0; frame + 5 <= 80; frame += 5) {
        const auto part = std::span{b.audio}.subspan(frame * kWideFrameSamples, 5 * kWideFrameSamples);
        const auto level = test::decibels(test::amplitude_of(kFrequencies[0] / 2, part), kAmplitude);
        EXPECT_NEAR(level, 0, 6) << frame;
        if (std::abs(level) > 3) ++clicks;
    }
    EXPECT_LE(clicks, 1) << "at the handover";
}

TEST_F(ConferenceAudio, DiscontinuousTransmissionIsAPauseAndNoLoss) {
    take({{{amr}, {pcmu}, {pcmu}}});
    tone(b, kFrequencies[1], 0);
    tone(c, kFrequencies[2], 0);
    join_all();
    run(30);
    tone(a, kFrequencies[0], 0);
    AmrFrame sid;
    sid.octets[0] = 8 << 3 | 4;
    std::array<std::uint8_t, kMostAmrOctets> octets;
    const auto size = pack(AmrFamily::amr, a.packing, kNoModeRequest, sid, octets);
    b.audio.clear();
    for (int i = 0; i < 5; ++i) {  // a SID every 160 ms
        a.rtp.send(legs[1].rtp_port,
                   a.packet(a.payload_type(), {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)}));
        a.timestamp += 8 * 160;
        run(8);
    }
    EXPECT_LT(b.hears(kFrequencies[0]), 60);
    EXPECT_EQ(legs[1].counters->packets_lost, 0U);
    tone(a, kFrequencies[0], kAmplitude);
    run(40);
    EXPECT_NEAR(test::decibels(b.hears(kFrequencies[0]), kAmplitude), 0, 3);
}

// TS 26.092, TS 26.192
TEST_F(ConferenceAudio, TheBackgroundOfWhoPausesIsHeardAndNoMoreThanOnce_MED29) {
    for (const auto encoding : {amr, amr_wb}) {
        const auto id = static_cast<std::uint32_t>(encoding) * 10;
        FakeUe talkers[3], hearer;
        for (auto& ue : talkers) {
            ue.encoding = encoding;
            ue.dtx = true;
            ue.noise = 40;
            tone(ue, kFrequencies[0], kAmplitude);
            join(id + static_cast<std::uint32_t>(&ue - talkers), ue, id);
        }
        join(id + 3, hearer, id);
        run(30);
        for (auto& ue : talkers) tone(ue, kFrequencies[0], 1);  // they breathe
        run(60);
        hearer.audio.clear();
        run(50);
        double sum = 0;
        for (const double sample : hearer.audio) sum += sample * sample;
        const double level = std::sqrt(sum / static_cast<double>(hearer.audio.size()));
        EXPECT_GT(level, 10);
        EXPECT_LT(level, 60) << "not three times 40";
        for (auto leg = id; leg < id + 4; ++leg) {
            EXPECT_EQ(legs[leg].counters->packets_lost, 0U);
            close(legs[leg].watched);
            legs.erase(leg);
            engine.close(leg, now);
        }
    }
}

// MED-18
TEST_F(ConferenceAudio, WithDtxSilenceIsHardlySent) {
    for (const auto encoding : {amr, amr_wb}) {
        const auto id = static_cast<std::uint32_t>(encoding) * 10;
        FakeUe talker, hearer;
        for (auto* ue : {&talker, &hearer}) {
            ue->encoding = encoding;
            ue->dtx = true;
        }
        tone(talker, kFrequencies[0], kAmplitude);
        join(id, talker, id);
        join(id + 1, hearer, id);
        run(50);
        EXPECT_EQ(hearer.packets.size(), 50U);
        EXPECT_LT(talker.packets.size(), 25U) << "he hears nobody";
        tone(talker, kFrequencies[0], 0);
        run(50);
        const auto before = hearer.packets.size();
        run(80);
        EXPECT_LE(hearer.packets.size() - before, 11U) << "a SID every 160 ms";
        EXPECT_GE(hearer.packets.size() - before, 8U);
        const auto last = hearer.packets.back();
        for (auto i = before; i < hearer.packets.size(); ++i) EXPECT_FALSE(hearer.packets[i].marker) << "no SID";
        tone(talker, kFrequencies[0], kAmplitude);
        hearer.audio.clear();
        const auto silent = hearer.packets.size();
        run(50);
        const auto marked = std::count_if(hearer.packets.begin() + static_cast<std::ptrdiff_t>(silent),
                                          hearer.packets.end(), [](const auto& packet) { return packet.marker; });
        EXPECT_EQ(marked, 1) << "the talkspurt (MED-45)";
        const auto& first = hearer.packets[hearer.packets.size() - 40];
        EXPECT_NEAR(test::decibels(hearer.hears(kFrequencies[0], samples_of(hearer.rate()) * 25), kAmplitude), 0, 3);
        EXPECT_GT(first.timestamp, last.timestamp);
        for (const auto leg : {id, id + 1}) {
            close(legs[leg].watched);
            legs.erase(leg);
            engine.close(leg, now);
        }
    }
}

TEST_F(ConferenceAudio, TwiceAndTooLateDoNotDisturbADecoder) {
    take({{{amr_wb}, {pcmu}, {pcmu}}});
    tone(b, kFrequencies[1], 0);
    tone(c, kFrequencies[2], 0);
    join_all();
    std::vector<test::Octets> said;
    for (int i = 0; i < 80; ++i) {
        said.push_back(a.voice());
        a.rtp.send(legs[1].rtp_port, said.back());
        a.rtp.send(legs[1].rtp_port, said.back());
        if (i > 5) a.rtp.send(legs[1].rtp_port, said[static_cast<std::size_t>(i) - 5]);
        legs[1].wait_for_arrival();
        advance();
        legs[2].wait_for_what_was_sent();
    }
    EXPECT_NEAR(test::decibels(b.hears(kFrequencies[0], 160 * 50), kAmplitude), 0, 1);
}

TEST_F(ConferenceAudio, WhoseSequenceNumbersBeginAnewIsHeardOn_MED72) {
    for (const auto encoding : {pcmu, amr, amr_wb}) {
        const auto id = static_cast<std::uint32_t>(encoding) * 10;
        FakeUe talker, hearer;
        talker.encoding = encoding;
        tone(talker, kFrequencies[0], kAmplitude);
        join(id, talker, id + 1);
        join(id + 1, hearer, id + 1);
        run(60);
        talker.sequence = 0;
        run(30);
        EXPECT_NEAR(test::decibels(hearer.hears(kFrequencies[0], 15 * kFrameSamples), kAmplitude), 0, 3) << id;
        for (const auto leg : {id, id + 1}) {
            close(legs[leg].watched);
            legs.erase(leg);
            engine.close(leg, now);
        }
    }
}

TEST_F(ConferenceAudio, UnreadablePayloadsOfAKnownTypeDisturbNobody) {
    take({{{amr_wb}, {amr}, {pcmu}}});
    join_all();
    run(20);
    for (std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{60}, std::size_t{500}})
        a.rtp.send(legs[1].rtp_port, a.packet(96, test::Octets(size, 0xff)));
    run(60);
    expect_all_pairs();
}

}  // namespace
}  // namespace isfocus::mrfpd
