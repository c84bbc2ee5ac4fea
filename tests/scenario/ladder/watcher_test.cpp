#include "ladder.h"

namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, SubscribeGetsTheFullRosterAtOnce_EVT01_EVT05_EVT19_EVT20_EVT23) {
    created();
    ue1.subscribes(conference());
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Expires", "3600"}));
    EXPECT_TRUE(responses.back().contact);
    EXPECT_EQ(notifies.back().expires, 3600s);
    const ConferenceInfo& document = documents.back();
    EXPECT_EQ(document.entity, conference().text());
    EXPECT_EQ(document.user_count, 1u);
    EXPECT_TRUE(document.active);
    ASSERT_EQ(document.users.size(), 1u);
    EXPECT_EQ(document.users[0].endpoints[0].joining_method, JoiningMethod::dialed_in);  // CRE-18, XML-05
    EXPECT_EQ(document.users[0].endpoints[0].media[0].label, "1");                       // XML-08
}

TEST_F(Ladder, JoinedUserIsToldInAPartialDocumentAfterTheReferNotify_EVT25_NTF25_A20Step7) {
    created();
    ue1.subscribes(conference());
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    advance(3s);
    ue2.answers();
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> UE2  INVITE sip:ue2@home2.net
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net)");
    const EndpointInfo& endpoint = documents.back().users[0].endpoints[0];
    EXPECT_EQ(endpoint.joining_method, JoiningMethod::dialed_out);
    ASSERT_TRUE(endpoint.referred);
    EXPECT_EQ(endpoint.referred->by, "sip:ue1@home1.net");
    EXPECT_EQ(endpoint.entity, "sip:ue2@192.0.2.2:5060");
}

TEST_F(Ladder, SubscribeInTheInviteDialog_EVT02) {
    created();
    ue1.subscribes_in_dialog();
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net");
    EXPECT_EQ(notifies.back().dialog, ue1.dialog);
    joined(ue2);
    ue1.byes();
    EXPECT_TRUE(focus().idle());
    EXPECT_EQ(notifies.back().reason, "noresource");
}

TEST_F(Ladder, RefusalsOfSubscribeInTheirOrder_EVT03_EVT04_EVT07) {
    created();
    ue3.next_subscribe.package = EventPackage::unknown;
    ue3.subscribes(uri("sip:conf-none@conf-factory.ims.test"));
    expect("AS -> UE3 489 Bad Event");
    ue3.next_subscribe.package = EventPackage::conference;
    ue3.next_subscribe.accepts_document = false;
    ue3.subscribes(conference(), 5);
    expect("AS -> UE3 403 Forbidden");
    ue1.next_subscribe.accepts_document = false;
    ue1.subscribes(conference(), 5);
    expect("AS -> UE1 406 Not Acceptable");
    ue1.next_subscribe.accepts_document = true;
    ue1.subscribes(conference(), 5);
    expect("AS -> UE1 423 Interval Too Brief");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Min-Expires", "60"}));
}

TEST_F(Ladder, InvitedUserMaySubscribeWhileItRings_EVT04) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue2.subscribes(conference());
    EXPECT_EQ(responses.back().status, 200);
}

TEST_F(Ladder, TooLongExpiryIsShortened_EVT06) {
    created();
    ue1.subscribes(conference(), 99999);
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Expires", "7200"}));
}

TEST_F(Ladder, FetchIsOneFullDocument_EVT08) {
    created();
    ue1.subscribes(conference(), 0);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference terminated;reason=timeout full v1 sip:ue1@home1.net");
}

TEST_F(Ladder, RefreshUnsubscribeAndExpiry_EVT09_EVT10_EVT11_EVT22) {
    created();
    ue1.subscribes(conference(), 100);
    advance(2s);
    ue1.refreshes(100);
    ue1.refreshes(0);
    expect(R"(
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference active full v2 sip:ue1@home1.net
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference terminated;reason=timeout full v3 sip:ue1@home1.net)");
    ue1.subscribes(conference(), 100);
    advance(100s);
    expect(R"(
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference active full v4 sip:ue1@home1.net
        AS -> UE1 NOTIFY conference terminated;reason=timeout)");
}

TEST_F(Ladder, ChangesWithinTheGapAreMerged_EVT24_EVT31) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    ue2.byes();
    joined(ue3);
    advance(999ms);
    expect_nothing();
    advance(1ms);
    expect("AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(gone) sip:ue3@home3.net");
}

TEST_F(Ladder, OneDocumentInFlight_EVT32) {
    created();
    ue1.answers_notifies = false;
    ue1.subscribes(conference());
    advance(10s);
    joined(ue2);
    expect_nothing();
    ue1.answers_notify();  // of the refer subscription's NOTIFY or the document, whichever is older
    ue1.answers_notify();
    EXPECT_EQ(documents.back().version, 2u);
}

TEST_F(Ladder, AfterAFailedNotifyTheNextIsFull_EVT24) {
    created();
    ue1.answers_notifies = false;
    ue1.subscribes(conference());
    ue1.answers_notify(500);
    ue1.answers_notifies = true;
    advance(2s);
    joined(ue2);
    EXPECT_EQ(documents.back().state, DocumentState::full);
    EXPECT_EQ(documents.back().users.size(), 2u);
}

TEST_F(Ladder, RefusedDocumentEndsTheSubscription_EVT15) {
    created();
    ue1.answers_notifies = false;
    ue1.subscribes(conference());
    ue1.answers_notify(481);
    ue1.answers_notifies = true;
    advance(2s);
    joined(ue2);
    EXPECT_EQ(documents.size(), 1u);
    EXPECT_EQ(focus().conference_count(), 1u);
}

TEST_F(Ladder, LeavingUserIsToldOnceAndForgotten_EVT26) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    advance(2s);
    ue2.byes();
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE2  200 OK
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net(gone))");
    const EndpointInfo& endpoint = documents.back().users[0].endpoints[0];
    EXPECT_EQ(endpoint.status, EndpointStatus::disconnected);
    EXPECT_EQ(endpoint.disconnection_method, DisconnectionMethod::departed);
    EXPECT_EQ(documents.back().user_count, 1u);
    ue1.refreshes(3600);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v3 sip:ue1@home1.net");
}

TEST_F(Ladder, SubscriptionOfADepartedUserIsClosed_REM10_EVT17) {
    created();
    joined(ue2);
    ue2.subscribes(conference());
    ue2.byes();
    expect(R"(
        AS -> UE2  200 OK
        AS -> UE2  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE2  200 OK
        AS -> MRFP Subtract
        AS -> UE2  NOTIFY conference terminated;reason=noresource)");
}

TEST_F(Ladder, UnsubscribeThatCrossesTheLastNotifyIs481_EVT10) {
    created();
    joined(ue2);
    ue2.subscribes(conference());
    ue2.answers_notifies = false;
    ue2.byes();
    ue2.refreshes(0);
    expect(R"(
        AS -> UE2  200 OK
        AS -> UE2  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE2  200 OK
        AS -> MRFP Subtract
        AS -> UE2  NOTIFY conference terminated;reason=noresource
        AS -> UE2  481 Subscription Does Not Exist)");
}

TEST_F(Ladder, InvitationThatFailsIsNeverShown_EVT28) {
    created();
    ue1.subscribes(conference());
    advance(2s);
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue2.rejects(486, "Busy Here");
    EXPECT_EQ(documents.size(), 1u);
}

TEST_F(Ladder, UserWhoComesBackIsANewAppearance_UEQ09) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    ue2.byes();
    joined(ue2);
    advance(1s);
    ASSERT_EQ(documents.back().users.size(), 1u);
    EXPECT_EQ(documents.back().users[0].endpoints.size(), 1u);
    EXPECT_EQ(documents.back().users[0].endpoints[0].status, EndpointStatus::connected);
    EXPECT_EQ(documents.back().user_count, 2u);
}

}  // namespace
}  // namespace isfocus::focus::test
