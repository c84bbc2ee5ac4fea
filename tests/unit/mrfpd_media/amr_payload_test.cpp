#include "mrfpd/media/amr_payload.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace isfocus::mrfpd {
namespace {

using enum AmrFamily;
using enum AmrPacking;

using Octets = std::vector<std::uint8_t>;

/// Bits as the figures of RFC 4867 show them, put together to octets; the last one filled up with zeros.
Octets octets(std::string_view bits) {
    Octets result;
    std::size_t count = 0;
    for (const char bit : bits) {
        if (bit == ' ') continue;
        if (count % 8 == 0) result.push_back(0);
        if (bit == '1') result.back() |= static_cast<std::uint8_t>(0x80 >> count % 8);
        ++count;
    }
    return result;
}

std::string ones(std::size_t count) {
    return std::string(count, '1');
}

/// A frame whose bits are all set.
AmrFrame full(AmrFamily family, std::uint8_t type) {
    AmrFrame frame;
    frame.octets[0] = static_cast<std::uint8_t>(type << 3 | 4);
    const auto bits = *amr_bits(family, type);
    for (std::size_t i = 0; i < bits; ++i) frame.octets[1 + i / 8] |= static_cast<std::uint8_t>(0x80 >> i % 8);
    frame.size = 1 + (bits + 7) / 8;
    return frame;
}

Octets packed(AmrFamily family, AmrPacking packing, std::uint8_t request, const AmrFrame& frame) {
    std::array<std::uint8_t, kMostAmrOctets> out;
    const auto size = pack(family, packing, request, frame, out);
    return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
}

TEST(AmrPayload, FramesHaveTheirBits) {
    const std::vector<std::size_t> amr_sizes{95, 103, 118, 134, 148, 159, 204, 244, 39};
    const std::vector<std::size_t> wide_sizes{132, 177, 253, 285, 317, 365, 397, 461, 477, 40};
    for (std::uint8_t type = 0; type < 16; ++type) {
        EXPECT_EQ(amr_bits(amr, type).has_value(), type <= 8 || type == kNoData);
        EXPECT_EQ(amr_bits(amr_wb, type).has_value(), type <= 9 || type >= 14);
        if (type < amr_sizes.size()) {
            EXPECT_EQ(amr_bits(amr, type), amr_sizes[type]);
        }
        if (type < wide_sizes.size()) {
            EXPECT_EQ(amr_bits(amr_wb, type), wide_sizes[type]);
        }
    }
}

// RFC 4867 4.3.5.1: one frame, no mode request, two bits of padding.
TEST(AmrPayload, BandwidthEfficientIsPackedWithoutGaps) {
    const auto payload = packed(amr, bandwidth_efficient, kNoModeRequest, full(amr, 4));
    EXPECT_EQ(payload, octets("1111 0 0100 1 " + ones(148)));
    EXPECT_EQ(payload.size(), 20);
    EXPECT_EQ(packed(amr_wb, bandwidth_efficient, 1, full(amr_wb, 2)), octets("0001 0 0010 1 " + ones(253)));
}

// RFC 4867 4.4.5.1: CMR and each table entry take an octet, and so does the end of each frame.
TEST(AmrPayload, OctetAlignedFillsUpEachPart) {
    EXPECT_EQ(packed(amr, octet_aligned, 6, full(amr, 0)), octets("0110 0000 0 0000 1 00 " + ones(95) + "0"));
    EXPECT_EQ(packed(amr_wb, octet_aligned, kNoModeRequest, full(amr_wb, 8)),
              octets("1111 0000 0 1000 1 00 " + ones(477) + "000"));
}

TEST(AmrPayload, WhatIsPackedIsUnpacked) {
    for (const auto family : {amr, amr_wb})
        for (const auto packing : {bandwidth_efficient, octet_aligned})
            for (std::uint8_t type = 0; type < 16; ++type) {
                if (!amr_bits(family, type)) continue;
                const auto frame = full(family, type);
                const auto read = unpack(family, packing, packed(family, packing, 3, frame));
                ASSERT_TRUE(read) << int{type};
                EXPECT_EQ(read->mode_request, 3);
                ASSERT_EQ(read->count, 1);
                EXPECT_EQ(read->frames[0].octets, frame.octets);
                EXPECT_EQ(read->frames[0].size, frame.size);
                EXPECT_TRUE(read->frames[0].good());
            }
}

// RFC 4867 4.3.5.3: several frames, one of them lost (Q=0), one not sent.
TEST(AmrPayload, SeveralFramesFollowTheTableOfContents) {
    const auto read = unpack(amr_wb, bandwidth_efficient,
                             octets("1000 1 0000 1 1 1001 0 1 1111 1 0 1001 1 " + ones(132) + ones(40) + ones(40)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->mode_request, 8);
    ASSERT_EQ(read->count, 4);
    EXPECT_EQ(read->frames[0].octets, full(amr_wb, 0).octets);
    EXPECT_FALSE(read->frames[1].good());
    EXPECT_FALSE(read->frames[1].is_speech(amr_wb));
    EXPECT_EQ(read->frames[2].octets, AmrFrame::no_data().octets);
    EXPECT_EQ(read->frames[3].octets, full(amr_wb, 9).octets);
    const auto aligned = unpack(amr, octet_aligned, octets("11110000 1 1111 1 00 0 0000 0 00 " + ones(95) + "0"));
    ASSERT_TRUE(aligned);
    ASSERT_EQ(aligned->count, 2);
    EXPECT_EQ(aligned->frames[0].type(), kNoData);
    EXPECT_FALSE(aligned->frames[1].good());
}

TEST(AmrPayload, TwelveFramesAreTakenAndNotMore) {
    std::string table, frames;
    for (int i = 0; i < 11; ++i) table += "1 0111 1 ";
    for (int i = 0; i < 12; ++i) frames += ones(244);
    const auto read = unpack(amr, bandwidth_efficient, octets("1111 " + table + "0 0111 1 " + frames));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->count, 12);
    EXPECT_EQ(read->frames[11].octets, full(amr, 7).octets);
    EXPECT_FALSE(unpack(amr, bandwidth_efficient, octets("1111 1 0111 1 " + table + "0 0111 1 " + frames + ones(244))));
}

// RFC 4867 4.3.1
TEST(AmrPayload, AReservedModeRequestIsIgnoredAndFifteenIsOneForNoneInParticular_MED38) {
    const auto frame = AmrFrame::no_data();
    const auto request = [&](AmrFamily family, std::uint8_t asked) {
        return unpack(family, octet_aligned, packed(family, octet_aligned, asked, frame))->mode_request;
    };
    EXPECT_EQ(request(amr, 7), 7);
    EXPECT_EQ(request(amr, 8), std::nullopt);
    EXPECT_EQ(request(amr, 14), std::nullopt);
    EXPECT_EQ(request(amr, 15), kNoModeRequest);
    EXPECT_EQ(request(amr_wb, 8), 8);
    EXPECT_EQ(request(amr_wb, 9), std::nullopt);
    EXPECT_EQ(request(amr_wb, 15), kNoModeRequest);
}

TEST(AmrPayload, TheHeadIsReadAlone) {
    const auto payload = octets("0011 1 0000 1 0 1001 0 " + ones(132) + ones(40));
    const auto head = read_head(amr_wb, bandwidth_efficient, payload);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->mode_request, 3);
    ASSERT_EQ(head->count, 2);
    EXPECT_EQ(head->table[0], full(amr_wb, 0).octets[0]);
    EXPECT_EQ(head->table[1], full(amr_wb, 9).octets[0] & ~4) << "damaged";
    EXPECT_FALSE(read_head(amr_wb, octet_aligned, payload));
    EXPECT_FALSE(read_head(amr_wb, bandwidth_efficient, std::span{payload}.first(payload.size() - 1)));
}

TEST(AmrPayload, WrongLengthsReservedTypesAndTheOtherPackingAreRefused) {
    for (const auto family : {amr, amr_wb})
        for (const auto packing : {bandwidth_efficient, octet_aligned}) {
            const auto payload = packed(family, packing, kNoModeRequest, full(family, 2));
            for (std::size_t size = 0; size < payload.size(); ++size)
                EXPECT_FALSE(unpack(family, packing, std::span{payload}.first(size))) << size;
            auto longer = payload;
            longer.push_back(0);
            EXPECT_FALSE(unpack(family, packing, longer));
            const auto other = packing == octet_aligned ? bandwidth_efficient : octet_aligned;
            EXPECT_FALSE(unpack(family, other, payload));
            EXPECT_FALSE(unpack(family, packing, octets("1111 0000 0 1011 1 00 " + ones(160))));
            EXPECT_FALSE(unpack(family, packing, octets("1111 0 1011 1 " + ones(160))));
        }
    EXPECT_FALSE(unpack(amr, bandwidth_efficient, Octets(400, 0xff))) << "a table without end";
}

}  // namespace
}  // namespace isfocus::mrfpd
