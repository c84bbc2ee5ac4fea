#include "ladder.h"

namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, ByeIsAnsweredAndFreesTheTermination_REM10) {
    created();
    joined(ue2);
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract");
    EXPECT_EQ(focus().conference_count(), 1u);
    ue2.byes();
    expect("AS -> UE2 481 Call/Transaction Does Not Exist");
}

TEST_F(Ladder, LastParticipantEndsTheConference_TRM01) {
    settings.on_host_leave = Settings::HostLeaves::carry_on;
    created();
    joined(ue2);
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract");
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, HostLeavingEndsTheConferenceForAll_TRM02_TRM04) {
    created();
    joined(ue2);
    ue1.refers("sip:ue3@home3.net");
    mrfp_grants();
    ue3.rings();
    ue2.subscribes(conference());
    ue1.refers_outside(conference(), "sip:ue4@home4.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Add
        AS -> UE3  INVITE sip:ue3@home3.net
        AS -> UE2  200 OK
        AS -> UE2  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add)");
    const Uri gone = conference();
    ue1.byes();
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE2  BYE
        AS -> UE3  CANCEL
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 487 Request Terminated
        AS -> UE1  NOTIFY refer terminated;reason=noresource 487 Request Terminated
        AS -> UE2  NOTIFY conference terminated;reason=noresource
        AS -> MRFP Subtract *)");
    ue2.invites(gone);
    expect("AS -> UE2 404 Not Found");
    ue1.refers_outside(gone, "sip:ue2@home2.net");
    expect("AS -> UE1 604 Does Not Exist Anywhere");
    ue3.rejects(487, "Request Terminated");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, UriIsFreeThoughAByeIsNeverAnswered_TRM04) {
    created();
    joined(ue2);
    ue2.answers_byes = false;
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE2 BYE\n AS -> MRFP Subtract *");
    EXPECT_FALSE(focus().idle());
    ue3.invites(conference());
    expect("AS -> UE3 404 Not Found");
    ue2.refers("sip:ue3@home3.net");
    expect("AS -> UE2 403 Forbidden");
    ue2.answers_bye(408);
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, ByeWaitsForTheAck_RFC3261_15) {
    created();
    ue2.invites(conference());
    mrfp_grants();
    ue1.byes();
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> UE2  200 OK
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> MRFP Subtract *)");
    ue2.acks();
    expect("AS -> UE2 BYE");
}

TEST_F(Ladder, LostMrfpEndsItsConferencesInOrder) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net");
    post(MrfpLost{{ConferenceId{1}}});
    expect(R"(
        AS -> UE1  BYE SIP;cause=503
        AS -> UE2  BYE SIP;cause=503
        AS -> UE1  NOTIFY conference terminated;reason=noresource)");
    EXPECT_TRUE(focus().idle());
    for (int i = 1; i < 4; ++i) release_by_mrfp(LegId{static_cast<std::uint64_t>(i)});
}

TEST_F(Ladder, FailedTerminationEndsOnlyItsLeg_REM11) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net");
    mrfp_fails(LegId{2});
    expect("AS -> UE2 BYE SIP;cause=503");
    advance(1s);
    expect("AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(gone)");
    EXPECT_EQ(documents.back().users[0].endpoints[0].disconnection_method, DisconnectionMethod::failed);
}

TEST_F(Ladder, ShutdownEndsEverythingInOrder_TRM07) {
    created();
    joined(ue2);
    post(ShutdownRequested{});
    expect("AS -> UE1 BYE\n AS -> UE2 BYE\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, HoldAndResumeAreAnsweredAndShown_DLG01_DLG02) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    ue2.invites_again(Direction::sendonly);
    mrfp_grants();
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> MRFP Modify with Remote
        AS -> UE2  200 OK)");
    ue2.acks();
    advance(1s);
    expect("AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(hold)");
    ue2.invites_again(Direction::sendrecv);
    mrfp_grants();
    advance(1s);
    expect(R"(
        AS -> MRFP Modify with Remote
        AS -> UE2  200 OK
        AS -> UE1  NOTIFY conference active partial v3 sip:ue2@home2.net)");
}

TEST_F(Ladder, RefusedNewOfferLeavesTheSession_DLG01) {
    created();
    ue1.invites_again(Direction::sendrecv);
    mrfp_refuses(488);
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 488 Not Acceptable Here");
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 202 Accepted\n AS -> UE1 NOTIFY refer active 100 Trying\n AS -> MRFP Add");
}

TEST_F(Ladder, WhoFallsSilentIsEndedWithAReasonOfItsOwn_MED22_REM11) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    advance(2s);
    const LegId leg = charged.back().leg;
    release_by_mrfp(leg);
    post(MediaFailed{leg, 500, "no RTP", true});
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE2  BYE SIP;cause=408
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net(gone))");
    const auto& endpoint = documents.back().users.at(0).endpoints.at(0);
    EXPECT_EQ(endpoint.disconnection_method, DisconnectionMethod::failed);
    EXPECT_EQ(endpoint.disconnection_info->reason, "Reason: SIP;cause=408;text=\"No media received\"");
    EXPECT_EQ(charged_causes.back(), "no media");
}

TEST_F(Ladder, ByeDuringARenegotiationAnswersBoth) {
    created();
    ue1.invites_again(Direction::sendonly);
    ue1.byes();
    expect(R"(
        AS -> MRFP Modify with Remote
        AS -> UE1  200 OK
        AS -> UE1  487 Request Terminated
        AS -> MRFP Subtract
        AS -> MRFP Subtract *)");
}

}  // namespace
}  // namespace isfocus::focus::test
