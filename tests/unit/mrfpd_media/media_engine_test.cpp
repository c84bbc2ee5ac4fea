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

TEST_F(Engine, TelephoneEventIsSilenceAndNoLoss) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(30);
    const auto start = a.timestamp;
    b.audio.clear();
    for (int i = 0; i < 25; ++i) {  // a key for half a second: each packet has the timestamp of its beginning
        a.timestamp = start;
        a.rtp.send(legs[1].rtp_port, a.packet(101, {5, 10, 0, static_cast<std::uint8_t>(i)}));
        legs[1].wait_for_arrival();
        advance();
        legs[2].wait_for_what_was_sent();
    }
    EXPECT_TRUE(std::all_of(b.audio.begin() + 3 * 160, b.audio.end(), [](int s) { return s == 0; }));
    a.timestamp = start + 25 * 160;
    run(20);
    EXPECT_GT(b.hears(400, 2000), 7000);
    EXPECT_EQ(legs[1].counters->packets_lost, 0);
    EXPECT_EQ(legs[1].counters->packets_received, 75);
    EXPECT_LE(legs[1].counters->jitter, 160U);
}

// MED-19
TEST_F(Engine, KeysAreToldAtTheClocksOfBothEventsWhateverTheModeIs) {
    join(1, a, 1, Mode::sendonly);
    for (const std::uint8_t type : {std::uint8_t{101}, std::uint8_t{102}}) {
        a.timestamp += 8000;
        const std::uint8_t high = type == 101 ? 3 : 6;  // 100 ms: 0x320 or 0x640
        a.rtp.send(legs[1].rtp_port,
                   a.packet(type, {10, 0x8a, high, static_cast<std::uint8_t>(high == 3 ? 0x20 : 0x40)}));
        legs[1].wait_for_arrival();
        run(1);
    }
    using enum MediaEvent::Kind;
    const std::vector<MediaEvent> press{{1, key_pressed, 10, {}},
                                        {1, key_released, 10, std::chrono::milliseconds{100}}};
    ASSERT_EQ(engine.seen().size(), 4U);
    EXPECT_TRUE(std::equal(press.begin(), press.end(), engine.seen().begin()));
    EXPECT_TRUE(std::equal(press.begin(), press.end(), engine.seen().begin() + 2));
}

TEST_F(Engine, OfAFloodOfKeysAHandfulIsToldAndThatTheyWereTooMany_MED54) {
    using enum MediaEvent::Kind;
    join(1, a, 1, Mode::sendrecv);
    for (int tick = 0; tick < 50; ++tick) {
        for (int key = 0; key < 10; ++key) {
            a.timestamp += 160;
            a.rtp.send(legs[1].rtp_port, a.packet(101, {static_cast<std::uint8_t>(key), 0x8a, 0, 160}));
        }
        legs[1].wait_for_arrival();
        advance();
    }
    const auto count = [&](MediaEvent::Kind kind) {
        return std::ranges::count(engine.seen(), kind, &MediaEvent::kind);
    };
    EXPECT_GE(count(key_pressed), 30);
    EXPECT_LE(count(key_pressed), 33) << "20 at once, and 12 in the second";
    EXPECT_EQ(count(key_released), count(key_pressed));
    EXPECT_EQ(count(too_many_keys), 1);
    EXPECT_EQ(legs[1].counters->keys_left_out, 500U - static_cast<unsigned>(count(key_pressed)));
}

// MED-21
TEST_F(Engine, AToneIsHeardOverTheMixByOneAloneAndOnHoldToo) {
    tone(a, 1000);
    join(1, a);
    join(2, b);
    join(3, c);
    run(10);
    auto stream = b.stream(1, Mode::sendrecv);
    stream.plays = {{Play{1, Tone::dial, std::chrono::milliseconds{600}, false}}};
    engine.apply(2, stream, now);
    b.audio.clear();
    c.audio.clear();
    run(25);
    EXPECT_NEAR(test::decibels(b.hears(425, 3200), 4125), 0, 1);
    EXPECT_NEAR(test::decibels(b.hears(1000, 3200), 8000), 0, 1) << "and the others as before";
    EXPECT_LT(c.hears(425, 3200), 60);
    EXPECT_TRUE(engine.seen().empty());
    run(10);
    EXPECT_EQ(engine.seen(), (std::vector<MediaEvent>{{2, MediaEvent::Kind::played, 0, {}, 1}}));
    b.audio.clear();
    run(20);
    EXPECT_LT(b.hears(425, 3200), 60);
    stream.mode = Mode::inactive;
    stream.plays = {{Play{2, Tone::warning, {}, true}}};
    engine.apply(2, stream, now);
    b.audio.clear();
    run(30);
    EXPECT_EQ(b.audio.size(), 20U * 160) << "400 ms";
    EXPECT_NEAR(test::decibels(b.hears(1400, 3200), 4125), 0, 1);
    EXPECT_LT(b.hears(1000, 3200), 60);
}

// H.248.7
TEST_F(Engine, AnAnnouncementIsHeardByThoseForWhomItIs_MED28) {
    const auto one_second =
        std::make_shared<const Recording>(Recording{test::sine(700, 4000, 8000), test::sine(350, 4000, 16000)});
    join(1, a);
    join(2, b);
    join(3, c);
    run(5);
    std::uint32_t number = 0;
    for (const auto hearers : {Hearers::user, Hearers::others, Hearers::all}) {
        auto stream = b.stream(1, Mode::sendrecv);
        stream.plays = {{Play{.number = ++number, .is_brief = true, .announcement = one_second, .hearers = hearers}}};
        engine.apply(2, stream, now);
        for (auto* ue : {&a, &b, &c}) ue->audio.clear();
        run(40);
        for (const auto* ue : {&a, &b, &c}) {
            const bool is_for = hearers == Hearers::all || (ue == &b) == (hearers == Hearers::user);
            if (is_for)
                EXPECT_NEAR(test::decibels(ue->hears(700, 3200), 4000), 0, 1);
            else
                EXPECT_LT(ue->hears(700, 3200), 60);
        }
        EXPECT_TRUE(engine.seen().empty());
        run(15);
        EXPECT_EQ(engine.seen(), (std::vector<MediaEvent>{{2, MediaEvent::Kind::played, 0, {}, number}}));
        engine.seen().clear();
    }
}

// H.248.1 E.12
TEST_F(Engine, AnotherFormatThanBeforeIsTold_MED30) {
    tone(a, 400);
    join(1, a);
    run(5);
    EXPECT_TRUE(engine.seen().empty());
    a.encoding = Encoding::pcma;
    run(5);
    EXPECT_EQ(engine.seen(),
              (std::vector<MediaEvent>{{.termination = 1, .kind = MediaEvent::Kind::payload_changed, .value = 8}}));
}

// MED-20
TEST_F(Engine, WhoFallsSilentIsToldOnceUntilHeIsBack) {
    tone(a, 400);
    open(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.inactivity = Inactivity{std::chrono::seconds{1}, Inactivity::Direction::in};
    engine.apply(1, stream, now);
    run(60);
    EXPECT_TRUE(engine.seen().empty());
    a.amplitude = 0;  // says nothing any more
    run(48);
    EXPECT_TRUE(engine.seen().empty());
    run(60);
    EXPECT_EQ(engine.seen(), (std::vector<MediaEvent>{{1, MediaEvent::Kind::stopped, 0, {}}}));
    engine.seen().clear();
    tone(a, 400);
    run(5);
    a.amplitude = 0;
    run(60);
    EXPECT_EQ(engine.seen().size(), 1U) << "again";
}

TEST_F(Engine, OnHoldNobodyIsMissed) {
    open(1, a);
    auto stream = a.stream(1, Mode::inactive);
    stream.inactivity = Inactivity{std::chrono::seconds{1}, Inactivity::Direction::in};
    engine.apply(1, stream, now);
    run(100);
    EXPECT_TRUE(engine.seen().empty());
    stream.mode = Mode::sendrecv;
    engine.apply(1, stream, now);
    run(45);
    EXPECT_TRUE(engine.seen().empty()) << "the time begins with the resumption";
    run(10);
    EXPECT_EQ(engine.seen().size(), 1U);
    stream.inactivity->direction = Inactivity::Direction::both;
    engine.apply(1, stream, now);
    run(100);
    EXPECT_EQ(engine.seen().size(), 1U) << "he is sent packets";
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

TEST_F(Engine, ForTimeThatWasLeftOutNobodyIsMissed_MED36) {
    tone(a, 400);
    open(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.inactivity = Inactivity{std::chrono::seconds{1}, Inactivity::Direction::in};
    engine.apply(1, stream, now);
    run(20);
    a.amplitude = 0;
    engine.skip(100);
    now.monotonic += 2s;
    run(48);
    EXPECT_TRUE(engine.seen().empty());
    run(5);
    EXPECT_EQ(engine.seen().size(), 1U);
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
