#include "app/limited_log.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>
#include <string>

#include "app/settings.h"

namespace isfocus::app {
namespace {

using namespace std::chrono_literals;

class LimitedLogTest : public testing::Test {
protected:
    LimitedLogTest() {
        auto logger =
            std::make_shared<spdlog::logger>("isfocusd", std::make_shared<spdlog::sinks::ostream_sink_st>(text_));
        logger->set_pattern("%l %v");
        spdlog::set_default_logger(std::move(logger));
    }
    ~LimitedLogTest() override { spdlog::set_default_logger(before_); }

    int lines_with(std::string_view part) const {
        int count = 0;
        const auto text = text_.str();
        for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
        return count;
    }

    LimitedLog log;
    log::LineLimit::Time now{1000s};

private:
    std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
    std::ostringstream text_;
};

TEST_F(LimitedLogTest, AFloodIsCutAndCounted) {
    for (int i = 0; i < 100; ++i) log.line(LimitedLog::Kind::refused, "refused method=FOO", now);
    EXPECT_EQ(lines_with("warning refused method=FOO\n"), 20);
    log.tell(now);
    EXPECT_EQ(lines_with("suppressed"), 0);
    log.tell(now + 1s);
    log.tell(now + 2s);
    EXPECT_EQ(lines_with("warning refused suppressed=80\n"), 1);
}

TEST_F(LimitedLogTest, AFloodOfOneKindLeavesTheOthersAlone) {
    for (int i = 0; i < 100; ++i) log.line(LimitedLog::Kind::refused_everyday, "refused status=481", now);
    log.line(LimitedLog::Kind::refused, "refused status=400", now);
    log.line(LimitedLog::Kind::xcap_warning, "xcap status=401", now);
    EXPECT_EQ(lines_with("info refused status=481\n"), 20);
    EXPECT_EQ(lines_with("warning refused status=400\n"), 1);
    EXPECT_EQ(lines_with("warning xcap status=401\n"), 1);
}

TEST_F(LimitedLogTest, WhatTheLevelLeavesOutIsNotCounted) {
    spdlog::set_level(spdlog::level::warn);
    for (int i = 0; i < 100; ++i) log.line(LimitedLog::Kind::xcap, "xcap status=200", now);
    spdlog::set_level(spdlog::level::info);
    log.tell(now + 1s);
    EXPECT_EQ(lines_with("xcap"), 0);
}

TEST_F(LimitedLogTest, WhatSipRefusesIsLimited) {
    const auto settings = sip_settings({}, log);
    for (int i = 0; i < 1000; ++i) settings.refused({400, "Bad Contact Header", "INVITE", "call-1"});
    for (int i = 0; i < 1000; ++i)
        settings.remarked({sip::Remark::Severity::warn, "more identities than may be", "INVITE", "call-1"});
    for (int i = 0; i < 1000; ++i) settings.tls_failed({false, "tls:192.0.2.7:4711", "it has shown no certificate"});
    const int refused = lines_with("detail=\"Bad Contact Header\"");
    const int odd = lines_with("detail=\"more identities than may be\"");
    const int tls = lines_with("tls handshake failed from=tls:192.0.2.7:4711 detail=\"it has shown no certificate\"\n");
    EXPECT_GE(tls, 20);
    log.tell(std::chrono::steady_clock::now() + 1h);
    EXPECT_EQ(lines_with("warning tls suppressed=" + std::to_string(1000 - tls) + "\n"), 1);
    EXPECT_EQ(lines_with("warning refused suppressed=" + std::to_string(1000 - refused) + "\n"), 1);
    EXPECT_EQ(lines_with("warning odd request suppressed=" + std::to_string(1000 - odd) + "\n"), 1);
}

}  // namespace
}  // namespace isfocus::app
