#include "ladder.h"

/// Keys that participants press: each may mute himself, the host may lock (RFC 4575 5.5.3, 5.7.3, 5.8.5).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

class Keys : public Ladder {
protected:
    Keys() {
        settings.mute_keys = "*6";
        settings.lock_keys = "*7#";
        settings.event_min_gap = 0ms;
    }
    /// UE1 has a conference with UE2 and watches it; nothing of that is left to expect.
    void two_users() {
        created();
        host_ = charged.back().leg;
        joined(ue2);
        guest_ = charged.back().leg;
        ue1.subscribes(conference());
        expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net");
    }
    const EndpointInfo& shown() const { return documents.back().users.at(0).endpoints.at(0); }

    LegId host_, guest_;
};

TEST_F(Keys, AUserMutesHimselfAndIsHeardAgain_MED26_XML07_XML08) {
    two_users();
    presses(guest_, "*6");
    expect("AS -> MRFP mute\n AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(muted)");
    EXPECT_EQ(shown().status, EndpointStatus::muted_via_focus);
    EXPECT_EQ(shown().media.at(0).status, Direction::recvonly);
    presses(guest_, "*6");
    expect("AS -> MRFP unmute\n AS -> UE1 NOTIFY conference active partial v3 sip:ue2@home2.net");
    EXPECT_EQ(shown().status, EndpointStatus::connected);
    EXPECT_EQ(shown().media.at(0).status, Direction::sendrecv);
}

TEST_F(Keys, KeysThatArePressedTooSlowlyMeanNothing_MED26) {
    two_users();
    presses(guest_, "*");
    advance(5001ms);
    presses(guest_, "6");
    expect_nothing();
    presses(guest_, "*");
    advance(5s);
    presses(guest_, "6");
    expect("AS -> MRFP mute\n AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(muted)");
}

TEST_F(Keys, OneKeyTooManyBeforeASequenceDoesNoHarm_MED26) {
    two_users();
    presses(guest_, "5**6");
    expect("AS -> MRFP mute\n AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(muted)");
    presses(guest_, "6666#*5*7*");
    expect_nothing();
    presses(guest_, "6");
    expect("AS -> MRFP unmute\n AS -> UE1 NOTIFY conference active partial v3 sip:ue2@home2.net");
}

TEST_F(Keys, EachUsersKeysAreHisOwn_MED26) {
    two_users();
    presses(guest_, "*");
    presses(host_, "6");
    expect_nothing();
}

TEST_F(Keys, WhatTheUeAgreesToLaterLeavesItMuted_MED26) {
    two_users();
    presses(guest_, "*6");
    expect("AS -> MRFP mute\n AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(muted)");
    ue2.invites_again(Direction::sendonly);
    mrfp_grants();
    ue2.acks();
    expect(R"(
        AS -> MRFP Modify with Remote
        AS -> UE2  200 OK
        AS -> UE1  NOTIFY conference active partial v3 sip:ue2@home2.net(hold))");
    EXPECT_EQ(shown().media.at(0).status, Direction::inactive);
    ue2.invites_again(Direction::sendrecv);
    mrfp_grants();
    ue2.acks();
    expect(R"(
        AS -> MRFP Modify with Remote
        AS -> UE2  200 OK
        AS -> UE1  NOTIFY conference active partial v4 sip:ue2@home2.net(muted))");
    EXPECT_EQ(shown().media.at(0).status, Direction::recvonly);
}

TEST_F(Keys, AMoveToAnotherMrfpLeavesItMuted_MED26) {
    two_users();
    presses(guest_, "*6");
    expect("AS -> MRFP mute\n AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(muted)");
    mrfp_dies();
    while (has_orders()) mrfp_grants();
    ue2.answers_refresh(200, {}, described());
    expect(R"(
        AS -> MRFP Add moved
        AS -> MRFP Add moved
        AS -> UE1  INVITE again
        AS -> UE2  INVITE again
        AS -> MRFP Modify)");
    presses(guest_, "*6");
    expect("AS -> MRFP unmute\n AS -> UE1 NOTIFY conference active partial v3 sip:ue2@home2.net");
}

TEST_F(Keys, WhatTheMrfpDoesNotDoIsNotShown_MED26) {
    two_users();
    presses(guest_, "*6");
    expect("AS -> MRFP mute\n AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(muted)");
    post(MuteFailed{guest_, false});
    expect("AS -> UE1 NOTIFY conference active partial v3 sip:ue2@home2.net");
    post(MuteFailed{guest_, false});
    post(MuteFailed{LegId{77}, false});
    expect_nothing();
}

TEST_F(Keys, TheHostLocksAndOpensTheConference_MED27_REF23) {
    two_users();
    presses(host_, "*7#");
    expect("AS -> UE1 NOTIFY conference active partial v2");
    EXPECT_TRUE(documents.back().locked);
    ue3.invites(conference());
    EXPECT_EQ(responses.back().status, 486);
    expect("AS -> UE3 486 Conference Locked");
    presses(host_, "*7#");
    expect("AS -> UE1 NOTIFY conference active partial v3");
    EXPECT_FALSE(documents.back().locked);
    ue3.invites(conference());
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Keys, NobodyElseLocksIt_MED27) {
    two_users();
    presses(guest_, "*7#");
    expect_nothing();
    settings.operators = {ue2.identity.uri};
    reconfigure();
    presses(guest_, "*7#");
    expect("AS -> UE1 NOTIFY conference active partial v2");
    EXPECT_TRUE(documents.back().locked);
}

TEST_F(Keys, WithoutSequencesTheyMeanNothing_MED26_MED27) {
    settings.mute_keys = settings.lock_keys = "";
    two_users();
    presses(host_, "*6*7#");
    presses(LegId{77}, "*6");
    expect_nothing();
}

}  // namespace
}  // namespace isfocus::focus::test
