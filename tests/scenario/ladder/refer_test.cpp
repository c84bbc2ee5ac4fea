#include "ladder.h"

namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, ReferBringsInAThirdUser_A20) {
    // REF-07, 25, 39; NTF-01, 04, 05, 07, 25; OUT-06, 44
    created();
    ue1.refers("sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add)");
    EXPECT_EQ(notifies.back().body, "SIP/2.0 100 Trying\r\n");
    EXPECT_EQ(notifies.back().content_type, "message/sipfrag;version=2.0");
    EXPECT_EQ(notifies.back().expires, 180s);

    mrfp_grants();
    expect("AS -> UE2 INVITE sip:ue2@home2.net");

    advance(2s);
    ue2.rings();
    expect("AS -> UE1 NOTIFY refer active 180 Ringing");
    EXPECT_EQ(notifies.back().expires, 178s);

    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
    EXPECT_EQ(focus().counters().invitations_answered, 1u);
}

TEST_F(Ladder, InvitationIsMadeOfConferenceAndTarget_OUT02_to_OUT09_OUT21) {
    created();
    ue1.next_refer.target->replaces = "call@x;to-tag=1;from-tag=2";
    ue1.next_refer.target->require_replaces = true;
    ue1.refers("tel:+15550002");
    mrfp_grants();
    const InviteOrder& order = invitations.back();
    EXPECT_EQ(order.request_uri.text(), "tel:+15550002");
    EXPECT_EQ(order.conference, conference());
    EXPECT_EQ(order.replaces, "call@x;to-tag=1;from-tag=2");
    EXPECT_TRUE(order.require_replaces);
    EXPECT_EQ(order.referred_by, "<sip:ue1@home1.net>");  // REF-29
    EXPECT_EQ(order.expires, 90s);
    EXPECT_EQ(order.offer.sdp, "v=0 MRFP");
}

TEST_F(Ladder, ReferredByIsCopiedUnchanged_REF28) {
    created();
    ue1.next_refer.referred_by = "\"One\" <sip:one@home1.net>;cid=\"2@x\"";
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    EXPECT_EQ(invitations.back().referred_by, "\"One\" <sip:one@home1.net>;cid=\"2@x\"");
}

TEST_F(Ladder, PrivateReferrerIsNotDisclosed_REF30) {
    ue1.identity.is_private = true;
    created();
    ue1.subscribes(conference());
    EXPECT_EQ(documents.back().users[0].entity, "sip:anonymous1@anonymous.invalid");
    ue1.next_refer.referred_by = "<sip:ue1@home1.net>";
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    EXPECT_EQ(invitations.back().referred_by, std::nullopt);
}

TEST_F(Ladder, ReferOutsideTheDialogHasItsOwn_REF26) {
    created();
    ue1.refers_outside(conference(), "sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add)");
    EXPECT_EQ(notifies.back().dialog, ue1.subscription);
    EXPECT_NE(notifies.back().dialog, ue1.dialog);
}

TEST_F(Ladder, UnallocatedComesBeforeAuthorizationAndReferTo_REF_Pipeline) {
    ue2.asserts_identity = false;
    ue2.next_refer.target = Rejection{400, "Refer-To Missing", ""};
    ue2.refers_outside(uri("sip:conf-none@conf-factory.ims.test"), "sip:ue3@home3.net");
    expect("AS -> UE2 604 Does Not Exist Anywhere");
}

TEST_F(Ladder, UnallocatedStatusIsASetting_Table21) {
    settings.refer_unallocated_status = 404;
    ue2.refers_outside(uri("sip:conf-none@conf-factory.ims.test"), "sip:ue3@home3.net");
    expect("AS -> UE2 404 Not Found");
}

TEST_F(Ladder, FaultyReferToIsRefusedBeforeAuthorization_REF01) {
    created();
    ue2.next_refer.target = Rejection{400, "Two Refer-To Values", ""};
    ue2.refers_outside(conference(), "sip:ue3@home3.net");
    expect("AS -> UE2 400 Two Refer-To Values");
}

TEST_F(Ladder, OnlyTheHostMayRefer_REF20_REF21) {
    created();
    joined(ue2);
    ue2.refers("sip:ue3@home3.net");
    expect("AS -> UE2 403 Forbidden");
    ue3.refers_outside(conference(), "sip:ue2@home2.net");
    expect("AS -> UE3 403 Forbidden");
    ue3.asserts_identity = false;
    ue3.refers_outside(conference(), "sip:ue2@home2.net");
    expect("AS -> UE3 403 Forbidden");
    EXPECT_EQ(focus().counters().refers_refused, 3u);
}

TEST_F(Ladder, ParticipantsMayInviteWhenTheSettingSaysSo_REF21) {
    settings.participants_may_invite = true;
    created();
    joined(ue2);
    ue2.refers("sip:ue3@home3.net");
    expect(R"(
        AS -> UE2  202 Accepted
        AS -> UE2  NOTIFY refer active 100 Trying
        AS -> MRFP Add)");
}

TEST_F(Ladder, AnotherIdentityInTheDialogIsRefused_REF20) {
    created();
    ue1.next_refer.asserted = identity_of("sip:mallory@home.net");
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 403 Forbidden");
}

TEST_F(Ladder, ReferBeforeTheAnswerIsRefused_REF41) {
    ue1.invites(kFactory);
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> MRFP Add with Remote\n AS -> UE1 403 Forbidden");
}

TEST_F(Ladder, ReferBeforeTheAckIsAccepted_UeFlows6) {
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 202 Accepted\n AS -> UE1 NOTIFY refer active 100 Trying\n AS -> MRFP Add");
}

TEST_F(Ladder, TargetsOfThisFocusAreRefused_REF15) {
    created();
    ue1.refers(conference().text());
    expect("AS -> UE1 403 Target Is This Focus");
    ue1.refers(kFactory.text());
    expect("AS -> UE1 403 Target Is This Focus");
}

TEST_F(Ladder, FullConferenceRefusesRefer_REF23) {
    settings.max_participants = 1;
    created();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 403 Conference Full");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"conference full\""}));
}

TEST_F(Ladder, ConnectedTargetIsReportedAtOnce_REF16) {
    created();
    joined(ue2);
    ue1.answers_notifies = false;
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 202 Accepted\n AS -> UE1 NOTIFY refer;id=3 active 100 Trying");
    ue1.answers_notify();
    expect("AS -> UE1 NOTIFY refer;id=3 terminated;reason=noresource 200 OK");
}

TEST_F(Ladder, SecondReferForARingingTargetSharesItsOutcome_REF17) {
    created();
    invited(ue2);
    ue1.refers("sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying)");
    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, GrantedReferSubFalseIsSilent_REF31) {
    created();
    ue1.next_refer.reports = ReferReports::renounced;
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 200 OK\n AS -> MRFP Add");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Refer-Sub", "false"}));
    mrfp_grants();
    ue2.answers();
    expect("AS -> UE2 INVITE sip:ue2@home2.net\n AS -> UE2 ACK\n AS -> MRFP Modify");
}

TEST_F(Ladder, AcceptStatusIsASetting_REF39) {
    settings.refer_accept_status = 200;
    created();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY refer active 100 Trying\n AS -> MRFP Add");
}

TEST_F(Ladder, RealFailureCodeIsReported_NTF09_OUT54) {
    created();
    invited(ue2);
    ue2.rejects(486, "Busy Here");
    expect(R"(
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 486 Busy Here)");
    EXPECT_EQ(focus().conference_count(), 1u);
}

TEST_F(Ladder, TransportFailureIsReportedAs503_OUT56) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteFailed{ue2.dialog, 503, ""});
    EXPECT_EQ(notifies.back().body, "SIP/2.0 503 Service Unavailable\r\n");
}

TEST_F(Ladder, MrfpFailureMeansNoInvite_OUT06) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_refuses(503);
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> UE1  NOTIFY refer terminated;reason=noresource 503 Service Unavailable)");
    EXPECT_TRUE(invitations.empty());
}

TEST_F(Ladder, UnusableAnswerIsAckedEndedAndReported488_OUT44) {
    created();
    invited(ue2);
    ue2.answers_uselessly();
    expect(R"(
        AS -> UE2  ACK
        AS -> UE2  BYE SIP;cause=488
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 488 Not Acceptable Here)");
}

TEST_F(Ladder, NoAnswerIsCancelledAndReported408_OUT55) {
    created();
    invited(ue2);
    advance(5s);
    ue2.rings();
    expect(R"(
        AS -> UE1  NOTIFY refer active 180 Ringing)");
    advance(59s);
    expect_nothing();
    advance(1s);
    expect(R"(
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 408 Request Timeout)");
    ue2.rejects(487, "Request Terminated");
    expect_nothing();
}

TEST_F(Ladder, LateAnswerAfterCancelIsAckedAndEnded_OUT46) {
    created();
    invited(ue2);
    ue2.rings();
    advance(60s);
    ue2.answers();
    expect(R"(
        AS -> UE1  NOTIFY refer active 180 Ringing
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 408 Request Timeout
        AS -> UE2  ACK
        AS -> UE2  BYE)");
}

TEST_F(Ladder, OtherMethodInReferToIsRefused_REF09) {
    created();
    ue1.next_refer.target->method = ReferMethod::other;
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 403 Method Not Offered");
}

}  // namespace
}  // namespace isfocus::focus::test
