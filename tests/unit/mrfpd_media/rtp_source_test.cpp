#include "mrfpd/media/rtp_source.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

using Arrival = RtpSource::Arrival;

struct Sender {
    RtpSource source;
    std::uint32_t ssrc = 1;

    Arrival packet(unsigned sequence, std::uint32_t timestamp = 0, std::uint32_t arrival = 0, bool timed = false) {
        return source.receive({false, 0, static_cast<std::uint16_t>(sequence), timestamp, ssrc, {}}, arrival, timed);
    }
};

// RFC 3550 A.3
TEST(RtpSource, CountsLossOverTheWrapOfTheSequenceNumber) {
    Sender sender;
    EXPECT_EQ(sender.packet(65534), Arrival::began_anew);
    EXPECT_EQ(sender.packet(65535), Arrival::in_sequence);
    EXPECT_EQ(sender.packet(2), Arrival::in_sequence);  // 0 and 1 are missing
    EXPECT_EQ(sender.packet(1), Arrival::behind);
    EXPECT_EQ(sender.source.expected(), 5);
    EXPECT_EQ(sender.source.received(), 4);
    EXPECT_EQ(sender.source.lost(), 1);
    const auto block = sender.source.report();
    EXPECT_EQ(block.ssrc, 1);
    EXPECT_EQ(block.highest_sequence, 0x10002);
    EXPECT_EQ(block.cumulative_lost, 1);
    EXPECT_EQ(block.fraction_lost, 256 / 5);
}

TEST(RtpSource, KnowsWhatOthersOvertook) {
    Sender sender;
    sender.packet(30);
    EXPECT_EQ(sender.packet(30), Arrival::in_sequence) << "twice";
    EXPECT_EQ(sender.packet(29), Arrival::behind);
    EXPECT_EQ(sender.packet(65500), Arrival::behind);
    EXPECT_EQ(sender.packet(65460), Arrival::doubtful);
    EXPECT_EQ(sender.packet(31), Arrival::in_sequence);
}

TEST(RtpSource, TellsTheFractionLostSinceTheReportBefore) {
    Sender sender;
    for (unsigned i = 0; i < 10; ++i) sender.packet(i);
    EXPECT_EQ(sender.source.report().fraction_lost, 0);
    for (unsigned i = 10; i < 20; i += 2) sender.packet(i + 1);  // every second one
    EXPECT_EQ(sender.source.report().fraction_lost, 128);
    EXPECT_EQ(sender.source.report().fraction_lost, 0) << "nothing expected, nothing lost";
}

// H.248.1 E.12.4
TEST(RtpSource, TellsTheLossBetweenTheLastTwoReports_MP2_1) {
    Sender sender;
    EXPECT_EQ(sender.source.loss(), 0);
    for (unsigned i = 0; i < 10; i += 3) sender.packet(i);
    EXPECT_EQ(sender.source.loss(), 60) << "before there is any report, of all";
    sender.source.report();
    for (unsigned i = 10; i < 20; i += 2) sender.packet(i + 1);
    EXPECT_EQ(sender.source.loss(), 60) << "until the next report";
    sender.source.report();
    EXPECT_EQ(sender.source.loss(), 50);
    for (int i = 0; i < 3; ++i) sender.packet(19);
    sender.source.report();
    EXPECT_EQ(sender.source.loss(), 0) << "more came than was expected";
    sender.ssrc = 2;
    sender.packet(7);
    sender.packet(9);
    EXPECT_NEAR(sender.source.loss(), 33.3, 0.1) << "of this sender";
}

TEST(RtpSource, DuplicatesMakeTheLossNegative) {
    Sender sender;
    sender.packet(1);
    sender.packet(1);
    sender.packet(1);
    EXPECT_EQ(sender.source.report().cumulative_lost, -2);
    EXPECT_EQ(sender.source.lost(), 0);
}

// RFC 3550 A.1
TEST(RtpSource, TakesAJumpOnlyWhenTheNextPacketFollowsIt) {
    Sender sender;
    sender.packet(100);
    EXPECT_EQ(sender.packet(40000), Arrival::doubtful);
    EXPECT_EQ(sender.packet(101), Arrival::in_sequence);
    EXPECT_EQ(sender.packet(50000), Arrival::doubtful);
    EXPECT_EQ(sender.packet(50001), Arrival::began_anew);
    EXPECT_EQ(sender.packet(50002), Arrival::in_sequence);
    EXPECT_EQ(sender.source.lost(), 0) << "the jump itself is no loss";
    EXPECT_EQ(sender.source.received(), 4);
}

// What others overtook is older than they are.
TEST(RtpSource, NumbersThatGoBackALittleBeginAnewWhenTimeDoesNot_MED72) {
    Sender sender;
    const auto packet = [&](unsigned sequence, std::uint32_t frame) {
        return sender.packet(sequence, frame * 160, 0, true);
    };
    packet(60, 10);
    EXPECT_EQ(packet(62, 12), Arrival::in_sequence);
    EXPECT_EQ(packet(59, 9), Arrival::behind);
    EXPECT_EQ(packet(60, 10), Arrival::behind);
    EXPECT_EQ(packet(61, 11), Arrival::behind);
    EXPECT_EQ(packet(0, 13), Arrival::behind) << "one may be wrong";
    EXPECT_EQ(packet(1, 14), Arrival::began_anew);
    EXPECT_EQ(packet(2, 15), Arrival::in_sequence);
    EXPECT_EQ(sender.source.lost(), 0);
}

TEST(RtpSource, BeginsAnewWithAnotherSsrcAndKeepsTheTotals) {
    Sender sender;
    sender.packet(1);
    sender.packet(3);
    sender.ssrc = 2;
    EXPECT_EQ(sender.packet(9000), Arrival::began_anew);
    EXPECT_EQ(sender.source.expected(), 4);
    EXPECT_EQ(sender.source.received(), 3);
    EXPECT_EQ(sender.source.lost(), 1);
    EXPECT_EQ(sender.source.report().cumulative_lost, 0) << "a report is about one SSRC";
}

// Late ones of a stream that has ended, or two at once, as while a gateway goes from an announcement to the user.
TEST(RtpSource, AStreamThatWasLeftComesBackWhenTheOtherIsSilentOnly_MED71) {
    Sender sender;
    const auto packet = [&](std::uint32_t ssrc, std::uint32_t sequence) {
        sender.ssrc = ssrc;
        return sender.packet(sequence);
    };
    EXPECT_EQ(packet(1, 7), Arrival::began_anew);
    EXPECT_EQ(packet(2, 900), Arrival::began_anew);
    for (std::uint32_t i = 0; i < 20; ++i) {
        EXPECT_EQ(packet(1, 8 + i), Arrival::doubtful);
        EXPECT_EQ(packet(2, 901 + i), Arrival::in_sequence);
    }
    EXPECT_EQ(sender.source.lost(), 0);
    EXPECT_EQ(sender.source.received(), 22) << "without what is not heard";
    EXPECT_EQ(packet(1, 40), Arrival::doubtful);
    EXPECT_EQ(packet(1, 41), Arrival::doubtful);
    EXPECT_EQ(packet(1, 42), Arrival::began_anew);
    EXPECT_EQ(packet(3, 5), Arrival::began_anew) << "and a third one at once";
}

// RFC 3550 A.8: J += (|D| - J) / 16
TEST(RtpSource, MeasuresInterarrivalJitter) {
    Sender steady, uneven;
    for (unsigned i = 0; i < 1000; ++i) {
        steady.packet(i, i * 160, 5 + i * 160, true);
        uneven.packet(i, i * 160, i * 160 + (i % 2) * 80, true);  // each transit differs by 10 ms from the last
    }
    EXPECT_EQ(steady.source.jitter(), 0);
    EXPECT_NEAR(uneven.source.jitter(), 80, 2);
    const auto before = uneven.source.jitter();
    for (unsigned i = 1000; i < 1010; ++i) uneven.packet(i, 160'000, i * 160, false);  // one long telephone-event
    EXPECT_EQ(uneven.source.jitter(), before);
}

TEST(RtpSource, WildTimestampsStayWithinNumbers) {
    Sender sender;
    for (unsigned i = 0; i < 5000; ++i) sender.packet(i, i * 0x7fffffffU, i, true);
    EXPECT_LE(sender.source.jitter(), 80'000U);
}

}  // namespace
}  // namespace isfocus::mrfpd
