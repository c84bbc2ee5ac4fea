#include "outgoing.h"

namespace isfocus::test {
namespace {

using namespace focus;

TEST_F(InviteOut, IsWrittenAsOUT02To21Demand) {
    stack->invite(order());
    const auto invite = expect("INVITE sip:bob@ims.test;user=phone;x=%41 SIP/2.0\r\n");            // OUT-02
    EXPECT_EQ(header(invite, "Route"), "<sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr>");  // OUT-18
    EXPECT_EQ(header(invite, "To"), "<sip:bob@ims.test;user=phone;x=%41>");                        // OUT-05
    EXPECT_TRUE(
        header(invite, "From").starts_with("\"Conference \\\"Call\\\"\" <sip:conf-1@conf-factory.ims.test>;tag="));
    EXPECT_EQ(header(invite, "P-Asserted-Identity"), "<sip:conf-1@conf-factory.ims.test>");             // OUT-03
    EXPECT_TRUE(header(invite, "Contact").starts_with("<sip:conf-1@conf-factory.ims.test>;isfocus;"));  // OUT-04
    EXPECT_EQ(header(invite, "Max-Forwards"), "70");                                                    // OUT-07
    EXPECT_EQ(header(invite, "Replaces"), "abc@def;to-tag=1;from-tag=2");                               // OUT-08
    EXPECT_EQ(header(invite, "Require"), "replaces");
    EXPECT_EQ(header(invite, "Referred-By"), "<sip:alice@ims.test>;cid=\"x@y\"");  // OUT-09
    EXPECT_TRUE(contains(header(invite, "Supported"), "norefersub"));              // OUT-10
    EXPECT_EQ(header(invite, "Allow-Events"), "conference, refer");
    EXPECT_TRUE(contains(header(invite, "Allow"), "REFER"));
    EXPECT_EQ(header(invite, "Accept"), "application/sdp");
    EXPECT_EQ(header(invite, "Content-Type"), "application/sdp");  // OUT-11
    EXPECT_EQ(body_of(invite), kOffer);
    const auto charging = header(invite, "P-Charging-Vector");  // OUT-12
    EXPECT_TRUE(charging.starts_with("icid-value="));
    EXPECT_TRUE(charging.ends_with(";icid-generated-at=127.0.0.1;orig-ioi=home1.test"));
    EXPECT_EQ(header(invite, "P-Asserted-Service"), "urn:urn-7:3gpp-service.ims.icsi.mmtel");  // OUT-14
    EXPECT_EQ(header(invite, "Accept-Contact"),
              "*;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"");  // OUT-15
    EXPECT_EQ(header(invite, "Expires"), "90");                                     // OUT-21
    EXPECT_EQ(header(invite, "Subject"), "lunch");
    EXPECT_EQ(header(invite, "P-Served-User"), "");
}

TEST_F(InviteOut, CarriesSessionIdAndTheTokenBesideTheOffer_OUT09_REF28) {
    auto out = order();
    out.session_id = "00000000000000000000000000000000;remote=ab30317f1a784dc48ff824d0d3715d86";
    out.referred_by_token = BodyPart{{{"Content-Type", "multipart/signed;boundary=dragons39"}, {"Content-ID", "<x@y>"}},
                                     "--dragons39\r\n\r\n\r\n--dragons39--\r\n"};
    stack->invite(out);
    invited = expect("INVITE ");
    EXPECT_TRUE(header(invited, "Session-ID").ends_with(";remote=ab30317f1a784dc48ff824d0d3715d86"));  // REF-13
    EXPECT_EQ(header(invited, "MIME-Version"), "1.0");
    const auto type = header(invited, "Content-Type");
    ASSERT_TRUE(type.starts_with("multipart/mixed;boundary=")) << type;
    const auto delimiter = "--" + type.substr(25);
    EXPECT_EQ(body_of(invited), delimiter + "\r\nContent-Type: application/sdp\r\n\r\n" + std::string(kOffer) + "\r\n" +
                                    delimiter + "\r\nContent-Type: multipart/signed;boundary=dragons39\r\n" +
                                    "Content-ID: <x@y>\r\n\r\n" + out.referred_by_token->content + "\r\n" + delimiter +
                                    "--\r\n");
    EXPECT_EQ(header(invited, "Content-Length"), std::to_string(body_of(invited).size()));
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    EXPECT_TRUE(await<InviteAnswered>().answer);
}

TEST_F(InviteOut, ToATelUriGoesByTheOutboundNextHop) {
    auto with = settings();
    with.outbound.remove_parameter("lr");
    with.served_user = true;
    start(with);
    auto out = order();
    out.request_uri = uri("tel:+1-555;phone-context=x");
    stack->invite(out);
    const auto invite = expect("INVITE tel:+1-555;phone-context=x SIP/2.0\r\n");
    EXPECT_EQ(header(invite, "Route"), "");
    EXPECT_EQ(header(invite, "To"), "<tel:+1-555;phone-context=x>");
    EXPECT_EQ(header(invite, "P-Served-User"), "<sip:conf-1@conf-factory.ims.test>;sescase=orig;regstate=unreg");
}

TEST_F(InviteOut, RefusesLineBreaksInWhatItIsGiven) {
    auto out = order();
    out.subject = "lunch\r\nX-Injected: 1";
    out.display_name = "a\r\nX-Injected: 2";
    out.request_uri.headers = "X-Injected=3";
    stack->invite(out);
    const auto invite = expect("INVITE ");
    EXPECT_FALSE(contains(invite, "\r\nX-Injected"));
    EXPECT_FALSE(contains(invite, "X-Injected=3"));
    EXPECT_EQ(header(invite, "Subject"), "");
}

TEST_F(InviteOut, ReportsProgressAndAnswerAndSendsAckToTheContactVerbatim) {  // JOI-06, NTF-25
    const auto out = order();
    stack->invite(out);
    invited = expect("INVITE ");
    send(response(invited, "100 Trying", ""));
    send(response(invited, "180 Ringing", "early"));
    const auto progress = await<InviteProgress>();
    EXPECT_EQ(progress.dialog, out.dialog);
    EXPECT_EQ(progress.status, 180);
    EXPECT_EQ(progress.phrase, "Ringing");
    // The answer is from another fork than the ringing, and through proxies that want to stay.
    send(response(invited, "200 Fine", "b1",
                  sdp() + "Record-Route: <sip:127.0.0.1:" + std::to_string(peer.port()) +
                      ";lr;n=2>\nRecord-Route: <sip:127.0.0.1:" + std::to_string(peer.port()) +
                      ";lr;n=1>\nP-Asserted-Identity: <sip:robert@ims.test>\n",
                  kAnswer));
    const auto answered = await<InviteAnswered>();
    EXPECT_EQ(answered.dialog, out.dialog);
    EXPECT_EQ(answered.status, 200);
    EXPECT_EQ(answered.phrase, "Fine");
    EXPECT_EQ(answered.contact, uri("sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41"));
    ASSERT_TRUE(answered.answer);
    EXPECT_EQ(answered.answer->streams[0].direction, Direction::sendonly);
    ASSERT_TRUE(answered.asserted);
    EXPECT_EQ(answered.asserted->uri, uri("sip:robert@ims.test"));

    stack->acknowledge(out.dialog);
    const auto ack = expect("ACK sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41 SIP/2.0");
    EXPECT_EQ(tag_of(header(ack, "To")), "b1");
    EXPECT_EQ(std::stoi(header(ack, "CSeq")), std::stoi(header(invited, "CSeq")));
    const auto route = header(ack, "Route");
    EXPECT_LT(route.find("n=1"), route.size());
    EXPECT_TRUE(route.find("n=2") == std::string::npos || route.find("n=1") < route.find("n=2"));
    EXPECT_EQ(stack->call_id(out.dialog), header(invited, "Call-ID"));
}

TEST_F(InviteOut, RepeatedAnswerIsAcknowledgedAgainButReportedOnce) {
    shows_repeats = true;
    establish();
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    EXPECT_EQ(expect("ACK "), acked);
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteOut, AnswerOfAnotherBranchGetsAckAndBye) {  // OUT-45
    establish();
    send(response(invited, "200 OK", "b2", sdp(), kAnswer));
    EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "b2");
    const auto bye = expect("BYE ");
    EXPECT_EQ(tag_of(header(bye, "To")), "b2");
    send(response(bye, "200 OK", ""));
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteOut, AnswerWithoutUseForTheOfferIsReportedWithoutDescription) {  // OUT-44
    const auto out = order();
    stack->invite(out);
    send(response(expect("INVITE "), "200 OK", "b1", sdp(),
                  "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\n"));
    EXPECT_FALSE(await<InviteAnswered>().answer);
    stack->acknowledge(out.dialog);
    expect("ACK ");
    stack->bye(out.dialog, "SIP;cause=488;text=\"Not Acceptable Here\"");
    const auto bye = expect("BYE ");
    EXPECT_EQ(header(bye, "Reason"), "SIP;cause=488;text=\"Not Acceptable Here\"");
    send(response(bye, "200 OK", ""));
    EXPECT_EQ(await<ByeAnswered>().status, 200);
}

TEST_F(InviteOut, RefusalIsReportedWithStatusAndPhrase) {  // OUT-54
    const auto out = order();
    stack->invite(out);
    send(response(expect("INVITE "), "486 Very Busy", "b1"));
    const auto failed = await<InviteFailed>();
    EXPECT_EQ(failed.status, 486);
    EXPECT_EQ(failed.phrase, "Very Busy");
    expect("ACK ");
    stack->release(out.dialog);
    run_until([this] { return stack->counters().dialogs == 0; });
    EXPECT_EQ(stack->counters().dialogs, 0u);
    EXPECT_EQ(stack->counters().client_transactions, 0u);
}

TEST_F(InviteOut, RedirectionIsReportedWithItsContacts_OUT47) {
    stack->invite(order());
    send(response(expect("INVITE "), "302 Moved", "b1",
                  "Contact: <sip:voicemail@ims.test>;q=0.2, <sip:bob@home2.test;x=%41>;expires=60\nContact: *\n"
                  "Contact: <tel:+1-555>;q=0.75\n"));
    const auto failed = await<InviteFailed>();
    EXPECT_EQ(failed.status, 302);
    EXPECT_EQ(failed.contacts,
              (std::vector{uri("sip:bob@home2.test;x=%41"), uri("tel:+1-555"), uri("sip:voicemail@ims.test")}));
    expect("ACK ");
    EXPECT_FALSE(was_sent("INVITE "));  // whether to follow is the focus's

    stack->invite(order());
    send(response(expect("INVITE "), "486 Busy", "b1", "Contact: <sip:bob@home2.test>\n"));
    EXPECT_TRUE(await<InviteFailed>().contacts.empty());
}

TEST_F(InviteOut, NobodyAnswersIs408) {  // OUT-40
    stack->invite(order());
    EXPECT_EQ(await<InviteFailed>().status, 408);
}

TEST_F(InviteOut, ToAClosedPortIs503) {  // OUT-56
    auto with = settings();
    {
        const Peer gone;
        with.outbound = uri("sip:127.0.0.1:" + std::to_string(gone.port()) + ";lr");
    }
    start(with);
    stack->invite(order());
    EXPECT_EQ(await<InviteFailed>().status, 503);
}

TEST_F(InviteOut, DialogTakesRequestsAndRefreshesItsTarget) {  // REF-25
    const DialogId dialog = establish();
    send(request_of_bob("UPDATE", "Contact: <sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";moved>\n"));
    const auto update = await<ReinviteReceived>();
    EXPECT_EQ(update.dialog, dialog);
    stack->respond(update.transaction, {.status = 200, .phrase = "OK"});
    const auto updated = expect("SIP/2.0 200");
    EXPECT_TRUE(contains(header(updated, "P-Charging-Vector"), header(invited, "P-Charging-Vector").substr(0, 43)));
    stack->bye(dialog, "");
    const auto bye = expect("BYE sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";moved SIP/2.0");
    EXPECT_GT(std::stoi(header(bye, "CSeq")), std::stoi(header(invited, "CSeq")));
    send(response(bye, "200 OK", ""));
    await<ByeAnswered>();
}

TEST_F(InviteOut, NotifyIsWrittenAndItsAnswerReported) {  // NTF-02, 04, 05, 07
    const DialogId dialog = establish();
    NotifyOrder notify{.subscription = SubscriptionId{7},
                       .dialog = dialog,
                       .contact = uri(kConference),
                       .event = "refer;id=3",
                       .state = SubscriptionStateName::active,
                       .expires = std::chrono::seconds(180),
                       .reason = "",
                       .content_type = "message/sipfrag;version=2.0",
                       .body = "SIP/2.0 100 Trying\r\n"};
    stack->notify(notify);
    const auto first = expect("NOTIFY sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41 SIP/2.0");
    EXPECT_EQ(header(first, "Event"), "refer;id=3");
    EXPECT_EQ(header(first, "Subscription-State"), "active;expires=180");
    EXPECT_EQ(header(first, "Content-Type"), "message/sipfrag;version=2.0");
    EXPECT_EQ(header(first, "Content-Length"), "20");
    EXPECT_EQ(header(first, "Max-Forwards"), "70");
    EXPECT_EQ(body_of(first), "SIP/2.0 100 Trying\r\n");
    EXPECT_EQ(header(first, "From"), header(invited, "From"));
    EXPECT_EQ(tag_of(header(first, "To")), "b1");
    EXPECT_TRUE(contains(header(first, "Contact"), ";isfocus"));
    send(response(first, "481 Gone", ""));
    const auto answered = await<NotifyAnswered>();
    EXPECT_EQ(answered.subscription, SubscriptionId{7});
    EXPECT_EQ(answered.status, 481);

    notify.state = SubscriptionStateName::terminated;
    notify.reason = "noresource";
    notify.body = "SIP/2.0 200 OK\r\n";
    stack->notify(notify);
    const auto last = expect("NOTIFY ");
    EXPECT_EQ(header(last, "Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(std::stoi(header(last, "CSeq")), std::stoi(header(first, "CSeq")) + 1);
    send(response(last, "200 OK", ""));
    EXPECT_EQ(await<NotifyAnswered>().status, 200);
}

TEST_F(InviteOut, NotifyThatNobodyAnswersIs408) {  // NTF-15
    const DialogId dialog = establish();
    stack->notify({.subscription = SubscriptionId{9}, .dialog = dialog, .contact = uri(kConference), .event = "refer"});
    const auto answered = await<NotifyAnswered>();
    EXPECT_EQ(answered.subscription, SubscriptionId{9});
    EXPECT_EQ(answered.status, 408);
}

TEST_F(InviteOut, OrdersForAnUnknownDialogEndIn481) {
    stack->notify({.subscription = SubscriptionId{9}, .dialog = DialogId{77}, .contact = uri(kConference)});
    EXPECT_EQ(await<NotifyAnswered>().status, 481);
    stack->bye(DialogId{77}, "");
    EXPECT_EQ(await<ByeAnswered>().status, 481);
    stack->acknowledge(DialogId{77});
    stack->cancel(DialogId{77});
    stack->release(DialogId{77});
    stack->respond(TransactionId{77}, {});
    EXPECT_TRUE(inbox.empty());
}

TEST_F(InviteOut, NothingIsReportedOfAReleasedDialog) {
    const DialogId dialog = establish();
    stack->notify({.subscription = SubscriptionId{9}, .dialog = dialog, .contact = uri(kConference), .event = "refer"});
    const auto notify = expect("NOTIFY ");
    stack->release(dialog);
    send(request_of_bob("BYE"));
    expect("SIP/2.0 481");
    send(response(notify, "200 OK", ""));
    run_until([this] { return stack->counters().dialogs == 0; });
    EXPECT_EQ(stack->counters().dialogs, 0u);
    EXPECT_TRUE(events.empty());
}

}  // namespace
}  // namespace isfocus::test
