#include <gtest/gtest.h>

#include <cmath>

#include "conference_audio.h"

/// What users hear while others pause, and what is sent then.
namespace isfocus::mrfpd {
namespace {

using enum Encoding;
using test::FakeUe;

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

}  // namespace
}  // namespace isfocus::mrfpd
