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

using Listener = Listeners::Listener;

TEST(Listeners, SharePayloadsPerCodecAndModeAndPacking) {
    Listeners listeners;
    PerRate<Mixer> mixers;
    for (const auto rate : kRates) mixers[rate].clear(rate);
    mixers[Rate::narrow].add(constant(1000));
    listeners.next_tick();
    std::vector<std::pair<Format, int>> wanted{{kAmrWb, 2}, {kAmrWbAligned, 2}, {kAmrWb, 0}, {kMulaw, 0}};
    wanted.insert(wanted.end(), wanted.begin(), wanted.end());
    std::vector<Listener> all(wanted.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        listeners.join(all[i], wanted[i].first, static_cast<std::uint8_t>(wanted[i].second));
    std::vector<Samples::size_type> sizes;
    std::vector<const std::uint8_t*> given;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto payload = listeners.payload(all[i], wanted[i].first, mixers);
        sizes.push_back(payload.size());
        given.push_back(payload.data());
    }
    EXPECT_EQ(sizes, (std::vector<std::size_t>{33, 34, 18, 160, 33, 34, 18, 160}));
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(given[i], given[i + 4]);
        for (std::size_t j = 0; j < i; ++j) EXPECT_NE(given[i], given[j]);
    }
}

using Octets = std::vector<std::uint8_t>;

/// Ticks of a conference in which a tone is heard, by listeners and by encoders of our own to compare with. Those of
/// AMR-WB: opencore's of AMR makes a bit of a difference between one encoder and the next for the same audio.
class ModesOfListeners : public testing::TestWithParam<Format> {
protected:
    static constexpr int kElsewhere = -1;

    /// A tick in which each listener is sent this mode, or listens elsewhere. What each is sent.
    std::vector<Octets> tick(const std::vector<int>& modes) {
        const auto rate = codec_of(GetParam().encoding).rate;
        if (!frame_.empty()) before_.push_back(frame_);
        frame_.resize(samples_of(rate));
        for (auto& sample : frame_) sample = static_cast<std::int16_t>(6000 * std::sin(0.2 * at_++));
        mixers_[rate].clear(rate);
        mixers_[rate].add(frame_);
        listeners_.next_tick();
        all_.resize(modes.size());
        for (std::size_t i = 0; i < modes.size(); ++i)
            modes[i] == kElsewhere ? all_[i].stop()
                                   : listeners_.join(all_[i], GetParam(), static_cast<std::uint8_t>(modes[i]));
        std::vector<Octets> heard(modes.size());
        for (std::size_t i = 0; i < modes.size(); ++i) {
            if (!all_[i].listens()) continue;
            const auto payload = listeners_.payload(all_[i], GetParam(), mixers_);
            heard[i].assign(payload.begin(), payload.end());
        }
        return heard;
    }
    /// Of the tick that was last.
    Octets made_by(Encoder& encoder, std::uint8_t mode) {
        Coded coded, room;
        encoder.encode(frame_, mode, coded);
        const auto payload = payload_of(GetParam(), coded, room);
        return {payload.begin(), payload.end()};
    }
    /// By one that has encoded the last 60 ms before.
    Octets taken_over(std::uint8_t mode) { return made_by(*taking_over(mode), mode); }
    std::unique_ptr<Encoder> taking_over(std::uint8_t mode) const {
        auto made = encoder();
        Coded coded;
        for (std::size_t i = 3; i > 0; --i) made->encode(before_[before_.size() - i], mode, coded);
        return made;
    }
    static std::unique_ptr<Encoder> encoder() { return make_encoder(GetParam().encoding, GetParam().dtx); }

    using Heard = std::vector<Octets>;
    /// Ten ticks in which these listeners, and nobody else, are sent mode 2 by the encoder that never begins anew.
    void warm_up(const std::vector<int>& modes) {
        for (int i = 0; i < 10; ++i) {
            const auto heard = tick(modes);
            EXPECT_EQ(heard[0], made_by(*reference_, 2));
        }
    }
    std::unique_ptr<Encoder> reference_ = encoder(), other_ = encoder();

private:
    Listeners listeners_;
    std::vector<Listener> all_;
    PerRate<Mixer> mixers_;
    std::vector<std::int16_t> frame_;
    std::vector<std::vector<std::int16_t>> before_;
    double at_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Each, ModesOfListeners,
                         testing::Values(kAmrWb, kAmrWbAligned, Format{96, amr_wb, {}, 0, true}));

TEST_P(ModesOfListeners, TheEncoderGoesOnInAnotherModeWithAllWhoHaveIt_MED62) {
    for (const std::size_t count : {1U, 2U, 5U}) {
        reference_ = encoder();
        tick(std::vector<int>(count, kElsewhere));
        for (const int step : {2, 2, 2, 1, 1, 0, 0, 0, 1, 1, 2, 2}) {
            const auto heard = tick(std::vector<int>(count, step));
            EXPECT_EQ(heard, Heard(count, made_by(*reference_, static_cast<std::uint8_t>(step)))) << "mode " << step;
        }
        tick({});
    }
}

TEST_P(ModesOfListeners, WhoStaysInAModeKeepsItsEncoderIfNotMoreLeaveIt_MED62) {
    for (const std::vector<int>& modes : {std::vector{1, 2}, std::vector{2, 1}, std::vector{1, 2, 1, 2}}) {
        reference_ = encoder();
        tick({});
        tick({});
        for (int i = 0; i < 10; ++i) {
            const auto heard = tick(std::vector<int>(modes.size(), 2));
            EXPECT_EQ(heard, Heard(modes.size(), made_by(*reference_, 2)));
        }
        const auto heard = tick(modes);
        const auto goes_on = made_by(*reference_, 2), begins = taken_over(1);
        for (std::size_t i = 0; i < modes.size(); ++i) EXPECT_EQ(heard[i], modes[i] == 2 ? goes_on : begins);
    }
}

TEST_P(ModesOfListeners, TheGreaterPartTakesTheEncoderAlong_MED62) {
    warm_up({2, 2, 2});
    auto heard = tick({1, 2, 1});
    const auto goes_on = made_by(*reference_, 1);
    EXPECT_EQ(heard, (Heard{goes_on, taken_over(2), goes_on}));
    heard = tick({2, 2, 2});
    EXPECT_EQ(heard, Heard(3, made_by(*reference_, 2))) << "into a mode that fewer have";
}

TEST_P(ModesOfListeners, OfThoseWhoGoEachTheirWayTheGreatestPartTakesIt_MED62) {
    warm_up({2, 2, 2, 2, 2, 2});
    const auto heard = tick({1, 2, 0, 0, 1, 0});
    const auto goes_on = made_by(*reference_, 0), begins = taken_over(1);
    EXPECT_EQ(heard, (Heard{begins, taken_over(2), goes_on, goes_on, begins, goes_on}));
}

/// All have one mode less, or two groups exchange theirs.
TEST_P(ModesOfListeners, EachGroupKeepsItsOwnWhereOneGoesToWhatAnotherLeaves_MED62) {
    const auto expect = [&](int one, int other) {
        const auto heard = tick({one, one, one, other, other});
        const auto ones = made_by(*reference_, static_cast<std::uint8_t>(one));
        const auto others = made_by(*other_, static_cast<std::uint8_t>(other));
        EXPECT_EQ(heard, (Heard{ones, ones, ones, others, others})) << one << " " << other;
    };
    for (int i = 0; i < 10; ++i) expect(2, 1);
    expect(1, 0);
    expect(2, 1);
    expect(1, 2);
    expect(0, 1);
    expect(1, 2);
}

TEST_P(ModesOfListeners, WhoComesTakesNoEncoderFromWhoIsThere_MED62) {
    warm_up({2, kElsewhere, kElsewhere});
    auto heard = tick({2, 0, kElsewhere});
    EXPECT_EQ(heard, (Heard{made_by(*reference_, 2), made_by(*other_, 0), {}}));
    tick({2, kElsewhere, kElsewhere});
    made_by(*reference_, 2);
    heard = tick({1, 1, 1});
    EXPECT_EQ(heard, Heard(3, made_by(*reference_, 1))) << "however many come to where he goes";
}

TEST_P(ModesOfListeners, AnEncoderThatSomebodyHasInThatModeIsShared_MED62) {
    for (int i = 0; i < 10; ++i) {
        const auto heard = tick({2, 1});
        EXPECT_EQ(heard, (Heard{made_by(*reference_, 2), made_by(*other_, 1)}));
    }
    for (int i = 0; i < 3; ++i) {
        const auto heard = tick({1, 1});
        EXPECT_EQ(heard, Heard(2, made_by(*other_, 1)));
    }
}

/// In a tick.
std::span<const std::uint8_t> payload(Listeners& listeners, Listener& listener, const Format& format,
                                      PerRate<Mixer>& mixers) {
    listeners.join(listener, format, 0);
    return listeners.payload(listener, format, mixers);
}

TEST(Listeners, SilenceInG711IsTheIdleCode) {
    Listeners listeners;
    Listener listener;
    PerRate<Mixer> mixers;
    mixers[Rate::narrow].clear();
    for (const auto& [format, idle] : {std::pair{kMulaw, 0xff}, std::pair{kAlaw, 0xd5}}) {
        listeners.next_tick();
        const auto silence = payload(listeners, listener, format, mixers);
        EXPECT_EQ(std::vector<int>(silence.begin(), silence.end()), std::vector<int>(kFrameSamples, idle));
    }
}

/// A tick of a conference that is twice as loud as can be, and one that just fits.
void add(Mixer& mixer, int level, int talkers) {
    mixer.clear();
    for (int i = 0; i < talkers; ++i) mixer.add(constant(level));
}

TEST(Listeners, HearNoStepWhenTheMixFitsAgainInAllTheirCodecs_MED63) {
    Listeners listeners;
    Listener one, other;
    PerRate<Mixer> mixers;
    auto& mixer = mixers[Rate::narrow];
    add(mixer, 30000, 2);
    listeners.next_tick();
    payload(listeners, one, kMulaw, mixers);
    add(mixer, 30000, 1);
    listeners.next_tick();
    listeners.join(other, kAlaw, 0);
    listeners.join(one, kMulaw, 0);
    for (auto* listener : {&other, &one}) {
        const auto& format = listener == &one ? kMulaw : kAlaw;
        Frame heard;
        decode(format.encoding, listeners.payload(*listener, format, mixers), heard.data());
        EXPECT_LT(heard[0], 28500);
        EXPECT_GT(heard[80], 29500);
    }
    add(mixer, 30000, 2);
    listeners.next_tick();
    payload(listeners, one, kMulaw, mixers);
    listeners.next_tick();
    listeners.next_tick();  // and nobody listened
    add(mixer, 30000, 1);
    Frame heard;
    decode(pcmu, payload(listeners, one, kMulaw, mixers), heard.data());
    EXPECT_GT(heard[0], 29500);
}

TEST(OwnEncoder, HearsNoStepWhenTheMixFitsAgain_MED63) {
    OwnEncoder own;
    Mixer mixer;
    Frame heard;
    own.is_needed(true, pcma);
    add(mixer, 30000, 3);
    own.payload(kAlaw, 0, mixer.for_talker(constant(30000)));
    add(mixer, 30000, 2);
    decode(pcma, own.payload(kAlaw, 0, mixer.for_talker(constant(30000))), heard.data());
    EXPECT_LT(heard[0], 28500);
    EXPECT_GT(heard[80], 29500);
    own.payload(kAlaw, 0, mixer.for_listener());
    while (own.is_needed(false, pcma)) {
    }
    own.give_up(kAlaw);
    own.is_needed(true, pcma);
    decode(pcma, own.payload(kAlaw, 0, mixer.for_talker(constant(30000))), heard.data());
    EXPECT_GT(heard[0], 29500) << "another talkspurt";
}

TEST(OwnEncoder, IsKeptForASecondAfterTheLastWordWhereThereIsMemory) {
    OwnEncoder own;
    EXPECT_FALSE(own.is_needed(false, amr));
    EXPECT_TRUE(own.is_needed(true, amr));
    int kept = 0;
    while (own.is_needed(false, amr)) ++kept;
    EXPECT_EQ(kept, 49);
    EXPECT_TRUE(own.is_needed(true, pcmu));
    EXPECT_FALSE(own.is_needed(false, pcmu)) << "nothing to remember";
}

TEST(OwnEncoder, FollowsAChangeOfCodec) {
    OwnEncoder own;
    Mixer mixer;
    mixer.clear();
    own.is_needed(true, amr);
    EXPECT_EQ(own.payload(kAmr, 7, mixer.for_listener()).size(), 32U);
    EXPECT_EQ(own.payload(kAmrWb, 8, mixer.for_listener()).size(), 61U);
    EXPECT_EQ(own.payload(kAlaw, 0, mixer.for_listener()).size(), 160U);
    EXPECT_EQ(own.give_up(kAmr).encoder, nullptr) << "of no use for that";
    EXPECT_FALSE(own.is_begun());
    own.payload(kAlaw, 0, mixer.for_listener());
    EXPECT_NE(own.give_up(kAlaw).encoder, nullptr);
}

}  // namespace
}  // namespace isfocus::mrfpd
