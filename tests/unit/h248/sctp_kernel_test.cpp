#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "isfocus/h248/codec.h"
#include "isfocus/h248/endpoint.h"
#include "isfocus/h248/sctp.h"

#include <linux/sctp.h>

/// mp-h248 4: what only a kernel with SCTP can say. Without one there is nothing to see (scripts/try-sctp boots one).
namespace isfocus::h248 {
namespace {

template <class Value>
Value option_of(int fd, int option) {
    Value value{};
    socklen_t size = sizeof value;
    EXPECT_EQ(getsockopt(fd, IPPROTO_SCTP, option, &value, &size), 0) << option;
    return value;
}

class SctpOfTheKernelItself : public testing::Test {
protected:
    void SetUp() override {
        if (const auto fault = sctp_fault()) GTEST_SKIP() << *fault;
        sockaddr_storage address;
        auto size = static_cast<socklen_t>(to_sockaddr(*endpoint("127.0.0.1", 0), address));
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        listener = open_sctp_socket(false);
        ASSERT_EQ(bind(listener, any, size), 0);
        ASSERT_EQ(listen(listener, 1), 0);
        getsockname(listener, any, &size);
        connecting = open_sctp_socket(false);
        connect(connecting, any, size);
        pollfd waits{listener, POLLIN, 0};
        ASSERT_EQ(poll(&waits, 1, 5000), 1);
        accepted = accept(listener, nullptr, nullptr);
        ASSERT_GE(accepted, 0);
    }

    void TearDown() override {
        for (const int fd : {listener, connecting, accepted})
            if (fd >= 0) close(fd);
    }

    int listener = -1, connecting = -1, accepted = -1;
};

TEST_F(SctpOfTheKernelItself, BothEndsOfAnAssociationHaveTheTimesThatAreToldOf_MP4) {
    for (const int fd : {connecting, accepted}) {
        const auto timeout = option_of<sctp_rtoinfo>(fd, SCTP_RTOINFO);
        EXPECT_EQ(timeout.srto_initial, 1000U);
        EXPECT_EQ(timeout.srto_max, 3000U);
        const auto association = option_of<sctp_assocparams>(fd, SCTP_ASSOCINFO);
        EXPECT_EQ(association.sasoc_asocmaxrxt, 4);
        const auto path = option_of<sctp_paddrparams>(fd, SCTP_PEER_ADDR_PARAMS);
        EXPECT_EQ(path.spp_hbinterval, 5000U);
        EXPECT_EQ(path.spp_pathmaxrxt, 4);
        EXPECT_NE(path.spp_flags & SPP_HB_ENABLE, 0U);
        const auto status = option_of<sctp_status>(fd, SCTP_STATUS);
        EXPECT_EQ(status.sstat_outstrms, 1);
        EXPECT_EQ(status.sstat_instrms, 1);
        EXPECT_EQ(option_of<int>(fd, SCTP_NODELAY), 1);
        EXPECT_EQ(option_of<int>(fd, SCTP_RECVRCVINFO), 1);
    }
}

/// Linux takes no message that is longer than the send buffer, whose default an administrator may have made small.
TEST_F(SctpOfTheKernelItself, TheLongestMessageIsTaken_MP4) {
    for (const int fd : {connecting, accepted}) {
        int room = 0;
        socklen_t size = sizeof room;
        ASSERT_EQ(getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, &size), 0);
        EXPECT_GE(static_cast<std::size_t>(room), 2 * kMaxMessageOctets);
    }
}

}  // namespace
}  // namespace isfocus::h248
