#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "conference_audio.h"

/// What users with the codecs of real phones hear of each other: three tones, each pair by Goertzel.
namespace isfocus::mrfpd {
namespace {

using enum Encoding;
using test::FakeUe;

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
