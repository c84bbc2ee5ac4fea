#include "ladder.h"

/// INVITE with Replaces (RFC 3891) or Join (RFC 3911), one endpoint per user.
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TakeOver replacing(DialogId dialog) {
    return {TakeOver::Kind::replaces, {dialog, false}, false};
}
TakeOver joining(DialogId dialog) {
    return {TakeOver::Kind::join, {dialog, false}, false};
}

TEST_F(Ladder, NewEndpointReplacesTheOld_JOI07) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    advance(2s);
    const DialogId old = ue2.dialog;
    ue2.next_invite.take_over = replacing(old);
    ue2.invites(conference());
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> MRFP Add with Remote)");
    mrfp_grants();
    expect(R"(
        AS -> UE2  200 OK
        AS -> MRFP Subtract
        AS -> UE2  BYE
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net)");
    const auto& endpoints = documents.back().users.at(0).endpoints;
    ASSERT_EQ(endpoints.size(), 2u);
    EXPECT_EQ(endpoints[0].status, EndpointStatus::connected);
    EXPECT_EQ(endpoints[1].status, EndpointStatus::disconnected);
    EXPECT_EQ(endpoints[1].disconnection_method, DisconnectionMethod::departed);
}

TEST_F(Ladder, ReplacementThatGetsNoMediaLeavesTheOldLegAlone_JOI07) {
    created();
    joined(ue2);
    ue2.next_invite.take_over = replacing(ue2.dialog);
    ue2.invites(conference());
    mrfp_refuses(488);
    expect("AS -> MRFP Add with Remote\n AS -> UE2 488 Not Acceptable Here");
}

TEST_F(Ladder, HostMayReplaceItsOwnLegAndStaysTheHost_JOI07) {
    settings.end_when_alone = true;
    created();
    ue1.next_invite.take_over = replacing(ue1.dialog);
    ue1.invites(conference());
    mrfp_grants();
    ue1.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE1 BYE");
    ue1.refers("sip:ue2@home2.net");
    EXPECT_EQ(responses.back().status, 202);
}

TEST_F(Ladder, ReplacingAFullConferencesLegNeedsNoSeat_JOI07) {
    settings.max_participants = 2;
    created();
    joined(ue2);
    ue2.next_invite.take_over = replacing(ue2.dialog);
    ue2.invites(conference());
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Ladder, RefusalsOfReplaces_JOI07_JOI09_CRE19) {
    created();
    joined(ue2);
    const DialogId leg = ue2.dialog;

    ue2.next_invite.take_over = TakeOver{};  // matches nothing
    ue2.invites(conference());
    expect("AS -> UE2 481 Call/Transaction Does Not Exist");
    ue2.invites(kFactory);
    expect("AS -> UE2 481 Call/Transaction Does Not Exist");
    ue2.next_invite.take_over->reference.has_ended = true;
    ue2.invites(conference());
    expect("AS -> UE2 603 Decline");

    ue3.next_invite.take_over = replacing(leg);  // another's
    ue3.invites(conference());
    expect("AS -> UE3 403 Forbidden");
    ue3.next_invite.referred_by = uri("sip:ue2@home2.net");  // and not by referral either, by default
    ue3.invites(conference());
    expect("AS -> UE3 403 Forbidden");

    ue2.next_invite.take_over = replacing(leg);
    ue2.next_invite.take_over->early_only = true;
    ue2.invites(conference());
    expect("AS -> UE2 486 Busy Here");
    ue2.invites(uri("sip:nobody@conf-factory.ims.test"));
    expect("AS -> UE2 404 Not Found");

    ue3.next_invite = {};
    ue3.invites(kFactory);  // a second conference
    mrfp_grants();
    ue3.acks();
    const Uri other = conference();
    ue2.next_invite.take_over = replacing(leg);
    ue2.invites(other);
    expect("AS -> MRFP Add with Remote\n AS -> UE3 200 OK\n AS -> UE2 481 Call/Transaction Does Not Exist");
}

TEST_F(Ladder, EarlyDialogThatTheFocusDidNotMakeIsNotReplaced_JOI07) {
    created();
    ue2.invites(conference());  // waits for its media
    ue2.next_invite.take_over = replacing(ue2.dialog);
    ue2.invites(conference());
    expect("AS -> MRFP Add with Remote\n AS -> UE2 481 Call/Transaction Does Not Exist");
}

TEST_F(Ladder, LegThatEndsIsNotReplaced_JOI07) {
    created();
    joined(ue2);
    ue2.answers_byes = false;
    ue1.removes("sip:ue2@home2.net");
    ue2.next_invite.take_over = replacing(ue2.dialog);
    ue2.invites(conference());
    EXPECT_EQ(responses.back().status, 603);
}

TEST_F(Ladder, ReplacingByReferralIsASetting_JOI07) {
    settings.replaces_by_referral = true;
    created();
    ue3.next_invite.take_over = replacing(ue1.dialog);
    ue3.next_invite.referred_by = uri("sip:ue1@home1.net");
    ue3.invites(conference());
    mrfp_grants();
    ue3.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE3 200 OK\n AS -> MRFP Subtract\n AS -> UE1 BYE");
    ue3.refers("sip:ue2@home2.net");  // the host's role went with the leg
    EXPECT_EQ(responses.back().status, 202);
}

TEST_F(Ladder, RingingInvitationIsReplacedByTheUsersOwnCall_JOI08) {
    created();
    invited(ue2);
    ue2.rings();
    const DialogId ringing = ue2.dialog;
    ue2.next_invite.take_over = replacing(ringing);
    ue2.next_invite.take_over->early_only = true;
    ue2.invites(conference());
    mrfp_grants();
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> UE2  200 OK
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, JoinBringsTheCallerIntoTheLegsConference_JOI10) {
    created();
    ue2.next_invite.take_over = joining(ue1.dialog);
    ue2.invites(conference());
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    ue3.next_invite.take_over = joining(ue1.dialog);
    ue3.invites(uri("sip:as@ims.test"));
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE3 200 OK");
}

TEST_F(Ladder, JoinWithoutMatch_JOI10_CRE19) {
    created();
    ue2.next_invite.take_over = TakeOver{TakeOver::Kind::join, {}, false};
    ue2.invites(uri("sip:as@ims.test"));
    expect("AS -> UE2 481 Call/Transaction Does Not Exist");
    ue2.invites(conference());
    expect("AS -> MRFP Add with Remote");
    ue3.next_invite.take_over = TakeOver{TakeOver::Kind::join, {{}, true}, false};
    ue3.invites(conference());
    expect("AS -> UE3 603 Decline");
    ue3.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Ladder, JoinObeysThePolicyOfTheConference_JOI10) {
    settings.join = Settings::Join::invited;
    created();
    ue2.next_invite.take_over = joining(ue1.dialog);
    ue2.invites(conference());
    expect("AS -> UE2 403 Forbidden");
}

TEST_F(Ladder, OneEndpointPerUserIsASetting_JOI04) {
    settings.one_endpoint_per_user = true;
    created();
    joined(ue2);
    ue2.invites(conference());
    expect("AS -> UE2 486 Busy Here");
    ue1.invites(conference());
    expect("AS -> UE1 486 Busy Here");
}

TEST_F(Ladder, UserWhoDialsInWhileItRingsHasTwoEndpoints_OUT59) {
    created();
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    const DialogId ringing = ue2.dialog;
    ue2.invites(conference());
    mrfp_grants();
    ue2.acks();
    ue2.dialog = ringing;
    ue2.answers();
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
    ue1.subscribes(conference());
    EXPECT_EQ(documents.back().users.at(1).endpoints.size(), 2u);
}

TEST_F(Ladder, UserWithOneEndpointWhoDialsInWhileItRingsTakesThatPlace_OUT59) {
    settings.one_endpoint_per_user = true;
    created();
    invited(ue2);
    ue2.rings();
    ue2.invites(conference());
    mrfp_grants();
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> UE2  200 OK
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
}

}  // namespace
}  // namespace isfocus::focus::test
