#include "ladder.h"

/// Who hears of a REFER's outcome, and how (RFC 4488, RFC 5368, RFC 7614).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

class ExplicitSub : public Ladder {
protected:
    /// UE1 refers with Require: explicitsub; what Refer-Events-At names.
    Uri referred_explicitly(const std::string& target) {
        ue1.next_refer.reports = ReferReports::on_request;
        ue1.refers(target);
        const Header& header = responses.back().headers.at(0);
        EXPECT_EQ(header.name, "Refer-Events-At");
        EXPECT_TRUE(header.value.starts_with("<sip:refer-") && header.value.ends_with("@conf-factory.ims.test>"));
        return uri(header.value.substr(1, header.value.size() - 2));
    }
};

TEST_F(ExplicitSub, NothingIsToldUntilSomebodySubscribes_REF33_NTF21) {
    created();
    const Uri events = referred_explicitly("sip:ue2@home2.net");
    mrfp_grants();
    ue2.rings();
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Add
        AS -> UE2  INVITE sip:ue2@home2.net)");
    ue1.subscribes_to_refer(events);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer active 180 Ringing");
    EXPECT_EQ(notifies.back().expires, 180s);
    EXPECT_EQ(responses.back().contact, conference());
    ue3.subscribes_to_refer(events, 60);  // several may
    ue2.answers();
    expect(R"(
        AS -> UE3  200 OK
        AS -> UE3  NOTIFY refer active 180 Ringing
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK
        AS -> UE3  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(ExplicitSub, OutcomeIsKeptFor64Seconds_REF33_NTF21) {
    created();
    const Uri events = referred_explicitly("sip:ue2@home2.net");
    mrfp_grants();
    ue2.rejects(486, "Busy Here");
    advance(63s);
    expect("AS -> UE1 200 OK\n AS -> MRFP Add\n AS -> UE2 INVITE sip:ue2@home2.net\n AS -> MRFP Subtract");
    ue1.subscribes_to_refer(events);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer terminated;reason=noresource 486 Busy Here");
    advance(1s);
    ue1.subscribes_to_refer(events);
    expect("AS -> UE1 404 Not Found");
}

TEST_F(ExplicitSub, OutcomeOutlivesTheConference_NTF21) {
    created();
    const Uri events = referred_explicitly("sip:ue2@home2.net");
    mrfp_grants();
    ue1.byes();
    ue2.rejects(487, "Request Terminated");
    EXPECT_FALSE(focus().idle());
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Add
        AS -> UE2  INVITE sip:ue2@home2.net
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE2  CANCEL
        AS -> MRFP Subtract *)");
    ue1.subscribes_to_refer(events);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer terminated;reason=noresource 487 Request Terminated");
    advance(64s);
    EXPECT_TRUE(focus().idle());
}

TEST_F(ExplicitSub, MayBeFetchedRefreshedAndEnded_NTF18_NTF19_NTF21) {
    created();
    const Uri events = referred_explicitly("sip:ue2@home2.net");
    mrfp_grants();
    ue1.subscribes_to_refer(events, 0);
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Add
        AS -> UE2  INVITE sip:ue2@home2.net
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY refer terminated;reason=timeout 100 Trying)");
    ue1.subscribes_to_refer(events, 60);
    ue1.next_subscribe.package = EventPackage::refer;
    ue1.refreshes(100);
    ue1.refreshes(0);
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY refer terminated;reason=timeout 100 Trying)");
    ue1.asserts_identity = false;
    ue1.subscribes_to_refer(events);
    expect("AS -> UE1 403 Forbidden");
}

TEST_F(ExplicitSub, AReferInTheDialogOfAnExplicitSubscriptionIsToldApart_NTF03_NTF21) {
    created();
    ue1.subscribes_to_refer(referred_explicitly("sip:ue2@home2.net"));
    ue1.next_refer.reports = ReferReports::implicit;
    std::swap(ue1.dialog, ue1.subscription);
    ue1.refers("sip:ue2@home2.net");
    std::swap(ue1.dialog, ue1.subscription);
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Add
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying)");
    ue1.next_subscribe.package = EventPackage::refer;
    ue1.next_subscribe.event_id = "3";
    ue1.refreshes(0);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer;id=3 terminated;reason=timeout 100 Trying");
}

TEST_F(ExplicitSub, ReferOutsideTheDialogMakesNone_REF33) {
    created();
    ue1.next_refer.reports = ReferReports::on_request;
    ue1.refers_outside(conference(), "sip:ue2@home2.net");
    expect("AS -> UE1 200 OK\n AS -> MRFP Add");
    EXPECT_TRUE(released.contains(ue1.subscription));
}

TEST_F(ExplicitSub, RemovalIsToldTheSameWay_REF33_REM01) {
    created();
    joined(ue2);
    ue1.next_refer.target->method = ReferMethod::bye;
    ue2.answers_byes = false;
    const Uri events = referred_explicitly("sip:ue2@home2.net");
    ue1.subscribes_to_refer(events);
    ue2.answers_bye();
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, NosubMeansNoWordAndNoState_REF34) {
    created();
    ue1.next_refer.reports = ReferReports::none;
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue2.rejects(486, "Busy Here");
    expect("AS -> UE1 200 OK\n AS -> MRFP Add\n AS -> UE2 INVITE sip:ue2@home2.net\n AS -> MRFP Subtract");
    EXPECT_TRUE(responses.back().headers.empty());
}

// -- lists --------------------------------------------------------------------------------------------------------

TEST_F(Ladder, ListInvitesEachTargetOnceAndIsSilent_REF19) {
    created();
    ue1.next_refer.list = ReferList::by_cid;
    for (const char* target : {"sip:ue2@home2.net", "sip:ue3@home3.net", "sip:ue2@home2.net;transport=udp"})
        ue1.next_refer.targets.push_back({.uri = uri(target)});
    ue1.refers("sip:list@home1.net");
    expect("AS -> UE1 200 OK\n AS -> MRFP Add\n AS -> MRFP Add");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Refer-Sub", "false"}));
    mrfp_grants();
    mrfp_grants();
    expect("AS -> UE2 INVITE sip:ue2@home2.net\n AS -> UE3 INVITE sip:ue3@home3.net");
}

TEST_F(Ladder, ListRemovesToo_REF19) {
    created();
    joined(ue2);
    joined(ue3);
    ue1.next_refer.list = ReferList::by_cid;
    for (const char* target : {"sip:ue2@home2.net", "sip:ue3@home3.net"})
        ue1.next_refer.targets.push_back({.uri = uri(target), .method = ReferMethod::bye});
    ue1.refers("sip:list@home1.net");
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> MRFP Subtract
        AS -> UE3  BYE SIP;cause=200)");
}

TEST_F(Ladder, ListThatEndsTheConferenceInvitesNobodyAfterwards_REF19) {
    created();
    ue1.next_refer.list = ReferList::by_cid;
    ue1.next_refer.targets = {{.uri = uri("sip:ue1@home1.net"), .method = ReferMethod::bye},
                              {.uri = uri("sip:ue2@home2.net")}};
    ue1.refers("sip:list@home1.net");
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE1 BYE SIP;cause=200\n AS -> MRFP Subtract *");
}

TEST_F(Ladder, OneTargetThatMustBeRefusedRefusesTheList_REF19) {
    created();
    ue1.next_refer.list = ReferList::by_cid;
    ue1.next_refer.targets = {{.uri = uri("sip:ue2@home2.net")},
                              {.uri = uri("sip:ue3@home3.net"), .method = ReferMethod::other}};
    ue1.refers("sip:list@home1.net");
    expect("AS -> UE1 403 Method Not Offered");
    ue1.next_refer.targets = {{.uri = uri("sip:ue2@home2.net")}, {.uri = conference()}};
    ue1.refers("sip:list@home1.net");
    expect("AS -> UE1 403 Target Is This Focus");
    ue1.next_refer.targets.clear();
    ue1.refers("sip:list@home1.net");
    expect("AS -> UE1 400 Empty List");
}

TEST_F(Ladder, ListNeedsSeatsForAll_REF19_REF23) {
    settings.max_participants = 2;
    created();
    ue1.next_refer.list = ReferList::by_cid;
    ue1.next_refer.targets = {{.uri = uri("sip:ue2@home2.net")}, {.uri = uri("sip:ue3@home3.net")}};
    ue1.refers("sip:list@home1.net");
    expect("AS -> UE1 403 Conference Full");
}

TEST_F(Ladder, ListBehindTheFactoryUriIsTakenUnlessTheSettingSaysNo_REF19a) {
    created();
    ue1.next_refer.list = ReferList::unasked;
    ue1.next_refer.targets = {{.uri = uri("sip:ue2@home2.net")}, {.uri = uri("sip:ue3@home3.net")}};
    ue1.refers(kFactory.text());
    expect("AS -> UE1 200 OK\n AS -> MRFP Add\n AS -> MRFP Add");
}

TEST_F(Ladder, ListBehindTheFactoryUriMayBeSwitchedOff_REF19a_REF15) {
    settings.refer_list_unasked = false;
    created();
    ue1.next_refer.list = ReferList::unasked;
    ue1.next_refer.targets = {{.uri = uri("sip:ue2@home2.net")}};
    ue1.refers(kFactory.text());
    expect("AS -> UE1 403 Target Is This Focus");
}

}  // namespace
}  // namespace isfocus::focus::test
