#include <algorithm>

#include "ladder.h"

namespace isfocus::focus::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Trigger = ChargingEntry::Trigger;

class Charging : public Ladder {
protected:
    /// What records are written of, in their order; the causes of what ended.
    std::vector<Trigger> triggers() const {
        std::vector<Trigger> out;
        for (const auto& one : charged) out.push_back(one.trigger);
        return out;
    }
};

TEST_F(Charging, FollowsConferenceLegsAndRefers_CHG16) {
    ue1.next_invite.charging = {"\"a1b2\"", "ccf=192.0.2.7"};
    created();
    advance(seconds(1));
    joined(ue2);
    EXPECT_EQ(invitations.back().charging, ue1.next_invite.charging);  // OUT-13
    advance(milliseconds(2500));
    ue2.byes();
    ue1.byes();
    EXPECT_EQ(triggers(), (std::vector{Trigger::conference_created, Trigger::leg_started, Trigger::refer_accepted,
                                       Trigger::leg_started, Trigger::leg_stopped, Trigger::leg_stopped,
                                       Trigger::conference_ended}));
    for (const auto& one : charged) {
        EXPECT_EQ(one.uri, conference());
        EXPECT_EQ(one.context, ue1.next_invite.charging);
    }
    EXPECT_EQ(charged[0].dialog, ue1.dialog);
    EXPECT_EQ(charged[0].user, ue1.identity);
    EXPECT_EQ(charged[1].status, 200);
    EXPECT_FALSE(charged[1].is_dialed_out);
    EXPECT_EQ(charged[2].user, ue1.identity);
    ASSERT_EQ(charged[2].targets.size(), 1u);
    EXPECT_EQ(charged[2].targets[0].uri, ue2.identity.uri);
    EXPECT_TRUE(charged[3].is_dialed_out);
    EXPECT_EQ(charged[3].user->uri, ue2.identity.uri);
    EXPECT_EQ(charged[4].leg, charged[3].leg);
    EXPECT_EQ(charged[4].dialog, charged[3].dialog);
    EXPECT_EQ(charged[4].duration, milliseconds(2500));
    EXPECT_EQ(charged[5].duration, milliseconds(3500));
    EXPECT_EQ(charged[6].duration, milliseconds(3500));
    EXPECT_EQ(charged_causes,
              (std::vector<std::string>{"", "", "", "", "departed", "departed", "last participant left"}));
}

TEST_F(Charging, HasNothingOfAConferenceWhoseInviteIsRefused_CHG16) {
    ue1.invites(kFactory);
    mrfp_refuses(488);
    EXPECT_TRUE(charged.empty());
    for (const auto& line : logged) EXPECT_EQ(line.find("conference"), std::string::npos) << line;
}

TEST_F(Charging, IsToldInTheLogWithTheConferenceUriAndWhoInvites) {
    created();
    invited(ue2);
    EXPECT_EQ(std::ranges::count(logged, "info conference created " + conference().text()), 1);
    EXPECT_EQ(std::ranges::count(logged, "info leg invited asked for by leg 1"), 1);
}

TEST_F(Charging, HasOfALegThatWasNeverAnsweredItsFailureOnly_CHG16) {
    created();
    charged.clear();
    invited(ue2);
    ue2.rejects(486, "Busy Here");
    settings.join = Settings::Join::approval;
    reconfigure();
    ue3.invites(conference());
    ue3.cancels();
    EXPECT_EQ(triggers(), (std::vector{Trigger::refer_accepted, Trigger::invitation_failed}));
    EXPECT_EQ(charged.back().status, 486);
    EXPECT_EQ(charged.back().user->uri, ue2.identity.uri);
}

TEST_F(Charging, SaysWhoEndedALeg_CHG16) {
    created();
    joined(ue2);
    joined(ue3);
    charged.clear();
    charged_causes.clear();
    ue1.removes(ue2.identity.uri.text());
    ue1.byes();
    EXPECT_EQ(triggers(), (std::vector{Trigger::refer_accepted, Trigger::leg_stopped, Trigger::leg_stopped,
                                       Trigger::leg_stopped, Trigger::conference_ended}));
    EXPECT_EQ(charged_causes, (std::vector<std::string>{"", "booted", "departed", "booted", "host left"}));
    EXPECT_EQ(charged[0].targets.at(0).method, ReferMethod::bye);
}

TEST_F(Ladder, CalleeThatAsksForPrivacyIsNotDisclosed_CHG06_XML02) {
    created();
    invited(ue2);
    Identity asserted = ue2.identity;
    asserted.is_private = true;
    post(InviteAnswered{ue2.dialog, 200, "OK", uri("sip:ue2@192.0.2.2:5060"), described(), asserted});
    ue1.subscribes(conference());
    ASSERT_EQ(documents.back().users.size(), 2u);
    EXPECT_EQ(documents.back().users[1].entity, "sip:anonymous1@anonymous.invalid");
    EXPECT_EQ(documents.back().users[1].endpoints.at(0).entity.find("ue2"), std::string::npos);
}

class Anonymous : public Ladder {
protected:
    Anonymous() {
        settings.anonymous_may_join = true;
        ue2.asserts_identity = ue3.asserts_identity = false;
    }
    void dials_in(Ue& ue) {
        ue.invites(conference());
        mrfp_grants();
        ue.acks();
        expect("AS -> MRFP Add with Remote\n AS -> " + ue.name + " 200 OK");
    }
};

TEST_F(Anonymous, CallersDialInAndAreTakenForNobodyElse_CHG04) {
    created();
    dials_in(ue2);
    dials_in(ue3);
    ue1.subscribes(conference());
    ASSERT_EQ(documents.back().users.size(), 3u);
    EXPECT_EQ(documents.back().users[1].entity, "sip:anonymous1@anonymous.invalid");
    EXPECT_EQ(documents.back().users[2].entity, "sip:anonymous2@anonymous.invalid");
}

TEST_F(Anonymous, CallersReferAndCreateNothing_CHG04) {
    settings.participants_may_invite = true;
    created();
    dials_in(ue2);
    ue2.refers("sip:ue3@home3.net");
    expect("AS -> UE2 403 Forbidden");
    ue2.removes("sip:anonymous1@anonymous.invalid");
    expect("AS -> UE2 403 Forbidden");
    ue3.invites(kFactory);
    expect("AS -> UE3 403 Forbidden");
    ue3.subscribes(conference());
    expect("AS -> UE3 403 Forbidden");
}

TEST_F(Anonymous, CallersObeyTheRulesOfJoining_CHG04_JOI01) {
    settings.join = Settings::Join::invited;
    created();
    ue2.invites(conference());
    expect("AS -> UE2 403 Forbidden");
    settings.join = Settings::Join::open;
    settings.max_participants = 1;
    reconfigure();
    ue2.invites(conference());
    expect("AS -> UE2 486 Conference Full");
}

TEST_F(Ladder, AnonymousCallersAreRefusedWhereNothingElseIsSaid_CHG04) {
    created();
    ue2.asserts_identity = false;
    ue2.invites(conference());
    expect("AS -> UE2 403 Forbidden");
}

}  // namespace
}  // namespace isfocus::focus::test
