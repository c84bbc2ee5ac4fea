#include "mrfpd/media/media_engine.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine_fixture.h"

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using test::FakeUe;
using test::Octets;

TEST_F(Engine, EachHearsTheOthersAndNotItself) {
    tone(a, 400);
    tone(b, 1000);
    b.encoding = Encoding::pcma;
    join(1, a);
    join(2, b);
    join(3, c);
    run(60);
    EXPECT_NEAR(test::decibels(b.hears(400), 8000), 0, 0.5);
    EXPECT_NEAR(test::decibels(c.hears(400), 8000), 0, 0.5);
    EXPECT_NEAR(test::decibels(a.hears(1000), 8000), 0, 0.5);
    EXPECT_NEAR(test::decibels(c.hears(1000), 8000), 0, 0.5);
    EXPECT_LT(a.hears(400), 20);
    EXPECT_LT(b.hears(1000), 20);
    EXPECT_EQ(a.packets.back().payload_type, 0);
    EXPECT_EQ(b.packets.back().payload_type, 8);
}

TEST_F(Engine, ConferencesDoNotHearEachOther) {
    tone(a, 400);
    join(1, a, 1);
    join(2, b, 1);
    join(3, c, 2);
    run(40);
    EXPECT_GT(b.hears(400), 4000);
    EXPECT_TRUE(std::all_of(c.audio.begin(), c.audio.end(), [](int s) { return s == 0; }));
    EXPECT_EQ(c.packets.size(), 40) << "silence is sent too";
}

TEST_F(Engine, PacketsLeaveOnceAllAreReady) {
    join(1, a, 1);
    join(2, b, 2);
    engine.prepare(now);
    EXPECT_TRUE(a.rtp.receive().empty());
    EXPECT_TRUE(b.rtp.receive().empty());
    engine.send(now);
    EXPECT_FALSE(a.rtp.receive(1000).empty());
    EXPECT_FALSE(b.rtp.receive(1000).empty());
    engine.send(now);
    EXPECT_TRUE(a.rtp.receive().empty()) << "once only";
}

TEST_F(Engine, OneAloneIsSentSilence) {
    tone(a, 400);
    join(1, a);
    run(20);
    EXPECT_EQ(a.packets.size(), 20);
    EXPECT_TRUE(std::all_of(a.audio.begin(), a.audio.end(), [](int s) { return s == 0; }));
}

TEST_F(Engine, InNoContextNobodyIsHeardOrSentTo) {
    tone(a, 400);
    join(1, a, 0);
    join(2, b, 0);
    run(10);
    EXPECT_TRUE(b.packets.empty());
}

struct Direction {
    Mode mode;
    bool is_heard, is_sent_to;
};

TEST_F(Engine, ModesAreSeenFromTheContextOutwards) {
    tone(a, 400);
    tone(b, 1000);
    join(1, a);
    join(2, b);
    for (const auto& [mode, is_heard, is_sent_to] : {Direction{Mode::inactive, false, false},
                                                     {Mode::sendonly, false, true},
                                                     {Mode::recvonly, true, false},
                                                     {Mode::sendrecv, true, true}}) {
        engine.apply(2, b.stream(1, mode), now);
        run(5);
        a.audio.clear();
        b.audio.clear();
        run(30);
        EXPECT_EQ(a.hears(1000) > 7000, is_heard) << static_cast<int>(mode);
        EXPECT_EQ(b.hears(400) > 7000, is_sent_to) << static_cast<int>(mode);
        EXPECT_EQ(b.audio.empty(), !is_sent_to) << static_cast<int>(mode);
    }
}

TEST_F(Engine, HoldKeepsSsrcAndSequenceAndMarksTheResumption) {
    join(1, a);
    run(5);
    engine.apply(1, a.stream(1, Mode::inactive), now);
    run(50);
    EXPECT_EQ(a.packets.size(), 5);
    engine.apply(1, a.stream(1, Mode::sendrecv), now);
    run(5);
    ASSERT_EQ(a.packets.size(), 10);
    for (std::size_t i = 0; i < a.packets.size(); ++i) {
        const auto& packet = a.packets[i];
        EXPECT_EQ(packet.ssrc, 0xa0000001);
        EXPECT_EQ(packet.sequence, static_cast<std::uint16_t>(65530 + i));
        EXPECT_EQ(packet.marker, i == 0 || i == 5);
        EXPECT_EQ(packet.timestamp, static_cast<std::uint32_t>(0xffffff00 + (i + (i < 5 ? 0U : 50U)) * 160));
    }
}

TEST_F(Engine, WhatWaitedWhenTheUserWasHeldIsNotHeardLater) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(10);
    engine.apply(1, a.stream(1, Mode::inactive), now);
    run(3);
    tone(a, 400, 0);
    engine.apply(1, a.stream(1, Mode::sendrecv), now);
    b.audio.clear();
    run(10);
    EXPECT_TRUE(std::all_of(b.audio.begin(), b.audio.end(), [](int s) { return s == 0; }));
}

TEST_F(Engine, AModifyThatChangesNothingMakesNoGap) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(20);
    b.audio.clear();
    for (int i = 0; i < 25; ++i) {
        engine.apply(1, a.stream(1, Mode::sendrecv), now);
        engine.apply(2, b.stream(1, Mode::sendrecv), now);
        run(1);
    }
    EXPECT_NEAR(test::decibels(b.hears(400), 8000), 0, 0.5);
    EXPECT_EQ(std::count_if(b.packets.begin(), b.packets.end(), [](const auto& p) { return p.marker; }), 1);
}

TEST_F(Engine, OtherPacketTimesAreHeardWhole) {
    tone(a, 400, 0);
    join(1, a);
    join(2, b);
    const auto samples = test::sine(400, 8000, 8000);
    unsigned sent = 0;
    for (unsigned played = 0; played < 8000; played += 160) {
        for (; sent <= played && sent < 8000; sent += 240) {  // 30 ms
            Octets payload;
            for (unsigned i = sent; i < std::min(sent + 240, 8000U); ++i) {
                Frame frame{samples[i]};
                Payload coded;
                encode(Encoding::pcmu, frame, coded);
                payload.push_back(coded[0]);
            }
            a.timestamp = sent;
            a.rtp.send(legs[1].rtp_port, a.packet(0, payload));
            legs[1].wait_for_arrival();
        }
        advance();
        legs[2].wait_for_what_was_sent();
    }
    EXPECT_NEAR(test::decibels(b.hears(400), 8000), 0, 0.3);
}

TEST_F(Engine, WorksOverIp6) {
    FakeUe six{"::1"};
    tone(six, 400);
    open(1, six, "::1");
    engine.apply(1, six.stream(1, Mode::sendrecv), now);
    join(2, b);
    run(40);
    EXPECT_GT(b.hears(400), 5000);
    EXPECT_EQ(six.packets.size(), 40);
}

TEST_F(Engine, WhoLeavesIsHeardNoMore) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(20);
    engine.close(1, now);
    close(legs[1].watched);
    legs.erase(1);
    b.audio.clear();
    run(20);
    EXPECT_EQ(b.hears(400), 0);
    engine.apply(1, a.stream(1, Mode::sendrecv), now);  // of a termination that is gone
    engine.close(1, now);
    run(1);
}

TEST_F(Engine, TimeThatWasLeftOutShowsInTheTimestamps) {
    join(1, a);
    run(2);
    engine.skip(10);
    run(1);
    EXPECT_EQ(a.packets[2].timestamp, a.packets[1].timestamp + 11 * 160);
    EXPECT_EQ(a.packets[2].sequence, static_cast<std::uint16_t>(a.packets[1].sequence + 1));
}

TEST_F(Engine, WhatCameInTimeThatWasLeftOutDelaysNothing_MED36) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(20);
    for (int i = 0; i < 14; ++i) a.talk(legs[1].rtp_port);
    engine.skip(12);
    run(1);
    a.amplitude = 0;
    run(7);  // what was said last, and what is made up after it
    b.audio.clear();
    run(5);
    EXPECT_TRUE(std::ranges::all_of(b.audio, [](int sample) { return sample == 0; })) << "what is over is over";
}

}  // namespace
}  // namespace isfocus::mrfpd
