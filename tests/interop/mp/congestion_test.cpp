#include "both_sides.h"

/// H.248.10: isfocus-mrfpd says by how much it wants less that is new, and isfocusd does as it is told.
namespace isfocus {
namespace {

using Congestion = BothSides;

TEST_F(Congestion, IsHeededAsFarAsItIsToldUntilItIsOver_MP1_6_4) {
    start();
    control.congested(95, now);
    run_for(100ms);
    for (std::uint64_t leg = 1; leg <= 4; ++leg) reserve(LegId{leg}, ConferenceId{leg});
    EXPECT_EQ(reserved.size(), 1U);
    EXPECT_EQ(failed, (std::vector<int>{503, 503, 503}));
    control.congested(0, now);
    run_for(100ms);
    for (std::uint64_t leg = 5; leg <= 20; ++leg) reserve(LegId{leg}, ConferenceId{leg});
    EXPECT_EQ(reserved.size(), 17U);
}

}  // namespace
}  // namespace isfocus
