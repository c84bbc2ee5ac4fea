#include "ladder.h"

namespace isfocus::focus::test {
namespace {

TEST_F(Ladder, FactoryInviteMakesAConference_CRE01_CRE03_CRE04_CRE12) {
    ue1.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
    mrfp_grants();
    expect("AS -> UE1 200 OK");
    const Response& ok = responses.back();
    ASSERT_TRUE(ok.contact);
    EXPECT_EQ(ok.contact->text(), "sip:conf-nonce1@conf-factory.ims.test");
    ASSERT_TRUE(ok.body);
    EXPECT_EQ(ok.body->sdp, "v=0 MRFP");
    ue1.acks();
    expect_nothing();
    EXPECT_EQ(focus().conference_count(), 1u);
}

TEST_F(Ladder, APriorityCallIsOneForTheMrfpToo_MP1_6) {
    ue1.next_invite.has_priority = true;
    ue1.invites(kFactory);
    expect("AS -> MRFP Add with Remote with priority");
}

TEST_F(Ladder, EachFactoryInviteGetsItsOwnConference_CRE03) {
    ue1.invites(kFactory);
    mrfp_grants();
    const auto first = *responses.back().contact;
    ue2.invites(uri("sip:conf-factory@IMS.test;user=phone"));
    mrfp_grants();
    EXPECT_NE(responses.back().contact->text(), first.text());
    EXPECT_EQ(focus().conference_count(), 2u);
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK\n AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
}

TEST_F(Ladder, NobodyVouchedForIsRefused_CRE02) {
    ue1.asserts_identity = false;
    ue1.invites(kFactory);
    expect("AS -> UE1 403 Forbidden");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, MrfpFailureRefusesAndFreesTheUri_CRE12) {
    ue1.invites(kFactory);
    mrfp_refuses(503);
    expect("AS -> MRFP Add with Remote\n AS -> UE1 503 Service Unavailable\n AS -> MRFP Subtract *");
    ASSERT_EQ(responses.back().headers.size(), 1u);
    EXPECT_EQ(responses.back().headers[0].name, "Retry-After");
    EXPECT_TRUE(focus().idle());
    ue2.invites(uri("sip:conf-nonce1@conf-factory.ims.test"));
    expect("AS -> UE2 404 Not Found");
}

TEST_F(Ladder, UnacceptableOfferIsToldWhatWasWrong_CRE11) {  // RFC 3261 20.43
    for (const auto& [type, code] : {std::pair{"audio", "305"}, {"video", "304"}}) {
        ue1.next_invite.offer = Description{"v=0", {MediaStream{type, "", Direction::sendrecv}}};
        ue1.invites(kFactory);
        mrfp_refuses(488);
        ASSERT_EQ(responses.back().headers.size(), 1u);
        EXPECT_TRUE(responses.back().headers[0].value.starts_with(code));
    }
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> UE1 488 Not Acceptable Here
        AS -> MRFP Subtract *
        AS -> MRFP Add with Remote
        AS -> UE1 488 Not Acceptable Here
        AS -> MRFP Subtract *)");
}

TEST_F(Ladder, UnacceptableOfferIs488_CRE11) {
    ue1.invites(kFactory);
    mrfp_refuses(488);
    expect("AS -> MRFP Add with Remote\n AS -> UE1 488 Not Acceptable Here\n AS -> MRFP Subtract *");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "305 isfocus \"Incompatible media format\""}));
}

TEST_F(Ladder, WithoutAnyMrfpCreationIs503AtOnce_CRE12) {
    post(MrfpAvailability{false});
    ue1.invites(kFactory);
    expect("AS -> UE1 503 Service Unavailable");
    post(MrfpAvailability{true});
    ue1.invites(kFactory);
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Ladder, MissingAckEndsLegAndConference_CRE13) {
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
    ue1.sends_no_ack();
    expect("AS -> MRFP Subtract\n AS -> UE1 BYE\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, CancelBeforeTheAnswerReleasesEverything_CRE14) {
    ue1.invites(kFactory);
    ue1.cancels();
    expect(R"(
        AS -> MRFP Add with Remote
        AS -> MRFP Subtract
        AS -> UE1  487 Request Terminated
        AS -> MRFP Subtract *)");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, OfferlessInviteGetsAnOfferAndItsAnswerInTheAck_CRE10) {
    ue1.invites(kFactory, false);
    mrfp_grants();
    ue1.acks(true);
    expect("AS -> MRFP Add\n AS -> UE1 200 OK\n AS -> MRFP Modify");
}

TEST_F(Ladder, OfferlessInviteWithoutAnswerInTheAckIsEnded_CRE10) {
    ue1.invites(kFactory, false);
    mrfp_grants();
    ue1.acks(false);
    expect(R"(
        AS -> MRFP Add
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE1  BYE SIP;cause=488
        AS -> MRFP Subtract *)");
}

TEST_F(Ladder, OtherMethodsToTheFactoryNeverCreate_CRE17) {
    ue1.subscribes(kFactory);
    ue1.refers_outside(kFactory, "sip:ue2@home2.net");
    expect("AS -> UE1 403 Forbidden\n AS -> UE1 403 Forbidden");
    EXPECT_TRUE(focus().idle());
}

TEST_F(Ladder, DialInJoinsTheConference_JOI01) {
    created();
    ue2.invites(conference());
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    EXPECT_EQ(responses.back().contact->text(), conference().text());
}

TEST_F(Ladder, PortAndTransportInTheConferenceUriDecideNothing_CRE01) {
    created();
    Uri spelled = conference();
    spelled.port = 5060;
    spelled.host = "CONF-FACTORY.ims.test";
    ue2.invites(spelled);
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Ladder, UnallocatedConferenceUris_JOI02_Table21) {
    ue1.invites(uri("sip:conf-none@conf-factory.ims.test"));
    expect("AS -> UE1 404 Not Found");
    ue1.refers_outside(uri("sip:conf-none@conf-factory.ims.test"), "sip:ue2@home2.net");
    expect("AS -> UE1 604 Does Not Exist Anywhere");
    ue1.subscribes(uri("sip:conf-none@conf-factory.ims.test"));
    expect("AS -> UE1 404 Not Found");
    ue1.asks_options(uri("sip:conf-none@conf-factory.ims.test"));
    expect("AS -> UE1 404 Not Found");
}

TEST_F(Ladder, FullConferenceRefusesDialIn_JOI01) {
    settings.max_participants = 1;
    created();
    ue2.invites(conference());
    expect("AS -> UE2 486 Conference Full");
    EXPECT_EQ(responses.back().headers.at(0), (Header{"Warning", "399 isfocus \"conference full\""}));
}

TEST_F(Ladder, OnlyInvitedUsersMayDialInWhenTheSettingSaysSo_JOI01) {
    settings.join = Settings::Join::invited;
    created();
    ue2.invites(conference());
    expect("AS -> UE2 403 Forbidden");
    ue1.refers("sip:ue3@home3.net");
    mrfp_grants();
    ue3.rejects(486, "Busy Here");
    expect(R"(
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add
        AS -> UE3  INVITE sip:ue3@home3.net
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 486 Busy Here)");
    ue3.invites(conference());
    expect("AS -> MRFP Add with Remote");
}

TEST_F(Ladder, SecondInviteOfOneUserIsAnotherEndpoint_JOI04) {
    created();
    const DialogId first = ue1.dialog;
    ue1.invites(conference());
    mrfp_grants();
    ue1.acks();
    ue1.subscribes(conference());
    EXPECT_NE(ue1.dialog, first);
    ASSERT_EQ(documents.back().users.size(), 1u);
    EXPECT_EQ(documents.back().users[0].endpoints.size(), 2u);
    EXPECT_EQ(documents.back().user_count, 1u);
}

TEST_F(Ladder, OptionsOfConferenceFactoryAndHost_GEN10) {
    created();
    ue2.asks_options(conference());
    expect("AS -> UE2 200 OK");
    EXPECT_TRUE(responses.back().contact);
    ue2.asks_options(kFactory);
    expect("AS -> UE2 200 OK");
    EXPECT_FALSE(responses.back().contact);
    EXPECT_TRUE(responses.back().is_factory);
    ue2.asks_options(uri("sip:127.0.0.1"));
    expect("AS -> UE2 200 OK");
}

TEST_F(Ladder, ShutdownRefusesNewConferences_TRM07) {
    post(ShutdownRequested{});
    ue1.invites(kFactory);
    expect("AS -> UE1 503 Service Unavailable");
}

}  // namespace
}  // namespace isfocus::focus::test
