#include <gtest/gtest.h>

#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

void expect_faults(const std::string& text) {
    const auto config = parse(text);
    ASSERT_FALSE(config);
    EXPECT_GE(config.error().size(), 1u);
    EXPECT_LE(config.error().size(), 101u);
    for (const auto& fault : config.error()) EXPECT_LT(fault.text().size(), 500u);
}

TEST(HostileYaml, DeepNestingIsAFault) {
    expect_faults("sip: " + repeated("[", 100000));
    expect_faults(repeated("{a: ", 100000));
    expect_faults(repeated("- ", 100000));
    expect_faults(repeated("? ", 100000));
}

TEST(HostileYaml, AliasesAreNotUnfolded) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 40; ++i) {
        const auto alias = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(alias + ", ", 9) + alias + "]\n";
    }
    expect_faults(text);
    expect_faults(text + "sip: {listen: *a39, trusted: *a39}\n");
}

TEST(HostileYaml, AnAliasToItselfIsAFault) {
    expect_faults("sip: &a\n  listen: *a\n  trusted: &b [*b]\n");
    expect_faults("mrfp: &a {embedded: *a}\n");
}

TEST(HostileYaml, AFloodOfFaultsIsCutShort) {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "key" + std::to_string(i) + ": 1\n";
    const auto config = parse(text);
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().size(), 101u);
    EXPECT_EQ(config.error().back().text(), "and 19900 more faults");
}

TEST(HostileYaml, LongAndUnprintableTextIsShownShortAndPrintable) {
    const auto config = parse("\"a\\e[31m\\n" + std::string(900, 'x') + "\": 1\n");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().front().key, "a?[31m?" + std::string(57, 'x') + "...");
}

TEST(HostileYaml, StrayPunctuationOutsideAListIsAFault) {
    for (const char* text : {",", " ,!!x y\n", "]", "a: 1\n]\n", "}", "[]]", "{}\n,\n"}) expect_faults(text);
}

TEST(HostileYaml, BadDirectivesTagsAndOctetsDoNotCrash) {
    const std::string texts[] = {"%YAML 9.9\n---\nlog: {}\n",
                                 "%TAG ! !\n",
                                 "!!binary log: !x {level: !y info}\n",
                                 "log: {level: \"\\xZZ\"}\n",
                                 "log: {level: \"",
                                 "log: {level: '",
                                 "\xff\xfe\x00l",
                                 "\xef\xbb\xbf",
                                 std::string("\0\0\0", 3),
                                 "*a: 1\n",
                                 "a: *nowhere\n",
                                 "&a &b c: d\n",
                                 "]\n",
                                 "}\n",
                                 ":\n",
                                 "? \n",
                                 "<<: {log: {}}\n",
                                 "\t- a\n",
                                 "log: |\n  level: info\n",
                                 "log: >999\n  x\n"};
    for (const auto& text : texts) {
        const auto config = parse(text);
        EXPECT_TRUE(config || !config.error().empty());
    }
}

}  // namespace
}  // namespace isfocus::config
