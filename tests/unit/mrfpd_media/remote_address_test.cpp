#include "mrfpd/media/remote_address.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

h248::Endpoint at(const char* text) {
    return *h248::parse_endpoint(text);
}

std::optional<Remote> remote(const char* rtp = "192.0.2.1:4000", const char* rtcp = "192.0.2.1:4001") {
    return Remote{at(rtp), at(rtcp), {}, {}};
}

TEST(RemoteAddress, TakesRtpOnlyFromTheSignalledAddressAndPort) {
    RemoteAddress address;
    address.apply(remote(), false);
    address.latch_rtp(at("192.0.2.9:4000"));
    EXPECT_TRUE(address.accepts_rtp(at("192.0.2.1:4000")));
    EXPECT_FALSE(address.accepts_rtp(at("192.0.2.1:4002")));
    EXPECT_FALSE(address.accepts_rtp(at("192.0.2.9:4000")));
    EXPECT_FALSE(address.accepts_rtp(at("[2001:db8::1]:4000")));
    EXPECT_EQ(address.rtp(), at("192.0.2.1:4000"));
    EXPECT_EQ(address.rtcp(), at("192.0.2.1:4001"));
}

TEST(RemoteAddress, TakesNothingWhileTheRemoteIsUnknown) {
    RemoteAddress address;
    address.apply(std::nullopt, false);
    EXPECT_FALSE(address.accepts_rtp(at("192.0.2.1:4000")));
    EXPECT_FALSE(address.accepts_rtcp(at("192.0.2.1:4001")));
    EXPECT_FALSE(address.rtp());
    EXPECT_FALSE(address.rtcp());
}

TEST(RemoteAddress, TakesRtcpFromTheHostsOfTheRemote) {
    RemoteAddress address;
    address.apply(remote("192.0.2.1:4000", "192.0.2.2:5000"), false);
    EXPECT_TRUE(address.accepts_rtcp(at("192.0.2.2:5000")));
    EXPECT_TRUE(address.accepts_rtcp(at("192.0.2.1:61000")));
    EXPECT_FALSE(address.accepts_rtcp(at("192.0.2.3:5000")));
}

TEST(RemoteAddress, LatchesOnceAndThenTakesOnlyThat) {
    RemoteAddress address;
    address.apply(remote(), true);
    EXPECT_FALSE(address.accepts_rtp(at("192.0.2.1:4000"))) << "nothing is latched yet";
    EXPECT_FALSE(address.accepts_rtcp(at("192.0.2.1:4001")));
    EXPECT_EQ(address.rtp(), at("192.0.2.1:4000")) << "until then the signalled one is sent to";
    address.latch_rtp(at("198.51.100.7:1234"));
    address.latch_rtp(at("203.0.113.66:6666"));
    EXPECT_TRUE(address.accepts_rtp(at("198.51.100.7:1234")));
    EXPECT_FALSE(address.accepts_rtp(at("203.0.113.66:6666")));
    EXPECT_FALSE(address.accepts_rtp(at("192.0.2.1:4000")));
    EXPECT_EQ(address.rtp(), at("198.51.100.7:1234"));
    EXPECT_EQ(address.rtcp(), at("198.51.100.7:1235"));
    address.latch_rtcp(at("203.0.113.66:1235"));
    address.latch_rtcp(at("198.51.100.7:9999"));
    EXPECT_EQ(address.rtcp(), at("198.51.100.7:9999"));
}

TEST(RemoteAddress, KeepsTheLatchOverAModifyUntilAnotherAddressIsSignalled) {
    RemoteAddress address;
    address.apply(remote(), true);
    address.latch_rtp(at("198.51.100.7:1234"));
    address.apply(remote(), true);
    EXPECT_EQ(address.rtp(), at("198.51.100.7:1234"));
    address.apply(remote("192.0.2.5:4000"), true);
    EXPECT_EQ(address.rtp(), at("192.0.2.5:4000"));
    address.latch_rtp(at("198.51.100.8:1"));
    EXPECT_EQ(address.rtp(), at("198.51.100.8:1"));
    address.apply(remote("192.0.2.5:4000"), false);
    EXPECT_EQ(address.rtp(), at("192.0.2.5:4000"));
}

// RFC 3264 8.4: c=0.0.0.0; port 0 is a stream that is not wanted.
TEST(RemoteAddress, SendsNothingToPortZeroOrTheAddressOfZeros) {
    RemoteAddress address;
    for (const auto* rtp : {"0.0.0.0:4000", "[::]:4000", "192.0.2.1:0"}) {
        address.apply(remote(rtp, rtp), false);
        EXPECT_FALSE(address.rtp()) << rtp;
        EXPECT_FALSE(address.rtcp()) << rtp;
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
