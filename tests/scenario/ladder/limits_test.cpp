#include "ladder.h"

/// How much one dialog, and one conference, may ask the focus to keep (GEN-11).
namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

const Header kTryLater{"Retry-After", "5"};

class Limits : public Ladder {
protected:
    /// UE1 subscribes in the dialog of its INVITE under another id; the status that it gets.
    int subscribed(const std::string& id, std::uint32_t expires = 3600) {
        ue1.next_subscribe.event_id = id;
        ue1.subscribes_in_dialog(expires);
        return responses.back().status;
    }

    /// UE1 refers in the dialog of its INVITE.
    int referred(const std::string& target) {
        ue1.refers(target);
        return responses.back().status;
    }

    std::deque<Ue> desks;
};

TEST_F(Limits, ADialogHoldsSoManySubscriptions_GEN11) {
    settings.event_max_per_dialog = 2;
    created();
    EXPECT_EQ(subscribed("1"), 200);
    EXPECT_EQ(subscribed("2"), 200);
    EXPECT_EQ(subscribed("3"), 403);
    EXPECT_EQ(responses.back().phrase, "Too Many Subscriptions");
    EXPECT_EQ(subscribed("3", 0), 403) << "a fetch is one, too, until its NOTIFY has been taken";
    EXPECT_EQ(subscribed("2"), 200) << "a refresh is no new one";
    EXPECT_EQ(subscribed("1", 0), 200) << "nor is an end";
    EXPECT_EQ(subscribed("3"), 200);
    ue1.next_subscribe.event_id = "4";
    ue1.subscribes(conference());
    EXPECT_EQ(responses.back().status, 200) << "another dialog has room of its own";
}

TEST_F(Limits, FetchesInADialogPassOneAfterTheOther_GEN11_EVT08) {
    settings.event_max_per_dialog = 1;
    created();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(subscribed(std::to_string(i), 0), 200);
    ue1.answers_notifies = false;
    EXPECT_EQ(subscribed("5", 0), 200);
    EXPECT_EQ(subscribed("6", 0), 403);
}

TEST_F(Limits, AConferenceHoldsSoManySubscriptions_GEN11) {
    settings.event_max_per_conference = 2;
    created();
    joined(ue2);
    EXPECT_EQ(subscribed("1"), 200);
    ue2.subscribes(conference());
    EXPECT_EQ(responses.back().status, 200);
    EXPECT_EQ(subscribed("2"), 500);
    EXPECT_EQ(responses.back().headers.at(0), kTryLater);
    ue2.refreshes(100);
    EXPECT_EQ(responses.back().status, 200);
    ue2.refreshes(0);
    EXPECT_EQ(subscribed("2"), 200);
}

TEST_F(Limits, SubscriptionsInOneDialogAreToldApart_EVT09_EVT16) {
    created();
    subscribed("1");
    subscribed("2");
    expect(R"(
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference;id=1 active full v1 sip:ue1@home1.net
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference;id=2 active full v2 sip:ue1@home1.net)");
    joined(ue2);
    advance(2s);
    expect(R"(
        AS -> UE1 NOTIFY conference;id=1 active partial v2 sip:ue2@home2.net
        AS -> UE1 NOTIFY conference;id=2 active partial v3 sip:ue2@home2.net)");
    subscribed("1", 0);
    expect(R"(
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference;id=1 terminated;reason=timeout full v3 sip:ue1@home1.net sip:ue2@home2.net)");
    subscribed("2");
    expect(R"(
        AS -> UE1 200 OK
        AS -> UE1 NOTIFY conference;id=2 active full v4 sip:ue1@home1.net sip:ue2@home2.net)");
}

TEST_F(Limits, ADialogHasSoManyRefersUnderWayBesideItsSeats_GEN11) {
    settings.refer_max_per_dialog = 2;
    settings.max_participants = 3;
    created();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(referred("sip:ue2@home2.net"), 202) << i;
    EXPECT_EQ(referred("sip:ue2@home2.net"), 500);
    EXPECT_EQ(responses.back().phrase, "Too Many REFERs");
    EXPECT_EQ(responses.back().headers.at(0), kTryLater);
    EXPECT_EQ(focus().counters().refers_refused, 1u);
    ue1.next_refer.reports = ReferReports::none;
    EXPECT_EQ(referred("sip:ue2@home2.net"), 200) << "of this one nothing is told";
    ue1.next_refer.reports = ReferReports::implicit;
    mrfp_grants();
    ue2.answers();
    for (int i = 0; i < 9; ++i) EXPECT_EQ(referred("sip:ue2@home2.net"), 202) << "each is over at once";
}

TEST_F(Limits, ReferIsUnderWayUntilItsOutcomeWasTold_GEN11) {
    settings.refer_max_per_dialog = 1;
    settings.max_participants = 2;
    created();
    joined(ue2);
    ue1.answers_notifies = false;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(referred("sip:ue2@home2.net"), 202);
    EXPECT_EQ(referred("sip:ue2@home2.net"), 500);
    ue1.answers_notify();  // 100 Trying, and then the outcome of the same
    EXPECT_EQ(referred("sip:ue2@home2.net"), 500);
    ue1.answers_notify(481);
    EXPECT_EQ(referred("sip:ue2@home2.net"), 202);
}

TEST_F(Limits, WhatLingersForExplicitSubscribersIsUnderWay_GEN11_NTF21) {
    settings.refer_max_per_dialog = 1;
    settings.max_participants = 2;
    created();
    joined(ue2);
    ue1.next_refer.reports = ReferReports::on_request;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(referred("sip:ue2@home2.net"), 200);
    EXPECT_EQ(referred("sip:ue2@home2.net"), 500);
    advance(64s);
    EXPECT_EQ(referred("sip:ue2@home2.net"), 200);
}

TEST_F(Limits, AConferenceHasSoManyRefersUnderWay_GEN11) {
    settings.refer_max_per_conference = 1;
    settings.max_participants = 2;
    created();
    for (int i = 0; i < 3; ++i) {
        ue1.refers_outside(conference(), "sip:ue2@home2.net");
        EXPECT_EQ(responses.back().status, 202);
    }
    EXPECT_EQ(referred("sip:ue2@home2.net"), 500);
    ue1.refers_outside(conference(), "sip:ue2@home2.net");
    EXPECT_EQ(responses.back().status, 500);
    EXPECT_EQ(responses.back().headers.at(0), kTryLater);
}

TEST_F(Limits, AHostMayInviteEverybodyAtOnceInItsDialog_GEN11) {
    settings.max_participants = 1000;
    created();
    for (int i = 1; i < 1000; ++i) ASSERT_EQ(referred("sip:user" + std::to_string(i) + "@home2.net"), 202) << i;
    EXPECT_EQ(referred("sip:one-more@home2.net"), 403) << "there is no seat";
}

TEST_F(Limits, VersionsNeverGoBackThoughFewNamesAreRemembered_EVT23) {
    created();
    ue1.subscribes(conference());
    for (int i = 0; i < 5; ++i) ue1.refreshes(3600);
    EXPECT_EQ(documents.back().version, 6u);
    std::vector<std::uint32_t> last(150);
    for (std::size_t i = 0; i < last.size(); ++i)
        desks.emplace_back(*this, "DESK", "sip:" + std::to_string(i) + "@b.net");
    for (int round = 0; round < 2; ++round)
        for (std::size_t i = 0; i < last.size(); ++i) {
            settings.operators = {desks[i].identity.uri};
            reconfigure();
            desks[i].subscribes(conference(), 0);
            ASSERT_GT(documents.back().version, last[i]) << i;
            last[i] = documents.back().version;
        }
    EXPECT_EQ(last.front(), 7u) << "names were forgotten: it goes on from the highest";
    ue1.refreshes(3600);
    EXPECT_EQ(documents.back().version, 7u) << "a subscription that lives counts by itself";
}

}  // namespace
}  // namespace isfocus::focus::test
