#include "reliable.h"

namespace isfocus::test {
namespace {

using namespace focus;

TEST_F(Reliable, ResponseIsAcknowledgedInItsEarlyDialog_OUT41) {  // RFC 3262 4
    const DialogId dialog = call();
    EXPECT_TRUE(contains(header(invited, "Supported"), "100rel"));  // OUT-10
    EXPECT_FALSE(contains(header(invited, "Require"), "100rel"));
    progress("183 Session Progress", "b1", 7, record_route());
    EXPECT_EQ(await<InviteProgress>().status, 183);
    const auto first = expect_prack(7);
    EXPECT_TRUE(first.starts_with("PRACK sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41 SIP/2.0\r\n"));
    EXPECT_EQ("Record-" + ("Route: " + header(first, "Route")) + "\n", record_route());
    EXPECT_EQ(cseq(first), cseq(invited) + 1);
    EXPECT_EQ(header(first, "Max-Forwards"), "70");
    send(response(first, "200 OK", ""));

    progress("180 Ringing", "b1", 8, record_route());
    EXPECT_EQ(await<InviteProgress>().status, 180);
    const auto second = expect_prack(8);
    EXPECT_EQ(cseq(second), cseq(invited) + 2);
    send(response(second, "200 OK", ""));

    send(response(invited, "200 OK", "b1", sdp() + record_route(), kAnswer));
    EXPECT_TRUE(await<InviteAnswered>().answer);
    stack->acknowledge(dialog);
    const auto ack = expect("ACK ");
    EXPECT_EQ(cseq(ack), cseq(invited));
    EXPECT_EQ(header(ack, "Route"), header(first, "Route"));
    expect_bye(dialog, second);
    stack->release(dialog);
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_EQ(stack->counters().client_transactions, 0u);
}

TEST_F(Reliable, RepeatsAndGapsArePassedOver_OUT41) {
    call();
    progress("183 Session Progress", "b1", 7);
    await<InviteProgress>();
    answer_prack(7);
    progress("183 Session Progress", "b1", 7);
    progress("180 Ringing", "b1", 9);
    expect_silence();
    progress("181 Forwarded", "b1", 8);
    EXPECT_EQ(await<InviteProgress>().status, 181);
    answer_prack(8);
    progress("180 Ringing", "b1", 9);
    EXPECT_EQ(await<InviteProgress>().status, 180);
    answer_prack(9);
    send(response(invited, "486 Busy", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(Reliable, LostPrackIsRepeatedByItself_OUT41) {  // RFC 3261 17.1.2, RFC 3262 4
    shows_repeats = true;
    call();
    progress("183 Session Progress", "b1", 7);
    await<InviteProgress>();
    const auto prack = expect_prack(7);
    EXPECT_EQ(expect("PRACK "), prack);
    progress("183 Session Progress", "b1", 7);  // makes none of its own
    EXPECT_EQ(expect("PRACK "), prack);
    send(response(prack, "200 OK", ""));
    send(response(invited, "486 Busy", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(Reliable, EachBranchHasItsOwnNumbersAndAnyMayAnswer_OUT41_OUT43_OUT45) {
    for (const char* answering : {"b1", "b2", "b3"}) {
        const DialogId dialog = call();
        progress("183 Session Progress", "b1", 7);
        await<InviteProgress>();
        answer_prack(7);
        progress("183 Session Progress", "b2", 100);
        await<InviteProgress>();
        const auto of_second = expect_prack(100, "b2");
        EXPECT_EQ(cseq(of_second), cseq(invited) + 1);
        send(response(of_second, "200 OK", ""));
        progress("180 Ringing", "b2", 101);
        await<InviteProgress>();
        answer_prack(101, "b2");
        progress("180 Ringing", "b1", 8);
        await<InviteProgress>();
        answer_prack(8);

        send(response(invited, "200 OK", answering, sdp(), kAnswer));
        await<InviteAnswered>();
        stack->acknowledge(dialog);
        EXPECT_EQ(tag_of(header(expect("ACK "), "To")), answering);
        send(response(invited, "200 OK", "other", sdp(), kAnswer));
        EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "other");
        const auto end = expect("BYE ");
        EXPECT_EQ(tag_of(header(end, "To")), "other");
        send(response(end, "200 OK", ""));

        stack->bye(dialog, "");
        const auto bye = expect("BYE ");
        EXPECT_EQ(tag_of(header(bye, "To")), answering);
        EXPECT_EQ(cseq(bye), cseq(invited) + (std::string_view(answering) == "b3" ? 1 : 3));
        send(response(bye, "200 OK", ""));
        await<ByeAnswered>();
        EXPECT_TRUE(events.empty());
    }
}

TEST_F(Reliable, FirstDescriptionIsTheAnswer_OUT41) {  // RFC 3261 13.2.1
    for (const std::string_view again : {std::string_view(), kOffer}) {
        const DialogId dialog = call();
        progress("183 Session Progress", "b1", 1, "Content-Type: application/sdp\n", kAnswer);
        await<InviteProgress>();
        answer_prack(1);
        send(response(invited, "200 OK", "b1", again.empty() ? contact() : sdp(), again));
        const auto answered = await<InviteAnswered>();
        ASSERT_TRUE(answered.answer);
        EXPECT_EQ(answered.answer->sdp, kAnswer);
        stack->acknowledge(dialog);
        expect("ACK ");
    }
}

TEST_F(Reliable, AnswerOfAnotherBranchIsNotThatOfTheOneThatAccepts_OUT41_OUT43) {
    const DialogId dialog = call();
    progress("183 Session Progress", "b1", 1, "Content-Type: application/sdp\n", kAnswer);
    await<InviteProgress>();
    answer_prack(1);
    send(response(invited, "200 OK", "b2", contact()));
    EXPECT_FALSE(await<InviteAnswered>().answer);
    stack->acknowledge(dialog);
    EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "b2");
}

TEST_F(Reliable, RefusedPrackIsReported_OUT41) {
    for (const char* status : {"481 Gone", "500 Error", "603 No"}) {
        const DialogId dialog = call();
        progress("183 Session Progress", "b1", 1);
        await<InviteProgress>();
        send(response(expect_prack(1), status, ""));
        const auto failed = await<ProvisionalFailed>();
        EXPECT_EQ(failed.dialog, dialog);
        EXPECT_EQ(failed.status, std::stoi(status));
        stack->cancel(dialog);
        send(response(expect("CANCEL "), "200 OK", "b1"));
        send(response(invited, "487 Request Terminated", "b1"));
        EXPECT_EQ(await<InviteFailed>().status, 487);
    }
}

TEST_F(Reliable, PrackThatNobodyAnswersIsReportedAs408_OUT41) {
    call();
    progress("183 Session Progress", "b1", 1);
    await<InviteProgress>();
    EXPECT_EQ(await<ProvisionalFailed>().status, 408);
}

TEST_F(Reliable, ResponseThatComesWithTheCancelIsStillAcknowledged_OUT41_OUT55) {
    const DialogId dialog = call();
    send(response(invited, "100 Trying", ""));
    stack->cancel(dialog);
    const auto cancel = expect("CANCEL ");
    progress("183 Session Progress", "b1", 1);
    const auto prack = expect_prack(1);
    await<InviteProgress>();
    send(response(prack, "481 Gone", ""));
    send(response(cancel, "200 OK", "b1"));
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 487);
    EXPECT_TRUE(events.empty());
}

TEST_F(Reliable, ReleasedDialogEndsWithItsPracks_OUT41) {
    const DialogId dialog = call();
    progress("183 Session Progress", "b1", 1);
    await<InviteProgress>();
    const auto prack = expect_prack(1);
    stack->release(dialog);
    send(response(expect("CANCEL "), "200 OK", "b1"));
    progress("180 Ringing", "b1", 2);
    answer_prack(2);
    send(response(prack, "200 OK", ""));
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_EQ(stack->counters().client_transactions, 0u);
    EXPECT_TRUE(events.empty());
}

TEST_F(Reliable, AnswerMayOvertakeTheAnswerToThePrack_OUT41) {
    for (const char* status : {"200 OK", "481 Gone"}) {
        const DialogId dialog = call();
        progress("183 Session Progress", "b1", 1, "Content-Type: application/sdp\n", kAnswer);
        await<InviteProgress>();
        const auto prack = expect_prack(1);
        send(response(invited, "200 OK", "b1", contact()));
        EXPECT_TRUE(await<InviteAnswered>().answer);
        stack->acknowledge(dialog);
        expect("ACK ");
        send(response(prack, status, ""));
        expect_bye(dialog, prack);
        EXPECT_TRUE(events.empty());
    }
}

TEST_F(Reliable, WithoutToTagOrNumberAResponseIsLikeAnyOther_OUT41) {
    call();
    for (const char* extra : {"Require: 100rel\n", "RSeq: 1\n", "Require: 100rel\nRSeq: 0\n"}) {
        send(response(invited, "180 Ringing", "b1", extra));
        EXPECT_EQ(await<InviteProgress>().status, 180) << extra;
    }
    progress("183 Session Progress", "", 1);
    EXPECT_EQ(await<InviteProgress>().status, 183);
    expect_silence();
}

TEST_F(Reliable, OnlySoManyBranchesAreAcknowledged_OUT41) {
    const DialogId dialog = call();
    for (int i = 1; i <= 16; ++i) {
        const auto tag = "b" + std::to_string(i);
        progress("183 Session Progress", tag, 1);
        await<InviteProgress>();
        answer_prack(1, tag);
    }
    progress("183 Session Progress", "b17", 1);
    expect_silence();
    send(response(invited, "200 OK", "b17", sdp(), kAnswer));
    await<InviteAnswered>();
    stack->acknowledge(dialog);
    EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "b17");
}

TEST_F(Reliable, PrackIsSentOnceMoreWithCredentials_OUT41_OUT48) {
    auto with = settings();
    with.credentials = {{"home1.net", "isfocus", "secret"}};
    start(with);
    call();
    progress("183 Session Progress", "b1", 1, record_route());
    await<InviteProgress>();
    const auto first = expect_prack(1);
    const std::string challenge = "Proxy-Authenticate: Digest realm=\"home1.net\", nonce=\"n1\"\n";
    send(response(first, "407 Who", "", challenge));
    const auto again = expect_prack(1);
    EXPECT_NE(header(again, "Proxy-Authorization"), "");
    EXPECT_EQ(header(again, "Route"), header(first, "Route"));
    EXPECT_EQ(cseq(again), cseq(first) + 1);
    send(response(again, "407 Who", "", challenge));
    EXPECT_EQ(await<ProvisionalFailed>().status, 407);
}

TEST_F(Reliable, NumbersBeginAnewWithEveryInvite_OUT41_OUT49) {  // the callee may answer each time
    const DialogId dialog = call();
    progress("183 Session Progress", "b1", 7);
    await<InviteProgress>();
    const auto old = expect_prack(7);
    send(response(invited, "422 Short", "b1", "Min-SE: 3600\n"));
    invited = expect("INVITE ");
    send(response(old, "481 Gone", ""));
    progress("183 Session Progress", "b1", 3);
    await<InviteProgress>();
    answer_prack(3);
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    await<InviteAnswered>();
    stack->acknowledge(dialog);
    EXPECT_EQ(cseq(expect("ACK ")), cseq(invited));
    EXPECT_TRUE(events.empty());
}

TEST_F(Reliable, CanBeSwitchedOff_OUT41) {
    auto with = settings();
    with.reliable_provisionals = false;
    start(with);
    call();
    EXPECT_FALSE(contains(header(invited, "Supported"), "100rel"));
    progress("183 Session Progress", "b1", 1);
    await<InviteProgress>();
    expect_silence();
}

}  // namespace
}  // namespace isfocus::test
