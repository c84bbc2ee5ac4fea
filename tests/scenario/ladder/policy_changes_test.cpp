#include "policy_fixture.h"

/// Policy documents that change, or go, while their conference runs (focus-procedures 10).
namespace isfocus::focus::test {
namespace {

TEST_F(Policy, EntryAddedIsCalledAtOnce_POL10) {
    opened();
    call("sip:ue2@home2.net");
    given();
    mrfp_grants();
    ue2.answers();
    expect(R"(
        AS -> MRFP Add
        AS -> UE2 INVITE sip:ue2@home2.net
        AS -> UE2 ACK
        AS -> MRFP Modify )");
}

TEST_F(Policy, EntryAddedBeforeTheStartWaitsForIt_POL10) {
    starts_in(60s);
    policy.join_after = now;
    opened();
    call("sip:ue2@home2.net");
    given();
    expect_nothing();
    advance(60s);
    expect("AS -> MRFP Add");
}

TEST_F(Policy, EntryRemovedIsCancelledOnlyWhileItRings_POL11) {
    called();
    policy.dial_out.clear();
    given();
    expect("AS -> UE2 CANCEL\n AS -> MRFP Subtract");
    EXPECT_EQ(focus().conference_count(), 1u);  // UE3 is in and stays
}

TEST_F(Policy, EntryRemovedIsCalledOnIfAReferWantsItToo_POL11) {
    called();
    ue1.refers_outside(kTeam, "sip:ue2@home2.net");
    expect("AS -> UE1 202 Accepted\n AS -> UE1 NOTIFY refer active 100 Trying");
    policy.dial_out.clear();
    given();
    expect_nothing();
}

TEST_F(Policy, WhoIsBlockedHasToLeaveAndIsNotInvited_POL13_REM07_REF24) {
    called();
    let_in("sip:ue3@home3.net", JoinHandling::block);
    let_in("sip:*@home3.net");
    given();
    expect("AS -> MRFP Subtract\n AS -> UE3 BYE SIP;cause=200");
    ue3.invites(kTeam);
    expect("AS -> UE3 403 Forbidden");
    ue1.refers_outside(kTeam, "sip:ue3@home3.net");
    expect("AS -> UE1 403 Target Denied");
}

TEST_F(Policy, ALowerMaximumSendsNobodyAway_POL14) {
    let_in("sip:ue2@home2.net");
    let_in("sip:ue3@home3.net");
    opened();
    ue2.invites(kTeam);
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    policy.max_participants = 1;
    given();
    expect_nothing();
    ue3.invites(kTeam);
    expect("AS -> UE3 486 Conference Full");
    ue1.refers("sip:ue3@home3.net");
    expect("AS -> UE1 403 Conference Full");
}

TEST_F(Policy, NoDocumentGoesBeyondTheOperatorsMaximum_POL14) {
    settings.max_participants = 1;
    policy.max_participants = 500;
    let_in("sip:ue2@home2.net");
    opened();
    ue2.invites(kTeam);
    expect("AS -> UE2 486 Conference Full");
}

TEST_F(Policy, WithdrawnEndsItsConference_POL15_TRM04) {
    called();
    withdrawn();
    expect("AS -> UE2 CANCEL\n AS -> UE3 BYE SIP;cause=200\n AS -> MRFP Subtract *");
    ue1.invites(kTeam);
    ue1.refers_outside(kTeam, "sip:ue2@home2.net");
    expect("AS -> UE1 404 Not Found\n AS -> UE1 604 Does Not Exist Anywhere");
}

TEST_F(Policy, StopMovedIntoThePastEndsItAtOnce_POL09_TRM06) {
    called();
    policy.stop = now;
    given();
    expect("AS -> UE2 CANCEL\n AS -> UE3 BYE SIP;cause=200\n AS -> MRFP Subtract *");
}

TEST_F(Policy, NewOwnerIsTheHost_POL09) {
    opened();
    policy.owner = uri("sip:ue2@home2.net");
    given();
    ue1.refers("sip:ue3@home3.net");
    expect("AS -> UE1 403 Forbidden");
    ue2.refers_outside(kTeam, "sip:ue3@home3.net");
    expect("AS -> UE2 202 Accepted\n AS -> UE2 NOTIFY refer active 100 Trying\n AS -> MRFP Add");
}

}  // namespace
}  // namespace isfocus::focus::test
