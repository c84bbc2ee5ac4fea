#include "both_sides.h"

/// mp-h248 1.3: an isfocus-mrfpd that its operator has locked is asked for nothing new by isfocusd, until it is
/// unlocked.
namespace isfocus {
namespace {

using MaintenanceLock = BothSides;

TEST_F(MaintenanceLock, IsHeededByIsfocusdUntilItIsOff_MP1_3_17) {
    start();
    reserve(LegId{1}, ConferenceId{1});
    control.lock(now);
    run_for(1s);
    EXPECT_FALSE(client.is_available());
    reserve(LegId{2}, ConferenceId{2});
    EXPECT_EQ(failed, std::vector<int>{503});
    reserve(LegId{3}, ConferenceId{1});
    EXPECT_EQ(reserved.size(), 2U) << "a conference that is there goes on, and may grow";
    run_for(120s);
    EXPECT_EQ(lost, 0);
    control.unlock(now);
    run_for(1s);
    EXPECT_TRUE(client.is_available());
    reserve(LegId{4}, ConferenceId{4});
    EXPECT_EQ(reserved.size(), 3U);
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(control.gateway().contexts(), 2U);
}

TEST_F(MaintenanceLock, MeetsANewConferenceThatIsOnItsWay_MP1_3_17) {
    start();
    control.lock(now);
    reserve(LegId{1}, ConferenceId{1});
    EXPECT_EQ(failed, std::vector<int>{503});
    EXPECT_EQ(control.gateway().contexts(), 0U);
}

}  // namespace
}  // namespace isfocus
