#include "ladder.h"

/// Who hears that somebody has come or gone by sound.
namespace isfocus::focus::test {
namespace {

class Announcements : public Ladder {
protected:
    Announcements() { settings.on_host_leave = Settings::HostLeaves::carry_on; }

    /// UE1 has made a conference, and from here on announcements are to be expected.
    void listening() {
        created();
        listens = true;
    }
    void replaces(Ue& ue, DialogId old) {
        ue.next_invite.take_over = TakeOver{TakeOver::Kind::replaces, {old, false}, false};
        ue.invites(conference());
        ue.next_invite.take_over.reset();
    }
};

TEST_F(Announcements, TheFirstIsWelcomedAndNobodyHearsOfIt_MP2_3) {
    listens = true;
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK\n AS -> MRFP welcome");
}

TEST_F(Announcements, WhoDialsInIsAnnouncedOnceItHasItsAnswer_MP2_3) {
    listening();
    ue2.invites(conference());
    expect("AS -> MRFP Add with Remote");
    mrfp_grants();
    expect("AS -> UE2 200 OK\n AS -> MRFP welcome\n AS -> MRFP announce joined");
    ue2.acks();
    expect_nothing();
}

TEST_F(Announcements, WhoIsCalledIsAnnouncedWhenItAnswersAndNotBefore_MP2_3) {
    listening();
    invited(ue2);
    ue2.rings();
    ue2.answers();
    expect(R"(
        AS -> UE2  ACK
        AS -> MRFP Modify
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK
        AS -> MRFP welcome
        AS -> MRFP announce joined)");
}

TEST_F(Announcements, WhoRefusesWasNeverThere_MP2_3) {
    listening();
    invited(ue2);
    ue2.rejects(486, "Busy Here");
    expect("AS -> MRFP Subtract\n AS -> UE1 NOTIFY refer terminated;reason=noresource 486 Busy Here");
}

TEST_F(Announcements, APrivateUserIsAnnouncedLikeAnyOther_MP2_3) {
    listening();
    ue2.identity.is_private = true;
    ue2.invites(conference());
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK\n AS -> MRFP welcome\n AS -> MRFP announce joined");
}

TEST_F(Announcements, WhoLeavesIsAnnouncedWhateverTheReason_MP2_3) {
    created();
    joined(ue2);
    joined(ue3);
    listens = true;
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> MRFP announce left");
    const LegId leg = charged.back().leg;  // UE2's
    mrfp_fails(LegId{leg.value + 1});
    expect("AS -> UE3 BYE SIP;cause=503\n AS -> MRFP announce left");
}

TEST_F(Announcements, NobodyIsLeftToHearOfTheLast_MP2_3) {
    created();
    joined(ue2);
    listens = true;
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> MRFP announce left");
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> MRFP Subtract *");
}

TEST_F(Announcements, AConferenceThatEndsSaysNothing_MP2_3) {
    settings.on_host_leave = Settings::HostLeaves::end;
    created();
    joined(ue2);
    joined(ue3);
    listens = true;
    ue1.byes();
    expect(R"(
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE2  BYE
        AS -> UE3  BYE
        AS -> MRFP Subtract *)");
}

TEST_F(Announcements, AConferenceThatOneIsLeftOfAndEndsSaysNothing_MP2_3) {
    settings.end_when_alone = true;
    created();
    joined(ue2);
    listens = true;
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> UE1 BYE\n AS -> MRFP Subtract *");
}

TEST_F(Announcements, ASecondEndpointOfAUserIsWelcomedAlone_MP2_3) {
    created();
    joined(ue2);
    listens = true;
    const DialogId first = ue2.dialog;
    ue2.invites(conference());
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK\n AS -> MRFP welcome");
    ue2.acks();
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract");
    ue2.dialog = first;
    ue2.byes();
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> MRFP announce left");
}

TEST_F(Announcements, AnEndpointThatTakesThePlaceOfAnotherIsNoNews_MP2_3) {
    created();
    joined(ue2);
    listens = true;
    replaces(ue2, ue2.dialog);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> UE2 BYE");
}

TEST_F(Announcements, SomebodyElseInThatPlaceHasJoinedAndNobodyHasLeft_MP2_3) {
    settings.replaces_by_referral = true;
    created();
    joined(ue2);
    listens = true;
    ue3.next_invite.referred_by = ue2.identity.uri;
    replaces(ue3, ue2.dialog);
    mrfp_grants();
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> UE3  200 OK
        AS -> MRFP announce joined
        AS -> MRFP Subtract
        AS -> UE2  BYE)");
}

TEST_F(Announcements, NewOffersAndMovedMediaAreNoNews_MP2_3) {
    created();
    joined(ue2);
    listens = true;
    ue2.invites_again(Direction::sendonly);
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE2 200 OK");
    ue2.acks();
    mrfp_dies();
    while (has_orders()) mrfp_grants();
    ue1.answers_refresh(200, {}, described());
    ue2.answers_refresh(200, {}, described());
    expect(R"(
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  INVITE again
        AS -> MRFP Modify
        AS -> MRFP Modify)");
}

TEST_F(Announcements, WhoWaitsForTheHostIsAnnouncedWhenItIsIn_MP2_3) {
    settings.join = Settings::Join::approval;
    listening();
    ue2.invites(conference());
    ue3.invites(conference());
    expect("AS -> UE2 183 Session Progress\n AS -> UE3 183 Session Progress");
    ue3.cancels();
    expect("AS -> UE3 487 Request Terminated");
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add with Remote
        AS -> UE2  200 OK
        AS -> UE1  NOTIFY refer terminated;reason=noresource 200 OK
        AS -> MRFP welcome
        AS -> MRFP announce joined)");
}

}  // namespace
}  // namespace isfocus::focus::test
