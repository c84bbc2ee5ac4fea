#include "digest/digest.h"
#include "outgoing.h"
#include "sip/text.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// Whoever is called wants to know who calls (RFC 3261 22).
class Challenged : public Outgoing {
protected:
    void SetUp() override { start(with_credentials()); }

    sip::Settings with_credentials() const {
        auto with = settings();
        with.credentials = {{"home1.net", "isfocus", "secret"}};
        return with;
    }

    static constexpr std::string_view kChallenge =
        "Digest realm=\"home1.net\", nonce=\"n1\", algorithm=MD5, qop=\"auth\", opaque=\"o\"";

    static std::string asks(std::string_view header, std::string_view challenge = kChallenge) {
        return std::string(header) + ": " + std::string(challenge) + "\n";
    }

    /// That the request carries what the challenge asks for.
    static void expect_authorized(const std::string& request, const char* name,
                                  std::string_view challenge = kChallenge) {
        const auto value = header(request, name);
        const auto line = request.substr(0, request.find("\r\n"));
        const auto method = line.substr(0, line.find(' '));
        const auto uri = line.substr(method.size() + 1, line.rfind(' ') - method.size() - 1);
        const auto at = value.find("cnonce=\"");
        const auto cnonce = at == std::string::npos ? "" : value.substr(at + 8, value.find('"', at + 8) - at - 8);
        EXPECT_EQ(value, digest::authorization(*digest::parse_challenge(challenge), {"", "isfocus", "secret"},
                                               {method, uri, body_of(request)}, cnonce));
        EXPECT_EQ(request.find("secret"), std::string::npos);
    }

    /// The second of two is the first with credentials.
    static void expect_same_but_later(const std::string& first, const std::string& again) {
        EXPECT_EQ(again.substr(0, again.find("\r\n")), first.substr(0, first.find("\r\n")));
        for (const char* name : {"Call-ID", "From", "To", "Route", "Contact", "P-Charging-Vector", "Content-Type",
                                 "Event", "Subscription-State", "Reason", "Accept", "Max-Forwards"})
            EXPECT_EQ(header(again, name), header(first, name)) << name;
        EXPECT_EQ(body_of(again), body_of(first));
        EXPECT_EQ(std::stoi(header(again, "CSeq")), std::stoi(header(first, "CSeq")) + 1);
        EXPECT_NE(header(again, "Via"), header(first, "Via"));
    }

    NotifyOrder notify_order(DialogId dialog) {
        return {.subscription = SubscriptionId{9},
                .dialog = dialog,
                .contact = uri(kConference),
                .event = "refer",
                .content_type = "message/sipfrag",
                .body = "SIP/2.0 100 Trying\r\n"};
    }
};

TEST_F(Challenged, InviteIsSentOnceMoreWithCredentials_OUT48) {
    shows_repeats = true;
    const auto out = order();
    stack->invite(out);
    const auto first = expect("INVITE ");
    EXPECT_EQ(header(first, "Proxy-Authorization"), "");
    send(response(first, "407 Proxy Authentication Required", "p1", asks("Proxy-Authenticate")));
    invited = expect("INVITE ");
    EXPECT_TRUE(was_sent("ACK "));
    expect_same_but_later(first, invited);
    expect_authorized(invited, "Proxy-Authorization");
    EXPECT_TRUE(events.empty());

    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    EXPECT_EQ(await<InviteAnswered>().dialog, out.dialog);
    stack->acknowledge(out.dialog);
    const auto ack = expect("ACK ");
    EXPECT_EQ(header(ack, "Proxy-Authorization"), header(invited, "Proxy-Authorization"));  // RFC 3261 22.1
    EXPECT_EQ(std::stoi(header(ack, "CSeq")), std::stoi(header(invited, "CSeq")));
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    EXPECT_EQ(expect("ACK "), ack);
    stack->bye(out.dialog, "");
    send(response(expect("BYE "), "200 OK", ""));
    EXPECT_EQ(await<ByeAnswered>().status, 200);
}

TEST_F(Challenged, InviteTellsTheUserAgentServerTooByAuthorization_OUT48) {
    const std::string challenge = "Digest nonce=\"n2\",realm=\"home1.net\",algorithm=SHA-256,qop=\"auth-int\"";
    stack->invite(order());
    send(response(expect("INVITE "), "401 Unauthorized", "b1",
                  asks("WWW-Authenticate", "Basic realm=\"home1.net\"") + asks("WWW-Authenticate", challenge) +
                      asks("WWW-Authenticate")));
    invited = expect("INVITE ");
    expect_authorized(invited, "Authorization", challenge);
    EXPECT_EQ(header(invited, "Proxy-Authorization"), "");
    send(response(invited, "486 Busy", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(Challenged, ASecondChallengeIsFinal_OUT48) {
    stack->invite(order());
    send(response(expect("INVITE "), "407 Who", "p1", asks("Proxy-Authenticate")));
    send(response(expect("INVITE "), "407 Still Who", "p1", asks("Proxy-Authenticate")));
    const auto failed = await<InviteFailed>();
    EXPECT_EQ(failed.status, 407);
    EXPECT_EQ(failed.phrase, "Still Who");
    EXPECT_TRUE(events.empty());
}

TEST_F(Challenged, AStaleNonceIsReplacedOnce_OUT48) {
    const std::string fresh = "Digest realm=\"home1.net\", nonce=\"n2\", stale=true, qop=\"auth\"";
    stack->invite(order());
    send(response(expect("INVITE "), "401 Who", "b1", asks("WWW-Authenticate")));
    expect_authorized(invited = expect("INVITE "), "Authorization");
    send(response(invited, "401 Too Old", "b1", asks("WWW-Authenticate", fresh)));
    expect_authorized(invited = expect("INVITE "), "Authorization", fresh);
    send(response(invited, "401 Too Old Again", "b1", asks("WWW-Authenticate", fresh)));
    EXPECT_EQ(await<InviteFailed>().phrase, "Too Old Again");
}

TEST_F(Challenged, WithoutCredentialsForTheRealmTheStatusIsFinal_OUT48) {
    for (const char* challenge : {"Digest realm=\"home2.net\", nonce=\"n\"", "Basic realm=\"home1.net\"",
                                  "Digest realm=\"home1.net\", nonce=\"n\", algorithm=AKAv1-MD5", "Digest"}) {
        stack->invite(order());
        send(response(expect("INVITE "), "401 Who", "b1", asks("WWW-Authenticate", challenge)));
        EXPECT_EQ(await<InviteFailed>().status, 401) << challenge;
    }
    stack->invite(order());
    send(response(expect("INVITE "), "407 Who", "b1", asks("WWW-Authenticate")));  // the header of the other status
    EXPECT_EQ(await<InviteFailed>().status, 407);
    EXPECT_FALSE(was_sent("INVITE "));
}

TEST_F(Challenged, CredentialsForAnyRealmAnswerAll_OUT48) {
    auto with = settings();
    with.credentials = {{"*", "isfocus", "secret"}};
    stack->reconfigure(with);
    const std::string challenge = "Digest realm=\"laboratory\", nonce=\"n\"";
    stack->invite(order());
    send(response(expect("INVITE "), "401 Who", "b1", asks("WWW-Authenticate", challenge)));
    expect_authorized(invited = expect("INVITE "), "Authorization", challenge);
}

TEST_F(Challenged, CancelledInviteIsNotSentAgain_OUT48) {
    const auto out = order();
    stack->invite(out);
    invited = expect("INVITE ");
    send(response(invited, "100 Trying", ""));
    stack->cancel(out.dialog);
    expect("CANCEL ");
    send(response(invited, "407 Who", "p1", asks("Proxy-Authenticate")));
    EXPECT_EQ(await<InviteFailed>().status, 407);
    expect("ACK ");
    EXPECT_TRUE(received.empty());
}

TEST_F(Challenged, AuthorizedInviteCanBeCancelled_OUT48) {
    const auto out = order();
    stack->invite(out);
    send(response(expect("INVITE "), "407 Who", "p1", asks("Proxy-Authenticate")));
    invited = expect("INVITE ");
    stack->cancel(out.dialog);
    send(response(invited, "100 Trying", ""));
    const auto cancel = expect("CANCEL ");
    EXPECT_EQ(header(cancel, "Via"), header(invited, "Via"));
    EXPECT_EQ(std::stoi(header(cancel, "CSeq")), std::stoi(header(invited, "CSeq")));
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 487);
}

TEST_F(Challenged, EachNextHopMayAsk_OUT48_OUT53) {
    Peer second;
    auto with = with_credentials();
    with.outbound_backup = {uri("sip:127.0.0.1:" + std::to_string(second.port()) + ";lr")};
    start(with);
    stack->invite(order());
    send(response(expect("INVITE "), "407 Who", "p1", asks("Proxy-Authenticate")));
    send(response(expect("INVITE "), "503 Maintenance", "p1", "Retry-After: 100\n"));
    std::vector<std::string> there;
    const auto next = [&] {
        there.clear();
        run_until([&] {
            while (auto message = second.receive())
                if (message->starts_with("INVITE ")) there.push_back(*message);
            return !there.empty();
        });
        return there.empty() ? std::string() : there.front();
    };
    const auto plain = next();
    EXPECT_EQ(header(plain, "Proxy-Authorization"), "");  // the other's nonce would mean nothing here
    second.send(response(plain, "407 Who", "p2", asks("Proxy-Authenticate")), port());
    const auto again = next();
    expect_authorized(again, "Proxy-Authorization");
    EXPECT_EQ(header(again, "Route"), header(plain, "Route"));
    second.send(response(again, "486 Busy", "b1"), port());
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(Challenged, NotifyIsSentOnceMoreWithCredentials_NTF14) {
    const DialogId dialog = establish("Record-Route: <sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr;n=1>\n");
    stack->notify(notify_order(dialog));
    const auto first = expect("NOTIFY ");
    EXPECT_NE(header(first, "Route"), "");
    send(response(first, "401 Unauthorized", "", asks("WWW-Authenticate")));
    const auto again = expect("NOTIFY ");
    expect_same_but_later(first, again);
    expect_authorized(again, "Authorization");
    send(response(again, "200 OK", ""));
    EXPECT_EQ(await<NotifyAnswered>().status, 200);

    stack->notify(notify_order(dialog));
    send(response(expect("NOTIFY "), "407 Who", "", asks("Proxy-Authenticate")));
    send(response(expect("NOTIFY "), "407 Who", "", asks("Proxy-Authenticate")));
    EXPECT_EQ(await<NotifyAnswered>().status, 407);
    EXPECT_TRUE(events.empty());
}

TEST_F(Challenged, ByeIsSentOnceMoreWithCredentials) {
    const DialogId dialog = establish();
    stack->bye(dialog, "SIP;cause=200");
    const auto first = expect("BYE ");
    send(response(first, "407 Who", "", asks("Proxy-Authenticate")));
    const auto again = expect("BYE ");
    expect_same_but_later(first, again);
    expect_authorized(again, "Proxy-Authorization");
    send(response(again, "200 OK", ""));
    const auto answered = await<ByeAnswered>();
    EXPECT_EQ(answered.dialog, dialog);
    EXPECT_EQ(answered.status, 200);
}

TEST_F(Challenged, ProbeIsSentOnceMoreWithCredentials) {
    const DialogId dialog = establish();
    stack->probe(dialog);
    const auto first = expect("OPTIONS ");
    send(response(first, "401 Who", "", asks("WWW-Authenticate")));
    const auto again = expect("OPTIONS ");
    expect_same_but_later(first, again);
    expect_authorized(again, "Authorization");
    send(response(again, "481 Gone", ""));
    EXPECT_EQ(await<ProbeAnswered>().status, 481);
}

TEST_F(Challenged, SilenceAfterTheChallengeIs408_NTF14) {
    const DialogId dialog = establish();
    stack->notify(notify_order(dialog));
    send(response(expect("NOTIFY "), "401 Who", "", asks("WWW-Authenticate")));
    EXPECT_EQ(await<NotifyAnswered>().status, 408);
    EXPECT_TRUE(events.empty());
}

TEST_F(Challenged, OfAReleasedDialogOnlyTheByeIsSentAgain) {
    const DialogId dialog = establish();
    stack->notify(notify_order(dialog));
    stack->bye(dialog, "");
    const auto notify = expect("NOTIFY ");
    const auto bye = expect("BYE ");
    stack->release(dialog);
    send(response(notify, "401 Who", "", asks("WWW-Authenticate")));
    send(response(bye, "401 Who", "", asks("WWW-Authenticate")));
    const auto again = expect("BYE ");
    expect_authorized(again, "Authorization");
    send(response(again, "200 OK", ""));
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_FALSE(was_sent("NOTIFY "));
    EXPECT_TRUE(events.empty());
}

}  // namespace
}  // namespace isfocus::test
