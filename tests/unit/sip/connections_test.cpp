#include "sip/connections.h"

#include <gtest/gtest.h>

namespace isfocus::sip {
namespace {

using std::chrono::seconds;

constexpr ConnectionLimits kLimits{.idle = seconds(100), .message = seconds(10), .max_total = 4, .max_per_address = 2};

Connection connection(int fd, const char* address, std::uint64_t age) {
    return {.fd = fd, .address = address, .age = age, .has_spoken = true};
}

TEST(ConnectionsTest, WithinTheLimitsAllStay) {
    EXPECT_TRUE(surplus({}, kLimits).empty());
    EXPECT_TRUE(surplus({connection(3, "::1", 1), connection(4, "::1", 2), connection(5, "::2", 3)}, kLimits).empty());
}

TEST(ConnectionsTest, TheYoungestOfAnAddressWithTooManyHasToGo) {
    EXPECT_EQ(surplus({connection(9, "::1", 3), connection(8, "::1", 1), connection(7, "::1", 2)}, kLimits),
              std::vector<int>{9});
}

TEST(ConnectionsTest, TheYoungestOfTooManyHaveToGo) {
    EXPECT_EQ(surplus({connection(3, "::1", 1), connection(4, "::2", 2), connection(5, "::3", 3),
                       connection(6, "::4", 4), connection(7, "::5", 5), connection(8, "::6", 6)},
                      kLimits),
              (std::vector<int>{7, 8}));
}

TEST(ConnectionsTest, OneThatNeverSaidAnythingHasToGoWhenAMessageWouldHaveCome) {
    auto one = connection(3, "::1", 1);
    one.has_spoken = false;
    one.silent = seconds(9);
    EXPECT_TRUE(surplus({one}, kLimits).empty());
    one.silent = seconds(10);
    EXPECT_EQ(surplus({one}, kLimits), std::vector<int>{3});
}

TEST(ConnectionsTest, OneThatTheLibraryDoesNotCloseHasToGoLater) {
    auto one = connection(3, "::1", 1);
    one.silent = seconds(199);
    EXPECT_TRUE(surplus({one}, kLimits).empty());
    one.silent = seconds(200);
    EXPECT_EQ(surplus({one}, kLimits), std::vector<int>{3});
}

TEST(ConnectionsTest, WhatHasToGoMakesRoom) {
    auto dead = connection(3, "::1", 1);
    dead.silent = seconds(1000);
    EXPECT_EQ(surplus({dead, connection(4, "::1", 2), connection(5, "::1", 3)}, kLimits), std::vector<int>{3});
}

}  // namespace
}  // namespace isfocus::sip
