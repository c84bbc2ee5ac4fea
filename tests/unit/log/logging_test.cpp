#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "isfocus/log/log.h"

namespace isfocus::log {
namespace {

class LoggingTest : public testing::Test {
protected:
    LoggingTest() { EXPECT_EQ(pipe(ends_), 0); }
    ~LoggingTest() override {
        close_reader();
        close(ends_[1]);
    }

    int writer() const { return ends_[1]; }
    void close_reader() {
        if (ends_[0] >= 0) close(ends_[0]);
        ends_[0] = -1;
    }

    void fill_pipe() const {
        fcntl(writer(), F_SETFL, O_NONBLOCK);
        const std::string page(4096, 'x');
        while (write(writer(), page.data(), page.size()) > 0) continue;
        fcntl(writer(), F_SETFL, 0);
    }

    /// Waits for as much text as there is until `end`.
    std::string read_until(std::string_view end) {
        std::string text;
        pollfd in{ends_[0], POLLIN, 0};
        while (text.find(end) == std::string::npos && poll(&in, 1, 5000) == 1) {
            char buffer[4096];
            const auto got = read(ends_[0], buffer, sizeof buffer);
            if (got <= 0) break;
            text.append(buffer, static_cast<std::size_t>(got));
        }
        return text;
    }

    int ends_[2];
};

TEST_F(LoggingTest, ALineComesOutAtOnce) {
    Logging logging("isfocusd", {}, writer());
    spdlog::info("ready");
    EXPECT_NE(read_until("\n").find(" info isfocusd: ready\n"), std::string::npos);
}

TEST_F(LoggingTest, LinesBelowTheLevelAreLeftOutUntilItIsChanged) {
    Logging logging("isfocusd", {}, writer());
    spdlog::debug("one");
    spdlog::info("two");
    EXPECT_EQ(read_until("two").find("one"), std::string::npos);
    logging.apply({config::LogLevel::debug, config::LogFormat::json});
    spdlog::debug("three");
    EXPECT_NE(read_until("\n").find(R"("level":"debug","program":"isfocusd","msg":"three"})"), std::string::npos);
}

TEST_F(LoggingTest, WhatWaitsIsWrittenAtTheEnd) {
    {
        Logging logging("isfocusd", {}, writer());
        for (int i = 0; i < 500; ++i) spdlog::info("line {}", i);
    }
    const auto text = read_until("line 499\n");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 500);
}

TEST_F(LoggingTest, NobodyIsHeldUpWhenNobodyReads) {
    constexpr int kLines = 1000;
    fill_pipe();
    std::uint64_t dropped = 0;
    {
        Logging logging("isfocusd", {}, writer(), 100);
        for (int i = 0; i < kLines; ++i) spdlog::info("a line of some length that nobody reads");
        dropped = logging.dropped_lines();
    }
    EXPECT_GT(dropped, kLines / 2u);  // not those of the queue, nor those that the writing thread has gathered
    EXPECT_LT(dropped, kLines + 0u);
}

TEST_F(LoggingTest, TheLogTellsOfDroppedLines) {
    Logging logging("isfocusd", {}, writer(), 100);
    for (int i = 0; i < 20000; ++i) spdlog::info("a line of some length");
    EXPECT_GT(logging.dropped_lines(), 0u);
    spdlog::info("the last");
    EXPECT_NE(read_until("the last\n").find("warn log: log lines were dropped count="), std::string::npos);
}

TEST_F(LoggingTest, AReaderThatLeavesIsNoEndOfOurs) {
    Logging logging("isfocusd", {}, writer());
    close_reader();
    spdlog::info("to nobody");
    spdlog::warn("to nobody");
}

TEST_F(LoggingTest, LinesAfterTheEndGoNowhere) {
    { Logging logging("isfocusd", {}, writer()); }
    spdlog::info("late");
    close(ends_[1]);
    EXPECT_EQ(read_until("\n"), "");
    ends_[1] = dup(STDERR_FILENO);
}

}  // namespace
}  // namespace isfocus::log
