#include "isfocus/base/dscp.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "dscp.h"
#include "isfocus/base/descriptor.h"

namespace isfocus {
namespace {

Descriptor udp_socket(bool is_ip6) {
    return Descriptor{socket(is_ip6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
}

class Mark : public testing::TestWithParam<bool> {};

INSTANTIATE_TEST_SUITE_P(EachFamily, Mark, testing::Bool());

TEST_P(Mark, IsWhatTheSocketSendsWith_MED70) {
    const bool is_ip6 = GetParam();
    const auto socket = udp_socket(is_ip6);
    EXPECT_EQ(mark(socket.get(), is_ip6, 46), 0);
    EXPECT_EQ(test::mark_of(socket.get(), is_ip6), 46);
    EXPECT_EQ(mark(socket.get(), is_ip6, 0), 0);
    EXPECT_EQ(test::mark_of(socket.get(), is_ip6), 46) << "left as it is";
    EXPECT_EQ(fault_of_mark(is_ip6, 46), std::nullopt);
}

TEST(Mark, OneThatTheKernelRefusesIsTold_MED70) {
    EXPECT_EQ(mark(-1, false, 46), EBADF);
    EXPECT_EQ(fault_of_mark(true, 64),
              "packets over IPv6 go unmarked, as the kernel refuses DSCP 64: Invalid argument");
}

}  // namespace
}  // namespace isfocus
