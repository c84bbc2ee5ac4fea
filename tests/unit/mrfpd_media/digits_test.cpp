#include "mrfpd/media/digits.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace isfocus::mrfpd {
namespace {

struct Keypad {
    Digits digits;
    std::uint32_t clock = 8000;
    std::string told;  ///< `+5` pressed, `-5(100)` released after 100 ms

    void tell(const Digits::Changes& changes) {
        for (const auto& change : changes) {
            told += (change.has_ended ? "-" : "+") + std::to_string(change.key);
            if (change.has_ended) told += "(" + std::to_string(change.duration.count()) + ")";
        }
    }
    void packet(std::uint8_t event, std::uint32_t timestamp, std::uint16_t duration, bool end = false,
                bool marker = false) {
        const std::vector<std::uint8_t> payload{event, static_cast<std::uint8_t>(end ? 0x8a : 0x0a),
                                                static_cast<std::uint8_t>(duration >> 8),
                                                static_cast<std::uint8_t>(duration)};
        tell(digits.packet({marker, 101, 0, timestamp, 1, payload}, clock));
    }
    void ticks(int count) {
        while (count-- > 0) tell(digits.tick());
    }
};

// RFC 4733 2.5.1.2, 2.5.1.4: the end is sent three times, and packets overtake each other.
TEST(Digits, APressIsToldOnceHoweverItsPacketsCome) {
    Keypad keypad;
    keypad.packet(5, 1000, 160, false, true);
    keypad.packet(5, 1000, 480);
    keypad.packet(5, 1000, 320);
    for (int i = 0; i < 3; ++i) keypad.packet(5, 1000, 800, true);
    keypad.packet(5, 1000, 640);  // late
    keypad.packet(5, 5000, 160, true, true);
    keypad.packet(5, 1000, 800, true);  // very late
    EXPECT_EQ(keypad.told, "+5-5(100)+5-5(20)") << "the same key twice is two presses";
}

TEST(Digits, CountsByTheClockOfTheEvent) {
    Keypad keypad;
    keypad.clock = 16000;
    keypad.packet(11, 0xfffffff0, 1600, true);
    EXPECT_EQ(keypad.told, "+11-11(100)");
    keypad.packet(0, 0x100, 1600, true);  // over the wrap
    EXPECT_EQ(keypad.told, "+11-11(100)+0-0(100)");
}

TEST(Digits, WhatNeverSaysThatItEndsHasEndedWhenNothingMoreComes) {
    Keypad keypad;
    keypad.packet(1, 1000, 400);
    keypad.ticks(5);
    EXPECT_EQ(keypad.told, "+1");
    keypad.ticks(10);
    EXPECT_EQ(keypad.told, "+1-1(50)");
    keypad.packet(1, 2000, 400);
    keypad.packet(2, 3000, 400, true);
    EXPECT_EQ(keypad.told, "+1-1(50)+1-1(50)+2-2(50)") << "or when another begins";
}

// RFC 4733 2.5.1.3
TEST(Digits, ALongPressInSegmentsIsOne) {
    Keypad keypad;
    keypad.packet(9, 1000, 0xffff, false, true);
    keypad.packet(9, 1000 + 0xffff, 8000);
    keypad.packet(9, 1000 + 0xffff, 8001, true);
    EXPECT_EQ(keypad.told, "+9-9(9192)");
}

TEST(Digits, ALongPressIsOneThoughThePacketThatFillsItsFirstSegmentIsLost_MED46) {
    Keypad keypad;
    keypad.clock = 16000;
    keypad.packet(9, 1000, 64000, false, true);
    keypad.packet(9, 1000 + 0xffff, 320);
    keypad.packet(9, 1000 + 0xffff, 1600, true);
    EXPECT_EQ(keypad.told, "+9-9(4195)");
}

TEST(Digits, TimestampsThatBeginAnewHideNoKey_MED46) {
    Keypad keypad;
    keypad.packet(1, 90'000, 800, true, true);
    keypad.packet(2, 89'000, 800, true, true);  // very late
    keypad.packet(3, 1000, 800, true, true);
    EXPECT_EQ(keypad.told, "+1-1(100)+3-3(100)");
}

TEST(Digits, WhatIsPressedWhenAnotherStreamBeginsHasEnded_MED46) {
    Keypad keypad;
    keypad.packet(4, 1000, 800);
    keypad.tell(keypad.digits.restart());
    keypad.tell(keypad.digits.restart());
    keypad.packet(4, 5, 800, true);
    EXPECT_EQ(keypad.told, "+4-4(100)+4-4(100)");
}

TEST(Digits, OtherEventsAndShortPacketsAreNone) {
    Keypad keypad;
    keypad.packet(16, 1000, 160);  // hook flash
    keypad.packet(255, 1000, 160);
    const std::vector<std::uint8_t> octets{5, 0, 0};
    keypad.tell(keypad.digits.packet({false, 101, 0, 1, 1, octets}, 8000));
    EXPECT_EQ(keypad.told, "");
}

}  // namespace
}  // namespace isfocus::mrfpd
