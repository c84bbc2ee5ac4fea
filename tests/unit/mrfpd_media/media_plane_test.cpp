#include "mrfpd/media/media_plane.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "dscp.h"
#include "fake_ue.h"

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using test::FakeUe;
using test::Socket;

const MediaLog kNoLog = [](const std::string&) {};

const std::string kHost = test::own_address();
constexpr std::uint16_t kFirst = 30000;  ///< port of RTP, below those that the kernel gives away

/// Three users in real time: A's tone reaches B and C at its level and does not come back.
TEST(MediaPlane, AToneReachesTheOthersAtItsLevelAndDoesNotComeBack) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 15), kNoLog};
    FakeUe ues[3];
    std::uint16_t ports[3];
    ues[0].frequency = 440;
    ues[0].amplitude = 8000;
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto port = plane.open(i);
        ASSERT_TRUE(port);
        EXPECT_EQ(*port % 2, 0);
        ports[i] = *port;
        plane.apply(i, ues[i].stream(7, Mode::sendrecv));
    }
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 70; ++i) {
        for (int u = 0; u < 3; ++u) {
            ues[u].talk(ports[u]);
            ues[u].listen();
        }
        std::this_thread::sleep_until(start + i * 20ms);
    }
    EXPECT_NEAR(test::decibels(ues[1].hears(440), 8000), 0, 1);
    EXPECT_NEAR(test::decibels(ues[2].hears(440), 8000), 0, 1);
    EXPECT_LT(ues[0].hears(440), 80);
    const auto statistics = plane.statistics(0);
    EXPECT_GT(statistics.packets_received, 60);
    EXPECT_EQ(statistics.octets_received, statistics.packets_received * 160);
    EXPECT_GT(statistics.packets_sent, 60);
    EXPECT_EQ(statistics.octets_sent, statistics.packets_sent * 160);
    EXPECT_EQ(statistics.packets_lost, 0);
    EXPECT_EQ(statistics.packets_refused, 0);
    EXPECT_GE(statistics.duration, 1s);
}

/// Loopback of IPv6 is one address for all who test at the same time, and so are its ports.
class MarkedPackets : public testing::TestWithParam<bool> {};

INSTANTIATE_TEST_SUITE_P(EachFamily, MarkedPackets, testing::Bool());

TEST_P(MarkedPackets, OfRtpAndRtcpHaveTheDscp_MED70) {
    const bool is_ip6 = GetParam();
    const std::string host = is_ip6 ? "::1" : kHost;
    MediaPlane plane{host, 31000, 31099, kNoLog, 1, 46};
    FakeUe ue{host};
    for (const auto* socket : {&ue.rtp, &ue.rtcp}) test::show_marks(socket->fd(), is_ip6);
    ASSERT_TRUE(plane.open(1));
    plane.apply(1, ue.stream(1, Mode::sendrecv));
    EXPECT_EQ(test::mark_of_next(ue.rtp.fd()), 46);
    plane.close(1);  // says BYE
    EXPECT_EQ(test::mark_of_next(ue.rtcp.fd()), 46);
}

TEST(MediaPlane, AnExhaustedRangeGivesNothingAndAClosedPairComesBackAfterAPause) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 3), kNoLog};
    const auto one = plane.open(1), two = plane.open(2);
    ASSERT_TRUE(one && two);
    EXPECT_NE(*one, *two);
    EXPECT_FALSE(plane.open(3));
    plane.close(1);
    EXPECT_FALSE(plane.open(3)) << "it rests";
    std::optional<std::uint16_t> again;
    for (int i = 0; i < 300 && !(again = plane.open(3)); ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(again, one);
}

TEST(MediaPlane, SkipsAPortThatAnotherProgramHoldsAndSaysSo) {
    Socket rtcp_of_the_first{kHost, static_cast<std::uint16_t>(kFirst + 1)};
    int lines = 0;
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 5), [&](const std::string& line) {
                         ++lines;
                         EXPECT_NE(line.find(std::to_string(kFirst)), std::string::npos);
                     }};
    EXPECT_EQ(plane.open(1), kFirst + 2);
    EXPECT_EQ(plane.open(2), kFirst + 4);
    EXPECT_EQ(lines, 1);
    EXPECT_FALSE(plane.open(3));
}

TEST(MediaPlane, OfPortsThatOthersHoldItTriesAFewAndTheNextTerminationGetsAnother_MED52) {
    constexpr int kPairs = 20;
    std::vector<std::unique_ptr<Socket>> held;
    for (int i = 0; i < kPairs; ++i)
        held.push_back(std::make_unique<Socket>(kHost, static_cast<std::uint16_t>(kFirst + 2 * i)));
    std::vector<std::string> lines;
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 2 * kPairs + 1),
                     [&](const std::string& line) { lines.push_back(line); }};
    EXPECT_FALSE(plane.open(1));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("count=16"), std::string::npos) << lines[0];
    EXPECT_EQ(plane.open(1), kFirst + 2 * kPairs);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_NE(lines[1].find("count=4"), std::string::npos) << lines[1];
}

TEST(MediaPlane, SaysByeToAllWhenItEnds) {
    FakeUe ue;
    {
        MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 1), kNoLog};
        ASSERT_TRUE(plane.open(1));
        plane.apply(1, ue.stream(1, Mode::sendrecv));
        EXPECT_GT(ue.listen(2000), 0);
    }
    const auto octets = ue.rtcp.receive(2000);
    const auto rtcp = parse_rtcp(octets);
    ASSERT_TRUE(rtcp);
    EXPECT_TRUE(rtcp->bye);
}

TEST(MediaPlane, OrdersForUnknownTerminationsAreIgnored) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 1), kNoLog};
    plane.apply(9, {});
    plane.close(9);
    EXPECT_EQ(plane.statistics(9).packets_sent, 0);
}

TEST(MediaPlane, OpensAndClosesWhileItRuns) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 79), kNoLog};
    std::vector<std::unique_ptr<FakeUe>> ues;
    std::set<std::uint16_t> ports;
    for (std::uint32_t i = 0; i < 30; ++i) {
        auto& ue = *ues.emplace_back(std::make_unique<FakeUe>());
        ue.amplitude = 1000;
        ue.frequency = 300;
        const auto port = plane.open(i);
        ASSERT_TRUE(port);
        EXPECT_TRUE(ports.insert(*port).second);
        plane.apply(i, ue.stream(1 + i % 3, Mode::sendrecv));
        ue.talk(*port);
    }
    for (auto& ue : ues) EXPECT_GT(ue->listen(2000), 0);
    for (std::uint32_t i = 0; i < 30; i += 2) plane.close(i);
    for (std::uint32_t i = 1; i < 30; i += 2) EXPECT_GT(plane.statistics(i).packets_sent, 0);
}

// MED-14
TEST(MediaPlane, ConferencesInAllThreadsHearTheirOwnAndNobodyElse) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 11), kNoLog, 3};
    EXPECT_EQ(plane.threads(), 3U);
    FakeUe ues[6];
    std::uint16_t ports[6];
    for (std::uint32_t i = 0; i < 6; ++i) {
        ues[i].frequency = 400 + 300 * (i / 2);
        ues[i].amplitude = i % 2 == 0 ? 8000 : 0;
        ports[i] = plane.open(i).value();
        plane.apply(i, ues[i].stream(1 + i / 2, Mode::sendrecv));
    }
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 50; ++i) {
        for (std::size_t u = 0; u < 6; ++u) {
            ues[u].talk(ports[u]);
            ues[u].listen();
        }
        std::this_thread::sleep_until(start + i * 20ms);
    }
    for (std::size_t conference = 0; conference < 3; ++conference)
        for (std::size_t other = 0; other < 3; ++other) {
            const auto heard = ues[2 * conference + 1].hears(400.0 + 300 * static_cast<double>(other), 3200);
            if (conference == other)
                EXPECT_NEAR(test::decibels(heard, 8000), 0, 2) << conference;
            else
                EXPECT_LT(heard, 200) << conference << " hears " << other;
        }
}

TEST(MediaPlane, WhatIsClosedBeforeItHadAContextIsFreeAgain) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 1), kNoLog};
    ASSERT_TRUE(plane.open(1));
    plane.apply(1, {});
    plane.close(1);
    Socket rtp{kHost, kFirst}, rtcp{kHost, static_cast<std::uint16_t>(kFirst + 1)};  // throw if held
}

TEST(MediaPlane, LooksAfterItsThreadsAgainAsLongAsSomebodyNeedsThem_MED50) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 1), kNoLog};
    EXPECT_EQ(plane.next_look(), MediaPlane::Clock::time_point::max());
    ASSERT_TRUE(plane.open(1));
    EXPECT_LE(plane.next_look(), MediaPlane::Clock::now()) << "nobody has looked yet";
    const auto before = MediaPlane::Clock::now();
    plane.look_after_threads();
    EXPECT_GE(plane.next_look(), before + 1s);
    EXPECT_LE(plane.next_look(), MediaPlane::Clock::now() + 1s);
    plane.close(1);
    EXPECT_EQ(plane.next_look(), MediaPlane::Clock::time_point::max());
}

TEST(MediaPlane, ToldToLatchOnceMoreItFollowsTheUserToAnotherAddress_MED55) {
    MediaPlane plane{kHost, kFirst, static_cast<std::uint16_t>(kFirst + 1), kNoLog};
    FakeUe signalled, home, abroad;  // where he says that he is, where he is, and where he goes
    home.amplitude = abroad.amplitude = 1000;
    ASSERT_TRUE(plane.open(1));
    auto stream = signalled.stream(1, Mode::sendrecv);
    stream.latches = true;
    plane.apply(1, stream);
    ASSERT_GT(signalled.listen(10'000), 0U);
    home.talk(kFirst);
    ASSERT_GT(home.listen(10'000), 0U);
    abroad.sequence = home.sequence;
    abroad.talk(kFirst);
    home.listen();
    ASSERT_GT(home.listen(10'000), 0U) << "as long as nobody has told it otherwise";
    ++stream.relatches;
    plane.apply(1, stream);
    for (int i = 0; i < 500 && abroad.packets.empty(); ++i) {
        abroad.talk(kFirst);
        abroad.listen(20);
    }
    EXPECT_FALSE(abroad.packets.empty());
    const auto refused = plane.statistics(1).packets_refused;
    for (int i = 0; i < 500 && plane.statistics(1).packets_refused == refused; ++i) {
        home.talk(kFirst);
        abroad.listen(20);
    }
    EXPECT_GT(plane.statistics(1).packets_refused, refused);
}

TEST(MediaPlane, RefusesAnAddressThatIsNone) {
    EXPECT_THROW(MediaPlane("localhost", 20000, 20010, kNoLog), std::invalid_argument);
    EXPECT_THROW(MediaPlane(kHost, 20011, 20010, kNoLog), std::invalid_argument);
}

}  // namespace
}  // namespace isfocus::mrfpd
