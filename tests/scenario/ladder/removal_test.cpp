#include "ladder.h"

/// Removal by REFER with method=BYE (RFC 4579 5.11), and by the operator's list.
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Ladder, WhoIsRemovedBeforeItsAckIsToldWhyAfterIt_REM05) {
    created();
    ue2.invites(conference());
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    settings.denied = {ue2.identity.uri};
    reconfigure();
    expect("AS -> MRFP Subtract");
    ue2.acks();
    expect("AS -> UE2 BYE SIP;cause=200");
}

TEST_F(Ladder, HostRemovesAParticipant_REM01_REM05_REF08) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net)");
    ue2.answers_byes = false;
    ue1.removes("sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200)");
    ue2.answers_bye();
    expect("AS -> UE1 NOTIFY refer;id=3 terminated;reason=noresource 200 OK");
    advance(1s);
    expect("AS -> UE1 NOTIFY conference active partial v2 sip:ue2@home2.net(gone)");
    const EndpointInfo& gone = documents.back().users.at(0).endpoints.at(0);
    EXPECT_EQ(gone.disconnection_method, DisconnectionMethod::booted);
    EXPECT_EQ(gone.disconnection_info->by, "sip:ue1@home1.net");
    EXPECT_EQ(gone.disconnection_info->reason, "Reason: SIP;cause=200;text=\"Removed from conference\"");
}

TEST_F(Ladder, ByeThatFailsStillCountsAsRemoved_REM05) {
    for (const int status : {408, 481}) {
        created();
        joined(ue2);
        ue2.answers_byes = false;
        ue1.removes("sip:ue2@home2.net");
        ue2.answers_bye(status);
        EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
        EXPECT_EQ(notifies.back().state, SubscriptionStateName::terminated);
        ue2.answers_byes = true;
    }
}

TEST_F(Ladder, EveryEndpointOfTheUserIsRemoved_REM01) {
    created();
    joined(ue2);
    ue2.invites(conference());
    mrfp_grants();
    ue2.acks();
    ue1.removes("sip:ue2@home2.net");
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> UE2  200 OK
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, RemovedUserIsFoundUnderAllItsNames_REM02) {
    for (const char* name : {"sip:+15550002@home2.net", "tel:+1-555-0002", "sip:+15550002@elsewhere.net;user=phone",
                             "sip:+15550002@192.0.2.2:5060", "sip:bob@home2.net"}) {
        created();
        ue2.identity.uri = uri("sip:+15550002@home2.net");
        ue1.refers("tel:+15550002");
        mrfp_grants();
        post(InviteAnswered{ue2.dialog, 200, "OK", uri("sip:+15550002@192.0.2.2:5060"), described(),
                            identity_of("sip:bob@home2.net")});
        ue1.removes(name);
        EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n") << name;
        EXPECT_EQ(notifies.back().event, "refer;id=3") << name;
        ue1.byes();
        ue1.cseq = 1;
    }
}

TEST_F(Ladder, ContactNamesTheParticipant_REM02) {
    created();
    joined(ue2);
    ue1.removes("sip:ue2@192.0.2.2:5060");
    EXPECT_EQ(responses.back().status, 202);
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
}

TEST_F(Ladder, PseudonymOfTheRosterNamesTheParticipant_REM02_XML02) {
    ue2.identity.is_private = true;
    created();
    ue2.invites(conference());
    mrfp_grants();
    ue2.acks();
    ue2.invites(conference());  // a second endpoint has the same pseudonym
    mrfp_grants();
    ue2.acks();
    ue1.subscribes(conference());
    ASSERT_EQ(documents.back().users.size(), 2u);
    EXPECT_EQ(documents.back().users[1].entity, "sip:anonymous1@anonymous.invalid");
    EXPECT_EQ(documents.back().users[1].endpoints.size(), 2u);
    ue1.removes("sip:anonymous1@anonymous.invalid");
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
    advance(1s);
    EXPECT_EQ(documents.back().user_count, 1u);
}

TEST_F(Ladder, LooseMatchRemovesOneAndNeverOneOfSeveral_REM02) {
    created();
    joined(ue2);
    ue1.removes("sip:ue2@another.net");
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");

    joined(ue2);
    ue3.identity.uri = uri("sip:ue2@home3.net");
    joined(ue3);
    ue1.removes("sip:ue2@another.net");
    expect("AS -> UE1 400 Ambiguous Participant");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"several participants match\""}));
}

TEST_F(Ladder, WhoIsNotThereIs404AndNothingHappens_REM01_DEC34) {
    created();
    ue1.removes("sip:ue2@home2.net");
    expect("AS -> UE1 404 Not In Conference");
    joined(ue2);
    ue2.byes();
    ue1.removes("sip:ue2@home2.net");
    expect("AS -> UE2 200 OK\n AS -> MRFP Subtract\n AS -> UE1 404 Not In Conference");
}

TEST_F(Ladder, OnlyTheHostRemovesOthers_REM01_REF21) {
    settings.participants_may_invite = true;
    created();
    joined(ue2);
    joined(ue3);
    ue2.removes("sip:ue3@home3.net");
    expect("AS -> UE2 403 Forbidden");
    ue2.removes("sip:ue1@home1.net");
    expect("AS -> UE2 403 Forbidden");
}

TEST_F(Ladder, EveryoneMayRemoveOneself_REM04) {
    created();
    joined(ue2);
    ue2.removes("sip:ue2@home2.net");
    expect(R"(
        AS -> UE2  202 Accepted
        AS -> UE2  NOTIFY refer active 100 Trying
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> UE2  NOTIFY refer terminated;reason=noresource 200 OK)");
    EXPECT_EQ(notifies.back().dialog, ue2.dialog);  // the dialog lives on for the subscription
}

TEST_F(Ladder, HostRemovesEverybodyAtOnce_REM03) {
    created();
    joined(ue2);
    joined(ue3);
    ue2.removes(conference().text());
    expect("AS -> UE2 403 Forbidden");
    ue1.subscribes_in_dialog();
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net sip:ue3@home3.net)");
    ue1.removes(conference().text());
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=4 active 100 Trying
        AS -> UE1  BYE SIP;cause=200
        AS -> UE2  BYE SIP;cause=200
        AS -> UE3  BYE SIP;cause=200
        AS -> UE1  NOTIFY conference terminated;reason=noresource
        AS -> MRFP Subtract *
        AS -> UE1  NOTIFY refer;id=4 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, HostRemovedByAnOperatorHasLeft_REM08_REF22) {
    settings.operators = {uri("sip:ue3@home3.net")};
    created();
    joined(ue2);
    ue3.next_refer.target->method = ReferMethod::bye;
    ue3.refers_outside(conference(), "sip:ue1@home1.net");
    expect(R"(
        AS -> UE3  202 Accepted
        AS -> UE3  NOTIFY refer active 100 Trying
        AS -> MRFP Subtract
        AS -> UE1  BYE SIP;cause=200
        AS -> UE2  BYE
        AS -> MRFP Subtract *
        AS -> UE3  NOTIFY refer terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, OperatorEndsAConference_TRM06_REF22) {
    settings.operators = {uri("sip:ue3@home3.net")};
    created();
    joined(ue2);
    ue3.subscribes(conference());
    ue3.next_refer.target->method = ReferMethod::bye;
    ue3.refers_outside(conference(), conference().text());
    EXPECT_EQ(notifies.back().body, "SIP/2.0 200 OK\r\n");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, RemovedUsersOwnSubscriptionIsClosed_REM06) {
    created();
    joined(ue2);
    ue2.subscribes(conference());
    ue1.removes("sip:ue2@home2.net");
    expect(R"(
        AS -> UE2  200 OK
        AS -> UE2  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> UE2  NOTIFY conference terminated;reason=noresource
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, RemovingWhoStillRingsCancelsTheInvitation_OUT58_DEC33) {
    created();
    invited(ue2);
    ue2.rings();
    ue1.removes("sip:ue2@home2.net");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 487 Request Terminated)");
    ue2.rejects(487, "Request Terminated");
    expect("AS -> UE1 NOTIFY refer;id=3 terminated;reason=noresource 200 OK");
}

TEST_F(Ladder, RemovalThatCrossesTheAnswerEndsTheLeg_OUT46_OUT58) {
    created();
    invited(ue2);
    ue1.removes("sip:ue2@home2.net");
    ue2.answers();
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer;id=3 active 100 Trying
        AS -> UE2  CANCEL
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 487 Request Terminated
        AS -> UE2  ACK
        AS -> UE2  BYE
        AS -> UE1  NOTIFY refer;id=3 terminated;reason=noresource 200 OK)");
}

TEST_F(Ladder, WhoIsDeniedWhenTheConfigurationIsReadAgainHasToLeave_REM07) {
    created();
    joined(ue2);
    joined(ue3);
    ue1.subscribes(conference());
    expect(R"(
        AS -> UE1  200 OK
        AS -> UE1  NOTIFY conference active full v1 sip:ue1@home1.net sip:ue2@home2.net sip:ue3@home3.net)");
    advance(2s);
    settings.denied = {uri("sip:*@home2.net")};
    reconfigure();
    expect(R"(
        AS -> MRFP Subtract
        AS -> UE2  BYE SIP;cause=200
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net(gone))");
}

TEST_F(Ladder, WhoIsDeniedNeitherJoinsNorIsInvitedNorCreates_REF24_JOI01) {
    settings.denied = {uri("sip:ue2@home2.net"), uri("sip:*@home3.net")};
    created();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 403 Target Denied");
    ue1.refers("sip:ue3@home3.net");
    expect("AS -> UE1 403 Target Denied");
    ue3.invites(conference());
    expect("AS -> UE3 403 Forbidden");
    ue3.invites(kFactory);
    expect("AS -> UE3 403 Forbidden");
}

}  // namespace
}  // namespace isfocus::focus::test
