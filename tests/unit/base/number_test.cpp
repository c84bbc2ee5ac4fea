#include "base/number.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace isfocus::text {
namespace {

TEST(Number, IsWhatDigitsSpell) {
    EXPECT_EQ(parse_number<unsigned>("0"), 0U);
    EXPECT_EQ(parse_number<unsigned>("007"), 7U);
    EXPECT_EQ(parse_number<std::uint8_t>("255"), 255);
    EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"), 18446744073709551615U);
    EXPECT_EQ(parse_number<unsigned>("1fF", 0xFFF, 16), 0x1FFU);
}

TEST(Number, IsNothingElse) {
    for (const std::string_view text : {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e2", "a"})
        EXPECT_FALSE(parse_number<unsigned>(text)) << text;
    EXPECT_FALSE(parse_number<unsigned>(std::string_view("1\0", 2)));
    for (const std::string_view text : {"", "-1", "0x1", "1g"})
        EXPECT_FALSE(parse_number<unsigned>(text, 0xFFF, 16)) << text;
}

TEST(Number, IsNotMoreThanItMayBe) {
    EXPECT_EQ(parse_number(std::string_view("64"), 64U), 64U);
    EXPECT_FALSE(parse_number(std::string_view("65"), 64U));
    EXPECT_FALSE(parse_number<std::uint8_t>("256"));
    EXPECT_FALSE(parse_number<std::uint64_t>("18446744073709551616"));
    EXPECT_FALSE(parse_number<unsigned>(std::string(1000, '9')));
}

}  // namespace
}  // namespace isfocus::text
