#include "mrfpd/media/voice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
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

    Packet says() {
        const auto coded = encodes();
        Coded room;
        const auto payload = payload_of(format, coded, room);
        return next_packet({payload.begin(), payload.end()});
    }
    /// With each 20 ms he repeats the last ones, so that what is lost comes once more. The packet is of the time of the
    /// first of them (RFC 4867 3.7.1, 4.3.1).
    Packet says_again(std::size_t repeated) {
        constexpr std::uint8_t kMore = 0x80, kNoRequest = 0xf0;
        frames.push_back(encodes());
        const auto count = std::min(frames.size(), repeated + 1);
        std::vector<std::uint8_t> payload{kNoRequest};
        for (auto i = frames.size() - count; i < frames.size(); ++i)
            payload.push_back(frames[i].octets[0] | (i + 1 < frames.size() ? kMore : 0));
        for (auto i = frames.size() - count; i < frames.size(); ++i)
            payload.insert(payload.end(), &frames[i].octets[1], &frames[i].octets[frames[i].size]);
        auto packet = next_packet(std::move(payload));
        packet.timestamp -= static_cast<std::uint32_t>((count - 1) * samples);
        return packet;
    }
    /// The next 20 ms of his tone.
    Coded encodes() {
        const bool wide = codec_of(format.encoding).rate == Rate::wide;
        const auto tone = test::sine(wide ? pitch / 2 : pitch, kVolume, samples, said++ * samples);
        Coded coded;
        encoder->encode(tone, mode_to_send(format.encoding, 0, kNoModeRequest), coded);
        return coded;
    }
    Packet next_packet(std::vector<std::uint8_t> payload) {
        Packet packet{sequence++, timestamp, std::move(payload)};
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
    double level(std::size_t last_frames) const {
        const bool wide = codec_of(format.encoding).rate == Rate::wide;
        return test::amplitude_of(wide ? pitch / 2 : pitch, std::span{heard}.last(last_frames * samples));
    }
    std::string name() const { return std::string{codec_of(format.encoding).name}; }

    Format format;
    std::unique_ptr<Encoder> encoder;
    double pitch = kPitch;
    std::size_t samples, said = 0;
    std::vector<Coded> frames;  ///< said with repetition
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

/// What is heard of a caller who repeats as much in each packet, over a network that loses each `lost`th one; 0: none.
std::vector<std::int16_t> heard_with(Encoding encoding, std::size_t repeated, int lost) {
    Caller caller{encoding};
    caller.format.packing = AmrPacking::octet_aligned;
    for (int i = 0; i < 100; ++i) {
        const auto packet = caller.says_again(repeated);
        if (lost == 0 || i % lost != lost - 1) caller.arrives(packet);
        caller.tick();
    }
    EXPECT_EQ(caller.frames_heard, 99) << caller.name();
    return caller.heard;
}

// RFC 4867 3.7.1: a UE may send each frame more than once (max-red).
TEST(Voice, WhatIsRepeatedIsHeardOnceAndInPlaceOfWhatWasLost_MED34) {
    for (const auto encoding : kAmrFamilies) {
        const auto plain = heard_with(encoding, 0, 0);
        for (const std::size_t repeated : {1U, 2U, 11U}) {
            EXPECT_EQ(heard_with(encoding, repeated, 0), plain) << repeated;
            EXPECT_EQ(heard_with(encoding, repeated, 5), plain) << repeated << ", each fifth packet lost";
        }
    }
}

TEST(Voice, NoDataInPlaceOfARepetitionSilencesNothing_MED34) {
    for (const auto encoding : kAmrFamilies) {
        const auto plain = heard_with(encoding, 0, 0);
        Caller caller{encoding};
        caller.format.packing = AmrPacking::octet_aligned;
        for (int i = 0; i < 100; ++i) {
            auto packet = caller.says_again(0);
            if (i > 0) {  // as if a frame before it had been taken out
                packet.payload.insert(packet.payload.begin() + 1, 0x80 | kNoData << 3 | 4);
                packet.timestamp -= static_cast<std::uint32_t>(caller.samples);
            }
            caller.arrives(packet);
            caller.tick();
        }
        EXPECT_EQ(caller.heard, plain) << caller.name();
    }
}

TEST(Voice, WhatIsMadeUpIsNotDecodedOnceMoreWhenItComesLate_MED34) {
    for (const auto encoding : kAmrFamilies) {
        std::array<std::vector<std::int16_t>, 2> heard;
        for (const bool comes : {false, true}) {
            Caller caller{encoding};
            caller.talks(50);
            const auto late = caller.says();
            caller.tick();
            caller.arrives(caller.says());
            caller.tick();
            if (comes) caller.arrives(late);
            caller.talks(20);
            EXPECT_EQ(caller.voice.counters().concealed, 1U) << caller.name();
            heard[comes ? 1 : 0] = caller.heard;
        }
        EXPECT_EQ(heard[1], heard[0]) << codec_of(encoding).name;
    }
}

// The delay is judged by what is new in a packet.
TEST(Voice, RepetitionDoesNotKeepADelayThatNobodyNeeds_MED34) {
    for (const auto encoding : kAmrFamilies) {
        std::array<std::uint32_t, 2> skipped{};
        for (const std::size_t repeated : {0U, 2U}) {
            Caller caller{encoding};
            caller.format.packing = AmrPacking::octet_aligned;
            for (int i = 0; i < 3; ++i) caller.arrives(caller.says_again(repeated));
            for (int i = 0; i < 450; ++i) {
                caller.arrives(caller.says_again(repeated));
                caller.tick();
            }
            skipped[repeated / 2] = caller.voice.counters().skipped;
        }
        EXPECT_GT(skipped[0], 1U);
        EXPECT_EQ(skipped[1], skipped[0]);
    }
}

TEST(Voice, AStragglerIsLeftOutAndDisturbsNothing_MED37) {
    for (const auto encoding : {pcmu, g722, amr, amr_wb})
        for (const int late : {5, 30, 90}) {
            Caller caller{encoding};
            const auto straggler = caller.says();
            caller.arrives(caller.says());
            caller.talks(late);
            const auto before = caller.frames_heard;
            caller.arrives(straggler);
            caller.talks(20);
            EXPECT_EQ(caller.frames_heard - before, 20) << caller.name() << " " << late;
            EXPECT_NEAR(test::decibels(caller.level(20), kVolume), 0, 1) << caller.name() << " " << late;
        }
}

// It was given up to make room for what comes later.
TEST(Voice, WhatComesWhenTooMuchWaitsForItIsTooLate_MED15) {
    for (const auto encoding : {g722, amr, amr_wb}) {
        std::array<std::vector<std::int16_t>, 2> heard;
        for (const bool comes : {false, true}) {
            Caller caller{encoding};
            caller.talks(30);
            caller.says();
            const auto late = caller.says();
            for (std::size_t i = 0; i < PacketOrder::kMost; ++i) caller.arrives(caller.says());
            if (comes) caller.arrives(late);
            caller.arrives(caller.says());
            caller.talks(30);
            heard[comes ? 1 : 0] = caller.heard;
        }
        EXPECT_EQ(heard[1], heard[0]) << codec_of(encoding).name;
    }
}

/// Ten minutes of a phone whose clock goes wrong by 200 ppm, six frames in all; each frame that is played, or left out,
/// more or less than he said is one that the clocks are apart.
TEST(Voice, AClockThatIsSlowOrFastCostsAFrameNowAndThen_MED15) {
    constexpr int kTicks = 30'000, kSecond = 50;
    constexpr double kWrong = 200e-6;
    for (const auto encoding : {pcmu, amr_wb})
        for (const double speed : {1 - kWrong, 1 + kWrong}) {
            Caller caller{encoding};
            std::vector<Caller::Packet> second;
            for (int i = 0; i < 2 * kSecond; ++i) second.push_back(caller.says());
            second.erase(second.begin(), second.begin() + kSecond);  // a tone that goes on where it ended
            int sent = 0;
            for (int i = 0; i < kTicks; ++i) {
                for (; sent < (i + 0.5) * speed; ++sent)
                    caller.arrives(caller.next_packet(second[static_cast<std::size_t>(sent % kSecond)].payload));
                caller.tick();
                if (i % kSecond == 0) caller.heard.clear();
            }
            const auto& counters = caller.voice.counters();
            const auto what = caller.name() + " " + std::to_string(speed);
            EXPECT_EQ(caller.frames_heard, kTicks - 1) << what;
            EXPECT_LE(counters.concealed, speed < 1 ? 7U : 0U) << what;
            EXPECT_LE(counters.skipped, speed < 1 ? 1U : 6U) << what;
            EXPECT_EQ(counters.late, 0U) << what;
            EXPECT_NEAR(test::decibels(caller.level(10), kVolume), 0, 1) << what;
            int to_come = 0;
            for (; caller.is_heard; ++to_come) caller.tick();
            EXPECT_LE(to_come, 6) << what << ": he is heard as soon as at first";
        }
}

/// How many ticks a caller is still heard after his last word, when the thread that listens had stood still.
int frames_to_come(Encoding encoding, std::size_t stall) {
    constexpr std::size_t kReadInATick = 64, kCaughtUp = 3;
    Caller caller{encoding};
    caller.talks(50);
    std::deque<Caller::Packet> waiting;
    for (std::size_t i = 0; i < stall; ++i) waiting.push_back(caller.says());
    if (stall > kCaughtUp) caller.voice.skip(static_cast<std::uint32_t>(stall - kCaughtUp));
    for (std::size_t i = 0; i < kCaughtUp + 50; ++i) {
        if (i >= std::min(stall, kCaughtUp)) waiting.push_back(caller.says());
        for (std::size_t k = 0; k < kReadInATick && !waiting.empty(); ++k, waiting.pop_front())
            caller.arrives(waiting.front());
        caller.tick();
    }
    EXPECT_NEAR(test::decibels(caller.level(10), kVolume), 0, 1) << caller.name() << " after " << stall;
    int count = 0;
    for (; caller.is_heard; ++count) caller.tick();
    return count;
}

TEST(Voice, AStallOfOursMakesNobodyHeardLater_MED36) {
    for (const auto encoding : {pcmu, g722, amr, amr_wb}) {
        const auto usual = frames_to_come(encoding, 0);
        EXPECT_LT(usual, 6);
        for (const std::size_t stall : {5U, 15U, 30U, 60U})
            EXPECT_EQ(frames_to_come(encoding, stall), usual) << codec_of(encoding).name << " " << stall;
        EXPECT_LE(frames_to_come(encoding, 250), usual + 3) << "more than is read in the ticks that are caught up";
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
