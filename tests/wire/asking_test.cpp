#include "outgoing.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// REFER of the focus, and what its target tells of it (POL-12).
class Asking : public Outgoing {
protected:
    ReferOrder asking() { return {DialogId{77}, uri("sip:bob@ims.test"), uri(kConference), "Team", {"icid", ""}}; }

    std::string notify(const std::string& refer, const std::string& state, const std::string& body,
                       const std::string& event = "refer") {
        invited = refer;
        const std::string contact = "Contact: <sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ">\n";
        return request_of_bob(
            "NOTIFY",
            contact + "Event: " + event + "\nSubscription-State: " + state + "\nContent-Type: message/sipfrag\n", body);
    }
};

TEST_F(Asking, NamesTheConferenceAndHearsHowItGoes_POL12) {  // RFC 3515 2.1, 2.4
    stack->refer(asking());
    const auto refer = expect("REFER sip:bob@ims.test SIP/2.0");
    EXPECT_EQ(header(refer, "Refer-To"), "<" + std::string(kConference) + ";method=INVITE>");
    EXPECT_EQ(header(refer, "P-Asserted-Identity"), "<" + std::string(kConference) + ">");
    EXPECT_TRUE(contains(header(refer, "Contact"), ">;isfocus"));
    EXPECT_TRUE(contains(header(refer, "From"), "\"Team\""));
    EXPECT_NE(header(refer, "Route"), "");
    EXPECT_TRUE(contains(header(refer, "P-Charging-Vector"), "icid-value="));
    send(response(refer, "202 Accepted", "b1", "Contact: <sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ">\n"));
    EXPECT_EQ(await<ReferAnswered>().status, 202);
    send(notify(refer, "active;expires=60", "SIP/2.0 100 Trying\r\n"));
    expect("SIP/2.0 200");
    const auto trying = await<ReferTold>();
    EXPECT_EQ(trying.dialog, DialogId{77});
    EXPECT_EQ(trying.status, 100);
    EXPECT_FALSE(trying.is_over);
    send(notify(refer, "active", "SIP/2.0 100 Trying\r\n", "conference"));
    expect("SIP/2.0 481");
    send(notify(refer, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n"));
    expect("SIP/2.0 200");
    const auto over = await<ReferTold>();
    EXPECT_EQ(over.status, 200);
    EXPECT_TRUE(over.is_over);
    stack->release(DialogId{77});
    send(notify(refer, "active", "SIP/2.0 200 OK\r\n"));
    expect("SIP/2.0 481");
}

TEST_F(Asking, NotifyThatOvertakesTheAnswerIsTaken_POL12) {  // RFC 6665 4.4.1
    stack->refer(asking());
    const auto refer = expect("REFER ");
    send(notify(refer, "terminated;reason=noresource", "SIP/2.0 486 Busy Here\r\n"));
    expect("SIP/2.0 200");
    EXPECT_EQ(await<ReferTold>().status, 486);
    send(response(refer, "200 OK", "b1"));
    EXPECT_EQ(await<ReferAnswered>().status, 200);
}

TEST_F(Asking, RefusalAndGarbageAreReportedAsSuch_POL12) {
    stack->refer(asking());
    const auto refer = expect("REFER ");
    send(notify(refer, "active", "SIP/2.0 twohundred"));
    expect("SIP/2.0 200");
    EXPECT_EQ(await<ReferTold>().status, 0);
    send(response(refer, "603 Decline", "b1"));
    EXPECT_EQ(await<ReferAnswered>().status, 603);
}

}  // namespace
}  // namespace isfocus::test
