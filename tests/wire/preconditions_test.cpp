#include "reliable.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// Bob reserves before he rings (RFC 3312).
class Preconditions : public Reliable {
protected:
    void SetUp() override {
        auto with = settings();
        with.preconditions = true;
        with.takes_reliable = false;  // so that what works is by our own INVITE
        start(with);
    }

    static std::string bobs(int version, std::string_view lines) {
        return "v=0\r\no=- 2 " + std::to_string(version) +
               " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8 101\r\n"
               "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n" +
               std::string(lines);
    }

    /// The version in the o= line of a description of ours.
    static std::string version(std::string_view message) {
        const auto body = body_of(message);
        const auto at = body.find("o=- 1 ") + 6;
        return body.substr(at, body.find(' ', at) - at);
    }

    static std::string statuses(std::string_view remote) {
        return "a=curr:qos local sendrecv\r\na=curr:qos remote " + std::string(remote) +
               "\r\na=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n";
    }

    /// Bob's 183, whose side is not ready, up to the 200 to the PRACK.
    DialogId call_and_wait(std::string_view lines = kNotReady) {
        const DialogId dialog = call();
        progress("183 Session Progress", "b1", 1, std::string(kSdp) + record_route(), bobs(1, lines));
        await<InviteProgress>();
        answer_prack(1);
        return dialog;
    }

    void answer_update(std::string_view update) {
        send(response(update, "200 OK", "", contact() + kSdp, bobs(2, "a=curr:qos local none\r\n")));
    }

    std::string update_of_bob(std::string_view sdp, std::string_view extra = {}) {
        auto lines = request_of_bob(
            "UPDATE", contact() + "Require: precondition\n" + std::string(extra) + (sdp.empty() ? "" : kSdp));
        const auto length = lines.find("Content-Length: 0");
        return sdp.empty()
                   ? lines
                   : lines.replace(length, 17, "Content-Length: " + std::to_string(sdp.size())) + std::string(sdp);
    }

    static constexpr const char* kNotReady = "a=curr:qos local none\r\na=curr:qos remote sendrecv\r\n";
    static constexpr const char* kReady = "a=curr:qos local sendrecv\r\na=curr:qos remote sendrecv\r\n";
};

TEST_F(Preconditions, AreOfferedAsMetOnOurSide_OUT10_OUT11) {
    call();
    EXPECT_TRUE(header(invited, "Supported").starts_with("100rel, precondition, "));
    EXPECT_FALSE(contains(header(invited, "Require"), "precondition"));  // TS 24.147 A.3
    EXPECT_TRUE(contains(body_of(invited), statuses("none")));
    EXPECT_EQ(version(invited), "1");
}

TEST_F(Preconditions, CalleeThatIsNotReadyIsToldThatWeAre_OUT42) {  // RFC 3312 7
    for (const char* asking : {kNotReady, "a=curr:qos local sendrecv\r\na=conf:qos remote sendrecv\r\n"}) {
        const DialogId dialog = call_and_wait(asking);
        const auto update = expect("UPDATE sip:bob@127.0.0.1");
        EXPECT_EQ(header(update, "Require"), "precondition");
        EXPECT_EQ(header(update, "Contact"), header(invited, "Contact"));
        EXPECT_EQ("Record-" + ("Route: " + header(update, "Route")) + "\n", record_route());
        EXPECT_EQ(cseq(update), cseq(invited) + 2);
        EXPECT_EQ(version(update), "2");
        EXPECT_TRUE(contains(body_of(update), statuses(asking == kNotReady ? "none" : "sendrecv")));
        answer_update(update);
        progress("180 Ringing", "b1", 2, record_route());
        EXPECT_EQ(await<InviteProgress>().status, 180);
        answer_prack(2);
        send(response(invited, "200 OK", "b1", contact() + record_route()));
        const auto answered = await<InviteAnswered>();
        ASSERT_TRUE(answered.answer);
        EXPECT_TRUE(contains(answered.answer->sdp, "o=- 2 2 "));  // that to the UPDATE
        stack->acknowledge(dialog);
        EXPECT_EQ(cseq(expect("ACK ")), cseq(invited));
        expect_silence();
        expect_bye(dialog, update);
    }
}

TEST_F(Preconditions, CalleeThatIsReadyOrKnowsNoneIsToldNothing_OUT42) {
    for (const char* lines : {kReady, ""}) {
        call_and_wait(lines);
        expect_silence();
        send(response(invited, "486 Busy", "b1"));
        await<InviteFailed>();
        expect("ACK ");
    }
}

TEST_F(Preconditions, LaterDescriptionsAreWithoutThemAndInStep_OUT42_DLG01) {  // RFC 3264 8
    const DialogId dialog = call_and_wait();
    answer_update(expect("UPDATE "));
    send(response(invited, "200 OK", "b1", contact()));
    await<InviteAnswered>();
    stack->acknowledge(dialog);
    expect("ACK ");

    stack->refresh({.dialog = dialog, .contact = uri(kConference), .by_update = false});
    const auto refresh = expect("INVITE ");
    EXPECT_EQ(version(refresh), "3");
    EXPECT_FALSE(contains(body_of(refresh), "qos"));
    EXPECT_FALSE(contains(header(refresh, "Supported"), "precondition"));
    send(response(refresh, "200 OK", "", contact() + kSdp, bobs(2, "")));
    await<RefreshAnswered>();
    expect("ACK ");

    send(request_of_bob("UPDATE", contact()));
    const auto event = await<ReinviteReceived>();
    auto next = std::string(kOffer);
    stack->respond(event.transaction, {.status = 200, .phrase = "OK", .body = Description{next, {}}});
    EXPECT_EQ(version(expect("SIP/2.0 200")), "3");  // the same again
    send(request_of_bob("UPDATE", contact()));
    next.replace(next.find("20000"), 5, "20002");
    stack->respond(await<ReinviteReceived>().transaction,
                   {.status = 200, .phrase = "OK", .body = Description{next, {}}});
    EXPECT_EQ(version(expect("SIP/2.0 200")), "4");
}

TEST_F(Preconditions, FailedUpdateIsReported_OUT42) {
    for (const char* status : {"580 Precondition Failure", "500 Error", "481 Gone"}) {
        const DialogId dialog = call_and_wait();
        send(response(expect("UPDATE "), status, ""));
        EXPECT_EQ(await<ProvisionalFailed>().status, std::stoi(status));
        stack->cancel(dialog);
        send(response(expect("CANCEL "), "200 OK", "b1"));
        send(response(invited, "487 Request Terminated", "b1"));
        EXPECT_EQ(await<InviteFailed>().status, 487);
    }
}

TEST_F(Preconditions, InviteItselfMayFailForThem_OUT42) {
    call();
    send(response(invited, "580 Precondition Failure", "b1", kSdp, bobs(1, kNotReady)));
    EXPECT_EQ(await<InviteFailed>().status, 580);
}

TEST_F(Preconditions, UpdateThatCameAtABadTimeIsSentAgain_OUT42) {  // RFC 3311 5.2, RFC 3261 14.1
    call_and_wait();
    const auto first = expect("UPDATE ");
    send(response(first, "491 Request Pending", ""));
    const auto again = expect("UPDATE ");
    EXPECT_EQ(cseq(again), cseq(first) + 1);
    EXPECT_TRUE(contains(body_of(again), statuses("none")));
    answer_update(again);
    send(response(invited, "486 Busy", "b1"));
    await<InviteFailed>();
    expect("ACK ");
}

TEST_F(Preconditions, UpdateThatCrossedThatOfTheCalleeIsNotNeededAnyMore_OUT42) {  // RFC 3311 5.2
    const DialogId dialog = call_and_wait();
    const auto update = expect("UPDATE ");
    send(update_of_bob(bobs(2, kReady)));
    expect("SIP/2.0 491");
    send(response(update, "491 Request Pending", ""));
    expect_silence();
    send(update_of_bob(bobs(2, kReady)));
    EXPECT_EQ(version(expect("SIP/2.0 200")), "3");
    send(response(invited, "200 OK", "b1", contact()));
    EXPECT_TRUE(contains(await<InviteAnswered>().answer->sdp, "o=- 2 2 "));
    stack->acknowledge(dialog);
    expect("ACK ");
}

TEST_F(Preconditions, UpdateOfTheCalleeIsAnsweredWithoutTheFocus_OUT42) {  // RFC 3312 5
    const DialogId dialog = call_and_wait();
    answer_update(expect("UPDATE "));
    wait(std::chrono::milliseconds(20));
    send(update_of_bob(bobs(3, kReady)));
    const auto answer = expect("SIP/2.0 200");
    EXPECT_EQ(version(answer), "3");
    EXPECT_TRUE(contains(body_of(answer), "m=audio 20000 RTP/AVP 8 101\r\n"));
    EXPECT_TRUE(contains(body_of(answer), "a=label:1\r\n"));
    EXPECT_TRUE(contains(body_of(answer), statuses("sendrecv")));
    EXPECT_EQ(header(answer, "Contact"), header(invited, "Contact"));
    EXPECT_EQ(header(answer, "Content-Type"), "application/sdp");
    EXPECT_EQ(tag_of(header(answer, "To")), tag_of(header(invited, "From")));

    send(update_of_bob(""));
    EXPECT_EQ(body_of(expect("SIP/2.0 200")), "");
    send(update_of_bob(
        "v=0\r\no=- 2 4 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\n"));
    expect("SIP/2.0 488");
    EXPECT_TRUE(events.empty());

    send(response(invited, "200 OK", "b1", contact()));
    EXPECT_TRUE(contains(await<InviteAnswered>().answer->sdp, "o=- 2 3 "));
    stack->acknowledge(dialog);
    expect("ACK ");
}

TEST_F(Preconditions, UpdateOfTheCalleeHasToWaitForTheFirstAnswer_OUT42) {  // RFC 3311 5.2
    call();
    progress("183 Session Progress", "b1", 1);
    await<InviteProgress>();
    answer_prack(1);
    send(update_of_bob(bobs(1, kReady)));
    expect("SIP/2.0 491");
    EXPECT_TRUE(events.empty());
}

TEST_F(Preconditions, EachBranchHasItsOwnRequests_OUT42_OUT43) {
    const DialogId dialog = call_and_wait(kReady);
    progress("183 Session Progress", "b2", 1, kSdp, bobs(1, kReady));
    await<InviteProgress>();
    answer_prack(1, "b2");
    const auto of_first = update_of_bob(bobs(2, kReady));
    auto of_second = update_of_bob(bobs(3, kReady));
    for (const auto& [from, to] : {std::pair{"tag=b1", "tag=b2"}, {"CSeq: 2", "CSeq: 1"}})
        of_second.replace(of_second.find(from), std::string_view(from).size(), to);
    send(of_first);
    EXPECT_EQ(version(expect("SIP/2.0 200")), "2");
    send(of_second);
    EXPECT_EQ(version(expect("SIP/2.0 200")), "2");
    send(response(invited, "200 OK", "b2", contact()));
    EXPECT_TRUE(contains(await<InviteAnswered>().answer->sdp, "o=- 2 3 "));
    stack->acknowledge(dialog);
    EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "b2");
    EXPECT_TRUE(events.empty());
}

TEST_F(Preconditions, UpdateIsSentOnceMoreWithCredentials_OUT42_OUT48) {
    auto with = settings();
    with.preconditions = true;
    with.credentials = {{"home1.net", "isfocus", "secret"}};
    start(with);
    call_and_wait();
    const auto first = expect("UPDATE ");
    send(response(first, "407 Who", "", "Proxy-Authenticate: Digest realm=\"home1.net\", nonce=\"n1\"\n"));
    const auto again = expect("UPDATE ");
    EXPECT_NE(header(again, "Proxy-Authorization"), "");
    EXPECT_EQ(body_of(again), body_of(first));
    EXPECT_EQ(header(again, "Route"), header(first, "Route"));
    answer_update(again);
    expect_silence();
}

TEST_F(Preconditions, CancelledInviteIsNotUpdated_OUT42) {
    const DialogId dialog = call();
    progress("183 Session Progress", "b1", 1, kSdp, bobs(1, kNotReady));
    await<InviteProgress>();
    const auto prack = expect_prack(1);
    stack->cancel(dialog);
    const auto cancel = expect("CANCEL ");
    send(response(prack, "200 OK", ""));
    send(response(cancel, "200 OK", "b1"));
    expect_silence();
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 487);
}

TEST_F(Preconditions, AnswerMayOvertakeTheUpdate_OUT42) {
    const DialogId dialog = call_and_wait();
    const auto update = expect("UPDATE ");
    send(response(invited, "200 OK", "b1", contact()));
    EXPECT_TRUE(contains(await<InviteAnswered>().answer->sdp, "o=- 2 1 "));
    stack->acknowledge(dialog);
    expect("ACK ");
    send(response(update, "500 Error", ""));
    expect_bye(dialog, update);
    EXPECT_TRUE(events.empty());
}

TEST_F(Preconditions, NeedReliableResponses_OUT10_OUT11) {
    auto with = settings();
    with.preconditions = true;
    with.reliable_provisionals = false;
    start(with);
    call();
    EXPECT_FALSE(contains(header(invited, "Supported"), "precondition"));
    EXPECT_EQ(body_of(invited), kOffer);
}

}  // namespace
}  // namespace isfocus::test
