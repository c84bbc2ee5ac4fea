#include "outgoing.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// What a peer tells of the charging of a dialog, and what goes on from there.
class Charged : public Outgoing {};

TEST_F(Charged, DialogIsKnownByWhatATrustedPeerSaysOfIt_CHG01_CHG08_CHG09_CHG10) {
    Ue ue{peer};
    send(ue.invite(
        Ue::kFactory,
        "P-Charging-Vector: icid-value=\"a;b\";orig-ioi=\"home1\"\nP-Served-User: <sip:s@ims.test>;sescase=orig\n"
        "P-Charging-Function-Addresses: ccf=192.0.2.7\nP-Access-Network-Info: IEEE-802.11\n"
        "Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"));
    const auto event = await<InviteReceived>();
    EXPECT_EQ(event.request.charging, (ChargingContext{"\"a;b\"", "ccf=192.0.2.7"}));
    const auto charging = stack->charging(event.dialog);
    EXPECT_EQ(charging.call_id, "call-1");
    EXPECT_EQ(charging.icid, "a;b");
    EXPECT_EQ(charging.orig_ioi, "home1");
    EXPECT_EQ(charging.term_ioi, "home1.test");
    EXPECT_EQ(charging.access_network, "IEEE-802.11");
    EXPECT_EQ(charging.served_user, "sip:s@ims.test");
    EXPECT_TRUE(charging.session_id.ends_with(";remote=ab30317f1a784dc48ff824d0d3715d86"));
    stack->respond(event.transaction, {.status = 486, .phrase = "Busy Here"});
    EXPECT_EQ(header(expect("SIP/2.0 486"), "Session-ID"), charging.session_id);
    EXPECT_EQ(stack->charging(DialogId{999}).icid, "");
}

TEST_F(Charged, DialogOfAStrangerIsNot_CHG10) {
    auto with = settings();
    with.is_trusted = nullptr;
    start(with);
    Ue ue{peer};
    send(ue.invite(Ue::kFactory,
                   "P-Charging-Vector: icid-value=a\nP-Charging-Function-Addresses: ccf=192.0.2.7\n"
                   "P-Access-Network-Info: IEEE-802.11\nP-Served-User: <sip:s@ims.test>;sescase=orig\n"));
    const auto event = await<InviteReceived>();
    EXPECT_NE(event.request.charging.icid, "a");
    EXPECT_EQ(event.request.charging.function_addresses, "");
    const auto charging = stack->charging(event.dialog);
    EXPECT_EQ(charging.icid, event.request.charging.icid);
    EXPECT_EQ(charging.access_network + charging.served_user, "");
}

TEST_F(Charged, InvitationCarriesThatOfItsConference_OUT12_OUT13_OUT24) {
    auto out = order();
    out.charging = {"\"a;b\"", "ccf=192.0.2.7;ecf=192.0.2.8"};
    stack->invite(out);
    const auto invite = expect("INVITE ");
    EXPECT_TRUE(header(invite, "P-Charging-Vector").ends_with(";orig-ioi=home1.test;related-icid=\"a;b\""));
    EXPECT_EQ(header(invite, "P-Charging-Function-Addresses"), out.charging.function_addresses);
    EXPECT_EQ(header(invite, "P-Early-Media"), "supported");
    EXPECT_EQ(header(invite, "Privacy"), "");
    send(response(invite, "200 OK", "b1",
                  sdp() + "P-Charging-Vector: icid-value=x;term-ioi=home2\nP-Access-Network-Info: ADSL\n"
                          "Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=0\n",
                  kAnswer));
    await<InviteAnswered>();
    const auto charging = stack->charging(out.dialog);
    EXPECT_TRUE(contains(header(invite, "P-Charging-Vector"), charging.icid));
    EXPECT_EQ(charging.orig_ioi, "home1.test");
    EXPECT_EQ(charging.term_ioi, "home2");
    EXPECT_EQ(charging.access_network, "ADSL");
    stack->acknowledge(out.dialog);
    EXPECT_EQ(header(expect("ACK "), "Session-ID"),
              header(invite, "Session-ID").substr(0, 32) + ";remote=ab30317f1a784dc48ff824d0d3715d86");
}

TEST_F(Charged, RequestsInADialogOfTheFocusNameBothNetworks_CHG01) {  // RFC 7315 4.6
    establish("P-Charging-Vector: icid-value=x;term-ioi=home2\n");
    const auto sent = header(invited, "P-Charging-Vector");
    const auto icid = sent.substr(0, sent.find(';'));
    EXPECT_EQ(header(acked, "P-Charging-Vector"), icid + ";orig-ioi=home1.test;term-ioi=home2");

    send(request_of_bob("INFO", "P-Charging-Vector: icid-value=y;orig-ioi=home2\n"));
    EXPECT_EQ(header(expect("SIP/2.0 200"), "P-Charging-Vector"), icid + ";orig-ioi=home2;term-ioi=home1.test");
    send(request_of_bob("INFO"));
    EXPECT_EQ(header(expect("SIP/2.0 200"), "P-Charging-Vector"), icid + ";term-ioi=home1.test");
    send(request_of_bob("BYE", "P-Charging-Vector: icid-value=y;orig-ioi=\"a;b\"\n"));
    stack->respond(await<ByeReceived>().transaction, {.status = 200, .phrase = "OK"});
    EXPECT_EQ(header(expect("SIP/2.0 200"), "P-Charging-Vector"), icid + ";orig-ioi=\"a;b\";term-ioi=home1.test");
}

TEST_F(Charged, RequestInADialogIsAnsweredWithTheIoiThatItHas_CHG01) {
    Ue ue{peer};
    send(ue.invite(Ue::kFactory, "P-Charging-Vector: icid-value=a;orig-ioi=home2;term-ioi=odd\n"));
    const auto event = await<InviteReceived>();
    stack->respond(
        event.transaction,
        {.status = 200, .phrase = "OK", .contact = uri(kConference), .body = Description{std::string(kAnswer)}});
    const auto answer = expect("SIP/2.0 200");
    EXPECT_EQ(header(answer, "P-Charging-Vector"), "icid-value=a;orig-ioi=home2;term-ioi=home1.test");
    ue.to_tag = tag_of(header(answer, "To"));
    send(ue.request("ACK", kConference));
    await<AckReceived>();
    send(ue.request("INFO", kConference, "P-Charging-Vector: icid-value=b;orig-ioi=home3\n"));
    EXPECT_EQ(header(expect("SIP/2.0 200"), "P-Charging-Vector"), "icid-value=a;orig-ioi=home3;term-ioi=home1.test");
    send(ue.request("INFO", kConference));
    EXPECT_EQ(header(expect("SIP/2.0 200"), "P-Charging-Vector"), "icid-value=a;orig-ioi=home2;term-ioi=home1.test");
    stack->bye(event.dialog, "");
    EXPECT_EQ(header(expect("BYE "), "P-Charging-Vector"), "icid-value=a;orig-ioi=home1.test");
}

TEST_F(Charged, InvitationToANextHopThatIsNotTrustedSaysWhoseItIsAndNoMore_OUT03_OUT13_CHG05) {
    auto with = settings();
    with.is_trusted = nullptr;
    with.served_user = true;
    start(with);
    auto out = order();
    out.charging.function_addresses = "ccf=192.0.2.7";
    stack->invite(out);
    const auto invite = expect("INVITE ");
    EXPECT_EQ(header(invite, "P-Asserted-Identity"), std::string("<") + kConference + ">");
    EXPECT_EQ(invite.find("\r\nP-"), invite.rfind("\r\nP-"));
    send(response(invite, "200 OK", "b1", sdp(), kAnswer));
    await<InviteAnswered>();
    stack->acknowledge(out.dialog);
    EXPECT_FALSE(contains(expect("ACK "), "\r\nP-"));
}

TEST_F(Charged, InvitationThatHidesWhoseItIsTellsNobodyWhoIsNotTrusted_OUT16_CHG06) {
    auto with = settings();
    with.is_trusted = nullptr;
    with.hide_conference = true;
    start(with);
    stack->invite(order());
    const auto invite = expect("INVITE ");
    EXPECT_EQ(header(invite, "Privacy"), "id");
    EXPECT_FALSE(contains(invite, "\r\nP-"));
}

TEST_F(Charged, InvitationLosesThemOnItsWayToOneThatIsNot_OUT13_OUT53) {
    Peer second;
    auto with = settings();
    with.outbound_backup = {uri("sip:127.0.0.1:" + std::to_string(second.port()) + ";lr")};
    bool is_first = true;
    with.is_trusted = [&](std::string_view) { return is_first; };
    start(with);
    stack->invite(order());
    const auto first = expect("INVITE ");
    EXPECT_NE(header(first, "P-Asserted-Identity"), "");
    is_first = false;
    send(response(first, "503 Maintenance", "p1", "Retry-After: 100\n"));
    std::string again;
    EXPECT_TRUE(run_until([&] {
        while (auto message = second.receive())
            if (message->starts_with("INVITE ")) again = *message;
        return !again.empty();
    }));
    EXPECT_EQ(header(again, "P-Asserted-Identity"), header(first, "P-Asserted-Identity"));
    EXPECT_EQ(again.find("\r\nP-"), again.rfind("\r\nP-"));
    EXPECT_EQ(header(again, "Session-ID"), header(first, "Session-ID"));
    second.send(response(again, "486 Busy", "b1"), port());
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(Charged, InvitationMayHideWhoseItIs_OUT16) {
    auto with = settings();
    with.hide_conference = true;
    start(with);
    stack->invite(order());
    const auto invite = expect("INVITE ");
    EXPECT_TRUE(header(invite, "From").starts_with("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag="));
    EXPECT_EQ(header(invite, "Privacy"), "id");
    EXPECT_EQ(header(invite, "P-Asserted-Identity"), std::string("<") + kConference + ">");
    EXPECT_TRUE(header(invite, "Contact").starts_with(std::string("<") + kConference + ">;isfocus"));
}

}  // namespace
}  // namespace isfocus::test
