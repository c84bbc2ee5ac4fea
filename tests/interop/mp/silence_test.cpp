#include "both_sides.h"

/// H.248.14: isfocus-mrfpd knows from isfocusd how long that may be silent, and asks before it takes silence for a
/// loss.
namespace isfocus {
namespace {

using SilenceOfIsfocusd = BothSides;

TEST_F(SilenceOfIsfocusd, OverANetworkThatFailsForLessThanThreeHeartbeatsIsNoLoss_MP1_5_7) {
    start();
    reserve(LegId{1}, ConferenceId{1});
    run_for(60s);
    is_cut_to_mrfp = true;
    run_for(29s);
    is_cut_to_mrfp = false;
    run_for(60s);
    EXPECT_EQ(control.counters().registrations, 1U);
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(control.gateway().terminations(), 1U);
}

TEST_F(SilenceOfIsfocusd, ThatLastsIsALoss_MP1_5_7) {
    start();
    is_cut_to_mrfp = true;
    run_for(45s);
    EXPECT_EQ(control.registration(), mrfpd::RegistrationState::registering);
    is_cut_to_mrfp = false;
    run_for(30s);
    EXPECT_EQ(control.registration(), mrfpd::RegistrationState::registered);
}

class SeldomHeartbeats : public BothSides {
protected:
    static mrfp::Settings seldom() {
        auto settings = client_settings();
        settings.heartbeat = 60s;
        return settings;
    }
    SeldomHeartbeats() : BothSides(seldom()) {}
};

TEST_F(SeldomHeartbeats, KeepTheAssociationAllTheSame_MP1_5_7) {
    start();
    reserve(LegId{1}, ConferenceId{1});
    run_for(600s);
    EXPECT_EQ(control.counters().registrations, 1U);
    EXPECT_EQ(lost, 0);
}

}  // namespace
}  // namespace isfocus
