#include "tls_fixture.h"

namespace isfocus::test {
namespace {

using namespace focus;

class TlsFailures : public TlsNextHop {
protected:
    /// Why the only one of these failed.
    std::string told() {
        run_until([this] { return !failures.empty(); });
        EXPECT_EQ(failures.size(), 1u);
        return failures.empty() ? "" : failures.front().why;
    }

    void mutual() {
        auto with = with_tls();
        with.tls->verify_clients = true;
        start(with);
    }
};

TEST_F(TlsFailures, WhoDoesNotTrustUsIsTold_GEN16) {
    const Authority other;
    TlsStream stranger(Stream(tls_port()), other, TlsStream::Role::client);
    EXPECT_TRUE(ends(stranger));
    EXPECT_EQ(told(), "it refuses our certificate: unknown CA");
    EXPECT_FALSE(failures.front().is_outgoing);
    EXPECT_TRUE(failures.front().peer.starts_with("tls:127.0.0.1:"));
}

TEST_F(TlsFailures, WhoHasNoVersionInCommonIsTold_GEN16) {
    auto old = connected();
    old.use_version(TLS1_1_VERSION);
    EXPECT_TRUE(ends(old));
    EXPECT_TRUE(told().starts_with("no version of TLS in common: ")) << told();
}

TEST_F(TlsFailures, PlainTextIsTold_GEN16) {
    Stream plain(tls_port());
    plain.send("OPTIONS sip:a SIP/2.0\r\n\r\n");
    EXPECT_TRUE(run_until([&] { return plain.is_ended(); }));
    EXPECT_EQ(told(), "it does not speak TLS: wrong version number");
}

TEST_F(TlsFailures, AMissingCertificateIsTold_GEN16) {
    mutual();
    auto nobody = connected();
    EXPECT_TRUE(ends(nobody));
    EXPECT_EQ(told(), "it has shown no certificate");
}

TEST_F(TlsFailures, ACertificateOfAnotherAuthorityIsToldWithWhoseItIs_GEN16) {
    mutual();
    Authority other;
    other.issue("mallory", "DNS:scscf.home1.test");
    std::ofstream(other.path("ca.pem")) << std::ifstream(authority().certificate("ca")).rdbuf();  // it trusts ours
    TlsStream stranger(Stream(tls_port()), other, TlsStream::Role::client, "mallory");
    EXPECT_TRUE(ends(stranger));
    EXPECT_EQ(told(),
              "its certificate is refused: unable to get local issuer certificate, subject /CN=mallory, issuer /CN=ca");
}

TEST_F(TlsFailures, WhoTakesTooLongIsGivenUpAndTold_GEN16) {
    auto impatient = with_tls();
    impatient.connections.message = std::chrono::seconds(1);
    start(impatient);
    Stream half(tls_port());
    half.send(std::string_view("\x16\x03\x01", 3));
    EXPECT_TRUE(run_until([&] { return half.is_ended(); }));
    EXPECT_EQ(told(), "the handshake took too long");
}

TEST_F(TlsFailures, WhoGoesIsTold_GEN16) {
    {
        const Stream gone(tls_port());
        gone.send(std::string_view("\x16\x03\x01", 3));
    }
    EXPECT_EQ(told(), "it closed the connection in the handshake");
}

TEST_F(TlsFailures, WhoSaysNothingIsNot_GEN16) {
    { const Stream monitor(tls_port()); }
    EXPECT_TRUE(run_until([this] { return stack->counters().connections == 0; }));
    auto good = connected();
    ASSERT_TRUE(is_ready(good));
    is_served(good);
    EXPECT_TRUE(failures.empty()) << failures.front().why;
}

TEST_F(TlsFailures, OfANextHopThatIsSomebodyElseItsNamesAreTold_OUT18) {  // RFC 5922 7.4
    outbound(hop("sip", ";transport=tls;lr"));
    stack->invite(order());
    const auto stream = accept("stranger");
    EXPECT_TRUE(ends(*stream));
    EXPECT_EQ(told(), "its certificate does not bear 127.0.0.1, but DNS:stranger.test");
    EXPECT_TRUE(failures.front().is_outgoing);
    EXPECT_EQ(failures.front().peer, "tls:127.0.0.1:" + std::to_string(listener.port()));
}

TEST_F(TlsFailures, OfANextHopThatDoesNotTrustUsAreTold_OUT18) {
    outbound(hop("sip", ";transport=tls;lr"));
    stack->invite(order());
    std::unique_ptr<TlsStream> stream;
    const Authority other;
    std::ofstream(other.path("local.pem")) << std::ifstream(authority().certificate("local")).rdbuf();
    std::ofstream(other.path("local.key")) << std::ifstream(authority().key("local")).rdbuf();
    ASSERT_TRUE(run_until([&] {
        if (auto one = listener.accept())
            stream = std::make_unique<TlsStream>(std::move(*one), other, TlsStream::Role::server, "local");
        return stream != nullptr;
    }));
    stream->demand_certificate();
    EXPECT_TRUE(ends(*stream));
    EXPECT_EQ(told(), "it refuses our certificate: unknown CA");
    EXPECT_TRUE(failures.front().is_outgoing);
}

TEST_F(TlsFailures, OfANextHopThatSpeaksNoTlsAreTold_OUT18) {
    outbound(hop("sip", ";transport=tls;lr"));
    stack->invite(order());
    std::unique_ptr<Stream> plain;
    ASSERT_TRUE(run_until([&] {
        if (auto one = listener.accept()) plain = std::make_unique<Stream>(std::move(*one));
        return plain != nullptr;
    }));
    plain->send("SIP/2.0 400 Bad Request\r\n\r\n");
    EXPECT_EQ(told(), "it does not speak TLS: wrong version number");
    EXPECT_TRUE(failures.front().is_outgoing);
}

TEST(CertificateEnds, AreThoseOfAllCertificatesInTheFiles) {
    using enum sip::TlsFault::File;
    std::ofstream(authority().path("chain.pem"))
        << std::ifstream(authority().certificate("as")).rdbuf() << std::ifstream(authority().certificate("ca")).rdbuf();
    const auto ends =
        sip::certificate_ends({authority().path("chain.pem"), authority().key("as"), authority().certificate("ca")});
    ASSERT_EQ(ends.size(), 3u);
    EXPECT_EQ(ends[0].subject, "as");
    EXPECT_EQ(ends[0].file, certificate);
    EXPECT_EQ(ends[1].subject, "ca");
    EXPECT_EQ(ends[2].file, ca);
    const auto left = ends[0].until - std::chrono::system_clock::now();
    EXPECT_GT(left, std::chrono::hours(47));
    EXPECT_LE(left, std::chrono::hours(48));
    EXPECT_TRUE(sip::certificate_ends({"/does/not/exist", "", authority().key("as")}).empty());
}

}  // namespace
}  // namespace isfocus::test
