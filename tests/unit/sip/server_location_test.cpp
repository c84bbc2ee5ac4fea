#include "sip/server_location.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace isfocus::sip {
namespace {

using Transport = ListenAddress::Transport;

/// A zone. What is named in `unknown` has not been answered yet.
class ServerLocation : public testing::Test {
protected:
    std::string servers(std::string_view uri) {
        const auto found =
            locate(*parse_uri(uri), transports, view(), [this](std::uint32_t most) { return std::min(draw, most); });
        if (!found) return "unknown";
        std::string out;
        for (const auto& one : *found) out += (out.empty() ? "" : " ") + one.text();
        return out;
    }

    DnsView view() {
        return {[this](const std::string& name) { return answer(naptr, "naptr", name); },
                [this](const std::string& name) { return answer(srv, "srv", name); },
                [this](const std::string& name) { return answer(hosts, "host", name); }};
    }

    template <class Record>
    std::optional<std::vector<Record>> answer(const std::map<std::string, std::vector<Record>>& zone, const char* type,
                                              const std::string& name) {
        asked += std::string(type) + " " + name + "\n";
        if (name == unknown) return std::nullopt;
        const auto found = zone.find(name);
        return found == zone.end() ? std::vector<Record>{} : found->second;
    }

    std::vector<Transport> transports{Transport::udp, Transport::tcp, Transport::tls};
    std::map<std::string, std::vector<NaptrRecord>> naptr;
    std::map<std::string, std::vector<SrvRecord>> srv;
    std::map<std::string, std::vector<std::string>> hosts{{"a.test", {"192.0.2.1"}}, {"b.test", {"2001:db8::2"}}};
    std::string unknown;
    std::string asked;
    std::uint32_t draw = 0;
};

TEST_F(ServerLocation, OfAnAddressIsItself) {  // RFC 3263 4.1, 4.2
    EXPECT_EQ(servers("sip:192.0.2.9"), "sip:192.0.2.9:5060;transport=udp");
    EXPECT_EQ(servers("sip:[2001:db8::9]:5080;transport=tcp"), "sip:[2001:db8::9]:5080;transport=tcp");
    EXPECT_EQ(servers("sips:192.0.2.9"), "sip:192.0.2.9:5061;transport=tls;maddr=192.0.2.9");
    EXPECT_EQ(asked, "");
}

TEST_F(ServerLocation, OfANameWithPortIsItsAddress) {  // RFC 3263 4.2
    EXPECT_EQ(servers("sip:a.test:5070"), "sip:192.0.2.1:5070;transport=udp");
    EXPECT_EQ(servers("sip:b.test:5070;transport=tcp"), "sip:[2001:db8::2]:5070;transport=tcp");
    EXPECT_EQ(asked, "host a.test\nhost b.test\n");
}

TEST_F(ServerLocation, FollowsNaptrToSrvToAddresses) {  // RFC 3263 4.1
    naptr["ims.test"] = {{50, 50, "s", "SIP+D2U", "_sip._udp.x.test"},
                         {10, 1, "s", "SIP+D2T", "_sip._tcp.x.test"},
                         {1, 1, "s", "SIP+D2S", "_sip._sctp.x.test"}};
    srv["_sip._tcp.x.test"] = {{10, 1, 5070, "a.test"}};
    srv["_sip._udp.x.test"] = {{10, 1, 5071, "b.test"}};
    EXPECT_EQ(servers("sip:ims.test;lr"), "sip:192.0.2.1:5070;transport=tcp sip:[2001:db8::2]:5071;transport=udp");
}

TEST_F(ServerLocation, TakesOnlyTransportsThatAreServed) {
    naptr["ims.test"] = {{1, 1, "s", "SIPS+D2T", "_sips._tcp.x.test"}, {2, 1, "a", "SIP+D2U", "a.test"}};
    srv["_sips._tcp.x.test"] = {{10, 1, 5061, "a.test"}};
    EXPECT_EQ(servers("sip:ims.test"),
              "sip:ims.test:5061;transport=tls;maddr=192.0.2.1 sip:192.0.2.1:5060;transport=udp");
    EXPECT_EQ(servers("sips:ims.test"), "sip:ims.test:5061;transport=tls;maddr=192.0.2.1");
    transports = {Transport::udp};
    EXPECT_EQ(servers("sip:ims.test"), "sip:192.0.2.1:5060;transport=udp");
    EXPECT_EQ(servers("sip:ims.test;transport=tcp"), "");
}

TEST_F(ServerLocation, WithoutNaptrAsksForSrvOfEachTransport) {  // RFC 3263 4.1
    srv["_sip._tcp.ims.test"] = {{1, 1, 5070, "a.test"}};
    EXPECT_EQ(servers("sip:ims.test"), "sip:192.0.2.1:5070;transport=tcp");
    EXPECT_EQ(servers("sip:ims.test;transport=tcp"), "sip:192.0.2.1:5070;transport=tcp");
    EXPECT_EQ(servers("sip:a.test"), "sip:192.0.2.1:5060;transport=udp") << "without SRV the address";
    EXPECT_EQ(servers("sip:nowhere.test"), "");
}

TEST_F(ServerLocation, OrdersByPriorityAndAmongEqualsByChance) {  // RFC 2782
    srv["_sip._udp.ims.test"] = {
        {20, 0, 4, "192.0.2.4"}, {10, 10, 1, "192.0.2.1"}, {10, 90, 2, "192.0.2.2"}, {10, 0, 3, "192.0.2.3"}};
    const auto ports = [&] {
        std::string out;
        const auto found = locate(*parse_uri("sip:ims.test;transport=udp"), transports, view(),
                                  [this](std::uint32_t most) { return std::min(draw, most); });
        for (const auto& one : *found) out += std::to_string(one.port);
        return out;
    };
    draw = 0;
    EXPECT_EQ(ports(), "3124");
    draw = 50;
    EXPECT_EQ(ports(), "2134");
    draw = 5;
    EXPECT_EQ(ports(), "1234");
}

TEST_F(ServerLocation, IsUnknownWhileAnyAnswerIsMissing) {
    srv["_sip._udp.ims.test"] = {{10, 10, 5060, "a.test"}, {20, 10, 5060, "b.test"}};
    for (const char* name : {"ims.test", "_sip._udp.ims.test", "_sip._tcp.ims.test", "b.test"}) {
        unknown = name;
        EXPECT_EQ(servers("sip:ims.test"), "unknown") << name;
    }
}

TEST_F(ServerLocation, ServiceThatIsDeclaredAbsentHasNoServer) {  // RFC 2782: target "."
    srv["_sip._udp.ims.test"] = {{0, 0, 0, "."}};
    hosts["ims.test"] = {"192.0.2.7"};
    EXPECT_EQ(servers("sip:ims.test;transport=udp"), "");
}

}  // namespace
}  // namespace isfocus::sip
