#include "app/signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace isfocus::app {
namespace {

class SignalsTest : public testing::Test {
protected:
    SignalsTest() {
        pthread_sigmask(SIG_SETMASK, nullptr, &before_);
        Signals::block();
    }
    ~SignalsTest() override {
        signal(SIGPIPE, SIG_DFL);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    sigset_t before_;
};

bool readable(int fd) {
    pollfd in{fd, POLLIN, 0};
    return poll(&in, 1, 0) == 1;
}

TEST_F(SignalsTest, ArriveAtTheDescriptorAndNowhereElse) {
    Signals signals;
    EXPECT_FALSE(readable(signals.fd()));
    for (const int one : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) raise(one);
    EXPECT_TRUE(readable(signals.fd()));
    auto taken = signals.take();
    std::sort(taken.begin(), taken.end());
    EXPECT_EQ(taken, (std::vector{Signal::terminate, Signal::terminate, Signal::reload, Signal::child}));
    EXPECT_FALSE(readable(signals.fd()));
    EXPECT_TRUE(signals.take().empty());
}

TEST_F(SignalsTest, AClosedPipeIsAnErrorOfWriteOnly) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    close(ends[0]);
    EXPECT_EQ(write(ends[1], "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
    close(ends[1]);
}

}  // namespace
}  // namespace isfocus::app
