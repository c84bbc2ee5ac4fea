#include "isfocus/h248/sctp.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "isfocus/h248/codec.h"

#include <linux/sctp.h>

/// mp-h248 4: messages over SCTP (H.248.4, RFC 6458), as far as no socket is needed.
namespace isfocus::h248 {
namespace {

using Taken = SctpReader::Taken;

SctpPiece piece(std::string_view octets, bool is_end, std::optional<std::uint32_t> protocol = kPayloadProtocol) {
    return {octets, protocol, false, is_end};
}

std::string association_change(std::uint16_t state) {
    sctp_assoc_change change{};
    change.sac_type = SCTP_ASSOC_CHANGE;
    change.sac_length = sizeof change;
    change.sac_state = state;
    return {reinterpret_cast<const char*>(&change), sizeof change};
}

std::string notification(std::uint16_t type) {
    decltype(sctp_notification::sn_header) header{};
    header.sn_type = type;
    header.sn_length = sizeof header;
    return {reinterpret_cast<const char*>(&header), sizeof header};
}

Taken take_notification(SctpReader& reader, std::string_view octets) {
    return reader.take({octets, std::nullopt, true, true});
}

TEST(SctpReader, AMessageIsWhatEndsWithTheRecord_MP4) {
    SctpReader reader;
    ASSERT_EQ(reader.take(piece("MEGACO/2 ", false)), Taken::more);
    EXPECT_TRUE(reader.is_partial());
    ASSERT_EQ(reader.take(piece("[127.0.0.1]", true)), Taken::message);
    EXPECT_EQ(reader.message(), "MEGACO/2 [127.0.0.1]");
    EXPECT_FALSE(reader.is_partial());
    ASSERT_EQ(reader.take(piece("next", true)), Taken::message);
    EXPECT_EQ(reader.message(), "next");
}

TEST(SctpReader, WhatIsForAnotherProtocolIsNoMessage_MP4) {
    SctpReader reader;
    EXPECT_EQ(reader.take(piece("M2UA", true, 2)), Taken::foreign);
    EXPECT_EQ(reader.protocol(), 2U);
    EXPECT_EQ(reader.take(piece("half", false, 2)), Taken::more);
    EXPECT_EQ(reader.take(piece("half", true, std::nullopt)), Taken::foreign) << "each piece belongs to its first";
    EXPECT_EQ(reader.take(piece("of whoever names none", true, 0)), Taken::message);
    EXPECT_EQ(reader.take(piece("H.248", true)), Taken::message);
    EXPECT_EQ(reader.message(), "H.248");
}

TEST(SctpReader, AMessageOverTheLimitIsNotPutTogether_MP4) {
    const std::string half(kMaxMessageOctets / 2 + 1, 'x');
    SctpReader reader;
    ASSERT_EQ(reader.take(piece(half, false)), Taken::more);
    EXPECT_EQ(reader.take(piece(half, false)), Taken::too_long);
    SctpReader fits;
    EXPECT_EQ(fits.take(piece(std::string(kMaxMessageOctets, 'x'), true)), Taken::message);
}

TEST(SctpReader, ARestartIsTheEndOfTheAssociation_MP4) {
    for (const auto state : {SCTP_COMM_LOST, SCTP_RESTART, SCTP_SHUTDOWN_COMP, SCTP_CANT_STR_ASSOC}) {
        SctpReader reader;
        EXPECT_EQ(take_notification(reader, association_change(static_cast<std::uint16_t>(state))), Taken::ended)
            << state;
    }
    SctpReader reader;
    EXPECT_EQ(take_notification(reader, association_change(SCTP_COMM_UP)), Taken::notice);
    EXPECT_EQ(take_notification(reader, notification(SCTP_PEER_ADDR_CHANGE)), Taken::notice);
}

TEST(SctpReader, ANotificationIsNoPartOfAMessage_MP4) {
    SctpReader reader;
    ASSERT_EQ(reader.take(piece("one ", false)), Taken::more);
    const auto told = association_change(SCTP_COMM_UP);
    EXPECT_EQ(reader.take({std::string_view{told}.substr(0, 7), std::nullopt, true, false}), Taken::notice);
    EXPECT_EQ(reader.take({std::string_view{told}.substr(7), std::nullopt, true, true}), Taken::notice);
    ASSERT_EQ(reader.take(piece("two", true)), Taken::message);
    EXPECT_EQ(reader.message(), "one two");
}

TEST(SctpReader, AMessageWhoseRestDoesNotComeIsForgotten_MP4) {
    SctpReader reader;
    ASSERT_EQ(reader.take(piece("half of ", false)), Taken::more);
    EXPECT_EQ(take_notification(reader, notification(SCTP_PARTIAL_DELIVERY_EVENT)), Taken::more);
    EXPECT_FALSE(reader.is_partial());
    ASSERT_EQ(reader.take(piece("whole", true)), Taken::message);
    EXPECT_EQ(reader.message(), "whole");
}

TEST(SctpReader, NotificationsThatAreCutOffOrEndlessDoNoHarm) {
    SctpReader reader;
    for (std::size_t size = 0; size < association_change(0).size(); ++size)
        EXPECT_NE(take_notification(reader, association_change(SCTP_COMM_UP).substr(0, size)), Taken::ended) << size;
    const std::string octets(1000, 'x');
    auto taken = Taken::notice;
    for (int i = 0; i < 10 && taken == Taken::notice; ++i) taken = reader.take({octets, std::nullopt, true, false});
    EXPECT_EQ(taken, Taken::too_long);
}

TEST(SctpAncillary, AMessageIsSentAsH248InStreamZeroInOrder_MP4) {
    SctpSendInfo info;
    msghdr message{};
    info.attach(message);
    const auto* header = CMSG_FIRSTHDR(&message);
    ASSERT_NE(header, nullptr);
    EXPECT_EQ(header->cmsg_level, IPPROTO_SCTP);
    EXPECT_EQ(header->cmsg_type, SCTP_SNDINFO);
    ASSERT_EQ(header->cmsg_len, CMSG_LEN(sizeof(sctp_sndinfo)));
    sctp_sndinfo sent;
    std::memcpy(&sent, CMSG_DATA(header), sizeof sent);
    const unsigned char in_network_order[] = {0, 0, 0, 7};
    EXPECT_EQ(std::memcmp(&sent.snd_ppid, in_network_order, sizeof in_network_order), 0);
    EXPECT_EQ(sent.snd_sid, 0);
    EXPECT_EQ(sent.snd_flags & SCTP_UNORDERED, 0);
}

TEST(SctpAncillary, ThePayloadProtocolIsReadWhereverItStands_MP4) {
    alignas(8) char octets[128] = {};
    msghdr message{};
    message.msg_control = octets;
    message.msg_controllen = CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(sctp_rcvinfo));
    EXPECT_EQ(payload_protocol_of(msghdr{}), std::nullopt);
    auto* other = CMSG_FIRSTHDR(&message);
    other->cmsg_level = SOL_SOCKET;
    other->cmsg_type = SCTP_RCVINFO;
    other->cmsg_len = CMSG_LEN(sizeof(int));
    auto* header = CMSG_NXTHDR(&message, other);
    header->cmsg_level = IPPROTO_SCTP;
    header->cmsg_type = SCTP_RCVINFO;
    header->cmsg_len = CMSG_LEN(sizeof(sctp_rcvinfo));
    sctp_rcvinfo info{};
    info.rcv_ppid = htonl(7);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    EXPECT_EQ(payload_protocol_of(message), 7U);
    header->cmsg_len = CMSG_LEN(4);
    EXPECT_EQ(payload_protocol_of(message), std::nullopt) << "too short for it";
}

TEST(SctpProbe, SaysWhatToDoWhereTheKernelHasNone_MP4) {
    for (const int code : {EPROTONOSUPPORT, ESOCKTNOSUPPORT})
        EXPECT_NE(sctp_fault_of(code)->find("modprobe sctp"), std::string::npos);
    EXPECT_EQ(sctp_fault_of(EADDRINUSE), std::nullopt);
    EXPECT_EQ(sctp_fault_of(EACCES), std::nullopt);
}

}  // namespace
}  // namespace isfocus::h248
