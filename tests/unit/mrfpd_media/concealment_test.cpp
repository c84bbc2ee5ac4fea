#include "mrfpd/media/concealment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "goertzel.h"

namespace isfocus::mrfpd {
namespace {

// MED-15
TEST(Concealment, AToneGoesOnThroughALossWithoutAJump) {
    for (const std::size_t size : {kFrameSamples, kWideFrameSamples})
        for (const double frequency : {100.0, 130.0, 440.0, 1000.0}) {
            Concealment concealment;
            const auto scaled = frequency * kFrameSamples / static_cast<double>(size);
            const auto steepest = 10000 * 2 * 3.15 * scaled / test::kSampleRate;
            std::vector<std::int16_t> heard;
            for (std::size_t i = 0; i < 6; ++i) {
                auto frame = test::sine(scaled, 10000, size, i * size);
                i == 3 ? concealment.make_up(frame) : concealment.heard(frame);
                heard.insert(heard.end(), frame.begin(), frame.end());
            }
            for (std::size_t i = 1; i < heard.size(); ++i)
                ASSERT_LE(std::abs(heard[i] - heard[i - 1]), 2 * steepest + 200)
                    << frequency << " Hz, sample " << i << " of frames of " << size;
            const auto lost = std::span{heard}.subspan(3 * size, size);
            EXPECT_GT(test::amplitude_of(scaled, lost), 6000) << frequency << " Hz";
        }
}

TEST(Concealment, FadesOutOverFiftyMilliseconds) {
    Concealment concealment;
    for (std::size_t i = 0; i < 3; ++i) {
        auto frame = test::sine(400, 10000, kFrameSamples, i * kFrameSamples);
        concealment.heard(frame);
    }
    Frame frame;
    for (int i = 0; i < 3; ++i) concealment.make_up(frame);
    EXPECT_NE(frame[25], 0);
    for (std::size_t i = 80; i < frame.size(); ++i) EXPECT_EQ(frame[i], 0);
}

TEST(Concealment, OfNothingItMakesNothing) {
    Concealment concealment;
    Frame frame;
    frame.fill(7);
    concealment.make_up(frame);
    EXPECT_TRUE(std::ranges::all_of(frame, [](int sample) { return sample == 0; }));
}

}  // namespace
}  // namespace isfocus::mrfpd
