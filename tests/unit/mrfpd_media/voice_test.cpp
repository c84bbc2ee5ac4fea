#include "mrfpd/media/voice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "goertzel.h"

/// What is heard of a user over a network that loses, delays and repeats, codec by codec, without sockets.
namespace isfocus::mrfpd {
namespace {

using enum Encoding;

constexpr double kPitch = 500, kVolume = 8000;
constexpr std::array kAmrFamilies{amr, amr_wb};

/// A user with a tone for a voice, and who listens to him.
struct Caller {
    explicit Caller(Encoding encoding)
        : format{96, encoding}, encoder(make_encoder(encoding)), samples(samples_of(codec_of(encoding).rate)) {}

    struct Packet {
        std::uint16_t sequence = 0;
        std::uint32_t timestamp = 0;
        std::vector<std::uint8_t> payload;
    };

    /// His next 20 ms.
    Packet says() {
        const bool wide = codec_of(format.encoding).rate == Rate::wide;
        const auto tone = test::sine(wide ? pitch / 2 : pitch, kVolume, samples, said++ * samples);
        Coded coded, room;
        encoder->encode(tone, mode_to_send(format.encoding, 0, kNoModeRequest), coded);
        const auto payload = payload_of(format, coded, room);
        Packet packet{sequence++, timestamp, {payload.begin(), payload.end()}};
        timestamp += codec_of(format.encoding).clock / 50;
        return packet;
    }
    void arrives(const Packet& packet) {
        const RtpPacket rtp{false, format.payload_type, packet.sequence, packet.timestamp, 1, packet.payload};
        voice.packet(rtp, source.receive(rtp, 0, false), &format);
    }
    /// Passes a tick; returns how loud the tone in it is.
    double tick() {
        std::vector<std::int16_t> frame(samples);
        is_heard = voice.take(frame);
        if (is_heard) ++frames_heard;
        heard.insert(heard.end(), frame.begin(), frame.end());
        return level(1);
    }
    void talks(int ticks) {
        for (int i = 0; i < ticks; ++i) {
            arrives(says());
            tick();
        }
    }
    double level(std::size_t frames) const {
        const bool wide = codec_of(format.encoding).rate == Rate::wide;
        return test::amplitude_of(wide ? pitch / 2 : pitch, std::span{heard}.last(frames * samples));
    }
    std::string name() const { return std::string{codec_of(format.encoding).name}; }

    Format format;
    std::unique_ptr<Encoder> encoder;
    double pitch = kPitch;
    std::size_t samples, said = 0;
    std::uint16_t sequence = 65500;
    std::uint32_t timestamp = 0xffff0000;
    RtpSource source;
    Voice voice;
    bool is_heard = false;
    int frames_heard = 0;
    std::vector<std::int16_t> heard;
};

TEST(Voice, AfterALongLossEachPacketIsHeardAgain_MED15) {
    for (const auto encoding : kAmrFamilies)
        for (const int lost : {20, 100}) {
            Caller caller{encoding};
            caller.talks(30);
            for (int i = 0; i < lost; ++i) {
                caller.says();
                caller.tick();
            }
            const auto before = caller.frames_heard;
            caller.talks(20);
            EXPECT_EQ(caller.frames_heard - before, 19) << caller.name() << ": all but for the delay";
            EXPECT_NEAR(test::decibels(caller.level(10), kVolume), 0, 1) << caller.name();
        }
}

TEST(Voice, WhatComesAllAtOnceAfterALossIsHeardWhole_MED15) {
    for (const auto encoding : kAmrFamilies) {
        Caller caller{encoding};
        caller.talks(30);
        for (int i = 0; i < 20; ++i) {
            caller.says();
            caller.tick();
        }
        const auto before = caller.frames_heard;
        for (int i = 0; i < 16; ++i) caller.arrives(caller.says());
        for (int i = 0; i < 17; ++i) caller.tick();
        EXPECT_EQ(caller.frames_heard - before, 16) << caller.name();
        EXPECT_NEAR(test::decibels(caller.level(10), kVolume), 0, 1) << caller.name();
    }
}

// Half a second is what is decoded in a tick.
TEST(Voice, OfMoreThanCanBeDecodedAtOnceTheNewestIsHeard_MED15) {
    for (const auto encoding : kAmrFamilies) {
        Caller caller{encoding};
        caller.talks(30);
        for (int i = 0; i < 25; ++i) caller.arrives(caller.says());
        caller.pitch = 2 * kPitch;
        for (int i = 0; i < 15; ++i) caller.arrives(caller.says());
        double loudest = 0;
        for (int i = 0; i < 45; ++i) loudest = std::max(loudest, caller.tick());
        EXPECT_NEAR(test::decibels(loudest, kVolume), 0, 3) << caller.name();
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
