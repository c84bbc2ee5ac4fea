#include "ladder.h"

/// An MRFP is lost and there is another one: the conference goes on (mp-h248 1.5; RFC 3264 8.3.1).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

class Moving : public Ladder {
protected:
    void take_over_by_another_mrfp() {
        mrfp_dies();
        while (has_orders()) mrfp_grants();
    }
    /// UE1 is told, and takes it.
    void ue1_takes_it() { ue1.answers_refresh(200, {}, described()); }
};

TEST_F(Moving, EachLegIsToldByAReinviteAndNothingElseHappens_DLG19) {
    created();
    joined(ue2);
    mrfp_dies();
    expect("AS -> MRFP Add moved\n AS -> MRFP Add moved");
    mrfp_grants();
    expect("AS -> UE1 INVITE again");
    ASSERT_TRUE(refreshes.back().offer);
    EXPECT_EQ(refreshes.back().offer->sdp, "v=0 moved");
    mrfp_grants();
    expect("AS -> UE2 INVITE again");
    ue1_takes_it();
    expect("AS -> MRFP Modify");
    ue2.answers_refresh(200, {}, described());
    expect("AS -> MRFP Modify");
    advance(1h);
    expect_nothing();
}

TEST_F(Moving, RosterAndSubscriptionsAreUntouched) {
    created();
    ue1.subscribes_in_dialog();
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net");
    take_over_by_another_mrfp();
    ue1_takes_it();
    expect("AS -> MRFP Add moved\n AS -> UE1 INVITE again\n AS -> MRFP Modify");
}

TEST_F(Moving, ALegThatRefusesEndsAlone) {
    created();
    joined(ue2);
    take_over_by_another_mrfp();
    ue1_takes_it();
    expect(R"(
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  INVITE again
        AS -> MRFP Modify)");
    ue2.answers_refresh(488);
    expect("AS -> MRFP Subtract\n AS -> UE2 BYE SIP;cause=503");
    EXPECT_FALSE(focus().idle());
}

TEST_F(Moving, ALegThatIsGoneOrAnswersUselesslyEndsAlone) {
    created();
    joined(ue2);
    joined(ue3);
    take_over_by_another_mrfp();
    ue1_takes_it();
    expect(R"(
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  INVITE again
        AS -> UE3  INVITE again
        AS -> MRFP Modify)");
    ue2.answers_refresh(481);
    expect("AS -> MRFP Subtract\n AS -> UE2 BYE SIP;cause=503");
    ue3.answers_refresh(200);
    expect("AS -> MRFP Subtract\n AS -> UE3 BYE SIP;cause=488");
}

TEST_F(Moving, ALegForWhichThereIsNoRoomEndsAlone) {
    created();
    joined(ue2);
    mrfp_dies();
    mrfp_grants();
    mrfp_refuses();
    expect(R"(
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  BYE SIP;cause=503)");
}

TEST_F(Moving, AfterGlareItIsTriedAgainAndNotForEver) {
    created();
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved\n AS -> UE1 INVITE again");
    ue1.answers_refresh(491);
    advance(2s);
    expect("AS -> UE1 INVITE again");
    ue1.answers_refresh(500);
    advance(2999ms);
    expect_nothing();
    advance(1ms);
    expect("AS -> UE1 INVITE again");
    EXPECT_EQ(refreshes.back().offer->sdp, "v=0 moved");
    ue1.answers_refresh(491);
    expect("AS -> MRFP Subtract\n AS -> UE1 BYE SIP;cause=503\n AS -> MRFP Subtract *");
}

TEST_F(Moving, ALongerSessionIsAskedForWhereThatIsWhatStandsInTheWay_DLG12) {  // RFC 4028 7.4
    created();
    take_over_by_another_mrfp();
    ue1.answers_refresh(422);
    advance(1ms);
    expect("AS -> MRFP Add moved\n AS -> UE1 INVITE again\n AS -> UE1 INVITE again");
    ue1.answers_refresh(200, {}, described());
    advance(1h);
    expect("AS -> MRFP Modify");
}

TEST_F(Moving, AReinviteOfTheUeInBetweenBringsTheNewPlaceInItsAnswer) {
    created();
    take_over_by_another_mrfp();
    ue1.answers_refresh(491);
    expect("AS -> MRFP Add moved\n AS -> UE1 INVITE again");
    ue1.invites_again(Direction::sendrecv);
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK");
    advance(1h);
    expect_nothing();
}

TEST_F(Moving, AReinviteThatWaitsForTheLostMrfpIsAnsweredFromTheOtherOne) {
    created();
    ue1.invites_again(Direction::sendonly);
    expect("AS -> MRFP Modify with Remote");
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved\n AS -> UE1 200 OK");
    EXPECT_EQ(responses.back().body->sdp, "v=0 moved");
    advance(1h);
    expect_nothing();
}

TEST_F(Moving, AReinviteOfTheUeMeanwhileIsGlare) {
    created();
    take_over_by_another_mrfp();
    ue1.invites_again(Direction::sendrecv);
    expect("AS -> MRFP Add moved\n AS -> UE1 INVITE again\n AS -> UE1 491 Request Pending");
    ue1_takes_it();
    expect("AS -> MRFP Modify");
}

TEST_F(Moving, AnInvitationUnderWayIsToldOnceItIsAnswered) {
    created();
    invited(ue2);
    ue2.rings();
    take_over_by_another_mrfp();
    ue1_takes_it();
    expect("AS -> MRFP Add moved\n AS -> MRFP Add moved\n AS -> UE1 INVITE again\n AS -> MRFP Modify");
    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE2  INVITE again
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
    ue2.answers_refresh(200, {}, described());
    expect("AS -> MRFP Modify");
}

TEST_F(Moving, AUeThatHasNotAcknowledgedIsToldAfterItsAck) {
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved");
    ue1.acks();
    expect("AS -> UE1 INVITE again");
    ue1_takes_it();
    expect("AS -> MRFP Modify");
}

TEST_F(Moving, AUeWithoutOfferIsToldAfterItsAnswerInTheAck) {
    ue1.invites(kFactory, false);
    mrfp_grants();
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add\n AS -> UE1 200 OK\n AS -> MRFP Add moved");
    ue1.acks(true);
    expect("AS -> MRFP Modify\n AS -> UE1 INVITE again");
    ue1_takes_it();
    expect("AS -> MRFP Modify");
}

TEST_F(Moving, WhoWaitsForMediaGetsThemFromTheOtherMrfp) {
    ue1.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved\n AS -> UE1 200 OK");
    ue1.acks();
    ue1.refers("sip:ue2@home2.net");
    take_over_by_another_mrfp();
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  INVITE sip:ue2@home2.net)");
    EXPECT_EQ(invitations.back().offer.sdp, "v=0 moved");
}

TEST_F(Moving, ARefreshUnderWayIsWaitedFor) {
    ue1.next_invite.session = {SessionTimer::Refresher::uas, 300s, true};
    created();
    advance(150s);
    expect("AS -> UE1 INVITE again");
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved");
    ue1.answers_refresh(200, {SessionTimer::Refresher::uac, 300s, true}, described());
    expect("AS -> MRFP Modify\n AS -> UE1 INVITE again");
    EXPECT_TRUE(refreshes.back().offer);
    ue1.answers_refresh(200, {SessionTimer::Refresher::uac, 300s, true}, described());
    expect("AS -> MRFP Modify");
    advance(150s);
    expect("AS -> UE1 INVITE again");
    EXPECT_FALSE(refreshes.back().offer);
}

TEST_F(Moving, TheSecondMrfpMayBeLostToo) {
    created();
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved\n AS -> UE1 INVITE again");
    take_over_by_another_mrfp();
    expect("AS -> MRFP Add moved");
    ue1_takes_it();
    expect("AS -> MRFP Modify\n AS -> UE1 INVITE again");
    ue1_takes_it();
    expect("AS -> MRFP Modify");
}

TEST_F(Moving, AByeWhileItMovesIsTheEndOfTheLeg) {
    created();
    joined(ue2);
    take_over_by_another_mrfp();
    ue2.byes();
    expect(R"(
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  INVITE again
        AS -> UE2  200 OK
        AS -> MRFP Subtract)");
    ue2.answers_refresh(481);
    expect_nothing();
}

}  // namespace
}  // namespace isfocus::focus::test
