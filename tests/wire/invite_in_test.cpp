#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

class InviteIn : public WireTest {
protected:
    /// Alice's INVITE answered with 200 and acknowledged; her dialog.
    DialogId establish(std::string_view extra = {}) {
        send(ue.invite(Ue::kFactory, extra));
        const auto event = await<InviteReceived>();
        stack->respond(event.transaction, ok());
        const auto answer = expect("SIP/2.0 200");
        ue.to_tag = tag_of(header(answer, "To"));
        send(ue.request("ACK", kConference));
        await<AckReceived>();
        return event.dialog;
    }

    Response ok() const {
        return {
            .status = 200, .phrase = "OK", .contact = uri(kConference), .body = Description{std::string(kAnswer), {}}};
    }

    Ue ue{peer};
};

TEST_F(InviteIn, IsAnEventWithIdentityContactAndOffer) {
    send(ue.invite(Ue::kFactory, "P-Asserted-Identity: \"Alice\" <sip:alice@ims.test>, <tel:+15551>\nPrivacy: id\n"));
    const auto event = await<InviteReceived>();
    EXPECT_EQ(event.request.request_uri, uri(Ue::kFactory));
    EXPECT_EQ(event.request.contact, uri("sip:alice@127.0.0.1:" + std::to_string(peer.port()) + ";x=%41"));
    ASSERT_TRUE(event.request.asserted);
    EXPECT_EQ(event.request.asserted->uri, uri("sip:alice@ims.test"));
    EXPECT_EQ(event.request.asserted->alias, uri("tel:+15551"));
    EXPECT_EQ(event.request.asserted->display_name, "Alice");
    EXPECT_TRUE(event.request.asserted->is_private);
    ASSERT_TRUE(event.request.offer);
    EXPECT_EQ(event.request.offer->sdp, kOffer);
    ASSERT_EQ(event.request.offer->streams.size(), 1u);
    EXPECT_EQ(event.request.offer->streams[0], (MediaStream{"audio", "1", Direction::sendrecv}));
    EXPECT_EQ(event.request.nonce.size(), 32u);
}

TEST_F(InviteIn, IsAnsweredWithWhatCRE04AndCRE05Demand) {
    send(ue.invite(Ue::kFactory,
                   "Record-Route: <sip:127.0.0.9;lr=on;r2=on>\nRecord-Route: <sip:127.0.0.8:5090;lr>\n"
                   "P-Charging-Vector: icid-value=\"abc\";icid-generated-at=10.0.0.1;orig-ioi=visited.test\n"));
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, {.status = 180, .phrase = "Ringing", .contact = uri(kConference)});
    const auto ringing = expect("SIP/2.0 180 Ringing");
    stack->respond(event.transaction, ok());
    const auto answer = expect("SIP/2.0 200 OK");
    EXPECT_EQ(tag_of(header(ringing, "To")), tag_of(header(answer, "To")));
    for (const auto& message : {ringing, answer}) {
        EXPECT_EQ(header(message, "Contact"),
                  std::string("<") + kConference +
                      ">;isfocus;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"");
        EXPECT_TRUE(contains(header(message, "Allow"), "REFER"));
        EXPECT_TRUE(contains(header(message, "Supported"), "norefersub"));
        EXPECT_EQ(header(message, "Allow-Events"), "conference, refer");
        EXPECT_EQ(header(message, "P-Asserted-Identity"), std::string("<") + kConference + ">");
        EXPECT_EQ(header(message, "P-Charging-Vector"), "icid-value=\"abc\";orig-ioi=visited.test;term-ioi=home1.test");
        EXPECT_TRUE(contains(message, "127.0.0.9;lr=on;r2=on"));
        EXPECT_TRUE(contains(message, "127.0.0.8:5090;lr"));
    }
    EXPECT_EQ(header(answer, "Content-Type"), "application/sdp");
    EXPECT_EQ(body_of(answer), kAnswer);
}

TEST_F(InviteIn, GetsTryingWithoutTheFocus) {
    send(ue.invite());
    expect("SIP/2.0 100");
}

TEST_F(InviteIn, RepeatsTheAnswerUntilTheAck) {  // CRE-13
    shows_repeats = true;
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, ok());
    const auto first = expect("SIP/2.0 200");
    EXPECT_EQ(expect("SIP/2.0 200"), first);
    ue.to_tag = tag_of(header(first, "To"));
    send(ue.request("ACK", kConference));
    EXPECT_EQ(await<AckReceived>().dialog, event.dialog);
    run_until([this] { return stack->counters().server_transactions == 0; });
    EXPECT_EQ(stack->counters().server_transactions, 0u);
}

TEST_F(InviteIn, WithoutAckIsReportedAfter64T1) {  // CRE-13
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, ok());
    EXPECT_EQ(await<AckMissing>().dialog, event.dialog);
}

TEST_F(InviteIn, WithoutOfferGetsTheAnswerInItsAck) {
    send(ue.request("INVITE", Ue::kFactory, ue.contact()));
    const auto event = await<InviteReceived>();
    EXPECT_FALSE(event.request.offer);
    stack->respond(event.transaction, ok());
    ue.to_tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    send(ue.request("ACK", kConference, "Content-Type: application/sdp\n", kAnswer));
    const auto ack = await<AckReceived>();
    ASSERT_TRUE(ack.answer);
    EXPECT_EQ(ack.answer->streams[0].direction, Direction::sendonly);
}

TEST_F(InviteIn, RetransmittedIsOneEvent) {  // CRE-16
    const auto invite = ue.invite();
    send(invite);
    send(invite);
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, {.status = 486, .phrase = "Busy Here"});
    expect("SIP/2.0 486");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteIn, MergedGets482) {  // CRE-16
    auto other = ue.invite();
    send(other);
    await<InviteReceived>();
    other.replace(other.find("z9hG4bK"), 8, "z9hG4bKx");
    send(other);
    expect("SIP/2.0 482");
}

TEST_F(InviteIn, CancelledIsAnsweredAndReported) {  // CRE-14
    send(ue.invite());
    const auto event = await<InviteReceived>();
    send(ue.request("CANCEL", Ue::kFactory));
    const auto answer = expect("SIP/2.0 200");
    EXPECT_EQ(header(answer, "CSeq"), "1 CANCEL");
    const auto cancel = await<CancelReceived>();
    EXPECT_EQ(cancel.invite, event.transaction);
    EXPECT_EQ(cancel.dialog, event.dialog);
    EXPECT_FALSE(was_sent("SIP/2.0 487"));
    stack->respond(event.transaction, {.status = 487, .phrase = "Request Terminated"});
    const auto refusal = expect("SIP/2.0 487");
    EXPECT_EQ(header(refusal, "CSeq"), "1 INVITE");
    for (const char* name : {"Session-ID", "P-Charging-Vector"})  // CHG-01, CHG-14
        EXPECT_EQ(header(answer, name), header(refusal, name));
}

TEST_F(InviteIn, CancelThatCrossesTheAnswerIs200AndChangesNothing_CRE14) {
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, ok());
    const auto tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    send(ue.request("CANCEL", Ue::kFactory));
    const auto answer = expect("SIP/2.0 200");
    EXPECT_EQ(header(answer, "CSeq"), "1 CANCEL");
    EXPECT_EQ(tag_of(header(answer, "To")), tag);
    EXPECT_TRUE(events.empty());
    ue.to_tag = tag;
    send(ue.request("ACK", kConference));
    EXPECT_EQ(await<AckReceived>().dialog, event.dialog);
}

TEST_F(InviteIn, CancelAfterARefusalIs200AndChangesNothing_CRE14) {
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, {.status = 403, .phrase = "Forbidden"});
    expect("SIP/2.0 403");
    send(ue.request("CANCEL", Ue::kFactory));
    EXPECT_EQ(header(expect("SIP/2.0 200"), "CSeq"), "1 CANCEL");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteIn, CancelOfAnotherCallersBranchGets481_CRE14) {
    send(ue.invite());
    await<InviteReceived>();
    auto cancel = ue.request("CANCEL", Ue::kFactory);
    cancel.replace(cancel.find("z9hG4bK"), 8, "z9hG4bKx");
    send(cancel);
    expect("SIP/2.0 481");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteIn, CancelOfNothingGets481) {
    ue.cseq = 1;
    ue.branch = "z9hG4bK-none";
    send(ue.request("CANCEL", Ue::kFactory));
    expect("SIP/2.0 481");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteIn, RefusedLeavesNoDialog) {
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, {.status = 403, .phrase = "Forbidden"});
    ue.to_tag = tag_of(header(expect("SIP/2.0 403"), "To"));
    send(ue.request("BYE", kConference));
    expect("SIP/2.0 481");
    EXPECT_EQ(stack->counters().dialogs, 0u);
}

TEST_F(InviteIn, DialogTakesReinviteUpdateReferSubscribeOptionsAndBye) {
    const DialogId dialog = establish();
    send(ue.invite(kConference));
    const auto reinvite = await<ReinviteReceived>();
    EXPECT_EQ(reinvite.dialog, dialog);
    EXPECT_FALSE(reinvite.is_update);
    stack->respond(reinvite.transaction, ok());
    expect("SIP/2.0 200");
    send(ue.request("ACK", kConference));
    EXPECT_EQ(await<AckReceived>().dialog, dialog);

    send(ue.request("UPDATE", kConference, ue.contact()));
    const auto update = await<ReinviteReceived>();
    EXPECT_TRUE(update.is_update);
    EXPECT_FALSE(update.offer);
    stack->respond(update.transaction, {.status = 200, .phrase = "OK", .contact = uri(kConference)});
    EXPECT_EQ(header(expect("SIP/2.0 200"), "CSeq"), "3 UPDATE");

    send(ue.request("REFER", kConference,
                    ue.contact() + "Refer-To: <sip:bob@ims.test;method=INVITE>\n"
                                   "Referred-By: \"Al\"  <sip:alice@ims.test>;cid=\"1\"\n"));
    const auto refer = await<ReferReceived>();
    EXPECT_TRUE(refer.in_dialog);
    EXPECT_EQ(refer.dialog, dialog);
    EXPECT_EQ(refer.request.cseq, 4u);
    EXPECT_EQ(refer.request.reports, ReferReports::implicit);
    EXPECT_EQ(refer.request.referred_by, "\"Al\"  <sip:alice@ims.test>;cid=\"1\"");
    ASSERT_TRUE(refer.request.target);
    EXPECT_EQ(refer.request.target->uri, uri("sip:bob@ims.test"));
    stack->respond(refer.transaction, {.status = 202, .phrase = "Accepted", .contact = uri(kConference)});
    EXPECT_TRUE(contains(header(expect("SIP/2.0 202 Accepted"), "Contact"), ";isfocus"));

    send(ue.request("SUBSCRIBE", kConference, ue.contact() + "Event: conference;id=q\nExpires: 600\n"));
    const auto subscribe = await<SubscribeReceived>();
    EXPECT_TRUE(subscribe.in_dialog);
    EXPECT_EQ(subscribe.request.package, EventPackage::conference);
    EXPECT_EQ(subscribe.request.event_id, "q");
    EXPECT_EQ(subscribe.request.expires, 600u);
    stack->respond(subscribe.transaction, {.status = 200,
                                           .phrase = "OK",
                                           .contact = uri(kConference),
                                           .headers = {{"Expires", "600"}, {"X-Bad", "a\r\nX-Injected: b"}}});
    const auto subscribed = expect("SIP/2.0 200");
    EXPECT_EQ(header(subscribed, "Expires"), "600");
    EXPECT_FALSE(contains(subscribed, "X-Injected"));

    send(ue.request("OPTIONS", kConference));
    const auto options = await<OptionsReceived>();
    EXPECT_EQ(options.dialog, dialog);
    stack->respond(options.transaction, {.status = 200, .phrase = "OK", .contact = uri(kConference)});
    EXPECT_TRUE(contains(header(expect("SIP/2.0 200"), "Accept"), "application/resource-lists+xml"));

    send(ue.request("BYE", kConference));
    const auto bye = await<ByeReceived>();
    EXPECT_EQ(bye.dialog, dialog);
    stack->respond(bye.transaction, {.status = 200, .phrase = "OK"});
    stack->release(dialog);
    expect("SIP/2.0 200");
    send(ue.request("BYE", kConference));
    expect("SIP/2.0 481");
}

TEST_F(InviteIn, DialogRefusesACseqThatGoesBackOrRepeats) {  // DLG-09, NTF-26
    establish();
    ue.cseq = 5;
    send(ue.request("OPTIONS", kConference));
    const auto options = await<OptionsReceived>();
    stack->respond(options.transaction, {.status = 200, .phrase = "OK"});
    expect("SIP/2.0 200");
    ue.cseq = 2;
    send(ue.request("OPTIONS", kConference));
    expect("SIP/2.0 500");
    ue.cseq = 6;
    send(ue.request("INFO", kConference));
    expect("SIP/2.0 200");
    ue.cseq = 6;
    send(ue.request("BYE", kConference));
    expect("SIP/2.0 500");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteIn, DialogAnswersInfoAndStraysByItself) {  // DLG-13, DLG-16, DLG-17
    establish();
    send(ue.request("INFO", kConference));
    expect("SIP/2.0 200");
    send(ue.request("INFO", kConference, "Content-Type: application/dtmf-relay\n", "Signal=1\r\n"));
    expect("SIP/2.0 200");
    send(ue.request("INFO", kConference, "Content-Type: text/plain\n", "hello"));
    expect("SIP/2.0 415");
    send(ue.request("INFO", kConference, "Info-Package: foo\n"));
    expect("SIP/2.0 469");
    send(ue.request("NOTIFY", kConference, "Event: refer\nSubscription-State: active\n"));
    expect("SIP/2.0 481");
    send(ue.request("PRACK", kConference, "RAck: 1 1 INVITE\n"));
    expect("SIP/2.0 481");
    send(ue.request("CANCEL", kConference));
    expect("SIP/2.0 481");
    send(ue.request("MESSAGE", kConference));
    EXPECT_TRUE(contains(header(expect("SIP/2.0 405"), "Allow"), "INVITE"));
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteIn, RequestWithoutToTagIsNotOfTheDialogWithItsCallId) {
    const DialogId dialog = establish();
    ue.to_tag.clear();
    send(ue.request("REFER", kConference, ue.contact() + "Refer-To: <sip:bob@ims.test>\n"));
    const auto refer = await<ReferReceived>();
    EXPECT_FALSE(refer.in_dialog);
    EXPECT_NE(refer.dialog, dialog);
}

TEST_F(InviteIn, FromAnUntrustedPeerAssertsNothing) {
    auto untrusting = settings();
    untrusting.is_trusted = nullptr;
    start(untrusting);
    send(ue.invite(Ue::kFactory, "P-Asserted-Identity: <sip:alice@ims.test>\n"));
    const auto event = await<InviteReceived>();
    EXPECT_FALSE(event.request.asserted);
    stack->respond(event.transaction, ok());
    const auto answer = expect("SIP/2.0 200");
    EXPECT_EQ(header(answer, "P-Asserted-Identity"), "");
    EXPECT_EQ(header(answer, "P-Charging-Vector"), "");
}

TEST_F(InviteIn, InALaboratoryIsOfWhomFromNames) {
    auto laboratory = settings();
    laboratory.is_trusted = nullptr;
    laboratory.identity_without_assertion = sip::Settings::IdentityWithoutAssertion::from;
    start(laboratory);
    send(ue.invite(Ue::kFactory, "P-Asserted-Identity: <sip:mallory@ims.test>\n"));
    const auto event = await<InviteReceived>();
    ASSERT_TRUE(event.request.asserted);
    EXPECT_EQ(event.request.asserted->uri, uri("sip:alice@ims.test"));
}

}  // namespace
}  // namespace isfocus::test
