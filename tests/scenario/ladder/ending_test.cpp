#include "ladder.h"

/// How a conference ends, as the settings have it (RFC 4579 5.12; TRM-01 to TRM-07).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, ConferenceMayOutliveItsLastParticipant_TRM01) {
    settings.empty_linger = 30s;
    settings.on_host_leave = Settings::HostLeaves::carry_on;
    created();
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract");
    advance(29s);
    ue2.invites(conference());
    mrfp_grants();
    ue2.acks();
    advance(60s);
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    ue2.byes();
    advance(30s);
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, ConferenceThatNobodyWasEverInIsNotKept_TRM01_CRE12) {
    settings.empty_linger = 30s;
    ue1.invites(kFactory);
    mrfp_refuses(503);
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, HostsRoleIsHandedOnWhenTheSettingSaysSo_TRM02) {
    settings.on_host_leave = Settings::HostLeaves::transfer;
    created();
    joined(ue2);
    joined(ue3);
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract");
    ue3.refers("sip:ue1@home1.net");
    expect("AS -> UE3 403 Forbidden");
    ue2.removes("sip:ue3@home3.net");
    EXPECT_EQ(responses.back().status, 202);
}

TEST_F(Ladder, HostAloneIsKeptByDefault_TRM03) {
    created();
    joined(ue2);
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract");
    EXPECT_FALSE(focus().idle());
}

TEST_F(Ladder, ConferenceOfOneEndsWhenTheSettingSaysSo_TRM03) {
    settings.end_when_alone = true;
    created();
    joined(ue2);
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> UE1 BYE\n AS -> MRFP Subtract *");
}

TEST_F(Ladder, ConferenceOfOneGoesOnWhileSomebodyIsInvited_TRM03) {
    settings.end_when_alone = true;
    created();
    joined(ue2);
    ue1.refers("sip:ue3@home3.net");
    mrfp_grants();
    ue2.byes();
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Add
        AS -> UE3  INVITE sip:ue3@home3.net
        AS -> UE2  200 OK
        AS -> MRFP Subtract)");
    ue3.rejects(486, "Busy Here");
    expect(R"(
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 486 Busy Here
        AS -> UE1  BYE
        AS -> MRFP Subtract *)");
}

TEST_F(Ladder, ConferenceEndsWhenItsTimeIsOver_TRM06) {
    settings.max_duration = 600s;
    created();
    joined(ue2);
    ue1.subscribes(conference());
    advance(599s);
    EXPECT_FALSE(focus().idle());
    advance(1s);
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE1  BYE SIP;cause=200
        AS -> UE2  BYE SIP;cause=200
        AS -> UE1  NOTIFY conference terminated;reason=noresource
        AS -> MRFP Subtract *)");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, LockedConferenceTakesNobodyNew_REF23_JOI01_EVT29) {
    settings.lock_after = 60s;
    created();
    joined(ue2);
    ue1.subscribes(conference());
    EXPECT_FALSE(documents.back().locked);
    advance(60s);
    EXPECT_TRUE(documents.back().locked);
    EXPECT_TRUE(documents.back().users.empty());
    ue1.refers("sip:ue3@home3.net");
    EXPECT_EQ(responses.back().phrase, "Conference Locked");
    EXPECT_EQ(responses.back().status, 403);
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"conference locked\""}));
    ue3.invites(conference());
    EXPECT_EQ(responses.back().status, 486);
    ue1.refers("sip:ue2@home2.net");  // who is in stays in
    EXPECT_EQ(responses.back().status, 202);
    ue1.invites(conference());
    mrfp_grants();
    EXPECT_EQ(responses.back().status, 200);
    ue1.acks();
}

TEST_F(Ladder, EndingConferenceRefusesWhatIsNew_TRM04) {
    created();
    joined(ue2);
    ue2.answers_byes = false;
    const Uri gone = conference();
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE2 BYE\n AS -> MRFP Subtract *");
    ue2.refers("sip:ue3@home3.net");
    ue2.subscribes_in_dialog();
    ue3.refers_outside(gone, "sip:ue2@home2.net");
    ue3.subscribes(gone);
    ue3.invites(gone);
    expect(R"(
        AS -> UE2  403 Forbidden
        AS -> UE2  403 Forbidden
        AS -> UE3  604 Does Not Exist Anywhere
        AS -> UE3  404 Not Found
        AS -> UE3  404 Not Found)");
    ue2.answers_bye();
    ue2.refers("sip:ue3@home3.net");
    expect("AS -> UE2 481 Call/Transaction Does Not Exist");
}

TEST_F(Ladder, SubscribersAreSentElsewhereWhenAnotherFocusTakesOver_TRM07) {
    settings.shutdown_hands_over = true;
    created();
    ue1.subscribes(conference());
    post(ShutdownRequested{});
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net
        AS -> UE1  BYE
        AS -> UE1  NOTIFY conference terminated;reason=deactivated
        AS -> MRFP Subtract *)");
    ue2.invites(kFactory);
    expect("AS -> UE2 503 Service Unavailable");
    EXPECT_EQ(responses.back().headers.at(0).name, "Retry-After");
}

}  // namespace
}  // namespace isfocus::focus::test
