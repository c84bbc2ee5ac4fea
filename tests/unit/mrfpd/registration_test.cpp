#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "h248_address.h"
#include "mrfpd/registration.h"

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using S = RegistrationState;
using E = RegistrationEvent;
using A = RegistrationAction;

constexpr std::array kStates{S::waiting, S::registering, S::registered, S::mgc_closing, S::leaving};
constexpr std::array kEvents{E::delay_over,      E::accepted,   E::redirected,    E::refused,    E::unanswered,
                             E::silent,          E::disowned,   E::mgc_restarted, E::mgc_closes, E::mgc_stays,
                             E::connection_lost, E::mgc_leaves, E::handed_off,    E::stopped,    E::inactive};

/// What means nothing: a new event or state has to be decided here or in the table.
const std::set<std::pair<S, E>> kIgnored{
    {S::waiting, E::connection_lost}, {S::registering, E::connection_lost}, {S::waiting, E::redirected},
    {S::waiting, E::refused},         {S::waiting, E::unanswered},          {S::waiting, E::silent},
    {S::waiting, E::disowned},        {S::waiting, E::mgc_leaves},          {S::registering, E::delay_over},
    {S::registering, E::silent},      {S::registering, E::disowned},        {S::registering, E::mgc_leaves},
    {S::registered, E::delay_over},   {S::registered, E::accepted},         {S::registered, E::redirected},
    {S::registered, E::refused},      {S::registered, E::unanswered},       {S::mgc_closing, E::delay_over},
    {S::mgc_closing, E::accepted},    {S::mgc_closing, E::redirected},      {S::mgc_closing, E::refused},
    {S::mgc_closing, E::unanswered},  {S::waiting, E::mgc_closes},          {S::waiting, E::mgc_stays},
    {S::registering, E::mgc_closes},  {S::registering, E::mgc_stays},       {S::waiting, E::inactive},
    {S::registering, E::inactive},
};

TEST(RegistrationTable, EveryPairIsARowOrIgnored) {
    for (const auto state : kStates) {
        for (const auto event : kEvents) {
            const auto rows = std::ranges::count_if(
                kRegistration, [&](const auto& row) { return row.from == state && row.on == event; });
            const bool ignored = state == S::leaving || kIgnored.contains({state, event});
            EXPECT_EQ(rows, ignored ? 0 : 1) << static_cast<int>(state) << ' ' << static_cast<int>(event);
        }
    }
}

class RegistrationTest : public testing::Test {
protected:
    /// Lets the time pass up to the next deadline.
    A next() {
        const auto deadline = registration.next_deadline();
        if (!deadline) {
            ADD_FAILURE() << "nothing to wait for";
            return A::none;
        }
        EXPECT_FALSE(registration.due(*deadline - 1ms));
        now = *deadline;
        return registration.step(registration.due(now).value_or(E::stopped), now);
    }
    void register_now() {
        registration.start(now);
        EXPECT_EQ(next(), A::send);
        EXPECT_EQ(registration.step(E::accepted, now), A::settle);
    }
    std::string reason() const { return registration.announcement().reason; }

    Time now{1h};
    RegistrationSettings settings{.mgc = test::h248_address("127.0.0.1:2944")};
    Registration registration{settings, 42};
    const h248::Endpoint other = test::h248_address("127.0.0.3:2944");
};

TEST_F(RegistrationTest, BeginsWithAColdBootAfterAShortRandomDelay) {
    registration.start(now);
    EXPECT_LE(*registration.next_deadline(), now + settings.longest_start);
    EXPECT_EQ(next(), A::send);
    EXPECT_EQ(reason(), "901 Cold Boot");
    EXPECT_EQ(registration.state(), S::registering);
    EXPECT_FALSE(registration.next_deadline()) << "the transaction has the timers";
}

TEST_F(RegistrationTest, TriesForEverWithWaitsThatGrowToALimit) {
    registration.start(now);
    next();
    std::vector<std::int64_t> waits;
    std::vector<bool> told;
    for (int i = 0; i < 8; ++i) {
        const auto failed_at = now;
        EXPECT_EQ(registration.step(E::unanswered, now), A::back_off);
        waits.push_back(registration.wait().count());
        told.push_back(registration.is_new_step());
        EXPECT_EQ(next(), A::send);
        EXPECT_GE(now - failed_at, registration.wait());
        EXPECT_LE(now - failed_at, registration.wait() * 11 / 10);
        EXPECT_EQ(reason(), "901 Cold Boot");
    }
    EXPECT_EQ(waits, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000}));
    EXPECT_EQ(told, (std::vector<bool>{true, true, true, true, true, false, false, false}));
}

TEST_F(RegistrationTest, SilenceLeadsToDisconnectedAndLifeHoldsItOff) {
    register_now();
    now += 10s;
    registration.heard(now);
    EXPECT_EQ(registration.next_deadline(), now + settings.silence);
    EXPECT_EQ(next(), A::send);
    EXPECT_EQ(registration.state(), S::registering);
    EXPECT_EQ(reason(), "900 Service Restored");
}

TEST_F(RegistrationTest, WhoWantsToBeAskedIsAskedBeforeItIsGivenUp_MP1_5_7) {
    register_now();
    registration.ask_after(30s, now);
    EXPECT_EQ(registration.next_deadline(), now + 30s);
    EXPECT_EQ(next(), A::ask);
    EXPECT_EQ(registration.state(), S::registered);
    EXPECT_FALSE(registration.next_deadline()) << "the transaction has the timers";
    registration.heard(now);
    EXPECT_EQ(next(), A::ask);
    EXPECT_EQ(registration.step(E::silent, now), A::send);
    EXPECT_EQ(reason(), "900 Service Restored");
}

TEST_F(RegistrationTest, WhoIsAboutToGoIsAskedTooButGoesInTime_MP1_5_7) {
    register_now();
    registration.ask_after(3s, now);
    registration.leaves_within(5s, now);
    registration.step(E::mgc_closes, now);
    EXPECT_EQ(next(), A::ask);
    EXPECT_EQ(registration.next_deadline(), now + 2s);
    EXPECT_EQ(next(), A::back_off);
}

TEST_F(RegistrationTest, ARefusalForWantOfAuthorityIsRetriedSlowly) {
    registration.start(now);
    next();
    registration.slow_down();
    registration.step(E::refused, now);
    EXPECT_EQ(registration.wait(), settings.refused_retry);
    next();
    registration.step(E::refused, now);
    EXPECT_LT(registration.wait(), settings.refused_retry) << "another error";
}

TEST_F(RegistrationTest, FollowsMgcIdToTryAndComesBackWhenNobodyIsThere) {
    registration.start(now);
    next();
    registration.aim_at(other);
    EXPECT_EQ(registration.step(E::redirected, now), A::again);
    EXPECT_EQ(next(), A::send);
    EXPECT_EQ(registration.mgc(), other);
    registration.step(E::unanswered, now);
    EXPECT_EQ(registration.mgc(), settings.mgc);
}

TEST_F(RegistrationTest, MgcsThatSendItInACircleMeetPatience) {
    registration.start(now);
    next();
    for (int i = 0; i < 5; ++i) {
        registration.aim_at(other);
        registration.step(E::redirected, now);
        if (registration.mgc() == settings.mgc) break;
        next();
    }
    EXPECT_EQ(registration.mgc(), settings.mgc);
    EXPECT_GE(registration.wait(), settings.first_retry);
}

TEST_F(RegistrationTest, HandOffRegistersElsewhereAs903) {
    register_now();
    registration.aim_at(other);
    EXPECT_EQ(registration.step(E::handed_off, now), A::again);
    next();
    EXPECT_EQ(reason(), "903 MGC Directed Change");
    registration.step(E::accepted, now);
    EXPECT_EQ(registration.mgc(), other);
}

TEST_F(RegistrationTest, AnMgcThatRestartedIsToldOfAColdBoot) {
    register_now();
    registration.step(E::mgc_restarted, now);
    next();
    EXPECT_EQ(reason(), "901 Cold Boot");
}

TEST_F(RegistrationTest, AnMgcThatLeavesIsAskedAgainLater) {
    register_now();
    EXPECT_EQ(registration.step(E::mgc_leaves, now), A::back_off);
    next();
    EXPECT_EQ(reason(), "900 Service Restored");
}

TEST_F(RegistrationTest, AnMgcThatClosesIsServedUntilItsDelayIsOver_MP1_3_2) {
    register_now();
    registration.leaves_within(30s, now);
    EXPECT_EQ(registration.step(E::mgc_closes, now), A::serve_on);
    EXPECT_EQ(registration.state(), S::mgc_closing);
    now += 10s;
    registration.heard(now);
    EXPECT_EQ(registration.next_deadline(), now + settings.silence);
    now += 10s;
    registration.heard(now);
    EXPECT_EQ(registration.next_deadline(), now + 10s);
    EXPECT_EQ(next(), A::back_off);
    EXPECT_EQ(registration.state(), S::waiting);
    next();
    EXPECT_EQ(reason(), "900 Service Restored");
    EXPECT_EQ(registration.step(E::accepted, now), A::settle);
    EXPECT_EQ(registration.next_deadline(), now + settings.silence) << "the Delay was that of the one before";
}

TEST_F(RegistrationTest, AnMgcThatStaysAfterAllIsServedAsBefore_MP1_3_2) {
    register_now();
    registration.leaves_within(5s, now);
    registration.step(E::mgc_closes, now);
    EXPECT_EQ(registration.step(E::mgc_stays, now), A::serve_on);
    EXPECT_EQ(registration.state(), S::registered);
    EXPECT_EQ(registration.next_deadline(), now + settings.silence);
}

TEST_F(RegistrationTest, WithoutADelayAnMgcThatClosesSaysWhenItGoes_MP1_3_2) {
    register_now();
    registration.leaves_within(std::nullopt, now);
    registration.step(E::mgc_closes, now);
    EXPECT_EQ(registration.next_deadline(), now + settings.silence);
    EXPECT_EQ(registration.step(E::mgc_leaves, now), A::back_off);
}

class WithTwoMgcs : public RegistrationTest {
protected:
    WithTwoMgcs() {
        settings.other_mgcs = {other};
        registration = Registration{settings, 42};
    }
};

TEST_F(WithTwoMgcs, WhoCannotBeHadGivesWayToTheOther_MP1_3_2) {
    registration.start(now);
    next();
    std::vector<std::string> tried;
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 4; ++i) {
        registration.step(i % 2 == 0 ? E::unanswered : E::refused, now);
        next();
        tried.push_back(registration.mgc().text());
        waits.push_back(registration.wait().count());
        EXPECT_EQ(reason(), "901 Cold Boot");
    }
    EXPECT_EQ(tried,
              (std::vector<std::string>{"127.0.0.3:2944", "127.0.0.1:2944", "127.0.0.3:2944", "127.0.0.1:2944"}));
    EXPECT_EQ(waits, (std::vector<std::int64_t>{1000, 1000, 2000, 2000})) << "longer when both have been tried";
}

TEST_F(WithTwoMgcs, WhenOneGoesItTurnsToTheOtherWithItsContexts_MP1_3_2) {
    register_now();
    registration.step(E::mgc_leaves, now);
    next();
    EXPECT_EQ(registration.mgc(), other);
    EXPECT_EQ(registration.announcement().method, h248::ServiceChangeMethod::failover);
    EXPECT_EQ(reason(), "909 MGC Impending Failure");
    registration.step(E::unanswered, now);
    next();
    EXPECT_EQ(registration.mgc(), settings.mgc);
    EXPECT_EQ(reason(), "900 Service Restored") << "it knows them";
    registration.step(E::unanswered, now);
    next();
    registration.step(E::accepted, now);
    now += 10s;
    registration.step(E::silent, now);
    EXPECT_EQ(registration.mgc(), other) << "who is silent is asked first";
    EXPECT_EQ(reason(), "900 Service Restored");
}

TEST_F(WithTwoMgcs, AConnectionThatEndedIsTriedOnceMore_MP1_3_2) {
    register_now();
    registration.step(E::connection_lost, now);
    next();
    EXPECT_EQ(registration.mgc(), settings.mgc);
    registration.step(E::unanswered, now);
    next();
    EXPECT_EQ(registration.mgc(), other);
}

TEST_F(RegistrationTest, TakesLeaveOnlyOfAnMgcThatMayKnowIt) {
    registration.start(now);
    EXPECT_EQ(registration.step(E::stopped, now), A::none);
    EXPECT_EQ(registration.state(), S::leaving);
    EXPECT_FALSE(registration.next_deadline());
    Registration another{settings, 43};
    another.start(now);
    another.step(E::delay_over, now);
    EXPECT_EQ(another.step(E::stopped, now), A::take_leave);
}

}  // namespace
}  // namespace isfocus::mrfpd
