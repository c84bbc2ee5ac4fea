#include <gtest/gtest.h>

#include "conference_audio.h"

/// In which modes of AMR and AMR-WB users are sent to: the ones that they ask for, and those that there is time for.
namespace isfocus::mrfpd {
namespace {

using enum Encoding;
using test::FakeUe;

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

}  // namespace
}  // namespace isfocus::mrfpd
