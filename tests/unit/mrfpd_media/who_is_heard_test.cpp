#include <gtest/gtest.h>

#include "engine_fixture.h"

/// Whose packets are heard, and what happens to the others.
namespace isfocus::mrfpd {
namespace {

using test::FakeUe;
using test::Octets;

TEST_F(Engine, AnotherSsrcIsHeardAtOnce) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(20);
    tone(a, 1000);
    a.ssrc += 1;
    a.timestamp -= 960;
    a.sequence = 40000;
    run(10);
    EXPECT_GT(b.hears(1000, 8 * kFrameSamples), 7000);
}

TEST_F(Engine, OfTwoStreamsFromOneSourceTheNewerIsHeard_MED71) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(20);
    for (int i = 0; i < 20; ++i) {
        tone(a, 400);
        a.rtp.send(legs[1].rtp_port, a.voice());
        --a.sequence;
        a.timestamp -= 160;
        tone(a, 1000);
        auto newer = a.voice();
        put32(&newer[8], a.ssrc + 1);
        a.rtp.send(legs[1].rtp_port, newer);
        legs[1].wait_for_arrival();
        advance();
        legs[2].wait_for_what_was_sent();
    }
    EXPECT_GT(b.hears(1000, 8 * kFrameSamples), 7000);
    EXPECT_LT(b.hears(400, 8 * kFrameSamples), 100);
}

TEST_F(Engine, AStrangerIsNotHeardAndIsCounted) {
    FakeUe stranger;
    tone(stranger, 400);
    join(1, a);
    join(2, b);
    for (int i = 0; i < 20; ++i) {
        stranger.talk(legs[1].rtp_port);
        run(1);
    }
    EXPECT_EQ(b.hears(400), 0);
    EXPECT_EQ(legs[1].counters->packets_refused, 20);
    EXPECT_EQ(legs[1].counters->packets_received, 0);
    EXPECT_TRUE(stranger.rtp.receive().empty());
}

TEST_F(Engine, LatchesOnTheFirstGoodPacketOnceAndSendsThere) {
    FakeUe behind_nat, stranger;
    tone(behind_nat, 400);
    tone(stranger, 1000);
    open(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.latches = true;
    engine.apply(1, stream, now);
    join(2, b);
    legs[1].ue = &behind_nat;
    stranger.rtp.send(legs[1].rtp_port, {0x80, 0, 1});              // no RTP
    stranger.rtp.send(legs[1].rtp_port, stranger.packet(33, {1}));  // no payload type of ours
    for (int i = 0; i < 40; ++i) {
        run(1);
        stranger.talk(legs[1].rtp_port);
    }
    run(1);
    EXPECT_GT(b.hears(400, 3200), 7000);
    EXPECT_LT(b.hears(1000, 3200), 50);
    EXPECT_EQ(behind_nat.packets.size(), 41);
    EXPECT_TRUE(a.rtp.receive().empty());
    EXPECT_TRUE(stranger.rtp.receive().empty());
    EXPECT_EQ(legs[1].counters->packets_refused, 42);
}

TEST_F(Engine, WhatBeginsWithComfortNoiseOrAKeyIsLatchedToo_MED55) {
    for (const std::uint8_t type : {std::uint8_t{13}, std::uint8_t{101}}) {
        const std::uint32_t id = type;
        FakeUe behind_nat;
        open(id, a);
        auto stream = a.stream(1, Mode::sendrecv);
        stream.latches = true;
        engine.apply(id, stream, now);
        behind_nat.rtp.send(legs[id].rtp_port, behind_nat.packet(type, {}));  // says nothing
        legs[id].wait_for_arrival();
        advance();
        EXPECT_TRUE(behind_nat.rtp.receive().empty());
        behind_nat.rtp.send(legs[id].rtp_port, behind_nat.packet(type, {5, 10, 0, 160}));
        legs[id].wait_for_arrival();
        advance();
        EXPECT_FALSE(behind_nat.rtp.receive(1000).empty());
    }
}

TEST_F(Engine, HostilePacketsFromTheUserHimselfDisturbNobody) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(10);
    const auto port = legs[1].rtp_port;
    for (const Octets& octets : {Octets{}, Octets(1, 0x80), Octets(12, 0xff), Octets(1500, 0x80), Octets(2048, 0x9f),
                                 Octets(4000, 0x80), Octets(12, 0x80)})
        a.rtp.send(port, octets);
    for (int i = 0; i < 500; ++i) a.rtp.send(port, a.packet(0, Octets(1921, 0)));  // more than 240 ms
    a.rtcp.send(legs[1].rtcp_port, Octets(3, 0x81));
    run(60);
    EXPECT_NEAR(test::decibels(b.hears(400), 8000), 0, 0.5);
    EXPECT_GT(legs[1].counters->packets_refused, 4);
}

// A flood on one port is read piece by piece; what the kernel drops meanwhile is counted.
TEST_F(Engine, AFloodIsCountedAndHeldOff) {
    FakeUe flooder;
    join(1, a);
    join(2, b);
    for (int i = 0; i < 20000; ++i) flooder.rtp.send(legs[1].rtp_port, flooder.packet(0, Octets(160, 0xff)));
    run(1);
    EXPECT_EQ(legs[1].counters->packets_refused, 64);
    flooder.rtp.send(legs[1].rtp_port, flooder.packet(0, {}));
    run(500);
    flooder.rtp.send(legs[1].rtp_port, flooder.packet(0, {}));
    run(1);
    EXPECT_EQ(engine.datagrams_dropped() + legs[1].counters->packets_refused, 20002);
    EXPECT_EQ(b.packets.size(), 502);
}

}  // namespace
}  // namespace isfocus::mrfpd
