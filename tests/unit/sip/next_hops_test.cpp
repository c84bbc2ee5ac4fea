#include "sip/next_hops.h"

#include <gtest/gtest.h>

#include <string>

namespace isfocus::sip {
namespace {

using namespace std::chrono_literals;

class NextHopsTest : public testing::Test {
protected:
    static NextHop hop(std::string_view host) {
        const auto uri = *parse_uri("sip:" + std::string(host) + ";lr");
        return {uri, uri};
    }
    std::string first() const { return hops.first(all, now).uri.host; }
    /// What is tried after these.
    std::string after(std::initializer_list<const char*> hosts) const {
        std::vector<NextHop> tried;
        for (const auto* host : hosts) tried.push_back(hop(host));
        const NextHop* next = hops.next(all, tried, now);
        return next ? next->uri.host : "none";
    }

    std::vector<NextHop> all{hop("a"), hop("b"), hop("c")};
    NextHops hops;
    NextHops::Time now{1000h};
};

TEST_F(NextHopsTest, AreTriedInTheirOrder_OUT53) {
    EXPECT_EQ(first(), "a");
    EXPECT_EQ(after({"a"}), "b");
    EXPECT_EQ(after({"a", "b"}), "c");
    EXPECT_EQ(after({"a", "b", "c"}), "none");
}

TEST_F(NextHopsTest, OneThatCannotServeIsLeftOutForAsLongAsItSaid_OUT53) {
    hops.rest(hop("a"), now, 10s);
    EXPECT_EQ(first(), "b");
    hops.rest(hop("b"), now, 20s);
    EXPECT_EQ(first(), "c");
    EXPECT_EQ(after({"a"}), "c");
    now += 10s - 1ms;
    EXPECT_EQ(first(), "c");
    now += 1ms;
    EXPECT_EQ(first(), "a");
    EXPECT_EQ(after({"a"}), "c");
    now += 10s;
    EXPECT_EQ(after({"a"}), "b");
}

TEST_F(NextHopsTest, WhenNoneIsInServiceTheOneThatIsBackFirstIsTried) {
    hops.rest(hop("a"), now, 30s);
    hops.rest(hop("b"), now, 10s);
    hops.rest(hop("c"), now, 20s);
    EXPECT_EQ(first(), "b");
    EXPECT_EQ(after({"b"}), "none");
}

TEST_F(NextHopsTest, NobodyIsLeftOutForMoreThanAnHour) {
    hops.rest(hop("a"), now, std::chrono::seconds(2147483647));
    now += 1h;
    EXPECT_EQ(first(), "a");
}

TEST_F(NextHopsTest, ServersOfOneNameAreLeftOutEachByItself) {
    all = {{all[0].uri, hop("192.0.2.1").uri}, {all[0].uri, hop("192.0.2.2").uri}};
    hops.rest(all[0], now, 10s);
    EXPECT_EQ(hops.first(all, now), all[1]);
}

TEST_F(NextHopsTest, OneAloneIsAlwaysTried) {
    all = {hop("a")};
    hops.rest(hop("a"), now, 10s);
    EXPECT_EQ(first(), "a");
    EXPECT_EQ(after({"a"}), "none");
}

}  // namespace
}  // namespace isfocus::sip
