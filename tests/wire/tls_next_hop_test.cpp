#include "tls_fixture.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// The first next hop is `listener`, over TLS; `peer` stands in for it. T1 is so long that Timer B ends no test.
class TlsNextHopThatFails : public TlsNextHop {
protected:
    void SetUp() override {
        auto with = with_tls();
        with.t1 = std::chrono::seconds(5);
        with.outbound = uri(hop("sip", ";transport=tls;lr"));
        with.outbound_backup = {uri("sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr")};
        start(with);
    }

    void is_passed_over() {
        const auto request = expect("INVITE ");
        send(response(request, "486 Busy", "b1"));
        EXPECT_EQ(await<InviteFailed>().status, 486);
    }

    void only_hop() {
        auto with = with_tls();
        with.t1 = std::chrono::seconds(5);
        with.outbound = uri(hop("sip", ";transport=tls;lr"));
        start(with);
    }

    std::unique_ptr<Stream> accept_plain() {
        std::unique_ptr<Stream> plain;
        EXPECT_TRUE(run_until([&] {
            if (auto one = listener.accept()) plain = std::make_unique<Stream>(std::move(*one));
            return plain != nullptr;
        }));
        return plain;
    }

    std::unique_ptr<TlsStream> accept_as_of_another_authority(const Authority& other) {
        std::ofstream(other.path("local.pem")) << std::ifstream(authority().certificate("local")).rdbuf();
        std::ofstream(other.path("local.key")) << std::ifstream(authority().key("local")).rdbuf();
        std::unique_ptr<TlsStream> stream;
        EXPECT_TRUE(run_until([&] {
            if (auto one = listener.accept())
                stream = std::make_unique<TlsStream>(std::move(*one), other, TlsStream::Role::server, "local");
            return stream != nullptr;
        }));
        return stream;
    }
};

TEST_F(TlsNextHopThatFails, BecauseItIsSomebodyElseIsPassedOverAtOnce_OUT53) {  // RFC 3263 4.3, RFC 5922 7.4
    stack->invite(order());
    const auto stream = accept("stranger");
    EXPECT_TRUE(ends(*stream));
    is_passed_over();
}

TEST_F(TlsNextHopThatFails, BecauseNobodyVouchesForItIsPassedOverAtOnce_OUT53) {
    Authority other;
    other.issue("mallory", "DNS:127.0.0.1");
    stack->invite(order());
    std::unique_ptr<TlsStream> stream;
    ASSERT_TRUE(run_until([&] {
        if (auto one = listener.accept())
            stream = std::make_unique<TlsStream>(std::move(*one), other, TlsStream::Role::server, "mallory");
        return stream != nullptr;
    }));
    EXPECT_TRUE(ends(*stream));
    is_passed_over();
}

TEST_F(TlsNextHopThatFails, BecauseItSpeaksNoTlsIsPassedOverAtOnce_OUT53) {
    stack->invite(order());
    accept_plain()->send("SIP/2.0 400 Bad Request\r\n\r\n");
    is_passed_over();
}

TEST_F(TlsNextHopThatFails, BecauseItClosesInTheHandshakeIsPassedOverAtOnce_OUT53) {
    stack->invite(order());
    accept_plain().reset();
    is_passed_over();
}

TEST_F(TlsNextHopThatFails, BecauseItDoesNotTrustUsIsPassedOverAtOnce_OUT53) {
    stack->invite(order());
    const Authority other;
    const auto stream = accept_as_of_another_authority(other);
    stream->demand_certificate();
    EXPECT_TRUE(ends(*stream));
    is_passed_over();
}

TEST_F(TlsNextHopThatFails, IsToldWithTheCause_OUT56) {
    only_hop();
    stack->invite(order());
    const auto stream = accept("stranger");
    EXPECT_TRUE(ends(*stream));
    const auto failed = await<InviteFailed>();
    EXPECT_EQ(failed.status, 503);
    EXPECT_EQ(failed.detail, "next hop " + hop("sip", ";transport=tls;lr") +
                                 ": TLS handshake failed: its certificate does not bear 127.0.0.1, but "
                                 "DNS:stranger.test");
}

TEST_F(TlsNextHopThatFails, FailsForAllThatWaitForIt_OUT53) {
    only_hop();
    for (int i = 0; i < 3; ++i) stack->invite(order());
    accept_plain().reset();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(await<InviteFailed>().status, 503);
}

TEST_F(TlsNextHopThatFails, AfterItHasAnsweredTakesNothingBack_OUT53) {  // it may answer over another connection
    stack->invite(order());
    const auto stream = accept("local");
    ASSERT_TRUE(run_until([&] { return contains(stream->received(), "\r\n\r\n"); }));
    stream->send(response(stream->received(), "180 Ringing", "b1"));
    EXPECT_EQ(await<InviteProgress>().status, 180);
    stream->close();
    wait(std::chrono::milliseconds(50));
    EXPECT_TRUE(events.empty());
    EXPECT_FALSE(was_sent("INVITE "));
}

}  // namespace
}  // namespace isfocus::test
