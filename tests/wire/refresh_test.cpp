#include "outgoing.h"

namespace isfocus::test {
namespace {

using namespace focus;
using namespace std::chrono_literals;
using Refresher = SessionTimer::Refresher;

/// The focus refreshes the session with Bob (RFC 4028 10).
class Refresh : public Outgoing {
protected:
    static RefreshOrder update(DialogId dialog) { return {dialog, uri(kConference), 600s, true}; }
    static RefreshOrder reinvite(DialogId dialog) { return {dialog, uri(kConference), 600s, false}; }
    bool all_is_over() {
        return run_until([this] { return stack->counters().dialogs + stack->counters().client_transactions == 0; });
    }
};

TEST_F(Refresh, IsAnUpdateWithoutSdp_DLG12) {
    const DialogId dialog = establish();
    stack->refresh(update(dialog));
    const auto sent = expect("UPDATE sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41 SIP/2.0\r\n");
    EXPECT_EQ(header(sent, "Session-Expires"), "600;refresher=uac");
    EXPECT_EQ(header(sent, "Min-SE"), "");
    EXPECT_TRUE(contains(header(sent, "Supported"), "timer"));
    EXPECT_TRUE(header(sent, "Contact").starts_with("<sip:conf-1@conf-factory.ims.test>;isfocus;"));
    EXPECT_EQ(header(sent, "Call-ID"), header(invited, "Call-ID"));
    EXPECT_EQ(header(sent, "CSeq"), std::to_string(std::stoi(header(invited, "CSeq")) + 1) + " UPDATE");
    EXPECT_EQ(header(sent, "Content-Type"), "");
    EXPECT_EQ(header(sent, "Content-Length"), "0");

    const std::string moved = "Contact: <sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=2>\n";
    send(response(sent, "200 OK", "", moved + "Require: timer\nSession-Expires: 600;refresher=uas\n"));
    const auto answered = await<RefreshAnswered>();
    EXPECT_EQ(answered.dialog, dialog);
    EXPECT_EQ(answered.status, 200);
    EXPECT_EQ(answered.session, (SessionTimer{Refresher::uas, 600s, true}));
    stack->bye(dialog, "");
    EXPECT_TRUE(contains(expect("BYE "), ";gr=2 SIP/2.0\r\n"));  // RFC 3311 5.1
}

TEST_F(Refresh, IsAReinviteWithTheSdpThatWeSentLast_DLG12) {
    shows_repeats = true;
    const DialogId dialog = establish();
    stack->refresh(reinvite(dialog));
    const auto sent = expect("INVITE ");
    EXPECT_EQ(body_of(sent), kOffer);
    EXPECT_EQ(header(sent, "Content-Type"), "application/sdp");
    EXPECT_EQ(header(sent, "Session-Expires"), "600;refresher=uac");
    EXPECT_EQ(tag_of(header(sent, "To")), "b1");
    EXPECT_NE(header(sent, "Allow"), "");
    send(response(sent, "100 Trying", ""));
    send(response(sent, "183 Progress", ""));
    const auto ok = response(sent, "200 OK", "", sdp() + "Session-Expires: 600;refresher=uac\n", kAnswer);
    send(ok);
    const auto answered = await<RefreshAnswered>();
    EXPECT_EQ(answered.status, 200);
    EXPECT_EQ(answered.session, (SessionTimer{Refresher::uac, 600s}));
    const auto ack = expect("ACK ");
    EXPECT_EQ(header(ack, "CSeq"), std::to_string(std::stoi(header(sent, "CSeq"))) + " ACK");
    EXPECT_EQ(body_of(ack), "");
    send(ok);
    EXPECT_EQ(expect("ACK "), ack);  // RFC 3261 13.2.2.4
    EXPECT_TRUE(events.empty());
    EXPECT_EQ(stack->counters().client_transactions, 0u);
    stack->refresh(reinvite(dialog));
    EXPECT_EQ(body_of(expect("INVITE ")), kOffer);
}

TEST_F(Refresh, OffersWhatTheLastAnswerSaid_DLG12) {
    Ue ue{peer};
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(
        event.transaction,
        {.status = 200, .phrase = "OK", .contact = uri(kConference), .body = Description{std::string(kAnswer), {}}});
    ue.to_tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    send(ue.request("ACK", kConference));
    await<AckReceived>();
    stack->refresh(reinvite(event.dialog));
    const auto sent = expect("INVITE sip:alice@");
    EXPECT_EQ(body_of(sent), kAnswer);
    send(response(sent, "200 OK", "", ue.contact()));
    EXPECT_EQ(await<RefreshAnswered>().session, SessionTimer{});
    expect("ACK ");
}

TEST_F(Refresh, AsksForLongerOnceSomebodyWantsThat_DLG12) {  // RFC 4028 7.4
    const DialogId dialog = establish();
    stack->refresh(update(dialog));
    send(response(expect("UPDATE "), "422 Too Small", "", "Min-SE: 1200\n"));
    EXPECT_EQ(await<RefreshAnswered>().status, 422);
    stack->refresh(update(dialog));
    const auto longer = expect("UPDATE ");
    EXPECT_EQ(header(longer, "Session-Expires"), "1200;refresher=uac");
    EXPECT_EQ(header(longer, "Min-SE"), "1200");
    send(response(longer, "200 OK", "", "Session-Expires: 1200;refresher=uac\n"));
    EXPECT_EQ(await<RefreshAnswered>().session.interval, 1200s);

    send(request_of_bob("UPDATE", contact() + "Min-SE: 1500\n"));
    stack->respond(await<ReinviteReceived>().transaction, {.status = 200, .phrase = "OK"});
    stack->refresh(reinvite(dialog));
    EXPECT_EQ(header(expect("INVITE "), "Min-SE"), "1500");
}

TEST_F(Refresh, AlwaysEndsInItsStatus_DLG06_DLG08) {
    const DialogId dialog = establish();
    for (const auto& [order, method] : {std::pair{update(dialog), "UPDATE "}, {reinvite(dialog), "INVITE "}}) {
        for (const char* status : {"491 Request Pending", "481 Gone", "500 Broken", "302 Moved", "603 Never"}) {
            stack->refresh(order);
            const auto sent = expect(method);
            send(response(sent, status, ""));
            send(response(sent, status, ""));
            const auto answered = await<RefreshAnswered>();
            EXPECT_EQ(answered.dialog, dialog);
            EXPECT_EQ(std::to_string(answered.status), std::string(status).substr(0, 3));
        }
        stack->refresh(order);
        EXPECT_EQ(await<RefreshAnswered>().status, 408);
    }
    EXPECT_TRUE(run_until([this] { return stack->counters().client_transactions == 0; }));
    EXPECT_TRUE(events.empty());
}

TEST_F(Refresh, OfWhatIsNoDialogIs481AndASecondInvite491) {
    stack->refresh(update(DialogId{77}));
    EXPECT_EQ(await<RefreshAnswered>().status, 481);
    const auto out = order();
    stack->invite(out);
    stack->refresh(reinvite(out.dialog));
    EXPECT_EQ(await<RefreshAnswered>().status, 481);
    invited = expect("INVITE ");
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    await<InviteAnswered>();
    stack->refresh(reinvite(out.dialog));  // before the ACK (RFC 3261 14.1)
    EXPECT_EQ(await<RefreshAnswered>().status, 491);
    stack->acknowledge(out.dialog);
    expect("ACK ");
}

TEST_F(Refresh, AnswersAChallenge_OUT48) {
    auto with = settings();
    with.credentials = {{"home1.net", "isfocus", "secret"}};
    start(with);
    const DialogId dialog = establish();
    for (const auto& [order, method] : {std::pair{update(dialog), "UPDATE "}, {reinvite(dialog), "INVITE "}}) {
        stack->refresh(order);
        send(response(expect(method), "401 Who", "", "WWW-Authenticate: Digest realm=\"home1.net\", nonce=\"n1\"\n"));
        const auto again = expect(method);
        EXPECT_NE(header(again, "Authorization"), "");
        EXPECT_EQ(header(again, "Session-Expires"), "600;refresher=uac");
        send(response(again, "200 OK", "", contact()));
        EXPECT_EQ(await<RefreshAnswered>().status, 200);
    }
    expect("ACK ");
}

TEST_F(Refresh, OfAReleasedDialogIsReportedNoMore) {
    const DialogId dialog = establish();
    stack->refresh(update(dialog));
    const auto sent = expect("UPDATE ");
    stack->release(dialog);
    send(response(sent, "200 OK", "", contact()));
    EXPECT_TRUE(all_is_over());
    EXPECT_TRUE(events.empty());
}

TEST_F(Refresh, AnswerToAReinviteOfAReleasedDialogIsAcknowledged) {
    const DialogId dialog = establish();
    stack->refresh(reinvite(dialog));
    const auto sent = expect("INVITE ");
    stack->release(dialog);
    send(response(sent, "200 OK", "", sdp(), kAnswer));
    EXPECT_EQ(header(expect("ACK "), "CSeq"), std::to_string(std::stoi(header(sent, "CSeq"))) + " ACK");
    EXPECT_TRUE(all_is_over());
    EXPECT_FALSE(was_sent("BYE "));
    EXPECT_TRUE(events.empty());
}

TEST_F(Refresh, ReinviteThatNeverEndsIsCancelledWithTheDialog) {  // RFC 3261 9.1
    const DialogId dialog = establish();
    stack->refresh(reinvite(dialog));
    send(response(expect("INVITE "), "180 Ringing", ""));
    wait(20ms);
    stack->release(dialog);
    send(response(expect("CANCEL "), "200 OK", ""));
    EXPECT_TRUE(all_is_over());
    EXPECT_TRUE(events.empty());
}

}  // namespace
}  // namespace isfocus::test
