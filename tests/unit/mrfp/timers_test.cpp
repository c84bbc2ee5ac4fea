#include "isfocus/h248/transactions.h"
#include "isfocus/mrfp/settings.h"
#include "mp.h"

/// mp-h248 1.4: the timers of Mp, as they are unless an operator wants them otherwise.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;

TEST(Timers, OfRequestsAreThoseOfTheTable_MP1_4) {
    const auto ours = h248::requester_settings(H248Timers{});
    EXPECT_EQ(ours.first_repeat, 500ms);
    EXPECT_EQ(ours.longest_repeat, 4s);
    EXPECT_GT(ours.jitter, 0);
    EXPECT_EQ(ours.t_max, 10s);
    EXPECT_EQ(ours.long_timer, 30s);
    EXPECT_EQ(ours.provisional_response, 1500ms);
    EXPECT_EQ(ours.pending_limit, 3U);
}

TEST(Timers, OfRepliesAreThoseOfTheTable_MP1_4) {
    const auto ours = h248::responder_settings(H248Timers{});
    EXPECT_EQ(ours.execution_time, 500ms);
    EXPECT_LT(ours.pending_interval, h248::requester_settings(H248Timers{}).provisional_response);
    EXPECT_EQ(ours.long_timer, 30s);
    EXPECT_EQ(ours.pending_limit, 3U);
}

TEST(Timers, OfTheAssociationAndItsTerminationsAreThoseOfTheTable_MP1_4) {
    const Settings ours;
    EXPECT_EQ(ours.heartbeat, 10s);
    EXPECT_EQ(ours.heartbeats_missed, 3);
    EXPECT_EQ(ours.hanging_termination, 3600s);
    EXPECT_EQ(ours.media_timeout, 4s);
}

TEST(Timers, PendingsComeBeforeAPeerWithTheSameTimersGivesUp_MP1_4) {
    const H248Timers timers{.execution = 100ms, .provisional_response = 200ms};
    EXPECT_LT(h248::responder_settings(timers).pending_interval, 200ms);
}

TEST(Timers, TheFirstRepeatMayBeLaterThanTheUsualLast_MP1_4) {
    const auto ours = h248::requester_settings({.first_repeat = 5s});
    EXPECT_LE(ours.first_repeat, ours.longest_repeat);
}

TEST(Timers, WhoRemembersForLongerTakesAsManyRequestsASecond_MP1_4) {
    const auto per_second = [](auto settings) {
        return settings.max_remembered / static_cast<std::size_t>(settings.long_timer / 1s);
    };
    for (const auto longer : {2s, 31s, 60s, 300s}) {
        const H248Timers timers{.long_timer = longer};
        EXPECT_GE(per_second(h248::requester_settings(timers)), per_second(h248::requester_settings(H248Timers{})));
        EXPECT_GE(per_second(h248::responder_settings(timers)), per_second(h248::responder_settings(H248Timers{})));
    }
}

class ConfiguredTimers : public Mp {
protected:
    ConfiguredTimers() : Mp(patient()) {}
    static Settings patient() {
        auto settings = two_mrfps();
        settings.timers = {.first_repeat = 2s, .t_max = 25s, .long_timer = 60s, .pending_limit = 1};
        settings.media_timeout = 30s;
        return settings;
    }
};

TEST_F(ConfiguredTimers, AreThoseOfTheRequests_MP1_4) {
    register_mrfp();
    reserve(1, 1);
    const auto add = next_request();
    advance(1900ms);
    EXPECT_TRUE(sent.empty());
    advance(400ms);
    ASSERT_FALSE(sent.empty());
    EXPECT_EQ(next_datagram().octets, add.datagram.octets);
}

TEST_F(ConfiguredTimers, AreThoseOfTheRepliesToo_MP1_4) {
    register_mrfp();
    service_change("Method = Graceful, Reason = \"905 Termination Taken Out Of Service\"");
    const auto first = next_datagram();
    advance(40s);
    sent.clear();
    --last_id;  // the same request once more
    service_change("Method = Graceful, Reason = \"905 Termination Taken Out Of Service\"");
    EXPECT_EQ(next_datagram().octets, first.octets);
}

}  // namespace
}  // namespace isfocus::mrfp
