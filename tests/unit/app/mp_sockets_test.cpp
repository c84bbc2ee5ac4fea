#include "app/mp_sockets.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <string>

#include "app/peer_sockets.h"
#include "dscp.h"
#include "h248_address.h"

namespace isfocus::app {
namespace {

h248::Endpoint at(const std::string& text) {
    return test::h248_address(text);
}

TEST(PeerSockets, KnowWhereAPeerWasHeardLast_MP4_5) {
    PeerSockets sockets;
    EXPECT_FALSE(sockets.of(at("192.0.2.1:2944")));
    sockets.heard(at("192.0.2.1:2944"), 0);
    sockets.heard(at("192.0.2.1:2945"), 1);
    EXPECT_EQ(sockets.of(at("192.0.2.1:2944")), 0U);
    EXPECT_EQ(sockets.of(at("192.0.2.1:2945")), 1U);
    EXPECT_EQ(sockets.of(at("192.0.2.1:9")), 1U) << "its host was";
    sockets.heard(at("192.0.2.1:2944"), 1);
    EXPECT_EQ(sockets.of(at("192.0.2.1:2944")), 1U);
    EXPECT_FALSE(sockets.of(at("192.0.2.2:2944")));
}

TEST(PeerSockets, ForgetWhoWasNotHeardForLongest_MP4_5) {
    PeerSockets sockets;
    sockets.heard(at("192.0.2.1:2944"), 1);
    for (int port = 1; port < 20'000; ++port) {
        sockets.heard(at("198.51.100.1:" + std::to_string(port)), 2);
        if (port % 1000 == 0) sockets.heard(at("192.0.2.2:2944"), 3);
    }
    EXPECT_FALSE(sockets.of(at("192.0.2.1:2944")));
    EXPECT_EQ(sockets.of(at("192.0.2.2:2944")), 3U);
}

/// Two addresses of one family that were free just now.
std::vector<h248::Endpoint> free_addresses() {
    const auto one = h248::UdpSocket::open(at("127.0.0.1:0"));
    const auto other = h248::UdpSocket::open(at("127.0.0.1:0"));
    return {one->local(), other->local()};
}

TEST(MpSockets, AnswerFromTheAddressThatWasAsked_MP4_5) {
    const auto addresses = free_addresses();
    std::vector<config::Endpoint> listen;
    for (const auto& one : addresses) {
        config::Endpoint endpoint;
        endpoint.host = "127.0.0.1";
        endpoint.port = one.port;
        endpoint.transport = config::Endpoint::Transport::udp;
        listen.push_back(endpoint);
    }
    MpSockets sockets{listen};
    focus::Inbox inbox;
    mrfp::Client client{{},
                        inbox,
                        [] { return std::chrono::steady_clock::now(); },
                        [&](const h248::Endpoint& to, std::string_view octets) { sockets.send(to, octets); },
                        1};
    auto mrfp = std::move(*h248::UdpSocket::open(at("127.0.0.1:0")));
    std::vector<h248::Endpoint> answers;
    mrfp.send(addresses[1], "hello");
    for (int i = 0; i < 200 && answers.empty(); ++i) {
        pollfd fds[] = {{sockets.fd(), POLLIN, 0}, {mrfp.fd(), POLLIN, 0}};
        poll(fds, 2, 10);
        sockets.turn(client);
        mrfp.receive([&](const h248::Endpoint& from, std::string_view) { answers.push_back(from); });
    }
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0], addresses[1]);
}

TEST(MpSockets, MarkWhatTheySendOverUdp_MED70) {
    for (const std::string host : {"127.0.0.1", "::1"}) {
        MpSockets sockets{{{config::Endpoint::Transport::udp, host, 0}}, 34};
        const auto mrfp = h248::UdpSocket::open(*h248::endpoint(host, 0));
        ASSERT_TRUE(mrfp);
        test::show_marks(mrfp->fd(), mrfp->local().is_ip6);
        sockets.send(mrfp->local(), "hello");
        EXPECT_EQ(test::mark_of_next(mrfp->fd()), 34) << host;
    }
}

}  // namespace
}  // namespace isfocus::app
