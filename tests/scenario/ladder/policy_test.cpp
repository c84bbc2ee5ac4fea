#include "policy_fixture.h"

/// Conferences that a policy document makes (TS 24.147, seed 7.3.3.5.1): the other trigger of an invitation.
namespace isfocus::focus::test {
namespace {

TEST_F(Policy, IsOpenedByWhomItLetsIn_CRE03) {
    let_in("sip:ue2@home2.net");
    given();
    expect_nothing();
    EXPECT_EQ(focus().conference_count(), 0u);
    ue2.invites(kTeam);
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    EXPECT_EQ(responses.back().contact, kTeam);
    ue3.invites(kTeam);
    expect("AS -> UE3 403 Forbidden");
}

TEST_F(Policy, KeepsTheUriWhenTheLastHasLeft_TRM01) {
    opened();
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> MRFP Subtract *");
    EXPECT_EQ(focus().conference_count(), 0u);
    ue1.asks_options(kTeam);
    ue1.invites(kTeam);
    mrfp_grants();
    expect("AS -> UE1 200 OK\n AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
}

TEST_F(Policy, StrangersOpenNothing_JOI01) {
    given();
    ue2.invites(kTeam);
    ue2.refers_outside(kTeam, "sip:ue3@home3.net");
    ue2.subscribes(kTeam);
    ue1.subscribes(kTeam);
    expect(R"(
        AS -> UE2 403 Forbidden
        AS -> UE2 403 Forbidden
        AS -> UE2 403 Forbidden
        AS -> UE1 480 Temporarily Unavailable )");
    EXPECT_EQ(focus().conference_count(), 0u);
}

TEST_F(Policy, CallsItsListOnceSomebodyIsIn_POL10) {
    call("sip:ue1@home1.net");
    call("sip:ue2@home2.net");
    policy.display_text = "Team";
    policy.subject = "Standup";
    given();
    ue1.invites(kTeam);
    expect("AS -> MRFP Add with Remote");
    mrfp_grants();
    mrfp_grants();
    expect("AS -> UE1 200 OK\n AS -> MRFP Add\n AS -> UE2 INVITE sip:ue2@home2.net");
    EXPECT_FALSE(invitations.back().referred_by);
    EXPECT_EQ(invitations.back().conference, kTeam);
    EXPECT_EQ(invitations.back().display_name, "Team");
    EXPECT_EQ(invitations.back().subject, "Standup");
    ue1.acks();
    ue2.answers();  // and nobody gets a refer NOTIFY
    expect("AS -> UE2 ACK\n AS -> MRFP Modify");
    ue1.subscribes(kTeam);
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net");
    EXPECT_EQ(documents.back().subject, "Standup");
    EXPECT_EQ(documents.back().users.back().endpoints.front().joining_method, JoiningMethod::dialed_out);
    EXPECT_FALSE(documents.back().users.back().endpoints.front().referred);
}

TEST_F(Policy, CallsItsListAtItsStart_POL10) {
    call("sip:ue2@home2.net");
    call("sip:ue3@home3.net");
    starts_in(60s);
    given();
    advance(59s);
    expect_nothing();
    advance(1s);
    expect("AS -> MRFP Add\n AS -> MRFP Add");
    mrfp_grants();
    mrfp_grants();
    ue2.rejects(486, "Busy Here");
    ue3.answers();
    expect(R"(
        AS -> UE2 INVITE sip:ue2@home2.net
        AS -> UE3 INVITE sip:ue3@home3.net
        AS -> MRFP Subtract
        AS -> UE3 ACK
        AS -> MRFP Modify )");
}

TEST_F(Policy, CallsAtOnceWhenItsStartHasPassed_POL10) {
    called();
}

TEST_F(Policy, CallsNobodyTwiceForOneStart_POL10) {
    call("sip:ue2@home2.net");
    starts_in(0s);
    given();
    mrfp_grants();
    ue2.rejects(603, "Decline");
    expect(R"(
        AS -> MRFP Add
        AS -> UE2 INVITE sip:ue2@home2.net
        AS -> MRFP Subtract
        AS -> MRFP Subtract * )");
    EXPECT_EQ(focus().conference_count(), 0u);
    given();
    policy.subject = "Again";
    given();
    expect_nothing();
    starts_in(-1s);
    given();
    expect("AS -> MRFP Add");
}

TEST_F(Policy, WaitsForAnMrfpToCallItsList_POL10_CRE12) {
    post(MrfpAvailability{false});
    call("sip:ue2@home2.net");
    starts_in(0s);
    given();
    ue1.invites(kTeam);
    expect("AS -> UE1 503 Service Unavailable");
    post(MrfpAvailability{true});
    expect("AS -> MRFP Add");
}

TEST_F(Policy, ThatIsMandatoryKeepsCreationsWaitingForItsStore_POL17) {
    opened();
    post(PolicyStoreChanged{false});
    ue2.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
    mrfp_refuses(503);
    expect("AS -> UE2 503 Service Unavailable\n AS -> MRFP Subtract *");
    settings.policy_is_mandatory = true;
    reconfigure();
    ue2.invites(kFactory);
    expect("AS -> UE2 503 Service Unavailable");
    EXPECT_EQ(responses.back().headers.at(0).name, "Retry-After");
    EXPECT_EQ(focus().conference_count(), 1u);
    post(PolicyStoreChanged{true});
    ue2.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Policy, IsClosedBeforeItsStartAndGoneAfterItsStop_TRM06) {
    starts_in(60s);
    policy.join_after = now + 30s;
    given();
    ue1.invites(kTeam);
    expect("AS -> UE1 403 Conference Not Open");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"conference not open yet\""}));
    ue1.refers_outside(kTeam, "sip:ue2@home2.net");
    expect("AS -> UE1 403 Conference Not Open");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"conference not open yet\""}));
    advance(30s);
    ue1.invites(kTeam);
    mrfp_grants();
    ue1.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
    settings.session_interval = 0s;
    advance(60s + 3570s);
    expect("AS -> UE1 BYE SIP;cause=200\n AS -> MRFP Subtract *");
    ue1.invites(kTeam);
    ue1.refers_outside(kTeam, "sip:ue2@home2.net");
    expect("AS -> UE1 404 Not Found\n AS -> UE1 604 Does Not Exist Anywhere");
}

TEST_F(Policy, TurnsLateComersAway_JOI01) {
    let_in("sip:ue2@home2.net");
    policy.join_before = now + 60s;
    given();
    advance(60s);
    ue2.invites(kTeam);
    expect("AS -> UE2 486 Conference Locked");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"conference locked\""}));
    ue1.invites(kTeam);
    expect("AS -> MRFP Add with Remote");
    mrfp_grants();
}

TEST_F(Policy, LetsTheListedReferFromOutside_REF22) {
    let("sip:ue2@home2.net", Permission::invite);
    given();
    ue2.refers_outside(kTeam, "sip:ue3@home3.net");
    mrfp_grants();
    expect(R"(
        AS -> UE2 202 Accepted
        AS -> UE2 NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> UE3 INVITE sip:ue3@home3.net )");
    ue3.answers();
    expect("AS -> UE3 ACK\n AS -> MRFP Modify\n AS -> UE2 NOTIFY refer terminated;reason=noresource 200 OK");
    ue2.invites(kTeam);
    expect("AS -> UE2 403 Forbidden");  // who may invite is not thereby let in
}

TEST_F(Policy, LetsTheListedRemoveAndSee_REM01_EVT04) {
    let("sip:ue2@home2.net", Permission::remove);
    let("sip:ue3@home3.net", Permission::see);
    opened();
    ue3.subscribes(kTeam);
    expect("AS -> UE3 200 OK\n AS -> UE3 NOTIFY conference active full v1 sip:ue1@home1.net");
    ue2.subscribes(kTeam);
    expect("AS -> UE2 403 Forbidden");
    ue2.next_refer.target->method = ReferMethod::bye;
    ue2.refers_outside(kTeam, kTeam.text());
    expect("AS -> UE2 403 Forbidden");  // all of them only the owner
}

TEST_F(Policy, EndsNotWhenItsOwnerLeaves_TRM02) {
    let_in("sip:ue2@home2.net");
    opened();
    ue2.invites(kTeam);
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract");
}

TEST_F(Policy, AsksTheOwnerWhereARuleSaysConfirm_JOI03) {
    let_in("sip:ue2@home2.net", JoinHandling::confirm);
    opened();
    ue2.invites(kTeam);
    expect("AS -> UE2 183 Session Progress");
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    ue2.acks();
    expect(R"(
        AS -> UE1 202 Accepted
        AS -> UE1 NOTIFY refer active 100 Trying
        AS -> MRFP Add with Remote
        AS -> UE2 200 OK
        AS -> UE1 NOTIFY refer terminated;reason=noresource 200 OK )");
}

TEST_F(Policy, TakesNoUriThatIsTaken_POL05) {
    policy.uri = kFactory;
    given();
    created();
    policy.uri = conference();
    given();
    ue1.byes();
    ue1.invites(policy.uri);
    expect(R"(
        AS -> UE1 200 OK
        AS -> MRFP Subtract
        AS -> MRFP Subtract *
        AS -> UE1 404 Not Found )");
}

TEST_F(Policy, ReservedUriIsNoTarget_REF15_DEC06) {
    given();
    created();
    ue1.refers(kTeam.text());
    expect("AS -> UE1 403 Target Is This Focus");
}

}  // namespace
}  // namespace isfocus::focus::test
