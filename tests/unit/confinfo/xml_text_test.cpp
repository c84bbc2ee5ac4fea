#include "confinfo/xml_text.h"

#include <gtest/gtest.h>

namespace isfocus::confinfo {
namespace {

struct Text {
    const char* name;
    std::string given;
    std::string expected;
};

class TextForXml : public testing::TestWithParam<Text> {};
TEST_P(TextForXml, IsWellFormedUtf8OfAllowedCharacters) {
    EXPECT_EQ(xml_text(GetParam().given), GetParam().expected);
}

#define U_FFFD "\xEF\xBF\xBD"
INSTANTIATE_TEST_SUITE_P(
    , TextForXml,
    testing::Values(Text{"empty", "", ""}, Text{"ascii", "a<&>b", "a<&>b"}, Text{"space", "\t\n\r", "\t\n\r"},
                    Text{"nul", std::string("a\0b", 3), "a" U_FFFD "b"}, Text{"control", "\x1B[0m", U_FFFD "[0m"},
                    Text{"delete", "\x7F", "\x7F"}, Text{"two", "\xC3\xA9", "\xC3\xA9"},
                    Text{"three", "\xE7\x8E\x8B", "\xE7\x8E\x8B"}, Text{"four", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
                    Text{"last", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"}, Text{"lone_continuation", "\x80", U_FFFD},
                    Text{"overlong_two", "\xC0\xAF", U_FFFD U_FFFD},
                    Text{"overlong_three", "\xE0\x80\xAF", U_FFFD U_FFFD U_FFFD},
                    Text{"overlong_four", "\xF0\x80\x80\xAF", U_FFFD U_FFFD U_FFFD U_FFFD},
                    Text{"surrogate", "\xED\xA0\x80", U_FFFD U_FFFD U_FFFD},
                    Text{"noncharacter", "\xEF\xBF\xBE", U_FFFD},
                    Text{"beyond", "\xF4\x90\x80\x80", U_FFFD U_FFFD U_FFFD U_FFFD},
                    Text{"never", "\xFF\xFE", U_FFFD U_FFFD}, Text{"cut_short", "a\xE7\x8E", "a" U_FFFD U_FFFD},
                    Text{"interrupted", "\xE7\x8Ez", U_FFFD U_FFFD "z"}, Text{"latin1", "Zo\xEB", "Zo" U_FFFD}),
    [](const auto& each) { return each.param.name; });

TEST(PlainAscii, IsWhatNeedsNoLook) {
    EXPECT_TRUE(is_plain_ascii("sip:a@b;x=\"<&>\""));
    EXPECT_TRUE(is_plain_ascii(""));
    EXPECT_FALSE(is_plain_ascii("a\tb"));
    EXPECT_FALSE(is_plain_ascii("a\x7F"));
    EXPECT_FALSE(is_plain_ascii("\xC3\xA9"));
}

}  // namespace
}  // namespace isfocus::confinfo
