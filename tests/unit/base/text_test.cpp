#include "base/text.h"

#include <gtest/gtest.h>

namespace isfocus::text {
namespace {

/// How many of the 256 octets a class of characters takes.
template <class Class>
int size_of(Class is_one) {
    int count = 0;
    for (int octet = 0; octet < 256; ++octet) count += is_one(static_cast<char>(octet)) ? 1 : 0;
    return count;
}

TEST(Text, ClassesOfCharactersAreOfAsciiAlone) {
    EXPECT_EQ(size_of(is_digit), 10);
    EXPECT_EQ(size_of(is_alphabetic), 52);
    EXPECT_EQ(size_of(is_alphanumeric), 62);
    EXPECT_EQ(size_of(is_hex), 22);
    EXPECT_EQ(size_of(is_control), 33);
    for (char c : std::string_view("0123456789abcdefABCDEF")) EXPECT_TRUE(is_hex(c)) << c;
}

TEST(Text, ANumberIsDigitsAndNothingElse) {
    for (const std::string_view one : {"0", "007", "99999999999999999999999999"}) EXPECT_TRUE(is_number(one)) << one;
    for (const std::string_view none : {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "\xd9\xa1"})
        EXPECT_FALSE(is_number(none)) << none;
    EXPECT_FALSE(is_number(std::string_view("1\0", 2)));
}

TEST(Text, CaseIsOfAsciiLettersAlone) {
    EXPECT_TRUE(equals_ignoring_case("RTPmap-1", "rtpMAP-1"));
    EXPECT_FALSE(equals_ignoring_case("a", "ab"));
    EXPECT_FALSE(equals_ignoring_case("[", "{"));  // 0x20 apart, as letters are
    EXPECT_FALSE(equals_ignoring_case("@", "`"));
    EXPECT_FALSE(equals_ignoring_case("\xc4", "\xe4"));  // in Latin-1 one letter
    EXPECT_FALSE(equals_ignoring_case(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
    EXPECT_EQ(lower("\xc3\x84Z"), "\xc3\x84z");
    for (int octet = 0; octet < 256; ++octet) {
        const char c = static_cast<char>(octet);
        EXPECT_EQ(upper(c) != c, c >= 'a' && c <= 'z') << octet;
        EXPECT_EQ(lower(upper(c)), lower(c)) << octet;
    }
}

TEST(Text, WhatIsTrimmedIsWhiteSpaceOrWhatIsSaid) {
    EXPECT_EQ(trimmed(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trimmed(" \t "), "");
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed(" \ra\n\t", is_blank), "\ra\n");
    EXPECT_EQ(trimmed(std::string_view("\0 a", 3)), std::string_view("\0 a", 3));
    EXPECT_EQ(trimmed("\v\f\xa0"), "\v\f\xa0") << "no white space of a protocol";
}

}  // namespace
}  // namespace isfocus::text
