#include "mrfpd/media/flow_faults.h"

#include <gtest/gtest.h>

/// MED-30: events of packages nt and rtp about what comes from a user.
namespace isfocus::mrfpd {
namespace {

using enum MediaEvent::Kind;

class Flow : public testing::Test {
protected:
    std::vector<MediaEvent> taken() {
        std::vector<MediaEvent> seen;
        faults.take(7, seen);
        return seen;
    }
    /// Five seconds in which so many of 250 packets are lost.
    void five_seconds(std::uint64_t lost_now, std::optional<unsigned> most_lost, std::uint64_t expected_now = 250) {
        lost += lost_now;
        expected += expected_now;
        for (int i = 0; i < 250; ++i) faults.tick(lost, expected, most_lost);
    }
    static MediaEvent event(MediaEvent::Kind kind, std::uint8_t value) {
        return {.termination = 7, .kind = kind, .value = value};
    }

    FlowFaults faults;
    std::uint64_t lost = 0, expected = 0;
};

TEST_F(Flow, LossIsToldWhenItReachesWhatIsWantedAndAgainAfterABetterTime_MED30) {
    five_seconds(24, 10);
    EXPECT_TRUE(taken().empty());
    five_seconds(25, 10);
    EXPECT_EQ(taken(), std::vector{event(lossy, 10)});
    five_seconds(250, 10);
    EXPECT_TRUE(taken().empty()) << "told already";
    five_seconds(0, 10);
    five_seconds(125, 10);
    EXPECT_EQ(taken(), std::vector{event(lossy, 50)});
    five_seconds(0, 0);
    EXPECT_TRUE(taken().empty());
    five_seconds(3, 0);
    EXPECT_EQ(taken(), std::vector{event(lossy, 1)});
    five_seconds(0, 10);
    five_seconds(200, std::nullopt);
    five_seconds(20, 10, 49);
    EXPECT_TRUE(taken().empty()) << "nobody asked, or too little came to tell";
}

TEST_F(Flow, AnotherPayloadTypeThanBeforeIsTold_MED30) {
    faults.received(96);
    faults.received(96);
    EXPECT_TRUE(taken().empty()) << "the first is no change";
    faults.received(8);
    EXPECT_EQ(taken(), std::vector{event(payload_changed, 8)});
}

TEST_F(Flow, OfAPayloadTypeThatChangesAllTheTimeTheNewestIsToldOnceInASecond_MED54) {
    std::vector<MediaEvent> told;
    for (int tick = 0; tick < 100; ++tick) {
        faults.received(96);
        faults.received(tick < 99 ? 8 : 0);
        faults.tick(0, 0, std::nullopt);
        for (const auto& one : taken()) told.push_back(one);
    }
    EXPECT_EQ(told, (std::vector{event(payload_changed, 8), event(payload_changed, 8)}));
    for (int tick = 0; tick < 50; ++tick) faults.tick(0, 0, std::nullopt);
    EXPECT_EQ(taken(), std::vector{event(payload_changed, 0)});
}

}  // namespace
}  // namespace isfocus::mrfpd
