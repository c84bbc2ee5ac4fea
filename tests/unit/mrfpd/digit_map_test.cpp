#include "mrfpd/digit_map.h"

#include <gtest/gtest.h>

/// H.248.1 7.1.14: digit maps over the keys of package dd (E.6).
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
constexpr std::string_view kKeysBySymbol = "0123456789EFABCD";

DigitMatcher matcher_of(std::string_view text) {
    auto map = parse_digit_map(text);
    if (!map) ADD_FAILURE() << map.error().text << " in " << text;
    return DigitMatcher{std::make_shared<const DigitMap>(map ? *map : DigitMap{})};
}

/// Presses until it ends, and has the timer end it when it does not by itself: `!` is the mark of that. A Z before a
/// key says that it is pressed for long.
std::string dial(std::string_view map, std::string_view keys) {
    auto matcher = matcher_of(map);
    std::optional<DigitsEnd> end;
    bool is_long = false;
    for (std::size_t i = 0; i < keys.size() && !end; ++i) {
        if (keys[i] != 'Z') end = matcher.press(static_cast<std::uint8_t>(kKeysBySymbol.find(keys[i])), is_long);
        is_long = keys[i] == 'Z';
    }
    constexpr const char* kMethods[] = {"UM", "PM", "FM"};
    const std::string late = end ? "" : "!";
    return matcher.digits() + " " + kMethods[static_cast<int>(end.value_or(matcher.time_out()))] + late;
}

int fault_in(std::string_view text) {
    const auto map = parse_digit_map(text);
    return map ? 0 : static_cast<int>(map.error().code);
}

TEST(DigitMaps, AreMatchedAsH248Says_MED64) {
    EXPECT_EQ(dial("123", "123"), "123 UM");
    EXPECT_EQ(dial("(123)", "12"), "12 PM!");
    EXPECT_EQ(dial("(123)", "124"), "12 PM") << "what fits nowhere is no part of it";
    EXPECT_EQ(dial("(0|00)", "0"), "0 FM!") << "complete, but it may go on";
    EXPECT_EQ(dial("(0|00)", "00"), "00 UM");
    EXPECT_EQ(dial("(0|00)", "01"), "0 FM");
    EXPECT_EQ(dial("(12|12)", "12"), "12 UM") << "what else there is needs no other key";
    EXPECT_EQ(dial("(x.F)", "4711F"), "4711F UM");
    EXPECT_EQ(dial("(x.F)", "F"), "F UM") << "none is some";
    EXPECT_EQ(dial("(xx.)", "4711"), "4711 FM!");
    EXPECT_EQ(dial("([1-3E]x)", "E9"), "E9 UM");
    EXPECT_EQ(dial("([1-3E]x)", "49"), " PM");
    EXPECT_EQ(dial("([0279-9]4)", "94"), "94 UM");
    EXPECT_EQ(dial("(a|e)", "A"), "A UM") << "in either case";
    EXPECT_EQ(dial("xx", "1E"), "1 PM") << "x is a digit, and * is none";
    EXPECT_EQ(dial("1x.", ""), " PM!") << "nobody has dialled";
    EXPECT_EQ(dial("x.", ""), " FM!") << "nothing is enough";
    EXPECT_EQ(dial("x.", "E"), " FM");
}

// 7.1.14.9
TEST(DigitMaps, TheExampleOfTheStandardIsADialPlan_MED64) {
    const auto plan = [](std::string_view keys) {
        return dial("(0| 00|[1-7]xxx|8xxxxxxx|Fxxxxxxx|Exx|91xxxxxxxxxx|9011x.)", keys);
    };
    EXPECT_EQ(plan("0"), "0 FM!");
    EXPECT_EQ(plan("00"), "00 UM");
    EXPECT_EQ(plan("7123"), "7123 UM");
    EXPECT_EQ(plan("81234567"), "81234567 UM");
    EXPECT_EQ(plan("F1234567"), "F1234567 UM");
    EXPECT_EQ(plan("E69"), "E69 UM");
    EXPECT_EQ(plan("911234567890"), "911234567890 UM");
    EXPECT_EQ(plan("901144"), "901144 FM!");
    EXPECT_EQ(plan("92"), "9 PM");
}

// 7.1.14.2, 7.1.14.3
TEST(DigitMaps, WaitAsTheirTimersSay_MED64) {
    const auto wait = [](std::string_view map, std::string_view keys) {
        auto matcher = matcher_of(map);
        for (const char key : keys) EXPECT_FALSE(matcher.press(static_cast<std::uint8_t>(key - '0')));
        return matcher.wait().value_or(0s);
    };
    EXPECT_EQ(wait("1", ""), 16s);
    EXPECT_EQ(wait("12", "1"), 16s);
    EXPECT_EQ(wait("(1|12)", "1"), 4s);
    constexpr auto kMap = "T:9, S:2,L:7,Z:15,(1|12|3Sxx|4x|6Sx|6Lxx|7x|7Sx)";
    EXPECT_EQ(wait(kMap, ""), 9s);
    EXPECT_EQ(wait(kMap, "1"), 2s) << "it is complete";
    EXPECT_EQ(wait(kMap, "4"), 7s) << "more is needed";
    EXPECT_EQ(wait(kMap, "3"), 2s) << "the map says so";
    EXPECT_EQ(wait(kMap, "31"), 2s) << "of all that follows";
    EXPECT_EQ(wait(kMap, "6"), 7s) << "of two that are at odds it is the long one";
    EXPECT_EQ(wait("(6Lxx|6Sx)", "6"), 16s) << "whichever stands first";
    EXPECT_EQ(wait(kMap, "61"), 7s) << "the other way is complete, and is at odds still";
    EXPECT_EQ(wait(kMap, "7"), 2s) << "one that says so is enough";
    EXPECT_EQ(wait("(Sx|12)", ""), 4s) << "before the first key too";
    EXPECT_EQ(wait("(Sx|12)", "1"), 4s);
    EXPECT_EQ(wait("(1Lx|2T3)", "1"), 16s);
    EXPECT_EQ(wait("T:3,(1Lx|2T3)", "2"), 3s);
    EXPECT_EQ(wait("(1|12L3)", "1"), 4s) << "not reached";
    EXPECT_EQ(wait("T:0,1", ""), 0s) << "for ever";
}

// 7.1.14.5, step 4
TEST(DigitMaps, KnowLongKeysWhereTheyAskForThem_MED64) {
    EXPECT_EQ(dial("(Z1|1x)", "Z1"), "Z1 UM");
    EXPECT_EQ(dial("(Z1|1x)", "12"), "12 UM");
    EXPECT_EQ(dial("(Z12|1x)", "Z13"), "Z1 PM") << "the short one is out of it";
    EXPECT_EQ(dial("(Z1)", "1"), " PM");
    EXPECT_EQ(dial("(12)", "Z1Z2"), "12 UM") << "it does not matter here";
    EXPECT_EQ(dial("(Z[1-3]4|x)", "Z9"), "9 UM") << "nor for that key";
    EXPECT_EQ(dial("(Zx.F)", "Z1Z2F"), "Z1Z2F UM");
    auto matcher = matcher_of("(Z1|2x)");
    EXPECT_TRUE(matcher.asks_for_length(1));
    EXPECT_FALSE(matcher.asks_for_length(2));
    EXPECT_EQ(parse_digit_map("1")->long_press, 2s);
    EXPECT_EQ(parse_digit_map("Z:15,Z1")->long_press, 1500ms);
}

TEST(DigitMaps, ThatCannotBeReadAreNone_MED64) {
    for (const char* text :
         {"",      "()",    "(1|)", "(1",   "1)",   "T:,1", "T:123,1",   "T:1 1", "T:1;", "[1",    "[]", "[3-1]",
          "[1-A]", "[A-D]", "[1-",  "[Z1]", "[1S]", "1..",  ".",         "S",     "S.",   "ZS1",   "Z",  "Z:0,1",
          "1Z",    "(1)2",  "1|2",  "[-1]", "G",    "1,2",  "S:1,T:1,1", "L:1",   ";",    "(1;|2)"})
        EXPECT_EQ(fault_in(text), 442) << text;
    EXPECT_EQ(dial(" ( 1 ; one\n 2 \r\n| 3 ) ", "12"), "12 UM") << "white space, and comments";
    EXPECT_EQ(dial("T:1,S:2,L:3,Z:4,12", "12"), "12 UM");
}

TEST(DigitMaps, AreNoLongerThanIsKept_MED64) {
    EXPECT_EQ(fault_in(std::string(kMostDigitPositions - 1, '1')), 0);
    EXPECT_EQ(fault_in(std::string(kMostDigitPositions, '1')), 519);
    std::string sequences = "1";
    while (sequences.size() < kMostDigitPositions - 1) sequences += "|1";
    EXPECT_EQ(fault_in("(" + sequences + ")"), 0);
    EXPECT_EQ(fault_in("(" + sequences + "|1)"), 519);
    EXPECT_EQ(fault_in(std::string(kLongestDigitMap - 1, ' ') + "1"), 0);
    EXPECT_EQ(fault_in(std::string(kLongestDigitMap, ' ') + "1"), 519);
}

TEST(DigitMaps, OfTheWorstKindCostNoMoreThanTheyAreLong_MED64) {
    std::string map;
    while (map.size() + 2 < 2 * kMostDigitPositions) map += "x.";
    auto matcher = matcher_of(map);
    for (std::size_t i = 0; i < kLongestDialString; ++i) EXPECT_FALSE(matcher.press(5));
    EXPECT_EQ(matcher.press(5), DigitsEnd::full) << "nobody dials more";
    EXPECT_EQ(matcher.digits(), std::string(kLongestDialString, '5'));
    auto hopeless = matcher_of(map.substr(2) + "F");
    for (std::size_t i = 0; i < kLongestDialString; ++i) EXPECT_FALSE(hopeless.press(5));
    EXPECT_EQ(hopeless.press(5), DigitsEnd::partial);
}

}  // namespace
}  // namespace isfocus::mrfpd
