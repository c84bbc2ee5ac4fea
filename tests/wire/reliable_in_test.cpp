#include "wire_test.h"

/// A UE that calls with reliable provisional responses and preconditions (RFC 3262, RFC 3312; TS 34.229-5 A.16), on the
/// wire.
namespace isfocus::test {
namespace {

using namespace focus;

std::string offer(int version, std::string_view local, std::string_view extra = {}) {
    return "v=0\r\no=- 7 " + std::to_string(version) +
           " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8 101\r\n"
           "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=curr:qos local " +
           std::string(local) +
           "\r\na=curr:qos remote none\r\na=des:qos mandatory local sendrecv\r\n"
           "a=des:qos optional remote sendrecv\r\n" +
           std::string(extra);
}

class ReliableIn : public WireTest {
protected:
    void invite(std::string_view extra = "Supported: 100rel, precondition\n", std::string_view sdp = offer(1, "none")) {
        send(ue.request("INVITE", Ue::kFactory,
                        ue.contact() + std::string(extra) + (sdp.empty() ? "" : "Content-Type: application/sdp\n"),
                        sdp));
        event = await<InviteReceived>();
    }

    /// The 183 that the focus orders.
    std::string propose() {
        respond(event.transaction, 183, true);
        const auto message = expect("SIP/2.0 183");
        ue.to_tag = tag_of(header(message, "To"));
        rseq = header(message, "RSeq");
        return message;
    }

    void respond(TransactionId transaction, int status, bool is_reliable = false, bool has_body = true) {
        Response response;
        response.status = status;
        response.is_reliable = is_reliable;
        response.contact = uri(kConference);
        if (has_body) response.body = Description{std::string(kOffer), {}};
        stack->respond(transaction, response);
    }

    void prack(std::string_view rack, std::string_view sdp = {}) {
        send(ue.request("PRACK", kConference, "RAck: " + std::string(rack) + "\n" + (sdp.empty() ? "" : kSdp), sdp));
    }
    std::string rack() const { return rseq + " 1 INVITE"; }

    static bool has_line(std::string_view message, std::string_view line) {
        return contains(message, "\r\n" + std::string(line) + "\r\n");
    }
    static std::string version(std::string_view message) {
        const auto body = body_of(message);
        const auto at = body.find("o=- 1 ") + 6;
        return body.substr(at, body.find(' ', at) - at);
    }

    Ue ue{peer};
    InviteReceived event;
    std::string rseq;
};

TEST_F(ReliableIn, ProgressCarriesTheAnswerAndHowPreconditionsAreMet_CRE06_CRE08_A16) {
    invite();
    EXPECT_EQ(event.request.provisionals, Reliability::supported);
    EXPECT_FALSE(event.request.offer->is_ready);
    const auto progress = propose();
    EXPECT_TRUE(has_line(progress, "Require: 100rel"));
    EXPECT_TRUE(has_line(progress, "Require: precondition"));
    EXPECT_GE(std::stoll(rseq), 1);
    EXPECT_TRUE(header(progress, "Contact").ends_with("gpp-service.ims.icsi.mmtel\""));
    EXPECT_TRUE(contains(header(progress, "Allow"), "PRACK"));
    EXPECT_TRUE(header(progress, "Supported").starts_with("100rel, precondition"));
    for (const char* line :
         {"a=curr:qos local sendrecv", "a=curr:qos remote none", "a=des:qos mandatory local sendrecv",
          "a=des:qos mandatory remote sendrecv", "a=conf:qos remote sendrecv"})
        EXPECT_TRUE(has_line(progress, line)) << line;
    EXPECT_EQ(version(progress), "1");

    prack(rack());
    const auto acknowledged = await<PrackReceived>();
    EXPECT_FALSE(acknowledged.description);
    EXPECT_EQ(acknowledged.dialog, event.dialog);
    respond(acknowledged.transaction, 200, false, false);
    EXPECT_TRUE(contains(header(expect("SIP/2.0 200"), "CSeq"), "PRACK"));

    send(ue.request("UPDATE", kConference, ue.contact() + "Require: precondition\n" + kSdp, offer(2, "sendrecv")));
    const auto update = await<ReinviteReceived>();
    EXPECT_TRUE(update.is_update && update.offer && update.offer->is_ready);
    respond(update.transaction, 200);
    const auto agreed = expect("SIP/2.0 200");
    EXPECT_TRUE(contains(header(agreed, "CSeq"), "UPDATE"));
    EXPECT_TRUE(has_line(agreed, "a=curr:qos local sendrecv"));
    EXPECT_TRUE(has_line(agreed, "a=curr:qos remote sendrecv"));
    EXPECT_FALSE(contains(agreed, "a=conf:"));
    EXPECT_EQ(version(agreed), "2");

    respond(event.transaction, 200, false, false);
    const auto ok = expect("SIP/2.0 200");
    EXPECT_EQ(body_of(ok), "");
    EXPECT_EQ(tag_of(header(ok, "To")), ue.to_tag);
    ue.cseq = 1;
    send(ue.request("ACK", kConference));
    EXPECT_FALSE(await<AckReceived>().answer);
}

TEST_F(ReliableIn, EndToEndPreconditionsAreAnsweredAsSuch_CRE08) {  // RFC 3312 5.1.2, 13.1
    const auto end_to_end = [](int version, const std::string& current) {
        auto text = offer(version, "none");
        text.erase(text.find("a=curr:"));
        return text + "a=curr:qos e2e " + current + "\r\na=des:qos mandatory e2e sendrecv\r\n";
    };
    invite("Supported: 100rel\nRequire: precondition\n", end_to_end(1, "none"));
    EXPECT_FALSE(event.request.offer->is_ready);
    const auto progress = propose();
    EXPECT_TRUE(has_line(progress, "Require: precondition"));
    EXPECT_TRUE(
        has_line(progress, "a=curr:qos e2e none\r\na=des:qos mandatory e2e sendrecv\r\na=conf:qos e2e sendrecv"));
    EXPECT_FALSE(contains(progress, "qos local"));
    prack(rack());
    respond(await<PrackReceived>().transaction, 200, false, false);
    expect("SIP/2.0 200");

    send(ue.request("UPDATE", kConference, ue.contact() + "Require: precondition\n" + kSdp, end_to_end(2, "sendrecv")));
    const auto update = await<ReinviteReceived>();
    EXPECT_TRUE(update.offer->is_ready);
    respond(update.transaction, 200);
    const auto agreed = expect("SIP/2.0 200");
    EXPECT_TRUE(has_line(agreed, "a=curr:qos e2e sendrecv\r\na=des:qos mandatory e2e sendrecv"));
    EXPECT_FALSE(contains(agreed, "a=conf:"));
    respond(event.transaction, 486, false, false);
    expect("SIP/2.0 486");
}

TEST_F(ReliableIn, UeThatIsReadyIsNotAskedToConfirm_CRE08) {
    invite("Supported: 100rel\nRequire: precondition\n", offer(1, "sendrecv"));
    EXPECT_TRUE(event.request.offer->is_ready);
    const auto progress = propose();
    EXPECT_TRUE(has_line(progress, "a=curr:qos remote sendrecv"));
    EXPECT_FALSE(contains(progress, "a=conf:"));
}

TEST_F(ReliableIn, PreconditionsCountOnlyOfWhoKnowsThemAndReliableResponses_CRE08) {
    invite("Supported: 100rel\n");
    EXPECT_TRUE(event.request.offer->is_ready);
    EXPECT_FALSE(contains(propose(), "qos"));
    ue = Ue(peer, "call-2");
    invite("Supported: precondition\n");
    EXPECT_EQ(event.request.provisionals, Reliability::none);
    EXPECT_TRUE(event.request.offer->is_ready);
}

TEST_F(ReliableIn, PreconditionsAreNotRequiredWithoutReliableResponses_CRE08) {  // RFC 3312 11
    send(ue.request("INVITE", Ue::kFactory, ue.contact() + "Require: precondition\n" + kSdp, offer(1, "none")));
    EXPECT_EQ(header(expect("SIP/2.0 421"), "Require"), "100rel");
    EXPECT_TRUE(events.empty());
}

TEST_F(ReliableIn, ProgressIsRepeatedUntilThePrackAndThen504_CRE06) {
    shows_repeats = true;
    invite();
    const auto first = propose();
    EXPECT_EQ(expect("SIP/2.0 183"), first);
    EXPECT_EQ(expect("SIP/2.0 183"), first);
    prack("1 1 INVITE");  // of another response
    EXPECT_TRUE(contains(header(expect("SIP/2.0 481"), "CSeq"), "PRACK"));
    EXPECT_EQ(await<PrackMissing>().dialog, event.dialog);
    const auto failure = expect("SIP/2.0 504");
    EXPECT_EQ(header(failure, "Session-ID"), header(first, "Session-ID"));
    EXPECT_EQ(header(failure, "P-Charging-Vector"), header(first, "P-Charging-Vector"));
    send(ue.request("UPDATE", kConference, ue.contact()));
    expect("SIP/2.0 481");
}

TEST_F(ReliableIn, OnePrackIsEnough_CRE06) {
    invite();
    propose();
    prack(rack());
    respond(await<PrackReceived>().transaction, 200, false, false);
    expect("SIP/2.0 200");
    prack(rack());
    EXPECT_TRUE(contains(header(expect("SIP/2.0 481"), "CSeq"), "PRACK"));
    EXPECT_TRUE(events.empty());
}

TEST_F(ReliableIn, PrackMayCarryAnOfferOrTheAnswer_CRE08_CRE10) {
    invite();
    propose();
    prack(rack(), offer(2, "sendrecv"));
    auto prack_event = await<PrackReceived>();
    ASSERT_TRUE(prack_event.description);
    EXPECT_TRUE(prack_event.description->is_ready);
    respond(prack_event.transaction, 200);
    EXPECT_TRUE(has_line(expect("SIP/2.0 200"), "a=curr:qos remote sendrecv"));

    ue = Ue(peer, "call-2");
    invite("Supported: 100rel\n", "");
    EXPECT_FALSE(event.request.offer);
    EXPECT_EQ(body_of(propose()), kOffer);
    prack(rack(), kAnswer);
    prack_event = await<PrackReceived>();
    ASSERT_TRUE(prack_event.description);
    respond(prack_event.transaction, 200, false, false);
    expect("SIP/2.0 200");
    respond(event.transaction, 200, false, false);
    expect("SIP/2.0 200");
    ue.cseq = 1;
    send(ue.request("ACK", kConference, kSdp, kAnswer));
    EXPECT_FALSE(await<AckReceived>().answer) << "the PRACK has brought it";
}

TEST_F(ReliableIn, UeThatNeverGetsReadyHearsWhatIsMissing_CRE08) {  // RFC 3312 8
    invite();
    propose();
    respond(event.transaction, 580, false, false);
    const auto failure = expect("SIP/2.0 580 Precondition Failure");
    EXPECT_EQ(header(failure, "Content-Type"), "application/sdp");
    EXPECT_TRUE(has_line(failure, "a=curr:qos remote none"));
}

TEST_F(ReliableIn, WhoRequiresItGetsAllProgressReliably_CRE06_JOI03) {  // RFC 3262 3
    invite("Require: 100rel\n", kOffer);
    EXPECT_EQ(event.request.provisionals, Reliability::required);
    respond(event.transaction, 183, false, false);
    const auto waiting = expect("SIP/2.0 183");
    EXPECT_TRUE(has_line(waiting, "Require: 100rel"));
    ue.to_tag = tag_of(header(waiting, "To"));
    respond(event.transaction, 183, true);  // has to wait for the first PRACK
    rseq = header(waiting, "RSeq");
    prack(rack());
    expect("SIP/2.0 200");
    const auto proposal = expect("SIP/2.0 183");
    EXPECT_EQ(std::stoll(header(proposal, "RSeq")), std::stoll(rseq) + 1);
    EXPECT_TRUE(events.empty());
    rseq = header(proposal, "RSeq");
    prack(rack());
    respond(await<PrackReceived>().transaction, 200, false, false);
    expect("SIP/2.0 200");
}

TEST_F(ReliableIn, SwitchedOffIsSaidSo_CRE07) {
    auto with = settings();
    with.takes_reliable = false;
    start(with);
    send(ue.invite(Ue::kFactory, "Require: 100rel, precondition\n"));
    auto refusal = expect("SIP/2.0 420");
    EXPECT_EQ(header(refusal, "Unsupported"), "100rel, precondition");
    send(ue.invite(Ue::kFactory, "Supported: 100rel\n"));
    event = await<InviteReceived>();
    EXPECT_EQ(event.request.provisionals, Reliability::none);
    respond(event.transaction, 200);
    EXPECT_FALSE(contains(header(expect("SIP/2.0 200"), "Supported"), "100rel"));
}

TEST_F(ReliableIn, OtherMethodsKnowNoReliableResponses_GEN05) {
    send(ue.request("OPTIONS", Ue::kFactory, "Require: 100rel\n"));
    EXPECT_EQ(header(expect("SIP/2.0 420"), "Unsupported"), "100rel");
}

TEST_F(ReliableIn, BadDescriptionInAPrackIs400) {
    invite();
    propose();
    prack(rack(), "v=0\r\nbroken\r\n");
    expect("SIP/2.0 400");
    EXPECT_TRUE(events.empty());
}

TEST_F(ReliableIn, ReinviteWithPreconditionsIsAnsweredWithThem_DLG01) {
    invite("", kOffer);
    respond(event.transaction, 200);
    ue.to_tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    send(ue.request("ACK", kConference));
    await<AckReceived>();
    send(ue.request("INVITE", kConference, ue.contact() + "Require: precondition\n" + kSdp, offer(2, "sendrecv")));
    respond(await<ReinviteReceived>().transaction, 200);
    const auto answer = expect("SIP/2.0 200");
    EXPECT_TRUE(has_line(answer, "a=curr:qos remote sendrecv"));
    EXPECT_EQ(version(answer), "2");
}

}  // namespace
}  // namespace isfocus::test
