#include "isfocus/h248/connections.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "connections_fixture.h"
#include "dscp.h"
#include "h248/channel.h"
#include "isfocus/h248/tpkt.h"

/// mp-h248 4: messages over TCP, each in a TPKT packet (RFC 1006 6).
namespace isfocus::h248 {
namespace {

std::vector<std::string> read_in_pieces(const std::string& stream, std::size_t piece, bool& is_tpkt) {
    std::vector<std::string> messages;
    TpktReader reader;
    is_tpkt = true;
    for (std::size_t at = 0; at < stream.size() && is_tpkt; at += piece)
        is_tpkt = reader.feed(std::string_view{stream}.substr(at, piece),
                              [&](std::string_view message) { messages.emplace_back(message); });
    return messages;
}

TEST(Tpkt, MessagesComeBackHoweverTheStreamIsCut) {
    const std::vector<std::string> messages{"a", "MEGACO/2 [127.0.0.1]:2944", std::string(kMaxTpktOctets, 'x'), "b"};
    std::string stream;
    for (const auto& message : messages) stream += tpkt(message);
    EXPECT_EQ(stream.substr(0, 5), std::string("\x03\0\0\x05"
                                               "a",
                                               5));
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{7}, std::size_t{4096}, stream.size()}) {
        bool is_tpkt = false;
        EXPECT_EQ(read_in_pieces(stream, piece, is_tpkt), messages) << piece;
        EXPECT_TRUE(is_tpkt);
    }
}

TEST(Tpkt, WhatIsTooLongOrEmptyIsNotSent) {
    EXPECT_EQ(tpkt(""), "");
    EXPECT_EQ(tpkt(std::string(kMaxTpktOctets + 1, 'x')), "");
}

TEST(Tpkt, GarbageIsKnownAtOnce) {
    for (const auto& garbage : {std::string("MEGACO/2"), std::string("\x02\0\0\x05x", 5),
                                std::string("\x03\0\0\x03", 4), std::string("\x03\0\0\0", 4), std::string("G")}) {
        bool is_tpkt = true;
        EXPECT_TRUE(read_in_pieces(garbage, 1, is_tpkt).empty());
        EXPECT_FALSE(is_tpkt) << garbage;
    }
}

TEST(Tpkt, APacketWithNothingInItIsPassedOver) {
    const std::string nothing("\x03\0\0\x04", 4);
    const auto stream = nothing + tpkt("a") + nothing + nothing + tpkt("b") + nothing;
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, stream.size()}) {
        bool is_tpkt = false;
        EXPECT_EQ(read_in_pieces(stream, piece, is_tpkt), (std::vector<std::string>{"a", "b"})) << piece;
        EXPECT_TRUE(is_tpkt);
    }
    TpktReader reader;
    reader.feed(nothing, [](std::string_view) {});
    EXPECT_FALSE(reader.is_partial());
}

/// A socket that takes little at a time.
TEST(TpktChannel, WhatTheKernelTakesInPiecesComesWholeAndInOrder_MP4_1) {
    constexpr int kSmall = 4096;
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &kSmall, sizeof kSmall);
    const auto channel = tpkt_channel(ends[0]);
    std::string put, taken;
    std::array<char, 1000> octets;
    const auto take = [&] {
        const auto size = recv(ends[1], octets.data(), octets.size(), 0);
        if (size > 0) taken.append(octets.data(), static_cast<std::size_t>(size));
        EXPECT_TRUE(channel->write());
        return size > 0;
    };
    for (int i = 0; i < 50; ++i) {
        const std::string message(20'000, static_cast<char>('A' + i));
        channel->put(message);
        put += tpkt(message);
        EXPECT_TRUE(channel->write());
        EXPECT_GT(channel->unsent(), 0U);
        while (channel->unsent() > 6'000) ASSERT_TRUE(take());
    }
    while (take()) continue;
    EXPECT_EQ(channel->unsent(), 0U);
    EXPECT_TRUE(taken == put) << taken.size() << " octets of " << put.size();
    close(ends[0]);
    close(ends[1]);
}

class TcpTest : public TwoEnds {
protected:
    TcpTest() : TwoEnds("tcp:127.0.0.1:0") {}
    void SetUp() override { open({}); }

    int raw_connection() {
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_storage address;
        const auto size = static_cast<socklen_t>(to_sockaddr(mgc->local(), address));
        EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
        return fd;
    }
};

TEST_F(TcpTest, TheMrfpConnectsAndMessagesGoBothWaysOverThatConnection) {
    EXPECT_EQ(mrfp->send(mgc->local(), "one", now), Sending::done);
    EXPECT_EQ(mrfp->send(mgc->local(), std::string(50000, 'x'), now), Sending::done);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 2; }));
    EXPECT_EQ(at_mgc[0], "one");
    EXPECT_EQ(at_mgc[1].size(), 50000U);
    EXPECT_TRUE(peer.has_connection());
    EXPECT_EQ(mgc->send(peer, "reply", now), Sending::done);
    ASSERT_TRUE(run_until([&] { return at_mrfp.size() == 1; }));
    EXPECT_EQ(mgc->connections(), 1U);
    EXPECT_EQ(mgc->next_deadline(), now + 120s);
    auto stranger = peer;
    ++stranger.port;
    EXPECT_EQ(mgc->send(stranger, "nobody is there", now), Sending::no_connection);
}

TEST_F(TcpTest, BothEndsMarkWhatTheySend_MED70) {
    for (const auto* local : {"tcp:127.0.0.1:0", "tcp:[::1]:0"}) {
        at_mgc.clear();
        open_at(test::h248_address(local), {.dscp = 34});
        mrfp->send(mgc->local(), "MEGACO/2", now);
        ASSERT_TRUE(run_until([&] { return !at_mgc.empty(); }));
        const auto marks = test::marks_of_connections(mgc->local().port);
        EXPECT_EQ(marks.size(), 2U) << local;
        for (const auto& [fd, mark] : marks) EXPECT_EQ(mark, 34) << local;
    }
}

TEST_F(TcpTest, WhatIsTooLongOrNotTakenIsToldApart) {
    open({.max_unsent_octets = 100'000});
    EXPECT_EQ(mrfp->send(mgc->local(), std::string(kMaxTpktOctets + 1, 'x'), now), Sending::bad_length);
    EXPECT_EQ(mrfp->connections(), 0U);
    const std::string large(kMaxTpktOctets, 'x');
    EXPECT_EQ(mrfp->send(mgc->local(), large, now), Sending::done);
    EXPECT_EQ(mrfp->send(mgc->local(), large, now), Sending::not_taken) << "the connection is still being made";
}

TEST_F(TcpTest, AnEndIsToldToTheOtherSide) {
    mrfp->send(mgc->local(), "one", now);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 1; }));
    mrfp = std::move(*Connections::connect_from(loopback));
    EXPECT_TRUE(run_until([&] { return ended_at_mgc == 1; }));
    EXPECT_EQ(mgc->send(peer, "it is gone", now), Sending::no_connection);
}

TEST_F(TcpTest, WhoIsGivenUpGetsWhatWasSentAndThenTheEnd_MP4_2) {
    auto other = std::move(*Connections::listen(loopback));
    const std::string large(kMaxTpktOctets, 'x');
    for (int i = 0; i < 50; ++i) mrfp->send(mgc->local(), large, now);
    mrfp->send(other.local(), "one", now);
    mrfp->keep_only(other.local(), now);
    ASSERT_TRUE(run_until([&] {
        mrfp->keep_only(other.local(), now);
        return ended_at_mgc == 1;
    }));
    EXPECT_EQ(at_mgc.size(), 50U);
    EXPECT_EQ(ended_at_mrfp, 1);
    EXPECT_EQ(mrfp->connections(), 1U);
}

TEST_F(TcpTest, AConnectionThatCannotBeMadeIsToldAsEnded) {
    const auto nobody = mgc->local();
    mgc = std::move(*Connections::listen(loopback));
    if (mrfp->send(nobody, "one", now) == Sending::done) EXPECT_TRUE(run_until([&] { return ended_at_mrfp == 1; }));
    EXPECT_EQ(mrfp->connections(), 0U);
}

TEST_F(TcpTest, AMessageInTheBinaryEncodingEndsTheConnection_MP3_3) {
    mrfp->send(mgc->local(), "\x30\x82\x01\x02", now);
    ASSERT_TRUE(run_until([&] { return ended_at_mrfp == 1; }));
    EXPECT_EQ(at_mgc.size(), 1U) << "it is told of, for the log";
    EXPECT_EQ(mgc->counters().garbage, 1U);
}

TEST_F(TcpTest, GarbageEndsTheConnection) {
    const int fd = raw_connection();
    ASSERT_EQ(write(fd, "GET / HTTP/1.1\r\n\r\n", 18), 18);
    EXPECT_TRUE(run_until([&] { return ended_at_mgc == 1; }));
    EXPECT_EQ(mgc->counters().garbage, 1U);
    char octet = 0;
    EXPECT_LE(read(fd, &octet, 1), 0);
    close(fd);
}

TEST_F(TcpTest, WhoSendsNothingOrHalfAMessageIsNotWaitedForForEver) {
    const int silent = raw_connection(), slow = raw_connection();
    ASSERT_EQ(write(slow, "\x03\0\0\x09", 4), 4);
    ASSERT_TRUE(run_until([&] { return mgc->connections() == 2; }));
    EXPECT_EQ(mgc->next_deadline(), now + 10s);
    now += 10s;
    EXPECT_TRUE(run_until([&] { return ended_at_mgc == 2; }));
    EXPECT_EQ(mgc->counters().slow, 2U);
    close(silent);
    close(slow);
}

TEST_F(TcpTest, WhoHasSaidSomethingAndNothingElseDoesNotHoldAConnection) {
    const int stranger = raw_connection();
    ASSERT_EQ(write(stranger, "\x03\0\0\x05x", 5), 5);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 1; }));
    now += 119s;
    ASSERT_EQ(write(stranger, "\x03\0\0\x05y", 5), 5);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 2; }));
    EXPECT_EQ(mgc->next_deadline(), now + 120s);
    ASSERT_EQ(write(stranger, "\x03\0\0\x05", 4), 4);
    ASSERT_TRUE(run_until([&] { return mgc->next_deadline() == now + 10s; })) << "a message has begun";
    ASSERT_EQ(write(stranger, "z", 1), 1);
    ASSERT_TRUE(run_until([&] { return at_mgc.size() == 3; }));
    now += 120s;
    EXPECT_TRUE(run_until([&] { return ended_at_mgc == 1; }));
    close(stranger);
}

TEST_F(TcpTest, ConnectionsAreLimited) {
    open({.max_connections = 1});
    const int first = raw_connection(), second = raw_connection();
    ASSERT_TRUE(run_until([&] { return mgc->counters().refused == 1; }));
    EXPECT_EQ(mgc->connections(), 1U);
    close(first);
    close(second);
}

/// An MRFP on another host finds room whatever one does.
TEST_F(TcpTest, OneHostHasAFewAndIsToldOfInTheLogOnceASecond_MP4_1) {
    std::vector<std::string> warnings;
    open({.max_of_a_host = 2, .warn = [&](const std::string& line) { warnings.push_back(line); }});
    std::vector<int> strangers;
    for (int i = 0; i < 5; ++i) strangers.push_back(raw_connection());
    ASSERT_TRUE(run_until([&] { return mgc->counters().refused == 3; }));
    EXPECT_EQ(mgc->connections(), 2U);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_NE(warnings[0].find("connection refused, too many are open"), std::string::npos) << warnings[0];
    auto other = Connections::connect_from(test::h248_address("tcp:127.0.0.2:0"));
    ASSERT_TRUE(other);
    EXPECT_EQ(other->send(mgc->local(), "x", now), Sending::done);
    EXPECT_TRUE(run_until([&] {
        other->turn(
            now, [](const Endpoint&, std::string_view) {}, [](const Endpoint&) {});
        return at_mgc == std::vector<std::string>{"x"};
    }));
    for (const int fd : strangers) close(fd);
}

/// Out of descriptors: the loop must not be woken all the time by who waits, and he gets in when there are some again.
TEST_F(TcpTest, WithoutDescriptorsNobodyIsAcceptedForASecond_MP4_1) {
    const int stranger = raw_connection();
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 1;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    mgc->turn(
        now, [](const Endpoint&, std::string_view) {}, [](const Endpoint&) {});
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    pollfd waiting{mgc->fd(), POLLIN, 0};
    EXPECT_EQ(poll(&waiting, 1, 0), 0);
    EXPECT_EQ(mgc->connections(), 0U);
    EXPECT_EQ(mgc->next_deadline(), now + 1s);
    now += 1s;
    EXPECT_TRUE(run_until([&] { return mgc->connections() == 1; }));
    close(stranger);
}

}  // namespace
}  // namespace isfocus::h248
