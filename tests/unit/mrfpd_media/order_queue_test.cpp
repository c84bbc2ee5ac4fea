#include "mrfpd/media/order_queue.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

TEST(OrderQueue, WhatWasNotCarriedOutComesBeforeWhatWasPostedMeanwhile_MED51) {
    OrderQueue<int> queue;
    EXPECT_EQ(queue.next(), nullptr);
    for (const int order : {1, 2, 3}) queue.post(order);
    EXPECT_EQ(*queue.next(), 1);
    queue.post(4);
    for (const int order : {2, 3, 4}) EXPECT_EQ(*queue.next(), order);
    EXPECT_EQ(queue.next(), nullptr);
}

}  // namespace
}  // namespace isfocus::mrfpd
