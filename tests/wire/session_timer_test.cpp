#include "outgoing.h"

/// Session timers on the wire (RFC 4028).
namespace isfocus::test {
namespace {

using namespace focus;
using namespace std::chrono_literals;
using Refresher = SessionTimer::Refresher;

class SessionTimerIn : public WireTest {
protected:
    /// The answer to this transaction, with this session timer.
    std::string answered(TransactionId transaction, SessionTimer session) {
        stack->respond(transaction, {.status = 200,
                                     .phrase = "OK",
                                     .contact = uri(kConference),
                                     .body = Description{std::string(kAnswer), {}},
                                     .session = session});
        return expect("SIP/2.0 200");
    }
    /// Alice's INVITE, answered and acknowledged.
    InviteReceived establish(std::string_view extra) {
        send(ue.invite(Ue::kFactory, extra));
        const auto event = await<InviteReceived>();
        ue.to_tag = tag_of(header(answered(event.transaction, event.request.session), "To"));
        send(ue.request("ACK", kConference));
        await<AckReceived>();
        return event;
    }

    Ue ue{peer};
};

TEST_F(SessionTimerIn, IsReadFromInviteReinviteAndUpdate_DLG07_DLG10) {
    const auto invited =
        establish("x: 600;refresher=uas\nSupported: 100rel, timer\nMin-SE: 120\nAllow: INVITE, UPDATE\n");
    EXPECT_EQ(invited.request.session, (SessionTimer{Refresher::uas, 600s, true, 120s}));
    EXPECT_TRUE(invited.request.allows_update);

    send(ue.request("UPDATE", kConference, ue.contact() + "Session-Expires: 90;refresher=uac\nRequire: timer\n"));
    const auto update = await<ReinviteReceived>();
    EXPECT_TRUE(update.is_update);
    EXPECT_FALSE(update.offer);
    EXPECT_EQ(update.session, (SessionTimer{Refresher::uac, 90s, true}));
    stack->respond(update.transaction, {.status = 200, .phrase = "OK"});
    EXPECT_EQ(header(expect("SIP/2.0 200"), "Session-Expires"), "");

    send(ue.request("INVITE", kConference, ue.contact() + "Session-Expires: 1800\n"));
    EXPECT_EQ(await<ReinviteReceived>().session, (SessionTimer{Refresher::unset, 1800s}));
}

TEST_F(SessionTimerIn, SaysWhoRefreshesAndRequiresItOfWhoKnowsIt_DLG11) {  // RFC 4028 9
    send(ue.invite(Ue::kFactory, "Supported: timer\n"));
    const auto by_ue = answered(await<InviteReceived>().transaction, {Refresher::uac, 1800s, true});
    EXPECT_EQ(header(by_ue, "Session-Expires"), "1800;refresher=uac");
    EXPECT_EQ(header(by_ue, "Require"), "timer");
    EXPECT_TRUE(contains(header(by_ue, "Supported"), "timer"));

    Ue other(peer, "call-2");
    send(other.invite(Ue::kFactory, "Session-Expires: 1800\n"));  // of a proxy
    const auto by_us = answered(await<InviteReceived>().transaction, {Refresher::uas, 1800s});
    EXPECT_EQ(header(by_us, "Session-Expires"), "1800;refresher=uas");
    EXPECT_EQ(header(by_us, "Require"), "");
}

TEST_F(SessionTimerIn, MalformedIs400) {
    send(ue.invite(Ue::kFactory, "Session-Expires: soon\n"));
    EXPECT_TRUE(expect("SIP/2.0 400").starts_with("SIP/2.0 400 Bad Session-Expires Header\r\n"));
    establish("");
    for (const char* method : {"UPDATE", "INVITE"}) {
        send(ue.request(method, kConference, ue.contact() + "x: 90;refresher=proxy\n"));
        EXPECT_TRUE(contains(header(expect("SIP/2.0 400"), "CSeq"), method));
    }
    EXPECT_TRUE(events.empty());
}

class SessionTimerOut : public Outgoing {
protected:
    InviteOrder order_with_session() {
        auto out = order();
        out.session_interval = 1800s;
        return out;
    }
};

TEST_F(SessionTimerOut, IsAskedForWithoutARefresher_OUT17) {
    stack->invite(order_with_session());
    invited = expect("INVITE ");
    EXPECT_EQ(header(invited, "Session-Expires"), "1800");
    EXPECT_EQ(header(invited, "Min-SE"), "");
    EXPECT_TRUE(contains(header(invited, "Supported"), "timer"));
    send(response(invited, "200 OK", "b1",
                  sdp() + "Require: timer\nSession-Expires: 1000;refresher=uac\nAllow: INVITE\nAllow: UPDATE\n",
                  kAnswer));
    const auto answer = await<InviteAnswered>();
    EXPECT_EQ(answer.session, (SessionTimer{Refresher::uac, 1000s, true}));
    EXPECT_TRUE(answer.allows_update);
}

TEST_F(SessionTimerOut, IsNotAskedForWhereTheOrderSaysSo_OUT17) {
    stack->invite(order());
    invited = expect("INVITE ");
    EXPECT_EQ(header(invited, "Session-Expires"), "");
    send(response(invited, "200 OK", "b1", sdp() + "Session-Expires: never\n", kAnswer));
    const auto answer = await<InviteAnswered>();
    EXPECT_EQ(answer.session, SessionTimer{});
    EXPECT_FALSE(answer.allows_update);
}

TEST_F(SessionTimerOut, TooShortIsRaisedOnce_OUT17_OUT49) {
    const auto out = order_with_session();
    stack->invite(out);
    const auto first = expect("INVITE ");
    send(response(first, "422 Session Interval Too Small", "p1", "Min-SE: 3600\n"));
    invited = expect("INVITE ");
    EXPECT_TRUE(was_sent("ACK "));
    EXPECT_EQ(header(invited, "Session-Expires"), "3600");
    EXPECT_EQ(header(invited, "Min-SE"), "3600");
    for (const char* name : {"Call-ID", "From", "To", "Route", "Contact", "Replaces", "Supported", "Max-Forwards"})
        EXPECT_EQ(header(invited, name), header(first, name)) << name;
    EXPECT_EQ(body_of(invited), body_of(first));
    EXPECT_EQ(std::stoi(header(invited, "CSeq")), std::stoi(header(first, "CSeq")) + 1);
    EXPECT_TRUE(events.empty());
    send(response(invited, "200 OK", "b1", sdp() + "Session-Expires: 3600;refresher=uas\n", kAnswer));
    EXPECT_EQ(await<InviteAnswered>().session.interval, 3600s);
    stack->acknowledge(out.dialog);
    EXPECT_EQ(header(expect("ACK "), "CSeq"), std::to_string(std::stoi(header(invited, "CSeq"))) + " ACK");
}

TEST_F(SessionTimerOut, ShorterMinimumLeavesTheInterval_OUT17) {
    stack->invite(order_with_session());
    send(response(expect("INVITE "), "422 Too Small", "p1", "Min-SE: 5\n"));
    invited = expect("INVITE ");
    EXPECT_EQ(header(invited, "Session-Expires"), "1800");
    EXPECT_EQ(header(invited, "Min-SE"), "90");
}

TEST_F(SessionTimerOut, SecondTooShortIsFinal_OUT49) {
    stack->invite(order_with_session());
    send(response(expect("INVITE "), "422 Too Small", "p1", "Min-SE: 3600\n"));
    send(response(expect("INVITE "), "422 Still Too Small", "b1", "Min-SE: 7200\n"));
    const auto failed = await<InviteFailed>();
    EXPECT_EQ(failed.status, 422);
    EXPECT_EQ(failed.phrase, "Still Too Small");
    EXPECT_TRUE(run_until([this] { return stack->counters().client_transactions == 0; }));
    EXPECT_TRUE(events.empty());
}

TEST_F(SessionTimerOut, TooShortIsFinalWithoutMinSeAndAfterACancel_OUT49) {
    stack->invite(order_with_session());
    send(response(expect("INVITE "), "422 Too Small", "p1", "Min-SE: much\n"));
    EXPECT_EQ(await<InviteFailed>().status, 422);

    const auto out = order_with_session();
    stack->invite(out);
    invited = expect("INVITE ");
    stack->cancel(out.dialog);
    send(response(invited, "422 Too Small", "p1", "Min-SE: 3600\n"));
    EXPECT_EQ(await<InviteFailed>().status, 422);
    wait(30ms);
    EXPECT_FALSE(was_sent("INVITE "));
    EXPECT_TRUE(received.empty() || !received.back().starts_with("INVITE "));
}

TEST_F(SessionTimerOut, TooShortAndChallengesMayAlternate_OUT48_OUT49) {
    auto with = settings();
    with.credentials = {{"home1.net", "isfocus", "secret"}};
    start(with);
    const std::string challenge = "Proxy-Authenticate: Digest realm=\"home1.net\", nonce=\"n1\"\n";
    stack->invite(order_with_session());
    send(response(expect("INVITE "), "407 Who", "p1", challenge));
    send(response(expect("INVITE "), "422 Too Small", "p1", "Min-SE: 3600\n"));
    send(response(expect("INVITE "), "407 Who", "p1", challenge));
    invited = expect("INVITE ");
    EXPECT_NE(header(invited, "Proxy-Authorization"), "");
    EXPECT_EQ(header(invited, "Session-Expires"), "3600");
    EXPECT_EQ(header(invited, "Min-SE"), "3600");
    send(response(invited, "422 Too Small", "p1", "Min-SE: 7200\n"));
    EXPECT_EQ(await<InviteFailed>().status, 422);
}

}  // namespace
}  // namespace isfocus::test
