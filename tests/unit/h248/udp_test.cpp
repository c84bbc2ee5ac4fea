#include "isfocus/h248/udp.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "h248_address.h"
#include "isfocus/h248/codec.h"

namespace isfocus::h248 {
namespace {

UdpSocket open(const char* local, std::size_t buffer = 1U << 20U) {
    auto socket = UdpSocket::open(test::h248_address(local), buffer);
    if (!socket) throw std::runtime_error{socket.error().text};
    return std::move(*socket);
}

bool readable(const UdpSocket& socket) {
    pollfd watched{socket.fd(), POLLIN, 0};
    return poll(&watched, 1, 2000) == 1;
}

std::vector<std::pair<Endpoint, std::string>> take(UdpSocket& socket) {
    std::vector<std::pair<Endpoint, std::string>> taken;
    if (readable(socket))
        socket.receive([&](const Endpoint& from, std::string_view octets) { taken.emplace_back(from, octets); });
    return taken;
}

TEST(EndpointHost, IsTheSameAtAnyPortAndWhicheverWayItIsWritten) {
    const auto host = *endpoint("192.0.2.1", 1);
    EXPECT_TRUE(host.has_host_of(*endpoint("192.0.2.1", 2)));
    EXPECT_TRUE(host.has_host_of(*endpoint("::ffff:192.0.2.1", 2)));
    EXPECT_TRUE(endpoint("::ffff:192.0.2.1", 2)->has_host_of(host));
    EXPECT_FALSE(host.has_host_of(*endpoint("192.0.2.2", 1)));
    EXPECT_FALSE(host.has_host_of(*endpoint("::192.0.2.1", 1)));
    EXPECT_TRUE(endpoint("2001:db8::1", 1)->has_host_of(*endpoint("2001:db8:0::1", 9)));
}

TEST(EndpointText, OfBothFamiliesAndEachTransport) {
    for (const auto* text : {"192.0.2.1:2944", "[2001:db8::1]:2944", "tcp:192.0.2.1:2944", "sctp:[::1]:1"})
        EXPECT_EQ(test::h248_address(text).text(), text);
    for (const auto* host : {"", "192.0.2", "192.0.2.256", "[::1]", "mrfp.test", "192.0.2.1:2944"})
        EXPECT_FALSE(endpoint(host, 1)) << host;
}

class Datagrams : public testing::TestWithParam<const char*> {};

TEST_P(Datagrams, ComeWithTheirSource) {
    auto a = open(GetParam());
    auto b = open(GetParam());
    ASSERT_NE(b.local().port, 0);
    EXPECT_TRUE(a.send(b.local(), "one"));
    EXPECT_TRUE(a.send(b.local(), "two"));
    auto taken = take(b);
    if (taken.size() == 1) taken.push_back(take(b).at(0));
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0], (std::pair{a.local(), std::string{"one"}}));
    EXPECT_EQ(taken[1].second, "two");
    EXPECT_EQ(a.counters().sent, 2U);
    EXPECT_EQ(b.counters().received, 2U);
}

INSTANTIATE_TEST_SUITE_P(BothFamilies, Datagrams, testing::Values("127.0.0.1:0", "[::1]:0"));

TEST(Udp, ReceiveReturnsAtOnceWhenNothingIsThere) {
    auto socket = open("127.0.0.1:0");
    EXPECT_EQ(socket.receive([](const Endpoint&, std::string_view) { FAIL(); }), 0U);
}

TEST(Udp, HasTheBuffersThatWereAskedFor) {
    const auto socket = open("127.0.0.1:0", 1U << 16U);
    for (const int option : {SO_RCVBUF, SO_SNDBUF}) {
        int octets = 0;
        socklen_t size = sizeof octets;
        ASSERT_EQ(getsockopt(socket.fd(), SOL_SOCKET, option, &octets, &size), 0);
        EXPECT_EQ(octets, 2 << 16) << "the kernel takes as much again for itself";
    }
}

TEST(Udp, SaysWhyItCannotBind) {
    const auto taken = open("127.0.0.1:0");
    const auto again = UdpSocket::open(taken.local());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, EADDRINUSE);
    EXPECT_NE(again.error().text.find(taken.local().text()), std::string::npos);
}

TEST(Udp, CountsWhatTheKernelDropped) {
    auto receiver = open("127.0.0.1:0", 4096);
    auto sender = open("127.0.0.1:0");
    const std::string octets(1000, 'x');
    for (int i = 0; i < 200; ++i) sender.send(receiver.local(), octets);
    while (receiver.receive([](const Endpoint&, std::string_view) {}) > 0) {
    }
    // The count comes with the next datagram that finds room.
    sender.send(receiver.local(), octets);
    take(receiver);
    const auto& counters = receiver.counters();
    EXPECT_GT(counters.dropped_by_kernel, 0U);
    EXPECT_EQ(counters.received + counters.dropped_by_kernel, sender.counters().sent);
}

TEST(Udp, CountsWhatCouldNotBeSent) {
    auto socket = open("127.0.0.1:0");
    EXPECT_FALSE(socket.send(socket.local(), std::string(70'000, 'x')));
    EXPECT_EQ(socket.counters().send_failures, 1U);
}

TEST(Udp, GoesOnAfterAnUnreachablePeer) {
    auto socket = open("127.0.0.1:0");
    const auto gone = open("127.0.0.1:0").local();
    socket.send(gone, "x");
    auto peer = open("127.0.0.1:0");
    EXPECT_TRUE(peer.send(socket.local(), "y"));
    EXPECT_EQ(take(socket).size(), 1U);
}

TEST(Udp, LargestMessageArrivesWhole) {
    auto a = open("127.0.0.1:0");
    auto b = open("127.0.0.1:0");
    const std::string octets(65'507, 'x');
    ASSERT_TRUE(a.send(b.local(), octets));
    const auto taken = take(b);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].second, octets);
}

}  // namespace
}  // namespace isfocus::h248
