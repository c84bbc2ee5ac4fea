#include <gtest/gtest.h>

#include "isfocus/h248/transactions.h"
#include "isfocus/mrfp/settings.h"

/// mp-h248 1.4: the timers of Mp, as they are unless an operator wants them otherwise.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;

TEST(Timers, OfRequestsAreThoseOfTheTable_MP1_4) {
    const h248::RequesterSettings ours;
    EXPECT_EQ(ours.first_repeat, 500ms);
    EXPECT_EQ(ours.longest_repeat, 4s);
    EXPECT_GT(ours.jitter, 0);
    EXPECT_EQ(ours.t_max, 10s);
    EXPECT_EQ(ours.long_timer, 30s);
    EXPECT_EQ(ours.provisional_response, 1500ms);
    EXPECT_EQ(ours.pending_limit, 3U);
}

TEST(Timers, OfRepliesAreThoseOfTheTable_MP1_4) {
    const h248::ResponderSettings ours;
    EXPECT_EQ(ours.execution_time, 500ms);
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

}  // namespace
}  // namespace isfocus::mrfp
