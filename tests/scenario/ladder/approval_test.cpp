#include "ladder.h"

/// Newcomers who have to be let in by the host (JOI-03, RFC 4575 5.7.3).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

class Approval : public Ladder {
protected:
    void newcomer_waits() {
        settings.join = Settings::Join::approval;
        created();
        ue1.subscribes(conference());
        advance(2s);
        ue2.invites(conference());
        expect(R"(
            AS -> UE1  200 OK
            AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net
            AS -> UE2  183 Session Progress
            AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net(hold))");
        EXPECT_FALSE(responses.back().body);
    }
};

TEST_F(Approval, HostLetsTheNewcomerInByRefer_JOI03) {
    newcomer_waits();
    ue1.refers("sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add with Remote)");
    mrfp_grants();
    expect(R"(
        AS -> UE2  200 OK
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
    advance(1s);
    expect("AS -> UE1 NOTIFY conference active partial v3 sip:ue2@home2.net");
}

TEST_F(Approval, HostTurnsTheNewcomerAwayByRefer_JOI03) {
    newcomer_waits();
    advance(2s);
    ue1.removes("sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> UE2  603 Decline
        AS -> UE1  NOTIFY conference active partial v3 sip:ue2@home2.net(gone)
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(Approval, NobodyDecidesSoTheNewcomerIsTurnedAway_JOI03) {
    newcomer_waits();
    advance(60s);
    expect(R"(
        AS -> UE2  480 Temporarily Unavailable
        AS -> UE1  NOTIFY conference active partial v3 sip:ue2@home2.net(gone))");
}

TEST_F(Approval, NewcomerGivesUp_JOI03_CRE14) {
    newcomer_waits();
    ue2.cancels();
    expect("AS -> UE2 487 Request Terminated");
}

TEST_F(Approval, ConferenceThatEndsTurnsTheNewcomerAway_JOI03_TRM04) {
    newcomer_waits();
    ue1.byes();
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE2  487 Request Terminated
        AS -> UE1  NOTIFY conference terminated;reason=noresource
        AS -> MRFP Subtract *)");
}

TEST_F(Approval, WhoWaitsLearnsNothingAndDecidesNothing_JOI03_EVT04) {
    settings.participants_may_invite = true;
    newcomer_waits();
    ue2.subscribes(conference());
    expect("AS -> UE2 403 Forbidden");
    ue2.refers_outside(conference(), "sip:ue3@home3.net");
    expect("AS -> UE2 403 Forbidden");
}

TEST_F(Approval, WhoWasInvitedNeedsNone_JOI03) {
    settings.join = Settings::Join::approval;
    created();
    joined(ue2);
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract");
    ue2.invites(conference());
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Approval, SeatsOfWhoWaitAreTaken_JOI03_REF23) {
    settings.max_participants = 2;
    newcomer_waits();
    ue3.invites(conference());
    expect("AS -> UE3 486 Conference Full");
}

}  // namespace
}  // namespace isfocus::focus::test
