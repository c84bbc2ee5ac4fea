#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "listener.h"
#include "outgoing.h"
#include "peer6.h"

namespace isfocus::test {
namespace {

using namespace focus;

bool has_ipv6_loopback() {
    std::ifstream table("/proc/net/if_inet6");
    for (std::string line; std::getline(table, line);)
        if (line.starts_with("00000000000000000000000000000001")) return true;
    return false;
}

/// IPv4 and IPv6, UDP and TCP at once; the next hop is on IPv6.
class Ipv6 : public Outgoing {
protected:
    void SetUp() override {
        if (!has_ipv6_loopback()) GTEST_SKIP() << "this system has no ::1";
        peer6.emplace();
        auto with = settings();
        with.listen.push_back({sip::ListenAddress::Transport::udp, "::1", 0});
        with.listen.push_back({sip::ListenAddress::Transport::tcp, "::1", 0});
        with.outbound = uri("sip:[::1]:" + std::to_string(peer6->port()) + ";lr");
        with.is_trusted = [](std::string_view address) { return address == "127.0.0.1" || address == "::1"; };
        start(with);
    }

    std::uint16_t port6() const { return stack->bound()[2].port; }

    std::string expect6(std::string_view begin) {
        std::string found;
        EXPECT_TRUE(run_until([&] {
            for (auto text = peer6->receive(); !text.empty() && found.empty(); text = peer6->receive())
                if (text.starts_with(begin)) found = text;
            return !found.empty();
        })) << "nothing begins with "
            << begin;
        return found;
    }

    std::string over6(std::string request, std::string_view transport, std::uint16_t from) const {
        const std::string old = "SIP/2.0/UDP 127.0.0.1:" + std::to_string(peer.port());
        return request.replace(request.find(old), old.size(),
                               "SIP/2.0/" + std::string(transport) + " [::1]:" + std::to_string(from));
    }

    std::optional<Peer6> peer6;
    Ue ue{peer};
};

TEST_F(Ipv6, RequestsAreServedOverUdpAndTcp_GEN16) {
    peer6->send(over6(ue.request("OPTIONS", kConference), "UDP", peer6->port()), port6());
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    EXPECT_TRUE(header(expect6("SIP/2.0 200"), "Via").starts_with("SIP/2.0/UDP [::1]:"));

    Stream stream(stack->bound()[3].port, AF_INET6);
    stream.send(over6(ue.request("OPTIONS", kConference), "TCP", 9));
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    EXPECT_TRUE(run_until([&] { return contains(stream.received(), "SIP/2.0 200"); }));
}

TEST_F(Ipv6, NextHopIsReachedFromTheSocketOfItsFamily_OUT18) {
    auto out = order();  // short enough for a datagram
    out.referred_by.reset();
    out.replaces.reset();
    out.require_replaces = false;
    out.subject.reset();
    stack->invite(out);
    const auto invite = expect6("INVITE ");
    EXPECT_TRUE(header(invite, "Via").starts_with("SIP/2.0/UDP [::1]:" + std::to_string(port6()) + ";")) << invite;
    EXPECT_EQ(header(invite, "Route"), "<sip:[::1]:" + std::to_string(peer6->port()) + ";lr>");
    const std::string here = "[::1]:" + std::to_string(peer6->port());
    peer6->send(response(invite, "200 OK", "b1",
                         "Contact: <sip:bob@" + here + ">\nRecord-Route: <sip:" + here +
                             ";lr=on;r2=on>, <sip:127.0.0.1:" + std::to_string(peer.port()) +
                             ";r2=on;lr=on>\nContent-Type: application/sdp\n",
                         kAnswer),
                port6());
    await<InviteAnswered>();
    stack->acknowledge(out.dialog);
    // Reversed, the last Record-Route is the first hop (RFC 3261 12.1.2): on IPv4, by the socket there.
    const auto ack = expect("ACK sip:bob@" + here);
    EXPECT_TRUE(header(ack, "Via").starts_with("SIP/2.0/UDP 127.0.0.1:" + std::to_string(port()) + ";"));
    EXPECT_TRUE(contains(ack, "Route: <sip:127.0.0.1:" + std::to_string(peer.port()) + ";r2=on;lr=on>")) << ack;
    EXPECT_TRUE(contains(ack, "<sip:" + here + ";lr=on;r2=on>")) << ack;
    stack->bye(out.dialog, "");
    send(response(expect("BYE sip:bob@" + here), "200 OK", ""));
    await<ByeAnswered>();
}

TEST_F(Ipv6, AnswerToAnIpv4PeerLeavesByIpv4) {
    send(ue.request("OPTIONS", kConference));
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    expect("SIP/2.0 200");
}

/// Requests that are too long for a datagram (RFC 3261 18.1.1).
class LongRequest : public Outgoing {
protected:
    InviteOrder long_order() {
        auto out = order();
        out.subject = std::string(1500, 's');
        return out;
    }

    /// What the connection that the stack makes brings.
    std::optional<Stream> connection(const Listener& listener) {
        std::optional<Stream> stream;
        run_until([&] {
            if (auto one = listener.accept()) stream.emplace(std::move(*one));
            return stream.has_value();
        });
        return stream;
    }
};

TEST_F(LongRequest, GoesByTcpAndItsAnswerComesBackThere_GEN16) {
    const Listener listener;
    auto with = settings();
    with.outbound = uri("sip:127.0.0.1:" + std::to_string(listener.port()) + ";lr");
    start(with);
    stack->invite(long_order());
    auto stream = connection(listener);
    ASSERT_TRUE(stream);
    ASSERT_TRUE(run_until([&] { return contains(stream->received(), "\r\n\r\nv=0"); }));
    const auto invite = stream->received();
    EXPECT_TRUE(header(invite, "Via").starts_with("SIP/2.0/TCP 127.0.0.1:"));
    stream->send(response(invite, "486 Busy", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(LongRequest, GoesByUdpWhenTcpIsRefused_GEN16) {
    const auto out = long_order();
    stack->invite(out);
    const auto invite = expect("INVITE ");
    EXPECT_GT(invite.size(), 1500u);
    EXPECT_TRUE(header(invite, "Via").starts_with("SIP/2.0/UDP 127.0.0.1:" + std::to_string(port()))) << invite;
    send(response(invite, "486 Busy", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(LongRequest, ThatCameByUdpIsAnsweredByUdp_GEN16) {
    Ue ue(peer);
    send(ue.request("OPTIONS", kConference, "Subject: " + std::string(3000, 's') + "\n"));
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    expect("SIP/2.0 200");
}

/// What the UE that dials in gets its requests by: the route set as it came (RFC 3261 12.1.1).
TEST_F(LongRequest, RouteSetOfADialInKeepsItsOrderAndItsParameters_CHG15) {
    Ue ue(peer);
    const std::string first = "<sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr=on;r2=on>";
    const std::string second = "<sip:[::1]:5099;r2=on;lr=on;did=a.b>";
    send(ue.invite(Ue::kFactory, "Record-Route: " + first + "\nRecord-Route: " + second + "\n"));
    const auto invite = await<InviteReceived>();
    const DialogId dialog = invite.dialog;
    stack->respond(
        invite.transaction,
        {.status = 200, .phrase = "OK", .contact = uri(kConference), .body = Description{std::string(kAnswer), {}}});
    const auto answer = expect("SIP/2.0 200");
    EXPECT_TRUE(contains(answer, "Record-Route: " + first)) << answer;
    EXPECT_TRUE(contains(answer, second)) << answer;
    ue.to_tag = tag_of(header(answer, "To"));
    send(ue.request("ACK", kConference));
    await<AckReceived>();
    stack->bye(dialog, "");
    const auto bye = expect("BYE sip:alice@127.0.0.1:" + std::to_string(peer.port()) + ";x=%41 SIP/2.0");
    EXPECT_LT(bye.find(first), bye.find(second)) << bye;
    EXPECT_NE(bye.find(second), std::string::npos) << bye;
    send(response(bye, "200 OK", ""));
    await<ByeAnswered>();
}

}  // namespace
}  // namespace isfocus::test
