#include "ladder.h"

/// Session timers (RFC 4028; DLG-07, DLG-08, DLG-10 to DLG-12, OUT-17).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;
using Refresher = SessionTimer::Refresher;

SessionTimer timer(std::chrono::seconds interval, Refresher refresher = Refresher::unset) {
    return {refresher, interval, true};
}

class SessionTimers : public Ladder {
protected:
    /// UE1 creates a conference and asks for this timer; what it is granted.
    SessionTimer created_with(SessionTimer asked, bool allows_update = true) {
        ue1.next_invite.session = asked;
        ue1.next_invite.allows_update = allows_update;
        ue1.invites(kFactory);
        mrfp_grants();
        ue1.acks();
        expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
        return responses.back().session;
    }
    void joined_with(SessionTimer granted, bool allows_update = true) {
        ue1.refers("sip:ue2@home2.net");
        mrfp_grants();
        post(InviteAnswered{ue2.dialog, 200, "OK", uri("sip:ue2@192.0.2.2"), described(), std::nullopt, granted,
                            allows_update});
        expect(R"(
            AS -> UE1  202 Accepted
            AS -> UE1  NOTIFY refer active 100 Trying
            AS -> MRFP Add
            AS -> UE2  INVITE sip:ue2@home2.net
            AS -> UE2  ACK
            AS -> MRFP Modify
            AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK)");
    }
};

TEST_F(SessionTimers, UeRefreshesUnlessItSaysOtherwise_DLG11) {
    EXPECT_EQ(created_with(timer(600s)).refresher, Refresher::uac);
    EXPECT_EQ(created_with(timer(600s, Refresher::uas)).refresher, Refresher::uas);
    EXPECT_EQ(created_with(timer(0s)).interval, 1800s);
    EXPECT_EQ(created_with({}).interval, 0s);
    SessionTimer patient = timer(0s);
    patient.least = 3600s;
    EXPECT_EQ(created_with(patient).interval, 3600s);
    SessionTimer of_a_proxy = timer(600s);
    of_a_proxy.is_supported = false;
    EXPECT_EQ(created_with(of_a_proxy).refresher, Refresher::uas);
}

TEST_F(SessionTimers, IntervalIsNeverLengthened_DLG10) {  // RFC 4028 9
    settings.session_interval_min = 300s;
    SessionTimer of_a_proxy = timer(100s);
    of_a_proxy.is_supported = false;
    EXPECT_EQ(created_with(of_a_proxy).interval, 100s);
}

TEST_F(SessionTimers, RefreshThatIsTooShortForSomebodyIsSentAgainAtOnce_DLG12) {  // RFC 4028 7.4
    for (const bool by_update : {true, false}) {
        created();
        joined_with(timer(90s, Refresher::uac), by_update);
        advance(45s);
        const auto refresh = by_update ? "AS -> UE2 UPDATE" : "AS -> UE2 INVITE again";
        expect(refresh);
        for (int proxies = 0; proxies < 3; ++proxies) {
            ue2.answers_refresh(422);
            expect(refresh);
        }
        ue2.answers_refresh(422);  // that is no way to go on
        expect_nothing();
        advance(10s);
        expect(refresh);
        ue1.byes();
        expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE2 BYE\n AS -> MRFP Subtract *");
    }
}

TEST_F(SessionTimers, MayBeSwitchedOff_DLG10) {
    settings.session_interval = 0s;
    EXPECT_EQ(created_with(timer(60s)).interval, 0s);
}

TEST_F(SessionTimers, TooShortIntervalIs422_DLG10) {
    ue1.next_invite.session = timer(89s);
    ue1.invites(kFactory);
    expect("AS -> UE1 422 Session Interval Too Small");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Min-SE", "90"}));
}

TEST_F(SessionTimers, UeThatDoesNotRefreshIsEndedAndOnlyIt_DLG12_REM11) {
    created();
    ue2.next_invite.session = timer(300s);
    ue2.invites(conference());
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    advance(267s);
    expect_nothing();
    advance(1s);
    expect("AS -> MRFP Subtract\n AS -> UE2 BYE SIP;cause=408");
    EXPECT_FALSE(focus().idle());
}

TEST_F(SessionTimers, UpdateAndReinviteRefresh_DLG07_DLG12) {
    created_with(timer(300s));
    advance(200s);
    ue1.updates(timer(300s));
    expect("AS -> UE1 200 OK");
    EXPECT_EQ(responses.back().session.interval, 300s);
    advance(200s);
    ue1.invites_again(Direction::sendrecv, timer(300s));
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK");
    EXPECT_EQ(responses.back().session.refresher, Refresher::uac);
    advance(267s);
    expect_nothing();
    ue1.updates(timer(60s));
    expect("AS -> UE1 422 Session Interval Too Small");
}

TEST_F(SessionTimers, RefreshWithoutTimerEndsTheTimer_DLG07) {
    created_with(timer(300s));
    ue1.updates({});
    advance(3600s);
    expect("AS -> UE1 200 OK");
}

TEST_F(SessionTimers, AsRefresherAtHalfTheInterval_DLG12) {
    created_with(timer(300s, Refresher::uas));
    advance(149s);
    expect_nothing();
    advance(1s);
    expect("AS -> UE1 UPDATE");
    EXPECT_EQ(refreshes.back().interval, 300s);
    ue1.answers_refresh(200, timer(300s, Refresher::uac));  // the roles are of our own transaction now
    advance(150s);
    expect("AS -> UE1 UPDATE");
    ue1.answers_refresh(200, timer(300s, Refresher::uas));  // from here on the UE refreshes
    advance(267s);
    expect_nothing();
    advance(1s);
    expect("AS -> MRFP Subtract\n AS -> UE1 BYE SIP;cause=408\n AS -> MRFP Subtract *");
}

TEST_F(SessionTimers, InviteAgainWhereTheUeTakesNoUpdate_DLG12) {
    created_with(timer(300s, Refresher::uas), false);
    advance(150s);
    expect("AS -> UE1 INVITE again");
    ue1.answers_refresh(200);  // a 2xx without Session-Expires ends the timer
    advance(3600s);
    expect_nothing();
}

TEST_F(SessionTimers, OurInvitationAsksForOne_OUT17) {
    created();
    joined_with(timer(1800s, Refresher::uac));
    EXPECT_EQ(invitations.back().session_interval, 1800s);
    advance(900s);
    expect("AS -> UE2 UPDATE");
    ue2.answers_refresh(200, timer(1800s, Refresher::uac));
}

TEST_F(SessionTimers, LostDialogIsEnded_DLG08) {
    created();
    joined_with(timer(1800s, Refresher::uac));
    advance(900s);
    ue2.answers_refresh(481);
    expect("AS -> UE2 UPDATE\n AS -> MRFP Subtract\n AS -> UE2 BYE");
}

TEST_F(SessionTimers, FailedRefreshIsTriedAgainUntilTheEnd_DLG06_DLG12) {
    created();
    joined_with(timer(300s, Refresher::uac));
    advance(150s);
    ue2.answers_refresh(491);
    advance(2s);  // the Call-ID is ours
    expect("AS -> UE2 UPDATE");
    advance(2s);
    ue2.answers_refresh(500);
    advance(9s);
    expect("AS -> UE2 UPDATE");
    advance(1s);
    expect("AS -> UE2 UPDATE");
    advance(104s);  // nobody answers
    expect("AS -> MRFP Subtract\n AS -> UE2 BYE SIP;cause=408");
}

TEST_F(SessionTimers, OfferThatCrossesOneOfOursIs491_DLG06) {
    created();
    joined_with(timer(300s, Refresher::uac), false);
    advance(150s);
    ue2.invites_again(Direction::sendonly);
    ue2.invites_again_without_offer();
    expect("AS -> UE2 INVITE again\n AS -> UE2 491 Request Pending\n AS -> UE2 491 Request Pending");
    ue2.answers_refresh(200, timer(300s, Refresher::uac), described());
    ue2.invites_again(Direction::sendonly);
    mrfp_grants();
    expect("AS -> MRFP Modify\n AS -> MRFP Modify with Remote\n AS -> UE2 200 OK");
}

TEST_F(SessionTimers, OfferThatCrossesARefreshWithoutOneIsAnswered_DLG06) {
    created();
    joined_with(timer(300s, Refresher::uac));
    advance(150s);
    ue2.invites_again(Direction::sendonly);
    mrfp_grants();
    expect("AS -> UE2 UPDATE\n AS -> MRFP Modify with Remote\n AS -> UE2 200 OK");
    ue2.answers_refresh(200, timer(300s, Refresher::uac));
}

TEST_F(SessionTimers, AnswerToARefreshHoldsLikeAnyOther_DLG12) {
    created();
    joined_with(timer(300s, Refresher::uac), false);
    ue1.subscribes(conference());
    advance(150s);
    ue2.answers_refresh(200, timer(300s, Refresher::uac), described(Direction::sendonly));
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE2  INVITE again
        AS -> MRFP Modify
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net(hold))");
}

TEST_F(SessionTimers, RefusedRefreshByInviteLeavesTheSession_DLG08) {
    created();
    joined_with(timer(300s, Refresher::uac), false);
    advance(150s);
    ue2.answers_refresh(488);
    ue2.invites_again(Direction::sendrecv);  // nothing of ours is open any more
    mrfp_grants();
    expect("AS -> UE2 INVITE again\n AS -> MRFP Modify with Remote\n AS -> UE2 200 OK");
}

TEST_F(SessionTimers, UpdateThatTheUeDoesNotTakeIsFollowedByAnInvite_DLG12) {
    for (const int status : {405, 501}) {
        created();
        joined_with(timer(300s, Refresher::uac));
        advance(150s);
        ue2.answers_refresh(status);
        expect("AS -> UE2 UPDATE\n AS -> UE2 INVITE again");
        ue2.answers_refresh(200, timer(300s, Refresher::uac));
        advance(150s);
        expect("AS -> UE2 INVITE again");
        ue2.answers_refresh(200, timer(300s, Refresher::uac));
        ue1.byes();
        expect(R"(
            AS -> UE1  200 OK
            AS -> MRFP Subtract
            AS -> UE2  BYE
            AS -> MRFP Subtract *)");
    }
}

TEST_F(SessionTimers, AckThatNeverComesEndsTheLegDuringARefreshToo) {  // RFC 3261 14.2
    created_with(timer(300s, Refresher::uas));
    advance(149s);
    ue1.invites_again(Direction::sendrecv, timer(300s, Refresher::uas));
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK");
    advance(150s);
    ue1.sends_no_ack();
    expect("AS -> UE1 UPDATE\n AS -> MRFP Subtract\n AS -> UE1 BYE\n AS -> MRFP Subtract *");
}

TEST_F(SessionTimers, RefreshThatMeetsANewOfferComesAfterIt_DLG12) {
    created();
    joined_with(timer(300s, Refresher::uac));
    advance(149s);
    ue2.invites_again(Direction::sendonly);
    advance(2s);  // the refresh is due, and has to wait
    mrfp_refuses(488);
    expect("AS -> MRFP Modify with Remote\n AS -> UE2 488 Not Acceptable Here");
    advance(10s);
    expect("AS -> UE2 UPDATE");
}

TEST_F(SessionTimers, LeavingDuringARefreshIsLeaving_REM10) {
    created();
    joined_with(timer(300s, Refresher::uac));
    advance(150s);
    ue2.byes();
    expect("AS -> UE2 UPDATE\n AS -> UE2 200 OK\n AS -> MRFP Subtract");
}

}  // namespace
}  // namespace isfocus::focus::test
