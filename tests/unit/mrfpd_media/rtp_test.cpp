#include "mrfpd/media/rtp.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mrfpd/media/rtp_sender.h"

namespace isfocus::mrfpd {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets packet(std::uint8_t first = 0x80, std::uint8_t second = 0x00, const Octets& rest = {1, 2, 3, 4}) {
    Octets octets{first, second, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef, 0xca, 0xfe, 0xba, 0xbe};
    octets.insert(octets.end(), rest.begin(), rest.end());
    return octets;
}

TEST(Rtp, ReadsTheFixedHeader) {
    const auto octets = packet(0x80, 0x88);
    const auto read = parse_rtp(octets);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->marker);
    EXPECT_EQ(read->payload_type, 8);
    EXPECT_EQ(read->sequence, 0x1234);
    EXPECT_EQ(read->timestamp, 0xdeadbeef);
    EXPECT_EQ(read->ssrc, 0xcafebabe);
    EXPECT_EQ(Octets(read->payload.begin(), read->payload.end()), (Octets{1, 2, 3, 4}));
}

struct Layout {
    const char* what;
    Octets octets;
    int payload;  ///< octets of payload; -1: refused
};

TEST(Rtp, LeavesOutCsrcExtensionAndPaddingAndRefusesLengthsThatDoNotFit) {
    const Layout layouts[] = {
        {"no payload", packet(0x80, 0, {}), 0},
        {"one CSRC", packet(0x81, 0, {9, 9, 9, 9, 7}), 1},
        {"CSRC cut off", packet(0x81, 0, {9, 9, 9}), -1},
        {"fifteen CSRC in a short packet", packet(0x8f), -1},
        {"extension of one word", packet(0x90, 0, {0, 0, 0, 1, 9, 9, 9, 9, 7, 7}), 2},
        {"empty extension", packet(0x90, 0, {0, 0, 0, 0, 7}), 1},
        {"extension header cut off", packet(0x90, 0, {0, 0, 0}), -1},
        {"extension longer than the packet", packet(0x90, 0, {0, 0, 0xff, 0xff, 7}), -1},
        {"extension after CSRC", packet(0x91, 0, {9, 9, 9, 9, 0, 0, 0, 1, 9, 9, 9, 9, 7}), 1},
        {"padding", packet(0xa0, 0, {7, 7, 0, 2}), 2},
        {"nothing but padding", packet(0xa0, 0, {0, 0, 0, 4}), 0},
        {"padding of 0", packet(0xa0, 0, {7, 7, 7, 0}), -1},
        {"padding into the header", packet(0xa0, 0, {7, 7, 7, 5}), -1},
        {"padding flag and no payload", packet(0xa0, 0, {}), -1},
        {"version 1", packet(0x40), -1},
        {"version 3", packet(0xc0), -1},
        {"an RTCP SR", packet(0x80, 200), -1},
        {"an RTCP BYE", packet(0x81, 203), -1},
        {"eleven octets", Octets(11, 0x80), -1},
        {"nothing", {}, -1},
    };
    for (const auto& [what, octets, payload] : layouts) {
        const auto read = parse_rtp(octets);
        EXPECT_EQ(read ? static_cast<int>(read->payload.size()) : -1, payload) << what;
    }
}

TEST(Rtp, WhatIsWrittenIsRead) {
    RtpPacket out{true, 101, 65535, 0xffffff00, 0x80000001, {}};
    std::array<std::uint8_t, kRtpHeaderOctets> octets;
    write_rtp_header(out, octets);
    const auto read = parse_rtp(octets);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->marker);
    EXPECT_EQ(read->payload_type, 101);
    EXPECT_EQ(read->sequence, 65535);
    EXPECT_EQ(read->timestamp, 0xffffff00);
    EXPECT_EQ(read->ssrc, 0x80000001);
}

TEST(RtpSender, CountsOnOverAPauseAndMarksTheFirstPacketAfterIt) {
    RtpSender sender{{7, 0xffffff60, 65535, {}}};
    RtpSender::Octets octets;
    const auto next = [&] {
        EXPECT_EQ(sender.write(0, Payload{}, octets), octets.size());
        sender.tick();
        return *parse_rtp(octets);
    };
    const auto first = next(), second = next();
    sender.tick();
    sender.tick();
    const auto third = next();
    sender.tick(4);  // time that nobody ran
    const auto fourth = next();
    EXPECT_TRUE(first.marker);
    EXPECT_FALSE(second.marker);
    EXPECT_TRUE(third.marker);
    EXPECT_TRUE(fourth.marker);
    EXPECT_EQ(second.sequence, 0);
    EXPECT_EQ(third.sequence, 1);
    EXPECT_EQ(second.timestamp, first.timestamp + 160);
    EXPECT_EQ(third.timestamp, second.timestamp + 3 * 160);
    EXPECT_EQ(fourth.timestamp, third.timestamp + 5 * 160);
    EXPECT_EQ(fourth.ssrc, 7);
    EXPECT_EQ(sender.octets(), 4 * 160U);
}

// RFC 4867 4.1
TEST(RtpSender, MarksTheFirstSpeechOfATalkspurtAndNoSid_MED45) {
    RtpSender sender{{7, 0, 0, {}}};
    RtpSender::Octets octets;
    std::string marks;
    for (const char what : std::string{"ss..d...dss-s"}) {  // speech, nothing, a SID; a tick that did not take place
        const bool is_there = what == 's' || what == 'd';
        if (is_there) sender.write(96, Payload{}, octets, what == 's');
        if (is_there) marks += parse_rtp(octets)->marker ? 'M' : '0';
        sender.tick(what == '-' ? 2 : 1);
    }
    EXPECT_EQ(marks, "M000M0M");
}

TEST(RtpSender, CountsByTheClockOfTheCodecAndWhatItSent) {
    RtpSender sender{{7, 1000, 1, {}}};
    RtpSender::Octets octets;
    const std::array<std::uint8_t, 33> payload{};
    EXPECT_EQ(sender.write(96, payload, octets), kRtpHeaderOctets + 33);
    sender.tick(1, 16000);
    EXPECT_EQ(sender.timestamp(), 1320U);
    sender.write(0, Payload{}, octets);
    sender.tick();
    EXPECT_EQ(sender.timestamp(), 1480U);
    EXPECT_EQ(sender.octets(), 193U);
}

}  // namespace
}  // namespace isfocus::mrfpd
