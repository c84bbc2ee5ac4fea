#include "mrfpd/media/jitter_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace isfocus::mrfpd {
namespace {

constexpr int kAudio = 1000;

/// Audio whose samples say where they belong: 1000 + number of the 20 ms frame, counted from `base`.
struct Talker {
    JitterBuffer buffer;
    std::uint32_t base = 0;
    Frame frame{};

    void packet(unsigned first_frame, unsigned milliseconds = 20) { samples(first_frame * 160, milliseconds * 8); }

    void samples(unsigned from, unsigned count) {
        std::vector<std::int16_t> audio(count);
        for (unsigned i = 0; i < count; ++i) audio[i] = static_cast<std::int16_t>(kAudio + (from + i) / 160);
        arrives(base + from, audio);
    }
    void arrives(std::uint32_t timestamp, std::span<const std::int16_t> audio) {
        buffer.arrived(timestamp);
        buffer.put(timestamp, audio);
    }

    /// The number of the frame that is played; "-" silence, "~" made up.
    std::string tick() {
        const auto concealed = buffer.counters().concealed;
        if (!buffer.take(frame)) {
            EXPECT_TRUE(std::all_of(frame.begin(), frame.end(), [](int s) { return s == 0; }));
            return "-";
        }
        if (buffer.counters().concealed != concealed) return "~";
        // After a loss the beginning is bent to fit.
        EXPECT_TRUE(std::all_of(frame.begin() + 30, frame.end(), [&](int s) { return s == frame.back(); }));
        return std::to_string(frame.back() - kAudio);
    }
};

/// One column of `arrivals` per tick: the 20 ms packets that come before it.
struct Case {
    const char* what;
    std::vector<std::vector<unsigned>> arrivals;
    std::vector<std::string> played;
};

const Case kCases[] = {
    {"a steady talker is one tick behind", {{0}, {1}, {2}, {3}}, {"-", "0", "1", "2"}},
    {"two at once do not hurry it", {{0, 1}, {}, {2, 3}, {}}, {"-", "0", "1", "2"}},
    {"reordered", {{0}, {2, 1}, {3}, {4}, {5}}, {"-", "0", "1", "2", "3"}},
    {"reordered at the very beginning", {{1, 0}, {2}, {3}, {4}}, {"-", "0", "1", "2"}},
    {"twice", {{0, 0}, {1, 1}, {2}, {3, 2}}, {"-", "0", "1", "2"}},
    {"twice, the second time late", {{0}, {1}, {2}, {3, 0}, {4}}, {"-", "0", "1", "2", "3"}},
    {"one is lost", {{0}, {1}, {3}, {4}, {5}}, {"-", "0", "1", "~", "3"}},
    {"one comes when it was due already", {{0}, {1}, {3}, {4}, {5, 2}, {6}}, {"-", "0", "1", "~", "3", "4"}},
    {"five are lost: faded out, then silence, in place",
     {{0}, {1}, {}, {}, {}, {}, {7}, {8}, {9}},
     {"-", "0", "1", "~", "~", "~", "-", "-", "7"}},
    {"the talker stops, and talks again",
     {{0}, {1}, {}, {}, {}, {}, {}, {}, {50}, {51}, {52}},
     {"-", "0", "1", "~", "~", "~", "-", "-", "-", "50", "51"}},
    {"one comes a tick too late and nothing else waits: the delay grows, no audio goes",
     {{0}, {1}, {}, {}, {2}, {3}, {4}},
     {"-", "0", "1", "~", "2", "3", "4"}},
};

TEST(JitterBuffer, PlaysInOrderWhatComesInTime) {
    for (const auto& [what, arrivals, played] : kCases)
        for (const std::uint32_t base :
             {0U, 0xffffffffU - 200, 4096U - 80}) {  // over the wraps of time and of the ring
            Talker talker;
            talker.base = base;
            std::vector<std::string> heard;
            for (const auto& packets : arrivals) {
                for (const auto packet : packets) talker.packet(packet);
                heard.push_back(talker.tick());
            }
            EXPECT_EQ(heard, played) << what << ", from timestamp " << base;
        }
}

TEST(JitterBuffer, TakesPacketsOfAnyLength) {
    for (const unsigned milliseconds : {10U, 20U, 30U, 40U, 60U}) {
        Talker talker;
        std::vector<std::string> heard;
        unsigned sent = 0;
        for (unsigned now = 0; now < 1200; now += 20) {
            for (; sent <= now; sent += milliseconds) talker.samples(sent * 8, milliseconds * 8);
            heard.push_back(talker.tick());
        }
        for (unsigned i = 1; i < heard.size(); ++i) EXPECT_EQ(heard[i], std::to_string(i - 1)) << milliseconds << " ms";
    }
}

TEST(JitterBuffer, FillsInTheHalfFrameThatIsMissing) {
    Talker talker;
    for (unsigned i = 0; i < 6; ++i)
        if (i != 3) talker.samples(i * 80, 80);  // 10 ms packets, the fourth lost
    talker.tick();
    EXPECT_EQ(talker.tick(), "0");
    EXPECT_EQ(talker.tick(), "~");
    EXPECT_EQ(talker.frame[0], kAudio + 1);
    EXPECT_EQ(talker.frame[79], kAudio + 1);
    EXPECT_GT(talker.frame[80], kAudio / 2) << "the frame before, a little fainter";
    EXPECT_LT(talker.frame[80], kAudio);
    EXPECT_EQ(talker.tick(), "2");
}

TEST(JitterBuffer, FadesOutOverSixtyMilliseconds) {
    Talker talker;
    talker.packet(0);
    talker.tick();
    talker.tick();
    int before = kAudio;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(talker.tick(), "~");
        for (const int sample : talker.frame) {
            EXPECT_LE(sample, before);
            before = sample;
        }
    }
    EXPECT_LE(before, kAudio / 400);
    EXPECT_EQ(talker.tick(), "-");
}

// RFC 4733: while a key is pressed no audio comes; that is no loss to be hidden.
TEST(JitterBuffer, IsSilentWhileTheTalkerSendsEvents) {
    Talker talker;
    talker.packet(0);
    talker.tick();
    talker.packet(1);
    EXPECT_EQ(talker.tick(), "0");
    talker.buffer.pass_over();
    EXPECT_EQ(talker.tick(), "1");
    talker.buffer.pass_over();
    EXPECT_EQ(talker.tick(), "-");
    EXPECT_EQ(talker.tick(), "-");
    talker.packet(4);
    EXPECT_EQ(talker.tick(), "4");
    EXPECT_EQ(talker.buffer.counters().concealed, 0);
    EXPECT_EQ(talker.tick(), "~") << "audio again: what is missing now is loss";
}

TEST(JitterBuffer, BeginsAnewAfterAJump) {
    for (const unsigned to : {1000U, 20'000'000U}) {  // the second is behind: over half of the timestamps ahead
        Talker talker;
        talker.packet(0);
        talker.tick();
        EXPECT_EQ(talker.tick(), "0");
        talker.base = to * 160 - 160;
        talker.packet(1);
        EXPECT_EQ(talker.tick(), "-");
        talker.packet(2);
        EXPECT_EQ(talker.tick(), "1");
        EXPECT_EQ(talker.tick(), "2");
    }
}

TEST(JitterBuffer, ForgetsOnRestart) {
    Talker talker;
    talker.packet(0);
    talker.packet(1);
    talker.tick();
    talker.buffer.restart();
    EXPECT_EQ(talker.tick(), "-");
    EXPECT_EQ(talker.tick(), "-");
}

/// Plays `ticks` of a talker whose packets are all there `early` frames before they are needed.
std::vector<int> play_ahead(Talker& talker, unsigned early, unsigned ticks, int amplitude) {
    std::vector<int> first_samples;
    std::vector<std::int16_t> audio(160, static_cast<std::int16_t>(amplitude));
    unsigned sent = 0;
    for (unsigned i = 0; i < ticks; ++i) {
        for (; sent <= i + early; ++sent) talker.arrives(sent * 160, audio);
        talker.buffer.take(talker.frame);
        first_samples.push_back(talker.frame[0]);
    }
    return first_samples;
}

TEST(JitterBuffer, ShortensADelayThatNobodyNeeds) {
    Talker quiet, loud;
    play_ahead(quiet, 6, 120, 20);
    EXPECT_EQ(quiet.buffer.counters().skipped, 6) << "at once in silence";
    const auto heard = play_ahead(loud, 6, 450, 5000);
    EXPECT_EQ(loud.buffer.counters().skipped, 6) << "in speech all above three frames soon, then a frame per window";
    EXPECT_EQ(std::count(heard.begin() + 1, heard.end(), 5000), 449) << "and nothing is missing between";
}

TEST(JitterBuffer, AFrameThatIsLeftOutLeavesNoJump) {
    Talker talker;
    std::vector<std::int16_t> ramp(160);  // three seconds up and down
    const auto height = [](unsigned at) {
        return static_cast<int>(at % 24000 < 12000 ? at % 24000 : 24000 - at % 24000);
    };
    int before = 0, steepest = 0;
    unsigned sent = 0;
    for (unsigned i = 0; i < 450; ++i) {
        for (; sent <= i + 6; ++sent) {
            for (unsigned k = 0; k < 160; ++k) ramp[k] = static_cast<std::int16_t>(5000 + height(sent * 160 + k));
            talker.arrives(sent * 160, ramp);
        }
        talker.buffer.take(talker.frame);
        if (i == 0) continue;
        for (const int sample : talker.frame) {
            if (before != 0) steepest = std::max(steepest, std::abs(sample - before));
            before = sample;
        }
    }
    EXPECT_EQ(talker.buffer.counters().skipped, 6);
    EXPECT_LE(steepest, 3) << "of 160 in a frame";
}

/// A thread of ours that could not run finds all that came meanwhile, and runs the last three ticks.
TEST(JitterBuffer, TicksThatDidNotTakePlaceDelayNothing) {
    for (const std::uint32_t base : {0U, 0xffffffffU - 200})
        for (const unsigned stall : {4U, 15U, 60U, 1000U}) {
            Talker talker;
            talker.base = base;
            unsigned sent = 0;
            for (; sent < 20; ++sent) {
                talker.packet(sent);
                talker.tick();
            }
            talker.buffer.skip(stall - 3);
            for (const auto end = sent + stall; sent < end; ++sent) talker.packet(sent);
            for (unsigned behind = 3; behind > 0; --behind)
                EXPECT_EQ(talker.tick(), std::to_string(sent - 1 - behind)) << stall;
            for (const auto end = sent + 20; sent < end; ++sent) {
                talker.packet(sent);
                EXPECT_EQ(talker.tick(), std::to_string(sent - 1)) << stall;
            }
        }
}

TEST(JitterBuffer, TicksThatDidNotTakePlaceWhileItFilledOrWasEmpty) {
    Talker empty, filling;
    empty.buffer.skip(5);
    empty.packet(0);
    EXPECT_EQ(empty.tick(), "-");
    EXPECT_EQ(empty.tick(), "0");
    filling.packet(0);
    filling.buffer.skip(5);
    for (unsigned i = 1; i < 8; ++i) filling.packet(i);
    EXPECT_EQ(filling.tick(), "4");
}

TEST(JitterBuffer, KeepsTheDelayThatIsNeeded) {
    Talker talker;
    std::vector<std::int16_t> audio(160, 20);
    for (unsigned i = 0; i < 1000; ++i) {  // one tick of jitter: two packets every other tick
        if (i % 2 == 0) talker.arrives(i * 160, audio), talker.arrives((i + 1) * 160, audio);
        talker.buffer.take(talker.frame);
    }
    EXPECT_EQ(talker.buffer.counters().skipped, 0);
    EXPECT_EQ(talker.buffer.counters().concealed, 0);
    EXPECT_EQ(talker.buffer.counters().late, 0);
}

/// Packets on time but for some that are `late` ticks late; returns how many frames of the last 500 were made up.
std::uint32_t made_up_with(unsigned late, unsigned every) {
    Talker talker;
    std::vector<std::int16_t> audio(160, 5000);
    std::uint32_t before = 0;
    for (unsigned i = 0; i < 1000; ++i) {
        if (i % every != 0 || i == 0) talker.arrives(i * 160, audio);
        if (i > late && (i - late) % every == 0) talker.arrives((i - late) * 160, audio);
        talker.buffer.take(talker.frame);
        if (i == 500) before = talker.buffer.counters().concealed;
    }
    return talker.buffer.counters().concealed - before;
}

TEST(JitterBuffer, TheDelayGrowsToWhatComesLateAgainAndAgain) {
    EXPECT_EQ(made_up_with(3, 7), 0U);
    EXPECT_EQ(made_up_with(6, 11), 0U);
}

TEST(JitterBuffer, OnePacketThatIsLateIsNoReasonToWait) {
    EXPECT_EQ(made_up_with(4, 300), 2U) << "the two of the last 500";
}

TEST(JitterBuffer, WhatIsFarTooLateIsLost) {
    EXPECT_GT(made_up_with(20, 11), 40U);
}

TEST(JitterBuffer, RefusesPacketsThatAreEmptyOrTooLong) {
    Talker talker;
    talker.samples(0, 0);
    talker.samples(0, 2049);
    EXPECT_EQ(talker.tick(), "-");
    EXPECT_EQ(talker.tick(), "-");
}

}  // namespace
}  // namespace isfocus::mrfpd
