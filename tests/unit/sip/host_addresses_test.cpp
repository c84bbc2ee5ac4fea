#include "sip/host_addresses.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace isfocus::sip {
namespace {

using enum ListenAddress::Transport;

std::string texts(const std::vector<ListenAddress>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : " ") + one.text();
    return out;
}

const std::vector<HostAddress> kHost{{"127.0.0.1", true}, {"192.0.2.1", false}, {"::1", true}, {"2001:db8::1", false}};

TEST(Wildcard, IsEachAddressOfItsFamilyLoopbackLast) {
    EXPECT_EQ(texts(expanded({{udp, "0.0.0.0", 5060}, {tls, "::", 5061}}, kHost)),
              "udp:192.0.2.1:5060 udp:127.0.0.1:5060 tls:[2001:db8::1]:5061 tls:[::1]:5061");
}

TEST(Wildcard, LeavesOutWhatIsListedForItself) {
    EXPECT_EQ(texts(expanded({{udp, "0.0.0.0", 5060}, {udp, "127.0.0.1", 5060}, {tcp, "127.0.0.1", 5062}}, kHost)),
              "udp:192.0.2.1:5060 udp:127.0.0.1:5060 tcp:127.0.0.1:5062");
}

TEST(Wildcard, OtherAddressesStayAsTheyAre) {
    EXPECT_EQ(texts(expanded({{udp, "198.51.100.1", 5060}}, kHost)), "udp:198.51.100.1:5060");
    EXPECT_EQ(texts(expanded({{udp, "::", 5060}}, {{"127.0.0.1", true}})), "");
}

TEST(Wildcard, IsNotServedAtAnAddressThatCameLater) {
    const std::vector<ListenAddress> listen{{udp, "0.0.0.0", 0}, {tls, "0.0.0.0", 5061}, {tcp, "127.0.0.1", 5060}};
    auto bound = expanded(listen, kHost);
    for (auto& one : bound)
        if (one.port == 0) one.port = 40000;  // as the system chose
    EXPECT_EQ(texts(not_served(listen, kHost, bound)), "");
    auto later = kHost;
    later.push_back({"192.0.2.2", false});
    later.push_back({"2001:db8::2", false});
    EXPECT_EQ(texts(not_served(listen, later, bound)), "udp:192.0.2.2:0 tls:192.0.2.2:5061");
    EXPECT_EQ(texts(not_served(listen, {}, bound)), "");
}

TEST(HostAddresses, HaveLoopback) {
    const auto all = host_addresses();
    EXPECT_TRUE(std::ranges::any_of(all, [](const auto& one) { return one.host == "127.0.0.1" && one.is_loopback; }));
    EXPECT_TRUE(std::ranges::none_of(all, [](const auto& one) { return one.host.starts_with("fe80:"); }));
}

}  // namespace
}  // namespace isfocus::sip
