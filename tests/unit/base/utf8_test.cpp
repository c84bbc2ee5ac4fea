#include "base/utf8.h"

#include <gtest/gtest.h>

namespace isfocus::text {
namespace {

using Character = Utf8Character;

TEST(Utf8, CharactersAreReadWithTheirOctets) {
    EXPECT_EQ(first_character("a\xc3\xa4"), (Character{'a', 1}));
    EXPECT_EQ(first_character(std::string_view("\0a", 2)), (Character{0, 1}));
    EXPECT_EQ(first_character("\xc2\x80"), (Character{0x80, 2}));
    EXPECT_EQ(first_character("\xdf\xbf!"), (Character{0x7ff, 2}));
    EXPECT_EQ(first_character("\xe0\xa0\x80"), (Character{0x800, 3}));
    EXPECT_EQ(first_character("\xed\x9f\xbf"), (Character{0xd7ff, 3}));
    EXPECT_EQ(first_character("\xee\x80\x80"), (Character{0xe000, 3}));
    EXPECT_EQ(first_character("\xef\xbf\xbf"), (Character{0xffff, 3}));
    EXPECT_EQ(first_character("\xf0\x90\x80\x80"), (Character{0x10000, 4}));
    EXPECT_EQ(first_character("\xf4\x8f\xbf\xbf"), (Character{0x10ffff, 4}));
}

/// RFC 3629 3, 10: what a reader that is kind to it can be led astray with.
TEST(Utf8, WhatIsNotWellFormedIsNoCharacter) {
    for (const std::string_view bad : {"",
                                       "\x80",
                                       "\xbf",
                                       "\xc0\x80",
                                       "\xc1\xbf",
                                       "\xc2",
                                       "\xc2 ",
                                       "\xc2\xc2",
                                       "\xe0\x9f\xbf",
                                       "\xe0\xa0",
                                       "\xe2\x82 ",
                                       "\xed\xa0\x80",
                                       "\xed\xbf\xbf",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xf0\x90\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xf8\x88\x80\x80\x80",
                                       "\xfe",
                                       "\xff"})
        EXPECT_EQ(first_character(bad), Character{}) << ::testing::PrintToString(bad);
}

TEST(Utf8, XmlHasNotAllOfThem) {
    for (const std::uint32_t code : {0x9U, 0xAU, 0xDU, 0x20U, 0x7FU, 0xD7FFU, 0xE000U, 0xFFFDU, 0x10000U, 0x10FFFFU})
        EXPECT_TRUE(is_xml_character(code)) << code;
    for (const std::uint32_t code : {0U, 0x8U, 0xBU, 0x1FU, 0xD800U, 0xDFFFU, 0xFFFEU, 0xFFFFU, 0x110000U})
        EXPECT_FALSE(is_xml_character(code)) << code;
}

}  // namespace
}  // namespace isfocus::text
