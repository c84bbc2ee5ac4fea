#include "ladder.h"

/// The NOTIFYs of a refer subscription: which, when, and what their answers lead to (RFC 3515 2.4.4 to 2.4.7, RFC
/// 6665).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, SecondReferInADialogHasAnId_NTF03_NTF24) {
    created();
    ue1.next_refer.asserted = identity_of("sip:mallory@home.net");
    ue1.refers("sip:ue2@home2.net");  // refused, but counted
    ue1.next_refer.asserted.reset();
    ue1.refers("sip:ue2@home2.net");
    ue1.refers("sip:ue3@home3.net");
    expect(R"(
        AS -> UE1  403 Forbidden
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Add
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=4 active 100 Trying
        AS -> MRFP Add)");
    mrfp_grants();
    mrfp_grants();
    ue3.answers();
    expect(R"(
        AS -> UE2  INVITE sip:ue2@home2.net
        AS -> UE3  INVITE sip:ue3@home3.net
        AS -> UE3  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer;id=4 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, IdOnTheFirstReferIsASetting_NTF03) {
    settings.refer_id_always = true;
    created();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 202 Accepted\n AS -> UE1 NOTIFY refer;id=2 active 100 Trying\n AS -> MRFP Add");
}

TEST_F(Ladder, ProgressIsToldOnceASecondAndOncePerStatus_NTF06) {
    created();
    invited(ue2);
    ue2.rings(180);
    ue2.rings(180);
    ue2.rings(183, "Session Progress");
    expect_nothing();
    advance(1s);
    expect("AS -> UE1 NOTIFY refer active 183 Session Progress");
    advance(5s);
    ue2.rings(183, "Session Progress");
    expect_nothing();
}

TEST_F(Ladder, OneNotifyInFlightAndTheTerminalOneOvertakesProgress_NTF07_NTF10) {
    created();
    ue1.answers_notifies = false;
    invited(ue2);
    advance(2s);
    ue2.rings();
    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify)");
    ue1.answers_notify();
    expect("AS -> UE1 NOTIFY refer terminated;reason=noresource 200 OK");
}

TEST_F(Ladder, RefusedNotifyEndsOnlyTheSubscription_NTF12_NTF13) {
    for (const int status : {405, 480, 481, 489, 501}) {
        created();
        ue1.answers_notifies = false;
        ue1.refers("sip:ue2@home2.net");
        mrfp_grants();
        ue1.answers_notify(status);
        ue2.rings();
        ue2.answers();
        ue1.answers_notifies = true;
        EXPECT_EQ(notifies.back().body, "SIP/2.0 100 Trying\r\n") << status;
        expect(R"(
            AS -> UE1  202 Accepted
            AS -> UE1  NOTIFY refer active 100 Trying
            AS -> MRFP Add
            AS -> UE2  INVITE sip:ue2@home2.net
            AS -> UE2  ACK
            AS -> MRFP Modify)");
    }
}

TEST_F(Ladder, FailedTransactionOfANotifyKeepsTheSubscription_NTF17) {
    created();
    ue1.answers_notifies = false;
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue1.answers_notify(500);
    ue2.answers();
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
}

TEST_F(Ladder, RefreshOfAReferSubscription_NTF18_NTF19_NTF20) {
    created();
    ue1.refers_outside(conference(), "sip:ue2@home2.net");
    mrfp_grants();
    ue1.next_subscribe.package = EventPackage::refer;
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> UE2  INVITE sip:ue2@home2.net)");
    ue1.refreshes(100);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer active 100 Trying");
    EXPECT_EQ(notifies.back().expires, 100s);
    ue1.refreshes(0);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer terminated;reason=timeout 100 Trying");
    ue2.answers();
    expect("AS -> UE2 ACK\n AS -> MRFP Modify");
    ue1.refreshes(100);
    expect("AS -> UE1 481 Call/Transaction Does Not Exist");
    ue3.next_subscribe.package = EventPackage::refer;
    ue3.subscribes(conference());
    expect("AS -> UE3 403 Forbidden");
}

TEST_F(Ladder, ReferSubscriptionRunsOut_NTF22) {
    settings.refer_subscription_expiry = 20s;
    created();
    invited(ue2);
    advance(20s);
    expect("AS -> UE1 NOTIFY refer terminated;reason=timeout 100 Trying");
    ue2.answers();
    expect("AS -> UE2 ACK\n AS -> MRFP Modify");
}

TEST_F(Ladder, ReferrerWhoLeavesStillHearsTheOutcome_NTF23_OUT57) {
    settings.on_host_leave = Settings::HostLeaves::carry_on;
    created();
    joined(ue3);
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue1.byes();
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Add
        AS -> UE2  INVITE sip:ue2@home2.net
        AS -> UE1  200 OK
        AS -> MRFP Subtract)");
    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, DialogInDoubtIsProbedAndOnlyThenDropped_NTF13_NTF15) {
    created();
    ue1.answers_notifies = false;
    invited(ue2);
    ue1.answers_notify(404);
    expect("AS -> UE1 OPTIONS");
    ue1.answers_probe(200);
    expect_nothing();  // the leg is as it was, the invitation goes on
    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify)");

    ue1.refers("sip:ue3@home3.net");
    mrfp_grants();
    ue1.answers_notify(408);
    ue1.answers_probe(481);
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Add
        AS -> UE3  INVITE sip:ue3@home3.net
        AS -> UE1  OPTIONS
        AS -> MRFP Subtract
        AS -> UE1  BYE
        AS -> UE2  BYE
        AS -> UE3  CANCEL
        AS -> MRFP Subtract *)");
}

TEST_F(Ladder, RetryAfterIsObeyedOnceAndThenTellsHowThingsAre_NTF16) {
    created();
    ue1.answers_notifies = false;
    invited(ue2);
    ue1.answers_notify(503, 4s);
    ue2.answers();  // even the outcome waits for the time that was asked for
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify)");
    advance(3s);
    expect_nothing();
    advance(1s);
    expect("AS -> UE1 NOTIFY refer terminated;reason=noresource 200 OK");
    ue1.answers_notify(503, 4s);
    advance(20s);
    expect_nothing();
}

TEST_F(Ladder, TerminalNotifyIsRepeatedAfterRetryAfterOfAtMostTenSeconds_NTF16) {
    created();
    invited(ue2);
    ue1.answers_notifies = false;
    ue2.rejects(486, "Busy Here");
    ue1.answers_notify(500, 3600s);
    advance(9s);
    expect(R"(
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 486 Busy Here)");
    advance(1s);
    expect("AS -> UE1 NOTIFY refer terminated;reason=noresource 486 Busy Here");
}

TEST_F(Ladder, RefusedForWantOfCredentialsEndsTheSubscription_NTF14) {
    created();
    ue1.answers_notifies = false;
    ue1.refers("sip:ue2@home2.net");
    ue1.answers_notify(407);
    mrfp_grants();
    ue2.answers();
    EXPECT_EQ(notifies.size(), 1u);
}

TEST_F(Ladder, DocumentPutOffIsFullWhenItComes_NTF16_EVT15_EVT24) {
    created();
    ue1.subscribes(conference());
    ue1.answers_notifies = false;
    advance(2s);
    joined(ue2);
    ue1.answers_notifies = true;
    ue1.answers_notify();  // of the REFER
    ue1.answers_notify(503, 2s);
    advance(2s);
    EXPECT_EQ(documents.back().state, DocumentState::full);
    EXPECT_EQ(documents.back().version, 3u);
}

TEST_F(Ladder, TooShortRefreshIs423_NTF18) {
    created();
    ue1.refers("sip:ue2@home2.net");
    ue1.next_subscribe.package = EventPackage::refer;
    ue1.subscribes_in_dialog(9);
    EXPECT_EQ(responses.back().status, 423);
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Min-Expires", "10"}));
    ue1.subscribes_in_dialog(10);
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Expires", "10"}));
    ue1.subscribes_in_dialog(9999);
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Expires", "180"}));
}

}  // namespace
}  // namespace isfocus::focus::test
