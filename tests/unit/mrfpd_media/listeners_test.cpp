#include "mrfpd/media/listeners.h"

#include <gtest/gtest.h>

#include <vector>

#include "frames.h"

namespace isfocus::mrfpd {
namespace {

using enum Encoding;

constexpr Format kMulaw{0, pcmu}, kAlaw{8, pcma}, kAmr{98, amr}, kAmrWb{96, amr_wb},
    kAmrWbAligned{97, amr_wb, AmrPacking::octet_aligned};

TEST(Listeners, SharePayloadsPerCodecAndModeAndPacking) {
    Listeners listeners;
    Mixer mixer;
    mixer.clear();
    mixer.add(constant(1000));
    listeners.next_tick();
    const auto* wide = listeners.payload(kAmrWb, 2, mixer).data();
    const auto* aligned = listeners.payload(kAmrWbAligned, 2, mixer).data();
    const auto* lower = listeners.payload(kAmrWb, 0, mixer).data();
    const auto* mulaw = listeners.payload(kMulaw, 0, mixer).data();
    EXPECT_EQ(listeners.payload(kAmrWb, 2, mixer).data(), wide);
    EXPECT_EQ(listeners.payload(kAmrWbAligned, 2, mixer).data(), aligned);
    EXPECT_EQ(listeners.payload(kAmrWb, 0, mixer).data(), lower);
    EXPECT_EQ(listeners.payload(kMulaw, 0, mixer).data(), mulaw);
    EXPECT_NE(wide, aligned);
    EXPECT_NE(wide, lower);
    EXPECT_EQ(listeners.payload(kAmrWb, 2, mixer).size(), 33U);
    EXPECT_EQ(listeners.payload(kAmrWbAligned, 2, mixer).size(), 34U);
    EXPECT_EQ(listeners.payload(kAmrWb, 0, mixer).size(), 18U);
}

TEST(Listeners, SilenceInG711IsTheIdleCode) {
    Listeners listeners;
    Mixer mixer;
    mixer.clear();
    listeners.next_tick();
    for (const auto& [format, idle] : {std::pair{kMulaw, 0xff}, std::pair{kAlaw, 0xd5}}) {
        const auto payload = listeners.payload(format, 0, mixer);
        EXPECT_EQ(std::vector<int>(payload.begin(), payload.end()), std::vector<int>(kFrameSamples, idle));
    }
}

TEST(OwnEncoder, IsKeptForASecondAfterTheLastWordWhereThereIsMemory) {
    OwnEncoder own;
    EXPECT_FALSE(own.is_needed(false, amr, Rate::narrow));
    EXPECT_TRUE(own.is_needed(true, amr, Rate::narrow));
    int kept = 0;
    while (own.is_needed(false, amr, Rate::narrow)) ++kept;
    EXPECT_EQ(kept, 49);
    EXPECT_TRUE(own.is_needed(true, pcmu, Rate::narrow));
    EXPECT_FALSE(own.is_needed(false, pcmu, Rate::narrow)) << "nothing to remember";
    EXPECT_TRUE(own.is_needed(true, pcmu, Rate::wide));
    EXPECT_TRUE(own.is_needed(false, pcmu, Rate::wide)) << "resampled";
}

TEST(OwnEncoder, FollowsAChangeOfCodec) {
    OwnEncoder own;
    own.is_needed(true, amr, Rate::narrow);
    EXPECT_EQ(own.payload(kAmr, 7, constant(0)).size(), 32U);
    EXPECT_EQ(own.payload(kAmrWb, 8, constant(0)).size(), 61U);
    EXPECT_EQ(own.payload(kAlaw, 0, constant(0)).size(), 160U);
}

}  // namespace
}  // namespace isfocus::mrfpd
