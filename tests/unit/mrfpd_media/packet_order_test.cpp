#include "mrfpd/media/packet_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <vector>

namespace isfocus::mrfpd {
namespace {

RtpPacket packet(unsigned sequence) {
    return {false, 96, static_cast<std::uint16_t>(sequence), sequence * 160, 1, {}};
}

TEST(PacketOrder, GivesBackTheOrderOverTheWrap) {
    PacketOrder order;
    EXPECT_TRUE(order.take(65534)) << "the first, whatever it is";
    EXPECT_FALSE(order.take(0));
    EXPECT_TRUE(order.is_to_come(0));
    order.keep(packet(1), true);
    order.keep(packet(0), true);
    order.keep(packet(0), true);
    EXPECT_FALSE(order.take(order.first().sequence));
    EXPECT_TRUE(order.take(65535));
    for (const auto expected : {std::uint16_t{0}, std::uint16_t{1}}) {
        ASSERT_TRUE(order.anything_waits());
        EXPECT_EQ(order.first().sequence, expected);
        EXPECT_TRUE(order.take(expected));
        order.drop_first();
    }
    EXPECT_FALSE(order.anything_waits());
}

TEST(PacketOrder, WhatWasTakenOrGivenUpIsLate) {
    PacketOrder order;
    EXPECT_TRUE(order.is_to_come(7)) << "before the first all is";
    order.take(7);
    EXPECT_FALSE(order.is_to_come(7));
    EXPECT_TRUE(order.is_to_come(8));
    order.keep(packet(12), true);
    order.give_up_all();
    EXPECT_FALSE(order.is_to_come(11));
    EXPECT_TRUE(order.take(12));
    order.restart();
    EXPECT_FALSE(order.anything_waits());
    EXPECT_TRUE(order.take(3));
}

TEST(PacketOrder, IsFullWhenNoMoreShallWait) {
    PacketOrder order;
    order.take(0);
    for (unsigned i = 0; i < PacketOrder::kMost; ++i) {
        EXPECT_FALSE(order.is_full());
        order.keep(packet(2 + i), true);
    }
    EXPECT_TRUE(order.is_full());
}

TEST(PacketOrder, OnceThereIsRoomNoneIsMadeForAPacket) {
    PacketOrder order;
    order.reserve(320);
    std::set<const std::uint8_t*> rooms;
    const std::vector<std::uint8_t> octets(320, 7);
    order.take(0);
    for (unsigned first = 1; first < 2000; first += 3) {  // three come the wrong way round
        for (const unsigned sequence : {first + 2, first + 1, first}) {
            auto coming = packet(sequence);
            coming.payload = octets;
            order.keep(coming, true);
        }
        for (unsigned sequence = first; sequence < first + 3; ++sequence) {
            ASSERT_TRUE(order.take(order.first().sequence)) << sequence;
            EXPECT_EQ(order.first().payload, octets);
            rooms.insert(order.first().payload.data());
            order.drop_first();
        }
    }
    EXPECT_LE(rooms.size(), PacketOrder::kMost);
}

TEST(PacketOrder, ARandomOrderIsPutRight) {
    std::minstd_rand random{7};
    PacketOrder order;
    std::vector<unsigned> coming(PacketOrder::kMost);
    order.take(65529);
    for (unsigned round = 0; round < 100; ++round) {
        std::iota(coming.begin(), coming.end(), 65530 + round * PacketOrder::kMost);
        std::ranges::shuffle(coming, random);
        for (const auto sequence : coming) order.keep(packet(sequence), true);
        EXPECT_TRUE(order.is_full());
        for (unsigned i = 0; i < PacketOrder::kMost; ++i) {
            ASSERT_TRUE(order.take(static_cast<std::uint16_t>(65530 + round * PacketOrder::kMost + i)));
            EXPECT_EQ(order.first().timestamp, (65530 + round * PacketOrder::kMost + i) * 160);
            order.drop_first();
        }
        EXPECT_FALSE(order.anything_waits());
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
