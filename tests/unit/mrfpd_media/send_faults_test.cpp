#include "mrfpd/media/send_faults.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine_fixture.h"

/// MED-30, MP-1.3.14: what is sent to a user does not leave this host.
namespace isfocus::mrfpd {
namespace {

using enum MediaEvent::Kind;

class Sending : public testing::Test {
protected:
    /// So many ticks with a packet in each, and what is told in them.
    std::vector<MediaEvent> ticks(int count, int error) {
        std::vector<MediaEvent> seen;
        for (int i = 0; i < count; ++i) {
            faults.sent(error);
            faults.tick(7, seen);
        }
        return seen;
    }
    static MediaEvent event(MediaEvent::Kind kind, int error) {
        return {.termination = 7, .kind = kind, .error = error};
    }
    using Events = std::vector<MediaEvent>;

    SendFaults faults;
};

TEST_F(Sending, ASecondInWhichNothingCanBeSentIsToldOnce_MED30) {
    EXPECT_EQ(ticks(49, ENETUNREACH), Events{});
    EXPECT_EQ(ticks(1, 0), Events{});
    EXPECT_EQ(ticks(49, ENETUNREACH), Events{});
    EXPECT_EQ(ticks(1, EHOSTUNREACH), Events{event(network_failed, EHOSTUNREACH)});
    EXPECT_EQ(ticks(400, ENETUNREACH), Events{});
}

TEST_F(Sending, TenSecondsOfItAreABearerThatIsLost_MP1_3_14) {
    EXPECT_EQ(ticks(499, EACCES), Events{event(network_failed, EACCES)});
    EXPECT_EQ(ticks(1, EACCES), Events{event(bearer_lost, EACCES)});
    EXPECT_EQ(ticks(5000, EACCES), Events{}) << "once";
    EXPECT_EQ(ticks(1, 0), Events{});
    EXPECT_EQ(ticks(500, EACCES), (Events{event(network_failed, EACCES), event(bearer_lost, EACCES)}));
}

TEST_F(Sending, ANetworkThatComesAndGoesIsToldOfEveryTenSecondsAtMost_MP1_3_14) {
    std::size_t told = 0;
    for (int i = 0; i < 100; ++i) {  // 102 s
        told += ticks(50, ENETUNREACH).size();
        told += ticks(1, 0).size();
    }
    EXPECT_GE(told, 9U);
    EXPECT_LE(told, 11U);
}

TEST_F(Sending, WhatStillFailsWhenItMayBeToldAgainIsTold_MP1_3_14) {
    EXPECT_EQ(ticks(50, ENETUNREACH).size(), 1U);
    EXPECT_EQ(ticks(1, 0), Events{});
    EXPECT_EQ(ticks(499, ENETUNREACH), Events{event(network_failed, ENETUNREACH)});
}

TEST_F(Sending, ASocketThatIsOfNoUseTakesItsTerminationOutOfServiceUntilItSends_MP1_3_14) {
    for (const int error : {EBADF, ENOTSOCK, EADDRNOTAVAIL}) {
        EXPECT_EQ(ticks(1000, error), (Events{event(network_failed, error), event(out_of_service, error)}));
        EXPECT_EQ(ticks(1, 0), Events{event(back_in_service, 0)});
        EXPECT_EQ(ticks(100, 0), Events{});
    }
}

TEST_F(Sending, TheCauseIsLookedForOnceASecondAndRemembered_MP1_3_14) {
    int looks = 0;
    std::vector<MediaEvent> seen;
    for (int i = 0; i < 200; ++i) {
        looks += faults.asks_why();
        faults.sent(faults.asks_why() ? EADDRNOTAVAIL : EINVAL);
        faults.tick(7, seen);
    }
    EXPECT_EQ(looks, 4);
    EXPECT_EQ(seen, (Events{event(network_failed, EADDRNOTAVAIL), event(out_of_service, EADDRNOTAVAIL)}));
    for (int i = 0; i < 100; ++i) {
        faults.sent(0);
        EXPECT_FALSE(faults.asks_why());
    }
}

TEST_F(Sending, WhatCannotBeReadIsOutOfServiceForGood_MP1_3_14) {
    faults.broken(ENOSPC);
    EXPECT_EQ(ticks(1, 0), Events{event(out_of_service, ENOSPC)});
    EXPECT_EQ(ticks(100, 0), Events{});
}

/// In a network of its own, which a process may have where user namespaces are allowed: 0 where all is as it should be.
int lose_the_address() {
    const auto move_to = [](const char* address) {
        const int fd = socket(AF_INET, SOCK_DGRAM, 0);
        ifreq request{};
        std::strcpy(request.ifr_name, "lo");
        auto& name = reinterpret_cast<sockaddr_in&>(request.ifr_addr);
        name.sin_family = AF_INET;
        inet_pton(AF_INET, address, &name.sin_addr);
        const bool has_moved = ioctl(fd, SIOCSIFADDR, &request) == 0;
        close(fd);
        return has_moved;
    };
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 || !move_to("10.9.9.1")) return 77;
    const auto socket = RtpSocket::open(*h248::endpoint("10.9.9.1", 0));
    if (!socket || !socket->has_address()) return 1;
    if (!move_to("10.9.9.2")) return 77;
    return socket->has_address() ? 2 : 0;
}

TEST(RtpSocketTest, KnowsThatItsHostHasLostItsAddress_MP1_3_14) {
    const pid_t child = fork();
    if (child == 0) _exit(lose_the_address());
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no user namespaces here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

/// In place of its socket a leg has something else from now on.
void lose_socket(int fd) {
    const int other = open("/dev/null", O_RDWR | O_CLOEXEC);
    ASSERT_EQ(dup2(other, fd), fd);
    close(other);
}

TEST_F(Engine, ATerminationWhoseSocketIsGoneIsToldOfAndTheOthersGoOn_MP1_3_14) {
    join(1, a);
    join(2, b);
    tone(a, 1000);
    run(5);
    const auto sent_before = legs[2].counters->packets_sent.load();
    a.amplitude = 0;
    int fd = -1;
    for (int i = 3; i < 256 && fd < 0; ++i) {
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        if (i == legs[1].watched || getsockname(i, reinterpret_cast<sockaddr*>(&name), &size) != 0) continue;
        if (name.ss_family == AF_INET && h248::from_sockaddr(name)->port == legs[1].rtp_port) fd = i;
    }
    ASSERT_GE(fd, 0);
    lose_socket(fd);
    for (int i = 0; i < 60; ++i) advance();
    std::vector<MediaEvent> faults;
    for (const auto& seen : engine.seen())
        if (seen.kind == out_of_service) faults.push_back(seen);
    const MediaEvent expected{.termination = 1, .kind = out_of_service, .error = ENOTSOCK};
    EXPECT_EQ(faults, std::vector{expected});
    EXPECT_GE(legs[2].counters->packets_sent, sent_before + 55);
}

TEST_F(Engine, ATerminationThatCannotBeWatchedIsToldOf_MP1_3_14) {
    auto rtp = RtpSocket::open(*h248::endpoint(test::own_address(), 0)),
         rtcp = RtpSocket::open(*h248::endpoint(test::own_address(), 0));
    ASSERT_TRUE(rtp && rtcp);
    lose_socket(rtp->fd());  // epoll refuses devices
    engine.open(9, {std::move(*rtp), std::move(*rtcp)}, {}, std::make_shared<MediaCounters>(), now);
    advance();
    const MediaEvent expected{.termination = 9, .kind = out_of_service, .error = EPERM};
    EXPECT_EQ(engine.seen(), std::vector{expected});
}

TEST_F(Engine, AUserWhoCannotBeReachedIsToldOfWithTheReason_MP1_3_14) {
    join(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.remote->rtp = *h248::endpoint("127.255.255.255", 4000);  // a broadcast address
    engine.apply(1, stream, now);
    for (int i = 0; i < 500; ++i) advance();
    const MediaEvent failed{.termination = 1, .kind = network_failed, .error = EACCES};
    const MediaEvent lost{.termination = 1, .kind = bearer_lost, .error = EACCES};
    EXPECT_EQ(engine.seen(), (std::vector{failed, lost}));
}

}  // namespace
}  // namespace isfocus::mrfpd
