#include "ladder.h"

/// Reliable provisional responses, preconditions and new offers of a UE that calls (TS 34.229-5 A.16; RFC 3262, 3311,
/// 3312).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

class OfferAnswer : public Ladder {
protected:
    OfferAnswer() {
        settings.early_183 = Settings::Early183::supported;
        ue1.next_invite.provisionals = Reliability::supported;
    }

    /// UE1 has the 183 for a new conference.
    void proposed(std::optional<Description> offer = described()) {
        ue1.next_invite.offer = offer;
        ue1.invites(kFactory, offer.has_value());
        mrfp_grants();
        expect(offer ? "AS -> MRFP Add with Remote\n AS -> UE1 183 Session Progress reliably"
                     : "AS -> MRFP Add\n AS -> UE1 183 Session Progress reliably");
    }
    /// Likewise, and has sent its PRACK, but is not ready itself.
    void preparing() {
        proposed(not_ready());
        ue1.pracks();
        expect("AS -> UE1 200 OK");
    }
};

TEST_F(OfferAnswer, WhoSupportsReliableProvisionalsHearsTheAnswerInOne_CRE06) {
    proposed();
    ASSERT_TRUE(responses.back().body);
    EXPECT_TRUE(responses.back().contact);
    ue1.pracks();
    expect("AS -> UE1 200 OK\n AS -> UE1 200 OK");
    EXPECT_FALSE(responses.back().body) << "told already (RFC 6337 3.1.1)";
    ue1.acks();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 202 Accepted\n AS -> UE1 NOTIFY refer active 100 Trying\n AS -> MRFP Add");
}

TEST_F(OfferAnswer, WhereThe183IsForThoseWhoNeedItTheOthersAreAnsweredAtOnce_CRE06) {
    settings.early_183 = Settings::Early183::needed;
    for (const auto reliability : {Reliability::supported, Reliability::required}) {
        ue1.next_invite.provisionals = reliability;
        ue1.invites(kFactory);
        mrfp_grants();
        expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
        EXPECT_TRUE(responses.back().body);
    }
    preparing();
}

TEST_F(OfferAnswer, PreconditionsHoldTheAnswerUntilTheUeIsReady_CRE08_A16) {
    preparing();
    ue1.updates_with(not_ready());  // still not
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK");
    ue1.updates_with(described());
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK\n AS -> UE1 200 OK");
    EXPECT_TRUE(responses[responses.size() - 2].body);
    EXPECT_FALSE(responses.back().body);
    ue1.acks();
    ue1.subscribes(conference());
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net");
}

TEST_F(OfferAnswer, PrackMayBringTheOfferThatSaysSo_CRE08) {
    proposed(not_ready());
    ue1.pracks_with(described());
    expect("AS -> MRFP Modify with Remote");
    mrfp_grants();
    expect("AS -> UE1 200 OK\n AS -> UE1 200 OK");
    EXPECT_TRUE(responses[responses.size() - 2].body) << "the 200 to the PRACK";
    EXPECT_FALSE(responses.back().body);
    ue1.acks();
}

TEST_F(OfferAnswer, ThatOvertakesThePrackCountsToo_CRE08) {
    proposed(not_ready());
    ue1.updates_with(described());
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK");
    ue1.pracks();
    expect("AS -> UE1 200 OK\n AS -> UE1 200 OK");
    ue1.acks();
}

TEST_F(OfferAnswer, ReadinessOfWhoTakesNoReliableProvisionalsIsNotWaitedFor_CRE09) {
    ue1.next_invite.provisionals = Reliability::none;
    ue1.next_invite.offer = not_ready();
    ue1.invites(kFactory);
    mrfp_grants();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 200 OK");
}

TEST_F(OfferAnswer, UeThatNeverGetsReadyIs580_CRE08_DEC09) {
    preparing();
    advance(14s);
    expect_nothing();
    advance(1s);
    expect("AS -> MRFP Subtract\n AS -> UE1 580 Precondition Failure\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

TEST_F(OfferAnswer, UpdateTakesTheWaitAlong_CRE08) {
    preparing();
    ue1.updates_with(described());
    advance(15s);  // the MRFP has not answered
    expect(
        "AS -> MRFP Modify with Remote\n AS -> UE1 487 Request Terminated\n AS -> MRFP Subtract\n"
        "AS -> UE1 580 Precondition Failure\n AS -> MRFP Subtract *");
}

TEST_F(OfferAnswer, WithoutPrackTheConferenceIsNoMore_CRE06) {
    proposed();
    ue1.sends_no_prack();
    expect("AS -> MRFP Subtract\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

TEST_F(OfferAnswer, OfferlessInviteGetsTheOfferInThe183AndTheAnswerInThePrack_CRE10) {
    for (const auto early : {Settings::Early183::supported, Settings::Early183::needed}) {
        settings.early_183 = early;
        proposed(std::nullopt);
        ue1.pracks_with(described());
        expect("AS -> UE1 200 OK\n AS -> MRFP Modify\n AS -> UE1 200 OK");
        EXPECT_FALSE(responses.back().body);
        ue1.acks();  // and nothing more is due
        expect_nothing();
    }
}

TEST_F(OfferAnswer, PrackWithoutTheAnswerThatIsDueEndsTheInvite_CRE10) {
    proposed(std::nullopt);
    ue1.pracks();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE1 488 Not Acceptable Here\n AS -> MRFP Subtract *");
}

TEST_F(OfferAnswer, CancelByeAndLostMediaEndAnInviteThatHasItsPrack_CRE14) {
    preparing();
    ue1.cancels();
    expect("AS -> MRFP Subtract\n AS -> UE1 487 Request Terminated\n AS -> MRFP Subtract *");
    preparing();
    ue1.byes();
    expect("AS -> UE1 200 OK\n AS -> MRFP Subtract\n AS -> UE1 487 Request Terminated\n AS -> MRFP Subtract *");
    proposed();
    ue1.cancels();
    expect("AS -> MRFP Subtract\n AS -> UE1 487 Request Terminated\n AS -> MRFP Subtract *");
    preparing();
    mrfp_fails(LegId{4});
    expect("AS -> UE1 503 Service Unavailable\n AS -> MRFP Subtract *");
}

TEST_F(OfferAnswer, RefusedUpdateLeavesWhatWasAgreed_CRE08_DLG01) {
    preparing();
    ue1.updates_with(described(Direction::sendonly));
    mrfp_refuses(488);
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 488 Not Acceptable Here");
    ue1.updates_with(described());
    mrfp_grants();
    expect("AS -> MRFP Modify with Remote\n AS -> UE1 200 OK\n AS -> UE1 200 OK");
    ue1.acks();
}

TEST_F(OfferAnswer, OneOfferAtATime_DLG05) {
    created();
    ue1.pracks();  // of the 183 in `created`
    ue1.acks();
    expect("AS -> UE1 200 OK\n AS -> UE1 200 OK");
    ue1.invites_again(Direction::sendonly);
    ue1.updates_with(described());
    ue1.invites_again_without_offer();
    expect(R"(
        AS -> MRFP Modify with Remote
        AS -> UE1  500 Request Pending
        AS -> UE1  500 Request Pending)");
    EXPECT_EQ(responses.back().headers.front().name, "Retry-After");
    mrfp_grants();
    expect("AS -> UE1 200 OK");
}

TEST_F(OfferAnswer, OfferThatCrossesOursInA183Is491_DLG06) {
    proposed(std::nullopt);
    ue1.updates_with(described());
    expect("AS -> UE1 491 Request Pending");
    ue1.pracks_with(described());
    expect("AS -> UE1 200 OK\n AS -> MRFP Modify\n AS -> UE1 200 OK");
    ue1.acks();
}

TEST_F(OfferAnswer, OfferlessReinviteGetsOursAndItsAnswerInTheAck_DLG04) {
    ue1.next_invite.provisionals = Reliability::none;
    created();
    ue1.invites_again_without_offer();
    mrfp_grants();
    expect("AS -> MRFP Modify for an offer\n AS -> UE1 200 OK");
    EXPECT_TRUE(responses.back().body);
    ue1.acks(true);
    expect("AS -> MRFP Modify");
    ue1.invites_again_without_offer();
    mrfp_grants();
    ue1.acks(false);
    expect(R"(
        AS -> MRFP Modify for an offer
        AS -> UE1  200 OK
        AS -> MRFP Subtract
        AS -> UE1  BYE SIP;cause=488
        AS -> MRFP Subtract *)");
}

TEST_F(OfferAnswer, WhoIsNotInYetMayReferNobody_DEC23) {
    preparing();
    ue1.refers("sip:ue2@home2.net");
    expect("AS -> UE1 403 Forbidden");
}

TEST_F(OfferAnswer, PrackOfNothingIs481_CRE06) {
    ue1.next_invite.provisionals = Reliability::none;
    ue1.invites(kFactory);
    ue1.pracks();
    expect("AS -> MRFP Add with Remote\n AS -> UE1 481 Call/Transaction Does Not Exist");
}

TEST_F(OfferAnswer, WaitingForApprovalEndsWithoutPrackToo_JOI03_CRE06) {
    settings.join = Settings::Join::approval;
    ue1.next_invite.provisionals = Reliability::none;
    created();
    ue2.next_invite.provisionals = Reliability::required;
    ue2.invites(conference());
    expect("AS -> UE2 183 Session Progress");
    ue2.sends_no_prack();
    expect_nothing();
    ue2.invites(conference());
    ue1.refers("sip:ue2@home2.net");  // approves
    ue2.sends_no_prack();
    expect(R"(
        AS -> UE2  183 Session Progress
        AS -> UE1  202 Accepted
        AS -> UE1  NOTIFY refer active 100 Trying
        AS -> MRFP Add with Remote
        AS -> MRFP Subtract
        AS -> UE1  NOTIFY refer terminated;reason=noresource 504 Server Time-out)");
}

TEST_F(OfferAnswer, DialInIsProposedLikewise_JOI01_CRE06) {
    ue1.next_invite.provisionals = Reliability::none;
    created();
    ue1.subscribes(conference());
    expect("AS -> UE1 200 OK\n AS -> UE1 NOTIFY conference active full v1 sip:ue1@home1.net");
    ue2.next_invite.provisionals = Reliability::supported;
    ue2.next_invite.offer = not_ready();
    ue2.invites(conference());
    mrfp_grants();
    ue2.pracks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 183 Session Progress reliably\n AS -> UE2 200 OK");
    advance(1s);
    ue2.updates_with(described());
    mrfp_grants();
    expect(R"(
        AS -> MRFP Modify with Remote
        AS -> UE2  200 OK
        AS -> UE2  200 OK
        AS -> UE1  NOTIFY conference active partial v2 sip:ue2@home2.net)");
    ue2.acks();
}

}  // namespace
}  // namespace isfocus::focus::test
