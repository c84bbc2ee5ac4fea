#include "mrfpd/media/codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "goertzel.h"
#include "mrfpd/media/resampler.h"

namespace isfocus::mrfpd {
namespace {

using enum Encoding;

constexpr std::array kAll{pcmu, pcma, g722, amr, amr_wb};

/// Goertzel and sines count 8000 samples a second.
double scaled(Rate rate, double frequency) {
    return rate == Rate::wide ? frequency / 2 : frequency;
}

std::vector<std::int16_t> tone_frame(Rate rate, double frequency, double amplitude, std::size_t index) {
    return test::sine(scaled(rate, frequency), amplitude, samples_of(rate), index * samples_of(rate));
}

/// What one hears of `frames` frames of a tone that another says in `format`.
std::vector<std::int16_t> through(const Format& format, std::uint8_t mode, double amplitude, std::size_t frames = 50) {
    const auto rate = codec_of(format.encoding).rate;
    const auto encoder = make_encoder(format.encoding);
    const auto decoder = make_decoder(format);
    std::vector<std::int16_t> heard;
    for (std::size_t i = 0; i < frames; ++i) {
        Coded coded, room;
        encoder->encode(tone_frame(rate, 700, amplitude, i), mode, coded);
        Decoded decoded;
        EXPECT_TRUE(decoder->decode(payload_of(format, coded, room), decoded));
        EXPECT_EQ(decoded.count, samples_of(rate));
        EXPECT_EQ(decoded.frames, 1);
        EXPECT_FALSE(decoded.ends_in_silence);
        heard.insert(heard.end(), decoded.audio().begin(), decoded.audio().end());
    }
    return heard;
}

TEST(Codec, EachCarriesATone) {
    for (const auto encoding : kAll)
        for (const auto packing : {AmrPacking::bandwidth_efficient, AmrPacking::octet_aligned}) {
            const auto heard = through({96, encoding, packing}, mode_to_send(encoding, 0, kNoModeRequest), 8000);
            const auto rate = codec_of(encoding).rate;
            const auto level = test::amplitude_of(scaled(rate, 700), std::span{heard}.last(samples_of(rate) * 25));
            EXPECT_NEAR(test::decibels(level, 8000), 0, 1) << codec_of(encoding).name;
        }
}

TEST(Codec, EachModeOfAmrCarriesATone) {
    for (const auto encoding : {amr, amr_wb})
        for (std::uint8_t mode = 0; mode <= (encoding == amr ? 7 : 8); ++mode) {
            const auto heard = through({96, encoding}, mode, 8000);
            const auto rate = codec_of(encoding).rate;
            const auto level = test::amplitude_of(scaled(rate, 700), std::span{heard}.last(samples_of(rate) * 25));
            EXPECT_NEAR(test::decibels(level, 8000), 0, 3) << codec_of(encoding).name << " mode " << int{mode};
        }
}

TEST(Codec, SilenceStaysSilence) {
    for (const auto encoding : kAll) {
        const auto heard = through({96, encoding}, mode_to_send(encoding, 0, kNoModeRequest), 0, 20);
        for (const int sample : heard) EXPECT_LE(std::abs(sample), 16) << codec_of(encoding).name;
    }
}

std::vector<std::uint8_t> packed(AmrFamily family, const AmrFrame& frame, std::uint8_t request = kNoModeRequest) {
    std::array<std::uint8_t, kMostAmrOctets> out;
    const auto size = pack(family, AmrPacking::octet_aligned, request, frame, out);
    return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
}

AmrFrame frame_of(AmrFamily family, std::uint8_t type, bool good, std::uint8_t filling) {
    AmrFrame frame;
    frame.octets.fill(filling);
    frame.octets[0] = static_cast<std::uint8_t>(type << 3 | (good ? 4 : 0));
    frame.size = 1 + (*amr_bits(family, type) + 7) / 8;
    return frame;
}

TEST(Codec, SidAndNoDataAreSilenceThatIsNoLoss) {
    for (const auto encoding : {amr, amr_wb}) {
        const auto family = encoding == amr ? AmrFamily::amr : AmrFamily::amr_wb;
        const auto decoder = make_decoder({96, encoding, AmrPacking::octet_aligned});
        const auto sid = static_cast<std::uint8_t>(encoding == amr ? 8 : 9);
        for (const auto& frame : {frame_of(family, sid, true, 0x55), AmrFrame::no_data()}) {
            Decoded decoded;
            ASSERT_TRUE(decoder->decode(packed(family, frame), decoded));
            EXPECT_EQ(decoded.count, 0);
            EXPECT_TRUE(decoded.ends_in_silence);
        }
    }
}

TEST(Codec, ADamagedFrameIsMadeUpFromWhatWasBefore) {
    for (const auto encoding : {amr, amr_wb}) {
        const auto family = encoding == amr ? AmrFamily::amr : AmrFamily::amr_wb;
        const auto rate = codec_of(encoding).rate;
        const auto encoder = make_encoder(encoding);
        const Format format{96, encoding, AmrPacking::octet_aligned};
        const auto decoder = make_decoder(format);
        Decoded decoded;
        for (std::size_t i = 0; i < 25; ++i) {
            Coded coded, room;
            encoder->encode(tone_frame(rate, 700, 8000, i), 2, coded);
            ASSERT_TRUE(decoder->decode(payload_of(format, coded, room), decoded));
        }
        ASSERT_TRUE(decoder->decode(packed(family, frame_of(family, 2, false, 0xff)), decoded));
        EXPECT_EQ(decoded.count, samples_of(rate));
        EXPECT_FALSE(decoded.ends_in_silence);
        const auto level = test::amplitude_of(scaled(rate, 700), decoded.audio());
        EXPECT_GT(level, 500) << codec_of(encoding).name;
    }
}

struct Absence {
    std::uint8_t type;
    bool after_sid, is_made_up;
};

// TS 26.193: in speech what is not there is a bad frame; discontinuous transmission begins with a SID.
TEST(Codec, WhatIsNotThereInTheMiddleOfSpeechIsMadeUp_MED35) {
    for (const auto encoding : {amr, amr_wb})
        for (const auto& [type, after_sid, is_made_up] :
             {Absence{kNoData, false, true}, Absence{kNoData, true, false}, Absence{kSpeechLost, false, true},
              Absence{kSpeechLost, true, true}}) {
            const auto family = encoding == amr ? AmrFamily::amr : AmrFamily::amr_wb;
            if (!amr_bits(family, type)) continue;  // AMR has no SPEECH_LOST
            const auto rate = codec_of(encoding).rate;
            const auto encoder = make_encoder(encoding);
            const Format format{96, encoding, AmrPacking::octet_aligned};
            const auto decoder = make_decoder(format);
            Decoded decoded;
            for (std::size_t i = 0; i < 25; ++i) {
                Coded coded, room;
                encoder->encode(tone_frame(rate, 700, 8000, i), 2, coded);
                ASSERT_TRUE(decoder->decode(payload_of(format, coded, room), decoded));
            }
            const auto sid = static_cast<std::uint8_t>(encoding == amr ? 8 : 9);
            if (after_sid) {
                ASSERT_TRUE(decoder->decode(packed(family, frame_of(family, sid, true, 0x55)), decoded));
            }
            ASSERT_TRUE(decoder->decode(packed(family, frame_of(family, type, true, 0)), decoded));
            EXPECT_EQ(decoded.count, is_made_up ? samples_of(rate) : 0) << codec_of(encoding).name << " " << int{type};
            EXPECT_EQ(decoded.ends_in_silence, !is_made_up);
            if (!after_sid) {
                EXPECT_GT(test::amplitude_of(scaled(rate, 700), decoded.audio()), 500);
            }
        }
}

TEST(Codec, HostileFramesAreDecodedToSomething) {
    std::mt19937 random{11};
    for (const auto encoding : {amr, amr_wb}) {
        const auto family = encoding == amr ? AmrFamily::amr : AmrFamily::amr_wb;
        const auto decoder = make_decoder({96, encoding, AmrPacking::octet_aligned});
        for (int i = 0; i < 500; ++i) {
            const auto type = static_cast<std::uint8_t>(random() % 10);
            if (!amr_bits(family, type)) continue;
            auto payload = packed(family, frame_of(family, type, random() % 8 != 0, 0));
            std::generate(payload.begin() + 2, payload.end(), [&] { return static_cast<std::uint8_t>(random()); });
            Decoded decoded;
            EXPECT_TRUE(decoder->decode(payload, decoded));
        }
    }
}

TEST(Codec, PayloadsThatAreTooLongOrEmptyAreRefused) {
    for (const auto encoding : kAll) {
        const auto decoder = make_decoder({96, encoding});
        Decoded decoded;
        EXPECT_FALSE(decoder->decode({}, decoded)) << codec_of(encoding).name;
        EXPECT_FALSE(decoder->decode(std::vector<std::uint8_t>(1921, 0x55), decoded)) << codec_of(encoding).name;
        if (is_amr(encoding)) continue;
        EXPECT_TRUE(decoder->decode(std::vector<std::uint8_t>(1920, 0x55), decoded));
        EXPECT_EQ(decoded.count, 12 * samples_of(codec_of(encoding).rate));
        EXPECT_EQ(decoded.frames, 12);
    }
}

struct ModeCase {
    Encoding encoding;
    std::uint16_t modes;
    std::uint8_t requested, sent;
};

TEST(Codec, TheModeIsWithinModeSetAndRequest) {
    constexpr std::uint8_t none = kNoModeRequest;
    for (const auto& [encoding, modes, requested, sent] :
         {ModeCase{amr, 0, none, 7}, ModeCase{amr, 0, 4, 4}, ModeCase{amr, 0b1001'0101, none, 7},
          ModeCase{amr, 0b1001'0101, 6, 4}, ModeCase{amr, 0b1000'0000, 0, 7}, ModeCase{amr_wb, 0, none, 2},
          ModeCase{amr_wb, 0, 8, 2}, ModeCase{amr_wb, 0, 1, 1}, ModeCase{amr_wb, 0b111, none, 2},
          ModeCase{amr_wb, 0b011, none, 1}, ModeCase{amr_wb, 0b1'0000'0000, none, 8}, ModeCase{amr_wb, 0b101, 1, 0}})
        EXPECT_EQ(mode_to_send(encoding, modes, requested), sent)
            << codec_of(encoding).name << " " << modes << " " << int{requested};
}

TEST(Codec, AModeRequestIsForTheCodecInWhichItCame_MED38) {
    const Format wide{96, amr_wb, AmrPacking::octet_aligned}, narrow{98, amr, AmrPacking::octet_aligned};
    ModeRequest request;
    EXPECT_EQ(request.in(amr_wb), kNoModeRequest);
    request.received(wide, packed(AmrFamily::amr_wb, AmrFrame::no_data(), 1));
    EXPECT_EQ(request.in(amr_wb), 1);
    EXPECT_EQ(request.in(amr), kNoModeRequest);
    request.received(wide, packed(AmrFamily::amr_wb, AmrFrame::no_data(), 9));
    EXPECT_EQ(request.in(amr_wb), 1) << "reserved";
    request.received(wide, std::vector<std::uint8_t>{0x00, 0xff});
    EXPECT_EQ(request.in(amr_wb), 1) << "nothing that can be read";
    request.received(narrow, packed(AmrFamily::amr, AmrFrame::no_data(), 9));
    EXPECT_EQ(request.in(amr_wb), kNoModeRequest);
    EXPECT_EQ(request.in(amr), kNoModeRequest);
}

// RFC 4867 8.1: mode-change-period=2, mode-change-neighbor=1.
TEST(Codec, TheModeMovesToANeighbourInEverySecondFrame) {
    const Format format{98, amr, AmrPacking::bandwidth_efficient, 0b1001'0101};
    AmrMode mode;
    std::vector<int> sent;
    for (std::uint32_t tick = 10; tick < 18; ++tick)
        sent.push_back(mode.next(format, tick == 10 ? kNoModeRequest : 0, tick));
    for (std::uint32_t tick = 18; tick < 22; ++tick) sent.push_back(mode.next(format, 4, tick));
    EXPECT_EQ(sent, (std::vector<int>{7, 7, 4, 4, 2, 2, 0, 0, 2, 2, 4, 4}));
}

TEST(Codec, TheModesOfTwoStreamsMoveInTheSameTickWhenTheyBeganInAnother_MED62) {
    const Format format{96, amr_wb};
    AmrMode one, other;
    one.next(format, kNoModeRequest, 10);
    other.next(format, kNoModeRequest, 11);
    EXPECT_EQ(other.next(format, 0, 12), 2) << "in every second frame, the first included";
    one.next(format, kNoModeRequest, 12);
    std::vector<int> ones, others;
    for (std::uint32_t tick = 13; tick < 17; ++tick) {
        ones.push_back(one.next(format, 0, tick));
        others.push_back(other.next(format, 0, tick));
    }
    EXPECT_EQ(ones, (std::vector<int>{2, 1, 1, 0}));
    EXPECT_EQ(others, ones);
    other.next(format, kNoModeRequest, 20);
    EXPECT_EQ(other.next(format, 0, 0xffff'fffe), 0) << "time that was left out counts";
}

TEST(Resampler, KeepsATonePerFrameAndLeavesItsOwnRateAlone) {
    for (const auto& [from, to] : {std::pair{Rate::narrow, Rate::wide}, std::pair{Rate::wide, Rate::narrow}}) {
        Resampler resampler;
        std::vector<std::int16_t> heard;
        for (std::size_t i = 0; i < 30; ++i) {
            const auto frame = tone_frame(from, 1000, 8000, i);
            EXPECT_EQ(resampler.to(from, frame).data(), frame.data());
            const auto converted = resampler.to(to, frame);
            ASSERT_EQ(converted.size(), samples_of(to));
            heard.insert(heard.end(), converted.begin(), converted.end());
        }
        const auto level = test::amplitude_of(scaled(to, 1000), std::span{heard}.last(samples_of(to) * 25));
        EXPECT_NEAR(test::decibels(level, 8000), 0, 0.3);
        resampler.restart();
        const auto after = resampler.to(to, std::vector<std::int16_t>(samples_of(from), 0));
        EXPECT_TRUE(std::ranges::all_of(after, [](int sample) { return sample == 0; }));
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
