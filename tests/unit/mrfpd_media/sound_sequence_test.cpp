#include "mrfpd/media/sound_sequence.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

TEST(SoundSequenceTable, DecidesEveryPairOfStateAndEvent) {
    using enum SequenceState;
    using enum SequenceEvent;
    const std::set<std::pair<SequenceState, SequenceEvent>> impossible{
        {sounding, pause_ended}, {pausing, sound_ended}, {pausing, sound_ended_before_pause},
        {pausing, last_ended},   {over, sound_ended},    {over, sound_ended_before_pause},
        {over, last_ended},      {over, pause_ended},
    };
    for (const auto state : {sounding, pausing, over})
        for (const auto event : {sound_ended, sound_ended_before_pause, last_ended, pause_ended})
            EXPECT_NE(find_row(kSequence, state, event) != nullptr, impossible.contains({state, event}))
                << static_cast<int>(state) << ' ' << static_cast<int>(event);
}

/// The number of the sound in each tick, `-` for a pause, `.` when all is over; `!` before it when one has ended.
std::string ticks(SoundSequence sequence, int count) {
    std::string all;
    std::string ended;
    for (int i = 0; i < count; ++i) {
        if (const auto number = sequence.tick()) {
            all += '!';
            ended += std::to_string(*number);
        }
        const auto* sound = sequence.sound();
        all += sequence.is_over() ? "." : sound == nullptr ? "-" : std::to_string(sound->number);
    }
    return all + " " + ended;
}

TEST(SoundSequence, GoesFromOneToTheNext_MED21) {
    const Play first{.number = 1, .length = 60ms}, second{.number = 2, .length = 10ms},
        third{.number = 3, .length = 50ms}, pause{.number = 4, .length = 20ms, .pause = 50ms}, on{.number = 5};
    EXPECT_EQ(ticks(SoundSequence{{first}}, 5), "111!.. 1");
    EXPECT_EQ(ticks(SoundSequence{{first, second, third}}, 9), "111!2!333!.. 123") << "each a whole number of ticks";
    EXPECT_EQ(ticks(SoundSequence{{pause, first}}, 9), "4!---111!.. 41");
    EXPECT_EQ(ticks(SoundSequence{{first, pause}}, 6), "111!4!.. 14") << "nothing follows that pause";
    EXPECT_EQ(ticks(SoundSequence{{second, on}}, 9), "2!55555555 2");
}

TEST(SoundSequence, WhatIsBriefHasItsOwnLength_MED21) {
    const auto half = std::make_shared<const Recording>(Recording{std::vector<std::int16_t>(400), {}});  // 50 ms
    const auto nothing = std::make_shared<const Recording>();
    const Play tone{.number = 1, .tone = Tone::warning, .length = 20ms, .is_brief = true},
        twice{.number = 2, .is_brief = true, .announcement = half, .cycles = 2},
        empty{.number = 3, .is_brief = true, .announcement = nothing};
    EXPECT_EQ(ticks(SoundSequence{{tone}}, 21), "11111111111111111111!. 1") << "400 ms";
    EXPECT_EQ(ticks(SoundSequence{{twice, empty}}, 9), "222222!3!.. 23") << "whole ticks, and one at least";
}

TEST(SoundSequence, TellsSinceWhenASoundIsPlayed_MED21) {
    SoundSequence sequence{{{.number = 1, .length = 40ms}, {.number = 2, .length = 40ms}}};
    for (const auto expected : {0ms, 20ms, 0ms, 20ms}) {
        sequence.tick();
        EXPECT_EQ(sequence.at(), expected);
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
