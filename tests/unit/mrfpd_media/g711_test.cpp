#include "mrfpd/media/g711.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace isfocus::mrfpd {
namespace {

struct Point {
    std::uint8_t code;
    int linear;
};

int decoded(Encoding encoding, std::uint8_t code) {
    std::int16_t sample = 0;
    decode(encoding, {&code, 1}, &sample);
    return sample;
}

std::uint8_t encoded(Encoding encoding, int sample) {
    Frame frame{};
    frame[0] = static_cast<std::int16_t>(sample);
    Payload payload;
    encode(encoding, frame, payload);
    return payload[0];
}

// ITU-T G.711 table 2a: the values at the ends of the segments, times 4.
TEST(G711, MulawHasTheValuesOfTheItu) {
    for (const auto& [code, linear] : {Point{0x80, 8031},
                                       {0x8f, 4191},
                                       {0x9f, 2079},
                                       {0xaf, 1023},
                                       {0xbf, 495},
                                       {0xcf, 231},
                                       {0xdf, 99},
                                       {0xef, 33},
                                       {0xfe, 2},
                                       {0xff, 0}}) {
        EXPECT_EQ(decoded(Encoding::pcmu, code), linear * 4);
        EXPECT_EQ(decoded(Encoding::pcmu, code & 0x7f), -linear * 4);
        EXPECT_EQ(encoded(Encoding::pcmu, linear * 4), code);
        if (linear != 0) {
            EXPECT_EQ(encoded(Encoding::pcmu, -linear * 4), code & 0x7f);
        }
    }
}

// ITU-T G.711 table 1a, even bits inverted, times 8.
TEST(G711, AlawHasTheValuesOfTheItu) {
    for (const auto& [code, linear] : {Point{0xaa, 4032},
                                       {0xa5, 2112},
                                       {0xb5, 1056},
                                       {0x85, 528},
                                       {0x95, 264},
                                       {0xe5, 132},
                                       {0xf5, 66},
                                       {0xd5, 1}}) {
        EXPECT_EQ(decoded(Encoding::pcma, code), linear * 8);
        EXPECT_EQ(decoded(Encoding::pcma, code & 0x7f), -linear * 8);
        EXPECT_EQ(encoded(Encoding::pcma, linear * 8), code);
        EXPECT_EQ(encoded(Encoding::pcma, -linear * 8), code & 0x7f);
    }
}

// Table 2a: decision values of mu-law 1, 3, 5, ... 31, 35 times 4; the upper interval begins at the decision value.
TEST(G711, MulawDecidesWhereTheItuDoes) {
    EXPECT_EQ(encoded(Encoding::pcmu, 3), 0xff);
    EXPECT_EQ(encoded(Encoding::pcmu, 4), 0xfe);
    EXPECT_EQ(encoded(Encoding::pcmu, 31 * 4 - 1), 0xf0);
    EXPECT_EQ(encoded(Encoding::pcmu, 31 * 4), 0xef);
    EXPECT_EQ(encoded(Encoding::pcmu, 35 * 4 - 1), 0xef);
    EXPECT_EQ(encoded(Encoding::pcmu, 35 * 4), 0xee);
}

TEST(G711, EveryCodeComesBack) {
    for (const auto encoding : {Encoding::pcmu, Encoding::pcma})
        for (int code = 0; code < 256; ++code) {
            const bool negative_zero = encoding == Encoding::pcmu && code == 0x7f;
            EXPECT_EQ(encoded(encoding, decoded(encoding, static_cast<std::uint8_t>(code))),
                      negative_zero ? 0xff : code);
        }
}

TEST(G711, EverySampleComesBackWithinHalfAStepAndInOrder) {
    for (const auto encoding : {Encoding::pcmu, Encoding::pcma}) {
        int before = -40000;
        for (int sample = -32768; sample <= 32767; ++sample) {
            const int back = decoded(encoding, encoded(encoding, sample));
            EXPECT_GE(back, before);
            before = back;
            const int clipped = std::clamp(sample, -32124, 32124);
            EXPECT_LE(std::abs(back - clipped), std::max(8, (std::abs(clipped) + 132) / 32)) << sample;
        }
    }
}

TEST(G711, SilenceIsTheIdleCode) {
    EXPECT_EQ(encoded(Encoding::pcmu, 0), 0xff);
    EXPECT_EQ(encoded(Encoding::pcma, 0), 0xd5);
}

}  // namespace
}  // namespace isfocus::mrfpd
