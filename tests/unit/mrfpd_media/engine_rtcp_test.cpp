#include <gtest/gtest.h>

#include "engine_fixture.h"

/// RTCP between the engine and a user.
namespace isfocus::mrfpd {
namespace {

using test::Octets;

TEST_F(Engine, AnswersSenderReportsWithTheirTimeAndSaysByeAtTheEnd) {
    tone(a, 400);
    join(1, a);
    run(30);
    Octets sr(28, 0);
    sr[0] = 0x80;
    sr[1] = 200;
    sr[3] = 6;
    put32(&sr[4], a.ssrc);
    put32(&sr[8], 0x11112222);
    put32(&sr[12], 0x33334444);
    a.rtcp.send(legs[1].rtcp_port, sr);
    run(1);
    put32(&sr[8], 0x66666666);
    const test::Socket stranger{"127.0.0.2"};
    stranger.send(legs[1].rtcp_port, sr);
    Octets report;
    for (int i = 0; i < 160 && report.empty(); ++i) {
        run(1);
        report = a.rtcp.receive();
    }
    ASSERT_TRUE(parse_rtcp(report));
    ASSERT_GE(report.size(), 84);
    EXPECT_EQ(report[1], 200) << "SR: it is sending";
    EXPECT_EQ(get32(&report[4]), 0xa0000001);
    EXPECT_EQ(get32(&report[16]), a.packets.back().timestamp) << "the timestamp that goes with its NTP time";
    EXPECT_EQ(get32(&report[20]), a.packets.size());
    EXPECT_EQ(get32(&report[24]), a.packets.size() * 160);
    EXPECT_EQ(get32(&report[28]), a.ssrc);
    EXPECT_EQ(get32(&report[44]), 0x22223333) << "LSR: of the user, not of a stranger";
    EXPECT_EQ(legs[1].counters->packets_refused, 1);
    EXPECT_LE(get32(&report[48]), 4 * 65536U) << "DLSR";
    EXPECT_EQ(std::string(report.begin() + 62, report.begin() + 82), std::string(20, 'c'));
    engine.close(1, now);
    const auto bye = a.rtcp.receive(100);
    const auto read = parse_rtcp(bye);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->bye);
    EXPECT_EQ(read->ssrc, 0xa0000001);
}

// RFC 3556 2
TEST_F(Engine, WithoutBandwidthForRtcpThereIsNoneAndNoBye_MED47) {
    tone(a, 400);
    open(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.remote->rtcp_bandwidth = RtcpBandwidth{0, 0};
    engine.apply(1, stream, now);
    run(600);
    engine.close(1, now);
    EXPECT_TRUE(a.rtcp.receive(50).empty());
}

TEST_F(Engine, WithLittleBandwidthForRtcpReportsAreRare_MED47) {
    int reports[2]{};
    test::FakeUe* const ues[]{&a, &b};
    for (std::uint32_t id : {0U, 1U}) {
        open(id, *ues[id]);
        auto stream = ues[id]->stream(1, Mode::sendrecv);
        if (id == 1) stream.remote->rtcp_bandwidth = RtcpBandwidth{20, 40};  // 1792 bits every 30 s
        engine.apply(id, stream, now);
    }
    for (int i = 0; i < 3000; ++i) {
        advance();
        for (auto* ue : ues) ue->listen();
        for (const auto id : {0U, 1U})
            if (!ues[id]->rtcp.receive().empty()) ++reports[id];
    }
    EXPECT_GE(reports[0], 9) << "in a minute";
    EXPECT_LE(reports[1], 4);
    EXPECT_GE(reports[1], 1);
}

// RFC 3550 6.4.1
TEST_F(Engine, MeasuresTheDelayByTheReportsOfTheUser) {
    tone(a, 400);
    join(1, a);
    Octets report;
    for (int i = 0; i < 160 && report.empty(); ++i) {
        run(1);
        report = a.rtcp.receive();
    }
    ASSERT_GE(report.size(), 28);
    run(50);  // the user holds it for 960 ms, 20 ms each way
    RtcpReport answer{a.ssrc, {}, ReportBlock{}, "a", false};
    answer.block->ssrc = get32(&report[4]);
    answer.block->last_sr = get32(&report[10]);
    answer.block->delay_since_last_sr = 65536 * 96 / 100;
    std::array<std::uint8_t, kMaxRtcpOctets> octets;
    const auto size = write_rtcp(answer, octets);
    const auto send = [&] {
        a.rtcp.send(legs[1].rtcp_port, {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)});
        run(1);
    };
    send();
    EXPECT_NEAR(legs[1].counters->delay_us, 20'000, 11'000);
    const auto measured = legs[1].counters->delay_us.load();
    put32(&octets[24], 0x12345678);  // a report that we never made
    send();
    EXPECT_EQ(legs[1].counters->delay_us, measured);
}

// RFC 3550 8.2
TEST_F(Engine, LeavesAnSsrcThatTheUserHasTooAndKnowsALoop) {
    tone(a, 400);
    tone(b, 700);
    join(1, a);
    join(2, b);
    run(5);
    const auto ours = a.packets.back().ssrc;
    const auto sequence = a.packets.back().sequence;
    a.ssrc = ours;
    run(20);
    EXPECT_NE(a.packets.back().ssrc, ours);
    EXPECT_EQ(a.packets.back().sequence, static_cast<std::uint16_t>(sequence + 20)) << "the sequence goes on";
    const auto bye = parse_rtcp(a.rtcp.receive(100));
    ASSERT_TRUE(bye);
    EXPECT_TRUE(bye->bye);
    EXPECT_EQ(bye->ssrc, ours);
    EXPECT_GT(b.hears(400, 1600), 6000) << "he is heard all the same";
    const auto second = a.packets.back().ssrc;
    a.ssrc = second;  // whatever we take comes back
    run(20);
    EXPECT_EQ(a.packets.back().ssrc, second);
    EXPECT_EQ(legs[1].counters->packets_refused, 20U);
}

// RFC 3550 8.2: by RTCP too.
TEST_F(Engine, LeavesAnSsrcInWhichTheUserReports_MED48) {
    join(1, a);
    run(5);
    const auto ours = a.packets.back().ssrc;
    Octets report{0x80, 201, 0, 1, 0, 0, 0, 0};
    put32(&report[4], ours);
    a.rtcp.send(legs[1].rtcp_port, report);
    run(5);
    EXPECT_NE(a.packets.back().ssrc, ours);
}

// RFC 3550 6.4.1
TEST_F(Engine, WhatAnotherSsrcReportedCountsForNoNewOne_MED48) {
    tone(a, 400);
    join(1, a);
    run(5);
    Octets sr(28, 0x77);
    sr[0] = 0x80;
    sr[1] = 200;
    put16(&sr[2], 6);
    put32(&sr[4], a.ssrc);
    a.rtcp.send(legs[1].rtcp_port, sr);
    run(5);
    a.ssrc += 1;
    Octets report;
    for (int i = 0; i < 160 && report.empty(); ++i) {
        run(1);
        report = a.rtcp.receive();
    }
    ASSERT_GE(report.size(), 52);
    EXPECT_EQ(get32(&report[28]), a.ssrc);
    EXPECT_EQ(get32(&report[44]), 0U) << "LSR";
    EXPECT_EQ(get32(&report[48]), 0U) << "DLSR";
}

TEST_F(Engine, OctetsAreCountedOfThePacketsThatAre_MED48) {
    tone(a, 400);
    join(1, a);
    run(5);
    a.sequence = static_cast<std::uint16_t>(a.sequence + 20'000);  // doubtful
    run(1);
    EXPECT_EQ(legs[1].counters->packets_received, 5U);
    EXPECT_EQ(legs[1].counters->octets_received, 800U);
}

TEST_F(Engine, SaysNoByeWhenItNeverSaidAnything) {
    join(1, a, 1, Mode::inactive);
    run(2);
    engine.close(1, now);
    advance();
    EXPECT_TRUE(a.rtcp.receive().empty());
}

}  // namespace
}  // namespace isfocus::mrfpd
