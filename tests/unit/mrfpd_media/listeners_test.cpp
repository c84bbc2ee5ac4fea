#include "mrfpd/media/listeners.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "frames.h"
#include "mrfpd/media/g711.h"

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

using Octets = std::vector<std::uint8_t>;

/// Ticks of a conference in which a tone is heard, by listeners and by encoders of our own to compare with. Those of
/// AMR-WB: opencore's of AMR makes a bit of a difference between one encoder and the next for the same audio.
class ModesOfListeners : public testing::TestWithParam<Format> {
protected:
    void tick() {
        const auto rate = codec_of(GetParam().encoding).rate;
        frame_.resize(samples_of(rate));
        for (auto& sample : frame_) sample = static_cast<std::int16_t>(6000 * std::sin(0.2 * at_++));
        mixer_.clear(rate);
        mixer_.add(frame_);
        listeners_.next_tick();
    }
    Octets heard(const Format& listener, std::uint8_t mode) {
        const auto payload = listeners_.payload(listener, mode, mixer_);
        return {payload.begin(), payload.end()};
    }
    Octets made_by(Encoder& encoder, std::uint8_t mode) {
        Coded coded, room;
        encoder.encode(frame_, mode, coded);
        const auto payload = payload_of(GetParam(), coded, room);
        return {payload.begin(), payload.end()};
    }
    std::unique_ptr<Encoder> encoder() { return make_encoder(GetParam().encoding, GetParam().dtx); }

    const Format one_ = GetParam(), other_ = GetParam();  ///< two listeners
    std::unique_ptr<Encoder> reference_ = encoder();

private:
    Listeners listeners_;
    Mixer mixer_;
    std::vector<std::int16_t> frame_;
    double at_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Each, ModesOfListeners,
                         testing::Values(kAmrWb, kAmrWbAligned, Format{96, amr_wb, {}, 0, true}));

TEST_P(ModesOfListeners, TheEncoderOfOneAloneGoesOnInAnotherMode_MED62) {
    for (const int step : {2, 2, 2, 1, 1, 0, 0, 0, 1, 1, 2, 2}) {
        tick();
        const auto mode = static_cast<std::uint8_t>(step);
        EXPECT_EQ(heard(one_, mode), made_by(*reference_, mode)) << "mode " << step;
    }
}

TEST_P(ModesOfListeners, WhoStaysInAModeKeepsItsEncoder_MED62) {
    for (const bool leaver_is_first : {true, false}) {
        for (int i = 0; i < 10; ++i) {
            tick();
            const auto expected = made_by(*reference_, 2);
            EXPECT_EQ(heard(one_, 2), expected);
            EXPECT_EQ(heard(other_, 2), expected);
        }
        tick();
        const auto expected = made_by(*reference_, 2);
        const auto begun_afresh = made_by(*encoder(), 1);
        if (leaver_is_first) EXPECT_EQ(heard(one_, 1), begun_afresh);
        EXPECT_EQ(heard(other_, 2), expected);
        if (!leaver_is_first) EXPECT_EQ(heard(one_, 1), begun_afresh);
    }
}

TEST_P(ModesOfListeners, WhoComesTakesNoEncoderFromWhoIsThere_MED62) {
    for (int i = 0; i < 10; ++i) {
        tick();
        EXPECT_EQ(heard(one_, 2), made_by(*reference_, 2));
    }
    tick();
    EXPECT_EQ(heard(other_, 0), made_by(*encoder(), 0));
    EXPECT_EQ(heard(one_, 2), made_by(*reference_, 2));
}

TEST_P(ModesOfListeners, AnEncoderThatSomebodyHasInThatModeIsShared_MED62) {
    const auto others = encoder();
    for (int i = 0; i < 10; ++i) {
        tick();
        EXPECT_EQ(heard(one_, 2), made_by(*reference_, 2));
        EXPECT_EQ(heard(other_, 1), made_by(*others, 1));
    }
    for (int i = 0; i < 3; ++i) {
        tick();
        const auto expected = made_by(*others, 1);
        EXPECT_EQ(heard(one_, 1), expected);
        EXPECT_EQ(heard(other_, 1), expected);
    }
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

/// A tick of a conference that is twice as loud as can be, and one that just fits.
void add(Mixer& mixer, int level, int talkers) {
    mixer.clear();
    for (int i = 0; i < talkers; ++i) mixer.add(constant(level));
}

TEST(Listeners, HearNoStepWhenTheMixFitsAgainInAllTheirCodecs_MED63) {
    Listeners listeners;
    Mixer mixer;
    add(mixer, 30000, 2);
    listeners.next_tick();
    listeners.payload(kMulaw, 0, mixer);
    add(mixer, 30000, 1);
    listeners.next_tick();
    for (const auto& format : {kAlaw, kMulaw}) {
        const auto payload = listeners.payload(format, 0, mixer);
        Frame heard;
        decode(format.encoding, payload, heard.data());
        EXPECT_LT(heard[0], 28500);
        EXPECT_GT(heard[80], 29500);
    }
    add(mixer, 30000, 2);
    listeners.next_tick();
    listeners.payload(kMulaw, 0, mixer);
    listeners.next_tick();
    listeners.next_tick();  // and nobody listened
    add(mixer, 30000, 1);
    Frame heard;
    decode(pcmu, listeners.payload(kMulaw, 0, mixer), heard.data());
    EXPECT_GT(heard[0], 29500);
}

TEST(OwnEncoder, HearsNoStepWhenTheMixFitsAgain_MED63) {
    OwnEncoder own;
    Mixer mixer;
    Frame heard;
    own.is_needed(true, pcma, Rate::narrow);
    add(mixer, 30000, 3);
    own.payload(kAlaw, 0, mixer.for_talker(constant(30000)));
    add(mixer, 30000, 2);
    decode(pcma, own.payload(kAlaw, 0, mixer.for_talker(constant(30000))), heard.data());
    EXPECT_LT(heard[0], 28500);
    EXPECT_GT(heard[80], 29500);
    own.payload(kAlaw, 0, mixer.for_listener());
    while (own.is_needed(false, pcma, Rate::narrow)) {
    }
    own.is_needed(true, pcma, Rate::narrow);
    decode(pcma, own.payload(kAlaw, 0, mixer.for_talker(constant(30000))), heard.data());
    EXPECT_GT(heard[0], 29500) << "another talkspurt";
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
