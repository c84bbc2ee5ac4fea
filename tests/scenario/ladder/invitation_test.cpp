#include <algorithm>

#include "ladder.h"

/// Who may refer, what the INVITE of the focus is made of, and what its answers lead to (procedures 3.3, 4).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, OperatorsMayInviteFromOutside_REF22) {
    settings.operators = {uri("sip:ue3@home3.net")};
    created();
    ue3.refers_outside(conference(), "sip:ue2@home2.net");
    expect("AS -> UE3 202 Accepted\n AS -> UE3 NOTIFY refer active 100 Trying\n AS -> MRFP Add");
}

TEST_F(Ladder, TargetDialogGivesTheRightsOfItsLeg_REF27) {
    settings.participants_may_invite = true;
    created();
    ue2.identity.uri = uri("sip:+15550002@home2.net");
    ue1.refers("tel:+15550002");
    mrfp_grants();
    post(InviteAnswered{ue2.dialog, 200, "OK", uri("sip:b@192.0.2.2:5060"), described(),
                        identity_of("sip:bob@home2.net")});
    ue2.identity.uri = uri("sip:bob@home2.net");
    ue2.next_refer.target_dialog = DialogReference{ue2.dialog, false};
    ue2.refers_outside(conference(), "sip:ue3@home3.net");
    EXPECT_EQ(responses.back().status, 202);

    ue3.next_refer.target_dialog = DialogReference{ue1.dialog, false};  // somebody else's leg gives no rights
    ue3.refers_outside(conference(), "sip:ue4@home4.net");
    EXPECT_EQ(responses.back().status, 403);
    ue3.next_refer.target_dialog = DialogReference{};  // and no match none either
    ue3.refers_outside(conference(), "sip:ue4@home4.net");
    EXPECT_EQ(responses.back().status, 403);
}

TEST_F(Ladder, TargetDialogOfALegThatIsNotUpIsTooEarly_REF27_REF41) {
    settings.participants_may_invite = true;
    created();
    ue2.invites(conference());
    ue2.next_refer.target_dialog = DialogReference{ue2.dialog, false};
    ue2.refers_outside(conference(), "sip:ue3@home3.net");
    EXPECT_EQ(responses.back().status, 403);
}

TEST_F(Ladder, TokenOfReferredByGoesWithIt_REF28) {
    created();
    ue1.next_refer.referred_by = "<sip:ue1@home1.net>;cid=\"2@x\"";
    ue1.next_refer.referred_by_token = BodyPart{{{"Content-ID", "<2@x>"}}, "token"};
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    EXPECT_EQ(invitations.back().referred_by_token, ue1.next_refer.referred_by_token);
}

TEST_F(Ladder, TokenOfAPrivateReferrerIsNotDisclosed_REF30) {
    ue1.identity.is_private = true;
    created();
    ue1.next_refer.referred_by = "<sip:ue1@home1.net>;cid=\"2@x\"";
    ue1.next_refer.referred_by_token = BodyPart{{{"Content-ID", "<2@x>"}}, "token"};
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    EXPECT_FALSE(invitations.back().referred_by_token);
}

TEST_F(Ladder, TokenMayBeDemanded_REF28) {
    settings.refer_token_required = true;
    created();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 429 Provide Referrer Identity");
    ue1.next_refer.referred_by_token = BodyPart{{{"Content-ID", "<2@x>"}}, "token"};
    ue1.refers("sip:ue2@home2.net");
    EXPECT_EQ(responses.back().status, 202);
}

TEST_F(Ladder, TelTargetMayBeCalledAsSipUri_REF04) {
    settings.tel_domain = "ims.test";
    created();
    ue1.refers("tel:+1-555-0002");
    mrfp_grants();
    EXPECT_EQ(invitations.back().request_uri.text(), "sip:+1-555-0002@ims.test;user=phone");
    ue1.refers("tel:0003;phone-context=+1555");
    mrfp_grants();
    EXPECT_EQ(invitations.back().request_uri.text(), "sip:0003;phone-context=+1555@ims.test;user=phone");
}

TEST_F(Ladder, ReferrerItselfIsThereAlready_REF18) {
    created();
    ue1.refers("sip:ue1@home1.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, UserWhoIsThereIsCalledAgainToReplaceACallIfThereIsASeat_REF16_REF23) {
    settings.max_participants = 3;
    created();
    joined(ue2);
    ue1.next_refer.target->replaces = "call@x;to-tag=1;from-tag=2";
    ue1.refers("sip:ue2@home2.net");
    EXPECT_EQ(responses.back().status, 202);
    ue1.refers("sip:ue2@home2.net");
    EXPECT_EQ(responses.back().status, 403);
}

TEST_F(Ladder, RedirectionIsTheOutcomeByDefault_OUT47) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteFailed{ue2.dialog, 302, "Moved Temporarily", {uri("sip:ue3@home3.net")}});
    EXPECT_EQ(notifies.back().body, "SIP/2.0 302 Moved Temporarily\r\n");
    EXPECT_EQ(invitations.size(), 1u);
}

TEST_F(Ladder, RedirectionIsFollowedWhenTheSettingSaysSo_OUT47) {
    settings.follow_redirects = 2;
    created();
    ue1.next_refer.target->replaces = "call@x;to-tag=1;from-tag=2";
    invited(ue2);
    ue2.rings();
    const DialogId first = ue2.dialog;
    post(InviteFailed{first,
                      302,
                      "Moved Temporarily",
                      {uri("sip:a@x.net"), uri("sip:ue2@home2.net"), uri("sips:b@x.net"), uri("sip:ue3@home3.net"),
                       uri("sip:c@x.net")}});
    expect(R"(
        AS -> UE2  INVITE sip:a@x.net)");
    EXPECT_TRUE(released.contains(first));
    EXPECT_EQ(invitations.back().replaces, "call@x;to-tag=1;from-tag=2");
    EXPECT_EQ(invitations.back().offer, invitations.front().offer);
    ue2.rejects(404, "Not Found");
    expect("AS -> UE3 INVITE sip:ue3@home3.net");
    ue3.answers();
    expect(R"(
        AS -> UE3  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, RedirectionInCirclesEndsWithIt_OUT47) {
    settings.follow_redirects = 3;
    settings.denied = {uri("sip:*@denied.net")};
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteFailed{ue2.dialog, 302, "Moved", {uri("sip:a@x.net"), uri("sip:a@denied.net")}});
    post(InviteFailed{ue2.dialog, 301, "Moved Permanently", {uri("sip:ue2@home2.net"), uri("sip:a@x.net")}});
    EXPECT_EQ(invitations.size(), 2u);
    EXPECT_EQ(notifies.back().body, "SIP/2.0 301 Moved Permanently\r\n");
}

TEST_F(Ladder, RedirectionToThisFocusIsNotFollowed_OUT47_DEC06) {
    settings.follow_redirects = 3;
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteFailed{ue2.dialog, 302, "Moved", {conference(), kFactory}});
    EXPECT_EQ(invitations.size(), 1u);
    EXPECT_EQ(notifies.back().body, "SIP/2.0 302 Moved\r\n");
}

TEST_F(Ladder, WithdrawnInvitationFollowsNoRedirection_OUT47_OUT46) {
    settings.follow_redirects = 3;
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue1.removes("sip:ue2@home2.net");
    post(InviteFailed{ue2.dialog, 302, "Moved", {uri("sip:ue3@home3.net")}});
    EXPECT_EQ(invitations.size(), 1u);
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
}

TEST_F(Ladder, PatienceIsThatOfTheWholeInvitation_OUT47_OUT55) {
    settings.follow_redirects = 1;
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    advance(80s);
    post(InviteFailed{ue2.dialog, 302, "Moved", {uri("sip:ue3@home3.net")}});
    advance(10s);
    EXPECT_EQ(notifies.back().body, "SIP/2.0 408 Request Timeout\r\n");
}

TEST_F(Ladder, RefusedPrackWithdrawsTheInvitation_OUT41) {
    created();
    invited(ue2);
    ue2.rings();
    post(ProvisionalFailed{ue2.dialog, 481});
    expect(R"(
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 500 Server Internal Error)");
    post(ProvisionalFailed{ue2.dialog, 481});
    ue2.rejects(487, "Request Terminated");
    expect_nothing();
}

TEST_F(Ladder, FailedPreconditionIsReportedAsIs_OUT42) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(ProvisionalFailed{ue2.dialog, 580});
    EXPECT_EQ(notifies.back().body, "SIP/2.0 580 Precondition Failure\r\n");
}

TEST_F(Ladder, RefusedPrackThatCrossedTheAnswerMeansNothing_OUT41) {
    created();
    joined(ue2);
    post(ProvisionalFailed{ue2.dialog, 481});
    expect_nothing();
}

TEST_F(Ladder, GlareAnswerToTheFirstInviteCountsAs480_OUT52) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue2.rejects(491, "Request Pending");
    EXPECT_EQ(notifies.back().body, "SIP/2.0 480 Temporarily Unavailable\r\n");
}

TEST_F(Ladder, OtherFailuresAreReportedAsTheyAre_OUT48_to_OUT54) {
    for (const int status : {401, 407, 415, 420, 422, 429, 488, 500, 503, 580, 600, 606}) {
        created();
        ue1.refers("sip:ue2@home2.net");
        mrfp_grants();
        ue2.rejects(status, "As It Is");
        EXPECT_EQ(notifies.back().body, "SIP/2.0 " + std::to_string(status) + " As It Is\r\n");
        EXPECT_EQ(notifies.back().reason, "noresource");
    }
}

TEST_F(Ladder, RefusedReplacesIsNotTriedWithoutIt_OUT08_DEC29) {
    created();
    ue1.next_refer.target->replaces = "call@x;to-tag=1;from-tag=2";
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue2.rejects(481, "Call/Transaction Does Not Exist");
    EXPECT_EQ(invitations.size(), 1u);
    EXPECT_EQ(notifies.back().body, "SIP/2.0 481 Call/Transaction Does Not Exist\r\n");
}

TEST_F(Ladder, LeavingReferrerMayTakeTheInvitationAlong_OUT57) {
    settings.cancel_on_referrer_leave = true;
    settings.participants_may_invite = true;
    created();
    joined(ue2);
    ue2.refers("sip:ue3@home3.net");
    mrfp_grants();
    ue2.byes();
    expect(R"(
        AS -> UE2  202 Accepted
        AS -> UE2  NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> UE3  INVITE sip:ue3@home3.net
        AS -> UE2  200 OK
        AS -> MRFP Subtract
        AS -> UE3  CANCEL
        AS -> MRFP Subtract
        AS -> UE2  NOTIFY refer terminated;reason=noresource 487 Request Terminated)");
}

TEST_F(Ladder, UserWhoHangsUpRightAfterTheAnswerHasSimplyLeft_OUT61) {
    created();
    invited(ue2);
    ue2.answers();
    ue2.byes();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK
        AS -> UE2  200 OK
        AS -> MRFP Subtract)");
}

TEST_F(Ladder, ByeThatOvertakesTheAnswerLeavesNobodyBehind_OUT61) {
    created();
    invited(ue2);
    ue2.rings();
    ue2.byes();
    ue2.answers();
    expect(R"(
        AS -> UE2  200 OK
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 487 Request Terminated
        AS -> UE2  ACK
        AS -> UE2  BYE)");
}

TEST_F(Ladder, PrivacyOfOneReferHidesTheReferrerOfThatOne_REF30) {
    created();
    ue1.next_refer.is_private = true;
    ue1.next_refer.referred_by = "<sip:ue1@home1.net>";
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    EXPECT_EQ(invitations.back().referred_by, std::nullopt);
    ue1.next_refer.is_private = false;
    ue1.refers("sip:ue3@home3.net");
    mrfp_grants();
    EXPECT_EQ(invitations.back().referred_by, "<sip:ue1@home1.net>");
}

TEST_F(Ladder, FailureOfAnInvitationIsLoggedWithItsCause_OUT56) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteFailed{.dialog = ue2.dialog,
                      .status = 503,
                      .phrase = "Service Unavailable",
                      .contacts = {},
                      .detail = "next hop sip:192.0.2.9: Connection refused"});
    EXPECT_NE(std::ranges::find(logged, "info invitation failed 503 next hop sip:192.0.2.9: Connection refused"),
              logged.end());
}

TEST_F(Ladder, AnswerKeepsItsOwnStatusLine_OUT62) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteAnswered{ue2.dialog, 200, "Gladly", uri("sip:ue2@192.0.2.2"), described(), std::nullopt});
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 Gladly\r\n");
}

}  // namespace
}  // namespace isfocus::focus::test
