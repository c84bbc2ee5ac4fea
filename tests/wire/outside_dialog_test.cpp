#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// Requests that come outside of any dialog, and those that make one.
class OutsideDialog : public WireTest {
protected:
    std::string refer(std::string_view extra = {}) {
        return ue.request("REFER", kConference,
                          ue.contact() + "Refer-To: <sip:bob@ims.test>\nRecord-Route: <sip:127.0.0.1:" +
                              std::to_string(peer.port()) + ";lr>\n" + std::string(extra));
    }

    Ue ue{peer};
};

TEST_F(OutsideDialog, ReferMakesTheDialogOfItsNotifies) {  // REF-26, REF-40
    send(refer());
    const auto event = await<ReferReceived>();
    EXPECT_FALSE(event.in_dialog);
    EXPECT_EQ(event.request.request_uri, uri(kConference));
    stack->respond(event.transaction, {.status = 202, .phrase = "Accepted", .contact = uri(kConference)});
    const auto accepted = expect("SIP/2.0 202 Accepted");
    EXPECT_TRUE(contains(header(accepted, "Contact"), ";isfocus"));
    EXPECT_TRUE(contains(header(accepted, "Allow"), "REFER"));
    EXPECT_TRUE(contains(header(accepted, "Supported"), "norefersub"));
    EXPECT_TRUE(contains(header(accepted, "P-Charging-Vector"), ";term-ioi=home1.test"));
    EXPECT_EQ(header(accepted, "Record-Route"), "<sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr>");
    EXPECT_EQ(header(accepted, "P-Asserted-Identity"), "");

    stack->notify({.subscription = SubscriptionId{1},
                   .dialog = event.dialog,
                   .contact = uri(kConference),
                   .event = "refer",
                   .expires = std::chrono::seconds(180),
                   .content_type = "message/sipfrag",
                   .body = "SIP/2.0 100 Trying\r\n"});
    const auto notify = expect("NOTIFY sip:alice@127.0.0.1:");
    EXPECT_EQ(header(notify, "From"), header(accepted, "To"));
    EXPECT_EQ(header(notify, "To"), header(accepted, "From"));
    EXPECT_EQ(header(notify, "Call-ID"), header(accepted, "Call-ID"));
    EXPECT_EQ(header(notify, "Route"), "<sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr>");
    send(response(notify, "200 OK", ""));
    await<NotifyAnswered>();
}

TEST_F(OutsideDialog, ReferIsAnsweredAgainWithoutASecondEvent) {  // NTF-26
    shows_repeats = true;
    const auto request = refer();
    send(request);
    const auto event = await<ReferReceived>();
    stack->respond(event.transaction, {.status = 202, .phrase = "Accepted", .contact = uri(kConference)});
    const auto accepted = expect("SIP/2.0 202");
    send(request);
    EXPECT_EQ(expect("SIP/2.0 202"), accepted);
    auto merged = request;
    merged.replace(merged.find("z9hG4bK"), 8, "z9hG4bKx");
    send(merged);
    expect("SIP/2.0 482");
    EXPECT_TRUE(events.empty());
}

TEST_F(OutsideDialog, ReferMayRenounceTheSubscription) {  // REF-31
    send(refer("Refer-Sub: false\n"));
    EXPECT_EQ(await<ReferReceived>().request.reports, ReferReports::renounced);
    send(ue.request("REFER", kConference, ue.contact() + "Refer-To: <sip:bob@ims.test>\nRefer-Sub: true\n"));
    EXPECT_EQ(await<ReferReceived>().request.reports, ReferReports::implicit);
}

TEST_F(OutsideDialog, ReferAndSubscribeNeedAContact) {  // REF-26, DLG-18
    send(ue.request("REFER", kConference, "Refer-To: <sip:bob@ims.test>\n"));
    expect("SIP/2.0 400 Missing Contact");
    send(ue.request("SUBSCRIBE", kConference, "Event: conference\n"));
    expect("SIP/2.0 400 Missing Contact");
    EXPECT_EQ(stack->counters().dialogs, 0u);
}

TEST_F(OutsideDialog, SubscribeTellsPackageExpiryAndWhatIsAccepted) {  // EVT-03, EVT-05, EVT-12
    send(ue.request("SUBSCRIBE", kConference, ue.contact() + "o: conference\n"));
    const auto plain = await<SubscribeReceived>();
    EXPECT_EQ(plain.request.package, EventPackage::conference);
    EXPECT_FALSE(plain.request.expires);
    EXPECT_TRUE(plain.request.accepts_document);
    EXPECT_FALSE(plain.in_dialog);

    send(ue.request("SUBSCRIBE", kConference,
                    ue.contact() + "Event: presence\nExpires: 0\nAccept: application/pidf+xml\n"));
    const auto other = await<SubscribeReceived>();
    EXPECT_EQ(other.request.package, EventPackage::unknown);
    EXPECT_EQ(other.request.expires, 0u);
    EXPECT_FALSE(other.request.accepts_document);
    stack->respond(other.transaction, {.status = 489, .phrase = "Bad Event"});
    EXPECT_EQ(header(expect("SIP/2.0 489"), "Allow-Events"), "conference, refer");

    send(ue.request("SUBSCRIBE", kConference, ue.contact()));
    EXPECT_EQ(await<SubscribeReceived>().request.package, EventPackage::unknown);
}

TEST_F(OutsideDialog, OptionsIsAnsweredWithCapabilities) {  // GEN-10
    send(ue.request("OPTIONS", Ue::kFactory));
    const auto event = await<OptionsReceived>();
    EXPECT_FALSE(event.dialog);
    EXPECT_EQ(event.request_uri, uri(Ue::kFactory));
    stack->respond(event.transaction,
                   {.status = 200, .phrase = "OK", .contact = uri(Ue::kFactory), .is_factory = true});
    const auto answer = expect("SIP/2.0 200");
    EXPECT_EQ(header(answer, "Contact"), std::string("<") + Ue::kFactory + ">");
    for (const char* name : {"Allow", "Accept", "Supported", "Allow-Events"})
        EXPECT_NE(header(answer, name), "") << name;
}

TEST_F(OutsideDialog, LongNotifyReachesAPeerWithoutTcp) {  // EVT-33
    send(refer());
    const auto event = await<ReferReceived>();
    stack->respond(event.transaction, {.status = 202, .phrase = "Accepted", .contact = uri(kConference)});
    const std::string body(4000, 'x');
    stack->notify({.subscription = SubscriptionId{1},
                   .dialog = event.dialog,
                   .contact = uri(kConference),
                   .event = "conference",
                   .content_type = "application/conference-info+xml",
                   .body = body});
    const auto notify = expect("NOTIFY ");
    EXPECT_EQ(body_of(notify), body);
    send(response(notify, "200 OK", ""));
    EXPECT_EQ(await<NotifyAnswered>().status, 200);
}

TEST_F(OutsideDialog, NewSettingsCountFromNowOn) {
    auto changed = settings();
    changed.is_trusted = nullptr;
    stack->reconfigure(changed);
    send(ue.request("SUBSCRIBE", kConference,
                    ue.contact() + "Event: conference\nP-Asserted-Identity: <sip:alice@ims.test>\n"));
    EXPECT_FALSE(await<SubscribeReceived>().request.asserted);
}

}  // namespace
}  // namespace isfocus::test
