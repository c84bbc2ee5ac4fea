#include "mrfpd/media/rtcp.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mrfpd/media/rtcp_timer.h"

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using Octets = std::vector<std::uint8_t>;

Octets written(const RtcpReport& report) {
    std::array<std::uint8_t, kMaxRtcpOctets> octets;
    const auto size = write_rtcp(report, octets);
    return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)};
}

// RFC 3550 6.4.1, 6.5, 6.6, octet by octet.
TEST(Rtcp, WritesSenderReportCnameAndBye) {
    RtcpReport report{0x01020304, SenderInfo{0x1111111122222222, 0x33333333, 4, 640}, ReportBlock{}, "ab", true};
    *report.block = {0x0a0b0c0d, 128, -2, 0x00010002, 5, 6, 7};
    const Octets expected{
        0x81, 200,  0,    12,   1,    2,    3,    4,     // SR, one block, 13 words
        0x11, 0x11, 0x11, 0x11, 0x22, 0x22, 0x22, 0x22,  // NTP
        0x33, 0x33, 0x33, 0x33, 0,    0,    0,    4,     // RTP timestamp, packets
        0,    0,    2,    0x80, 10,   11,   12,   13,    // octets; block: SSRC
        128,  0xff, 0xff, 0xfe, 0,    1,    0,    2,     // lost, highest sequence
        0,    0,    0,    5,    0,    0,    0,    6,     // jitter, LSR
        0,    0,    0,    7,                             // DLSR
        0x81, 202,  0,    3,    1,    2,    3,    4,     // SDES, one chunk
        1,    2,    'a',  'b',  0,    0,    0,    0,     // CNAME, end, padding
        0x81, 203,  0,    1,    1,    2,    3,    4,     // BYE
    };
    EXPECT_EQ(written(report), expected);
}

TEST(Rtcp, WritesAReceiverReportWhenNothingWasSent) {
    const auto octets = written({7, {}, {}, "cname", false});
    EXPECT_EQ(Octets(octets.begin(), octets.begin() + 8), (Octets{0x80, 201, 0, 1, 0, 0, 0, 7}));
    EXPECT_EQ(octets[9], 202);
    EXPECT_EQ(octets.size() % 4, 0);
}

TEST(Rtcp, CutsACnameThatIsTooLongAndKeepsLossIn24Bits) {
    RtcpReport report{1, SenderInfo{}, ReportBlock{}, {}, true};
    const std::string cname(300, 'x');
    report.cname = cname;
    report.block->cumulative_lost = -20'000'000;
    const auto octets = written(report);
    EXPECT_TRUE(parse_rtcp(octets));
    EXPECT_EQ(Octets(octets.begin() + 33, octets.begin() + 36), (Octets{0x80, 0, 0}));
}

TEST(Rtcp, ReadsTheSenderReportOfACompound) {
    RtcpReport report{0xfeedf00d, SenderInfo{0x1122334455667788, 1, 2, 3}, ReportBlock{}, "user", false};
    auto read = parse_rtcp(written(report));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->ssrc, 0xfeedf00d);
    EXPECT_EQ(read->sr, 0x33445566);
    EXPECT_FALSE(read->bye);
    report.sender.reset();
    report.bye = true;
    read = parse_rtcp(written(report));
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->sr);
    EXPECT_TRUE(read->bye);
}

// RFC 3550 A.2
TEST(Rtcp, RefusesWhatIsNoCompoundPacket) {
    const auto good = written({7, SenderInfo{}, ReportBlock{}, "user", true});
    ASSERT_TRUE(parse_rtcp(good));
    for (std::size_t size = 0; size < good.size(); ++size) {
        const bool whole = size == 52 || size == good.size() - 8;  // ends after the SR, after the SDES
        EXPECT_EQ(parse_rtcp(std::span{good}.first(size)).has_value(), whole) << size;
    }
    const auto broken = [&good](std::size_t at, std::uint8_t with) {
        auto octets = good;
        octets[at] = with;
        return parse_rtcp(octets).has_value();
    };
    EXPECT_FALSE(broken(0, 0x41)) << "version";
    EXPECT_FALSE(broken(0, 0xa1)) << "padding before the last packet";
    EXPECT_FALSE(broken(0, 0x9f)) << "more blocks than fit";
    EXPECT_FALSE(broken(1, 202)) << "begins with SDES";
    EXPECT_FALSE(broken(3, 200)) << "longer than the datagram";
    EXPECT_FALSE(broken(52, 0x01)) << "version of the second packet";
    EXPECT_TRUE(broken(good.size() - 8, 0xa1)) << "padding in the last packet";
}

// RFC 3550 4: seconds since 1900 and a binary fraction.
TEST(Rtcp, WritesWallClockTimeSince1900) {
    EXPECT_EQ(ntp_time(0s), 2'208'988'800ULL << 32);
    EXPECT_EQ(ntp_time(1500ms), (2'208'988'801ULL << 32) + (1ULL << 31));
    EXPECT_EQ(ntp_time(999'999'999ns) >> 32, 2'208'988'800ULL);
}

// RFC 3550 6.2, 6.3.1: 0.5 to 1.5 of five seconds, over 1.21828; half of that at first; not in step with others.
TEST(RtcpTimer, IsDueAboutEveryFiveSecondsAtRandom) {
    bool differs = false;
    std::chrono::nanoseconds other{0};
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        RtcpTimer timer{seed, 0s};
        std::chrono::nanoseconds last{0};
        int reports = 0;
        for (std::chrono::nanoseconds now{0}; reports < 4; now += 20ms) {
            if (!timer.due(now)) continue;
            const auto waited = now - last;
            EXPECT_GE(waited, reports == 0 ? 1020ms : 2050ms);
            EXPECT_LE(waited, reports == 0 ? 3100ms : 6180ms);
            if (reports == 0) differs = differs || (other.count() != 0 && other != waited), other = waited;
            last = now;
            ++reports;
        }
    }
    EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace isfocus::mrfpd
