#include "ladder.h"

namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

const Uri kTeam = uri("sip:team@conf-factory.ims.test");

/// Users whom a policy document wants to dial in (POL-12).
class Askings : public Ladder {
protected:
    Askings() {
        policy.uri = kTeam;
        policy.owner = uri("sip:ue1@home1.net");
        policy.start = now;
        want("sip:ue2@home2.net");
    }
    void want(const std::string& who) { policy.refer.push_back({.uri = uri(who)}); }
    void given() { post(PolicyGiven{policy}); }

    ConferencePolicy policy;
};

TEST_F(Askings, UserIsAskedAtTheStartAndDialsIn_POL12) {
    given();
    expect("AS -> UE2 REFER sip:ue2@home2.net to sip:team@conf-factory.ims.test");
    ue2.answers_refer();
    ue2.tells(100);
    ue2.invites(kTeam);
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
    ue2.tells(200, true);
    EXPECT_TRUE(released.contains(ue2.asked));
    EXPECT_EQ(focus().conference_count(), 1u);
    ue2.byes();
    EXPECT_TRUE(focus().idle());
}

TEST_F(Askings, MayComeWithoutAnyRuleButNobodyElseMay_POL12) {
    given();
    ue3.invites(kTeam);
    expect("AS -> UE2 REFER sip:ue2@home2.net to sip:team@conf-factory.ims.test\n AS -> UE3 403 Forbidden");
}

TEST_F(Askings, ConferenceOfWhichNobodyWantsToKnowEnds_POL12_TRM01) {
    want("sip:ue3@home3.net");
    given();
    ue2.answers_refer(603);
    EXPECT_EQ(focus().conference_count(), 1u) << "the other may still come";
    ue3.answers_refer();
    ue3.tells(486, true);
    EXPECT_TRUE(focus().idle());
}

TEST_F(Askings, WhoNeverTellsIsWaitedForOnlySoLong_POL12) {
    given();
    ue2.answers_refer();
    advance(settings.overall_answer - 1ms);
    EXPECT_FALSE(focus().idle());
    advance(1ms);
    EXPECT_TRUE(focus().idle());
    EXPECT_TRUE(released.contains(ue2.asked));
    ue2.tells(200, true);  // late: nobody knows of it any more
}

TEST_F(Askings, NotifyMayOvertakeTheAnswer_POL12) {
    want("sip:ue3@home3.net");
    given();
    ue2.tells(200, true);
    ue2.answers_refer();
    EXPECT_TRUE(released.contains(ue2.asked));
    EXPECT_EQ(focus().conference_count(), 1u);
}

TEST_F(Askings, EntryAddedIsAskedAtOnceAndEntryRemovedIsForgotten_POL09_POL12) {
    given();
    want("sip:ue3@home3.net");
    given();
    expect(R"(
        AS -> UE2 REFER sip:ue2@home2.net to sip:team@conf-factory.ims.test
        AS -> UE3 REFER sip:ue3@home3.net to sip:team@conf-factory.ims.test )");
    policy.refer.erase(policy.refer.begin());
    given();
    expect_nothing();
    EXPECT_TRUE(released.contains(ue2.asked));
    EXPECT_FALSE(released.contains(ue3.asked));
}

TEST_F(Askings, BlockedUsersAndThoseInItAreNotAsked_POL12_POL13) {
    settings.denied = {uri("sip:ue3@home3.net")};
    want("sip:ue3@home3.net");
    policy.start.reset();
    given();
    expect_nothing();
    ue2.invites(kTeam);
    mrfp_grants();
    ue2.acks();
    expect("AS -> MRFP Add with Remote\n AS -> UE2 200 OK");
}

TEST_F(Askings, EndWithTheirConference_POL12_POL15) {
    given();
    post(PolicyWithdrawn{kTeam});
    expect("AS -> UE2 REFER sip:ue2@home2.net to sip:team@conf-factory.ims.test\n AS -> MRFP Subtract *");
    EXPECT_TRUE(focus().idle());
}

}  // namespace
}  // namespace isfocus::focus::test
