#include "tls_fixture.h"

/// sofia-sip does not free what it has read of a subjectAltName: 200 octets for each certificate of a peer.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libcrypto.so\n";
}

namespace isfocus::test {
namespace {

using namespace focus;
using Role = TlsStream::Role;

TEST_F(Tls, RequestIsServed_GEN16) {
    EXPECT_TRUE(stack->bound().back().text().starts_with("tls:127.0.0.1:"));
    auto stream = connected();
    ASSERT_TRUE(is_ready(stream));
    EXPECT_EQ(stream.peer_name(), "as");
    is_served(stream);
    is_served(stream);
}

TEST_F(Tls, OfAWildcardEachAddressShowsTheCertificateAndTheVersions_GEN16) {
    auto with = with_tls();
    with.listen = {{sip::ListenAddress::Transport::tls, "0.0.0.0", 0}};
    start(with);
    ASSERT_FALSE(stack->bound().empty());
    for (const auto& at : stack->bound()) {
        EXPECT_NE(at.host, "0.0.0.0");
        TlsStream stream(Stream(at.host, at.port), authority(), Role::client);
        ASSERT_TRUE(is_ready(stream)) << at.text();
        EXPECT_EQ(stream.peer_name(), "as");
        is_served(stream);
        TlsStream old(Stream(at.host, at.port), authority(), Role::client);
        old.use_version(TLS1_1_VERSION);
        EXPECT_FALSE(is_ready(old)) << at.text();
    }
}

TEST_F(Tls, ManyConnectionsComeAndGoWithoutATrace) {
    for (int i = 0; i < 20; ++i) {
        auto stream = connected();
        ASSERT_TRUE(is_ready(stream));
        is_served(stream);
    }
    { Stream silent(tls_port()); }
    {
        Stream stranger(tls_port());
        stranger.send("OPTIONS sip:a SIP/2.0\r\n\r\n");
        EXPECT_TRUE(run_until([&] { return stranger.is_ended(); }));
    }
    EXPECT_TRUE(run_until([this] { return stack->counters().connections == 0; }));
}

/// RFC 5626 3.5.1; that nothing answers it over TLS is told in docs/operation.md.
TEST_F(Tls, KeepAliveKeepsAConnectionAndIsNotAnswered_GEN16) {
    using namespace std::chrono_literals;
    auto impatient = with_tls();
    impatient.connections.message = 1s;
    impatient.connections.idle = 2s;
    start(impatient);
    auto stream = connected();
    ASSERT_TRUE(is_ready(stream));
    is_served(stream);
    const auto before = stream.received();
    const auto wait = [&](std::chrono::milliseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        run_until([&] { return stream.is_ended() || std::chrono::steady_clock::now() > end; });
    };
    wait(1500ms);
    stream.send("\r\n\r\n");
    wait(1500ms);
    EXPECT_FALSE(stream.is_ended()) << "idle, or half a message";
    EXPECT_EQ(stream.received(), before);
    is_served(stream);
}

TEST_F(Tls, OldVersionIsRefused) {
    TlsStream stream = connected();
    stream.use_version(TLS1_1_VERSION);
    EXPECT_FALSE(is_ready(stream));
}

TEST_F(Tls, MutualMeansThatAStrangerHasToProveHimself) {
    auto mutual = with_tls();
    mutual.tls->verify_clients = true;
    start(mutual);
    auto nobody = connected();
    EXPECT_TRUE(ends(nobody));
    auto somebody = connected("scscf");
    ASSERT_TRUE(is_ready(somebody));
    is_served(somebody);
}

TEST_F(Tls, CertificateMakesAPeerTrustedWhoseAddressDoesNot_GEN14) {
    auto mutual = with_tls();
    mutual.tls->verify_clients = true;
    mutual.is_trusted = {};
    mutual.trusted_certificates = {"SIP:home1.test", "other.test"};
    start(mutual);
    const auto asserted = [&](const std::string& own) {
        auto stream = connected(own);
        EXPECT_TRUE(is_ready(stream));
        stream.send(over_tls(ue.invite(Ue::kFactory, "P-Asserted-Identity: <sip:alice@home1.test>\n")));
        const auto came = await<InviteReceived>();
        stack->respond(came.transaction, {.status = 486, .phrase = "Busy Here"});
        return came.request.asserted.has_value();
    };
    EXPECT_TRUE(asserted("scscf"));
    EXPECT_FALSE(asserted("stranger"));
}

TEST_F(Tls, NewCertificatesAreShownToNewConnectionsAndOldOnesStay) {
    auto before = connected();
    ASSERT_TRUE(is_ready(before));
    auto changed = with_tls();
    changed.tls = files("as2");
    EXPECT_FALSE(stack->reconfigure(changed));
    auto after = connected();
    ASSERT_TRUE(is_ready(after));
    EXPECT_EQ(after.peer_name(), "as2");
    is_served(after);
    is_served(before);
}

TEST_F(Tls, CertificatesThatCannotBeUsedChangeNothing) {
    auto changed = with_tls();
    changed.tls->key = authority().key("as2");
    const auto fault = stack->reconfigure(changed);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->file, sip::TlsFault::File::key);
    auto stream = connected();
    ASSERT_TRUE(is_ready(stream));
    EXPECT_EQ(stream.peer_name(), "as");
}

TEST_F(Tls, FilesThatCannotBeUsedAreNamed) {
    using enum sip::TlsFault::File;
    EXPECT_FALSE(sip::check(files()));
    auto tls = files();
    tls.certificate = "/does/not/exist";
    EXPECT_EQ(sip::check(tls)->file, certificate);
    EXPECT_EQ(sip::check(tls)->text, "/does/not/exist: No such file or directory");
    tls = files();
    tls.key = tls.certificate;
    EXPECT_EQ(sip::check(tls)->file, key);
    tls.key = authority().key("as2");
    EXPECT_EQ(sip::check(tls)->text, tls.key + ": does not belong to the certificate");
    tls = files();
    tls.ca = tls.key;
    EXPECT_EQ(sip::check(tls)->file, ca);
}

TEST_F(TlsNextHop, IsReachedByTransportTlsAndBySips_OUT18) {
    for (const auto& text : {hop("sip", ";transport=tls;lr"), hop("sips", ";lr")}) {
        outbound(text);
        const auto out = order();
        stack->invite(out);
        const auto stream = accept("local");
        ASSERT_TRUE(run_until([&] { return contains(stream->received(), "\r\n\r\nv=0"); })) << text;
        EXPECT_TRUE(
            header(stream->received(), "Via").starts_with("SIP/2.0/TLS 127.0.0.1:" + std::to_string(tls_port())));
        EXPECT_EQ(header(stream->received(), "Route"), "<" + text + ">");
        stream->send(response(stream->received(), "486 Busy", "b1"));
        EXPECT_EQ(await<InviteFailed>().status, 486);
    }
}

TEST_F(TlsNextHop, WhoseCertificateIsOfSomebodyElseGetsNothing) {  // RFC 5922 7.4
    outbound(hop("sip", ";transport=tls;lr"));
    stack->invite(order());
    const auto stream = accept("stranger");
    EXPECT_TRUE(run_until([&] { return stream->is_ended(); }));
    EXPECT_EQ(stream->received(), "");
    EXPECT_GE(await<InviteFailed>().status, 408);
}

}  // namespace
}  // namespace isfocus::test
