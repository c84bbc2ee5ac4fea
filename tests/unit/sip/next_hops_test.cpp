#include "sip/next_hops.h"

#include <gtest/gtest.h>

#include <string>

namespace isfocus::sip {
namespace {

using namespace std::chrono_literals;

class NextHopsTest : public testing::Test {
protected:
    NextHopsTest() { hops.assign({uri("a"), uri("b"), uri("c")}); }

    static Uri uri(std::string_view host) { return *parse_uri("sip:" + std::string(host) + ";lr"); }
    std::string first() const { return hops.first(now).host; }
    std::string after(std::string_view host) const {
        const Uri* next = hops.after(uri(host), now);
        return next ? next->host : "none";
    }

    NextHops hops;
    NextHops::Time now{1000h};
};

TEST_F(NextHopsTest, AreTriedInTheirOrder_OUT53) {
    EXPECT_EQ(first(), "a");
    EXPECT_EQ(after("a"), "b");
    EXPECT_EQ(after("b"), "c");
    EXPECT_EQ(after("c"), "none");
}

TEST_F(NextHopsTest, OneThatCannotServeIsLeftOutForAsLongAsItSaid_OUT53) {
    hops.rest(uri("a"), now, 10s);
    EXPECT_EQ(first(), "b");
    hops.rest(uri("b"), now, 20s);
    EXPECT_EQ(first(), "c");
    EXPECT_EQ(after("a"), "c");
    now += 10s - 1ms;
    EXPECT_EQ(first(), "c");
    now += 1ms;
    EXPECT_EQ(first(), "a");
    EXPECT_EQ(after("a"), "c");
    now += 10s;
    EXPECT_EQ(after("a"), "b");
}

TEST_F(NextHopsTest, WhenNoneIsInServiceTheOneThatIsBackFirstIsTried) {
    hops.rest(uri("a"), now, 30s);
    hops.rest(uri("b"), now, 10s);
    hops.rest(uri("c"), now, 20s);
    EXPECT_EQ(first(), "b");
    EXPECT_EQ(after("b"), "none");
}

TEST_F(NextHopsTest, NobodyIsLeftOutForMoreThanAnHour) {
    hops.rest(uri("a"), now, std::chrono::seconds(2147483647));
    now += 1h;
    EXPECT_EQ(first(), "a");
}

TEST_F(NextHopsTest, NewSettingsKeepWhatIsKnownOfThoseThatStay) {
    hops.rest(uri("a"), now, 10s);
    hops.assign({uri("d"), uri("a"), uri("c")});
    EXPECT_EQ(first(), "d");
    EXPECT_EQ(after("d"), "c");
    EXPECT_EQ(after("b"), "none");
    hops.rest(uri("b"), now, 10s);
    hops.assign({uri("b"), uri("a")});
    EXPECT_EQ(first(), "b");
    EXPECT_EQ(after("b"), "none");
}

TEST_F(NextHopsTest, OneAloneIsAlwaysTried) {
    hops.assign({uri("a")});
    hops.rest(uri("a"), now, 10s);
    EXPECT_EQ(first(), "a");
    EXPECT_EQ(after("a"), "none");
}

}  // namespace
}  // namespace isfocus::sip
