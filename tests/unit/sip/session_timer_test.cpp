#include "sip/session_timer.h"

#include <gtest/gtest.h>

#include "parsed.h"

namespace isfocus::sip {
namespace {

using namespace std::chrono_literals;
using focus::SessionTimer;
using test::Parsed;
using test::request;
using Refresher = SessionTimer::Refresher;

SessionTimer read(std::string_view lines) {
    const auto session = read_session_timer(*Parsed(request("UPDATE", lines)));
    EXPECT_TRUE(session) << lines;
    return session ? *session : SessionTimer{};
}

SessionTimer granted(std::string_view lines) {
    return read_granted_session(*Parsed(request("UPDATE", lines)));
}

TEST(SessionExpires, IsReadWithItsRefresher_DLG10) {
    EXPECT_EQ(read(""), SessionTimer{});
    EXPECT_EQ(read("Session-Expires: 1800\n"), (SessionTimer{Refresher::unset, 1800s}));
    EXPECT_EQ(read("x: 90;refresher=uac\n"), (SessionTimer{Refresher::uac, 90s}));
    EXPECT_EQ(read("session-expires:\n 600 ; a=b ; Refresher = UAS\n"), (SessionTimer{Refresher::uas, 600s}));
    EXPECT_EQ(read("x: 99999999999999999999\n").interval, 2147483647s);
    EXPECT_EQ(read("x: 0\n").interval, 1s);  // too short, not absent
}

TEST(SessionExpires, IsSupportedWhereSupportedOrRequireSaySo_DLG10) {
    EXPECT_FALSE(read("Supported: 100rel, timers\n").is_supported);
    EXPECT_TRUE(read("Supported: 100rel\nk: x, Timer\n").is_supported);
    EXPECT_TRUE(read("Require: timer\n").is_supported);
}

TEST(SessionExpires, MalformedIs400InARequestAndAbsentInAResponse) {
    for (const char* lines :
         {"x: \n", "x: soon\n", "x: -1\n", "x: 90s\n", "x: 90, 91\n", "x: 90\nx: 91\n", "x: ;refresher=uac\n",
          "Session-Expires: 90;refresher=me\n", "Session-Expires: 90;refresher\n", "x: 90;refresher=\"uac\"\n"}) {
        const auto session = read_session_timer(*Parsed(request("INVITE", lines)));
        ASSERT_FALSE(session) << lines;
        EXPECT_EQ(session.error().status, 400);
        EXPECT_EQ(session.error().reason, "Bad Session-Expires Header");
        EXPECT_EQ(granted(lines), SessionTimer{}) << lines;
    }
}

TEST(SessionExpires, IsNeverBelow90WhereItIsGranted) {  // RFC 4028 4
    EXPECT_EQ(granted(""), SessionTimer{});
    EXPECT_EQ(granted("x: 1;refresher=uac\n"), (SessionTimer{Refresher::uac, 90s}));
    EXPECT_EQ(granted("x: 0\n").interval, 90s);
    EXPECT_EQ(granted("Require: timer\nx: 91;refresher=uas\n"), (SessionTimer{Refresher::uas, 91s, true}));
}

TEST(MinSe, IsReadAndNothingWhenMalformed_OUT49) {
    EXPECT_EQ(read("Min-SE: 3600;a=b\n").least, 3600s);
    for (const char* lines : {"", "Min-SE: x\n", "Min-SE: 1\nMin-SE: 2\n", "Min-SE:\n"})
        EXPECT_EQ(read(lines).least, 0s);
}

TEST(Allow, ListsUpdateOrNot_DLG12) {
    const auto allows = [](std::string_view lines) { return allows_update(*Parsed(request("INVITE", lines))); };
    EXPECT_FALSE(allows(""));
    EXPECT_FALSE(allows("Allow: INVITE, UPDATES, update\n"));
    EXPECT_TRUE(allows("Allow: INVITE, UPDATE\n"));
    EXPECT_TRUE(allows("Allow: INVITE\nAllow: BYE,UPDATE\n"));
}

TEST(SessionExpires, IsWrittenWithoutRefresherWhereThatIsUnset_OUT17) {
    EXPECT_EQ(session_expires({Refresher::unset, 1800s}), "1800");
    EXPECT_EQ(session_expires({Refresher::uac, 90s}), "90;refresher=uac");
    EXPECT_EQ(session_expires({Refresher::uas, 90s}), "90;refresher=uas");
}

}  // namespace
}  // namespace isfocus::sip
