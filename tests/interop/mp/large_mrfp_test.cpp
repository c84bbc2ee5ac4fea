#include "both_sides.h"

/// isfocus-mrfpd with more terminations than it can tell of in one datagram.
namespace isfocus {
namespace {

class LargeMrfp : public BothSides {
protected:
    static constexpr std::uint64_t kConferences = 2400;  ///< of two legs each: 4800 terminations

    LargeMrfp() : BothSides(client_settings(), large()) { media.pairs = 2 * kConferences + 100; }

    static mrfpd::ControlSettings large() {
        auto settings = control_settings();
        settings.gateway.max_contexts = kConferences + 100;
        return settings;
    }

    /// Legs 2n and 2n + 1 are in conference n.
    void fill() {
        for (std::uint64_t n = 1; n <= kConferences; ++n) {
            order(LegId{2 * n}, ConferenceId{n});
            order(LegId{2 * n + 1}, ConferenceId{n});
            if (n % 50 == 0) run_for(100ms);
        }
        ASSERT_EQ(reserved.size(), 2 * kConferences);
        ASSERT_EQ(control.gateway().terminations(), 2 * kConferences);
    }
};

TEST_F(LargeMrfp, StrayContextsAndTerminationsOfItAreFound_MP2_1_4) {
    start();
    ASSERT_NO_FATAL_FAILURE(fill());
    is_cut_to_mrfp = true;
    client.end(ConferenceId{7});
    client.release(LegId{2000});
    run_for(11s);  // given up
    is_cut_to_mrfp = false;
    ASSERT_EQ(control.gateway().terminations(), 2 * kConferences) << "it knows nothing of that";
    for (std::uint64_t n = 1; n <= 9; ++n) {  // conferences come and grow meanwhile
        order(LegId{10'000 + n}, ConferenceId{3000 + n});
        order(LegId{11'000 + n}, ConferenceId{100 + n});
        run_for(300ms);
    }
    run_for(5s);
    EXPECT_EQ(control.gateway().contexts(), kConferences - 1 + 9);
    EXPECT_EQ(control.gateway().terminations(), 2 * kConferences - 3 + 18);
    EXPECT_EQ(reserved.size(), 2 * kConferences + 18);
    EXPECT_TRUE(failed.empty());
    EXPECT_EQ(lost, 0);
    EXPECT_GE(too_large, 1) << "it could tell all at once";
    EXPECT_LE(longest_to_mgc, h248::kMaxSentOctets);
}

}  // namespace
}  // namespace isfocus
