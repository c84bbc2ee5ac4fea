#include "mrfpd/media/packet_order.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace isfocus::mrfpd
