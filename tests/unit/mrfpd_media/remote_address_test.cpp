#include "mrfpd/media/remote_address.h"

#include <gtest/gtest.h>

#include "h248_address.h"

namespace isfocus::mrfpd {
namespace {

h248::Endpoint at(const char* text) {
    return test::h248_address(text);
}

std::optional<Remote> remote(const char* rtp = "192.0.2.1:4000", const char* rtcp = "192.0.2.1:4001") {
    return Remote{at(rtp), at(rtcp), {}, {}};
}

using namespace std::chrono_literals;

/// Packets of one stream, one every 20 ms.
struct Source {
    std::uint32_t ssrc = 0;
    std::uint16_t sequence = 0;

    void sends(RemoteAddress& address, const char* from, std::chrono::nanoseconds when = 0s) {
        RtpPacket packet;
        packet.ssrc = ssrc;
        packet.sequence = sequence++;
        address.latch_rtp(at(from), packet, when);
    }
};

void latch(RemoteAddress& address, const char* from) {
    Source{}.sends(address, from);
}

TEST(RemoteAddress, TakesRtpOnlyFromTheSignalledAddressAndPort) {
    RemoteAddress address;
    address.apply(remote(), false);
    latch(address, "192.0.2.9:4000");
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
    latch(address, "198.51.100.7:1234");
    latch(address, "203.0.113.66:6666");
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
    latch(address, "198.51.100.7:1234");
    address.apply(remote(), true);
    EXPECT_EQ(address.rtp(), at("198.51.100.7:1234"));
    address.apply(remote("192.0.2.5:4000"), true);
    EXPECT_EQ(address.rtp(), at("192.0.2.5:4000"));
    latch(address, "198.51.100.8:1");
    EXPECT_EQ(address.rtp(), at("198.51.100.8:1"));
    address.apply(remote("192.0.2.5:4000"), false);
    EXPECT_EQ(address.rtp(), at("192.0.2.5:4000"));
}

constexpr auto* kHome = "198.51.100.7:1234";
constexpr auto* kAbroad = "203.0.113.66:6666";

class Relatch : public ::testing::Test {
protected:
    Relatch() {
        address.apply(remote(), true, 0);
        user.sends(address, kHome, 1s);
    }
    void order() { address.apply(remote(), true, ++orders); }
    bool is_at(const char* there) const {
        return address.rtp() == at(there) && address.accepts_rtp(at(there)) &&
               address.accepts_rtp(at(kHome)) == (at(there) == at(kHome));
    }

    RemoteAddress address;
    Source user{0x5eed}, other{0xbad};
    std::uint32_t orders = 0;
};

TEST_F(Relatch, TheUsersStreamIsFollowedToAnotherAddressOnce_MED55) {
    address.latch_rtcp(at("198.51.100.7:9999"));
    user.sends(address, kAbroad, 1s);
    EXPECT_TRUE(is_at(kHome)) << "nobody has asked for it";
    order();
    user.sends(address, kHome, 1s);
    EXPECT_TRUE(is_at(kHome)) << "he is where he was";
    user.sends(address, kAbroad, 1s);
    EXPECT_TRUE(is_at(kAbroad));
    EXPECT_EQ(address.rtcp(), at("203.0.113.66:6667"));
    user.sends(address, kHome, 1s);
    EXPECT_TRUE(is_at(kAbroad)) << "it was for once";
    address.apply(remote(), true, orders);
    user.sends(address, kHome, 1s);
    EXPECT_TRUE(is_at(kAbroad)) << "and is not ordered anew by an order of something else";
    order();
    user.sends(address, kHome, 1s);
    EXPECT_TRUE(is_at(kHome));
}

TEST_F(Relatch, WhoGuessesGetsNothingWhileTheUserIsThere_MED55) {
    order();
    for (auto now = 1s + 20ms; now < 3s; now += 20ms) {
        other.sends(address, kAbroad, now);
        user.sends(address, kHome, now);
        ASSERT_TRUE(is_at(kHome));
    }
}

TEST_F(Relatch, AnotherStreamIsFollowedWhenTheOldOneIsSilent_MED55) {
    order();
    other.sends(address, kAbroad, 1s + 300ms);
    EXPECT_TRUE(is_at(kHome)) << "one packet may be a stray one";
    other.sequence = 500;
    other.sends(address, kAbroad, 1s + 320ms);
    EXPECT_TRUE(is_at(kHome)) << "so may two that do not follow each other";
    other.sends(address, "203.0.113.67:1", 1s + 340ms);
    EXPECT_TRUE(is_at(kHome)) << "or come from two places";
    other.sequence = 501;
    other.sends(address, kAbroad, 1s + 360ms);
    other.sends(address, kAbroad, 1s + 380ms);
    EXPECT_TRUE(is_at(kAbroad));
}

TEST_F(Relatch, AnotherStreamWaitsUntilTheOldOneIsSilentForLonger_MED55) {
    order();
    for (auto now = 1s + 20ms; now < 1s + 200ms; now += 20ms) {
        other.sends(address, kAbroad, now);
        ASSERT_TRUE(is_at(kHome)) << "he may just say nothing";
    }
    other.sends(address, kAbroad, 1s + 200ms);
    EXPECT_TRUE(is_at(kAbroad));
}

TEST_F(Relatch, WithoutAnythingLatchedItIsTheFirstSourceAsEver_MED55) {
    RemoteAddress fresh;
    fresh.apply(remote(), true, 1);
    user.sends(fresh, kHome, 1s);
    other.sends(fresh, kAbroad, 5s);
    other.sends(fresh, kAbroad, 5s);
    user.sends(fresh, kAbroad, 5s);
    EXPECT_EQ(fresh.rtp(), at(kHome));
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
