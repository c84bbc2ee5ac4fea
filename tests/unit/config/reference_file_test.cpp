#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "config/sections.h"
#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

const std::string kReferenceFile = std::string{ISFOCUS_SOURCE_DIR} + "/config/isfocus.yaml";

std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream in{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The defaults, and the one thing that the reference file has and a file that says nothing has not.
Config defaults_with_embedded_mrfp() {
    Config config;
    config.mrfp.embedded.emplace();
    return config;
}

bool sets_a_key(const std::string& line) {
    const auto text = line.find_first_not_of(' ');
    return text != std::string::npos && line[text] != '#' && line.back() != ':';
}

TEST(ReferenceFile, HoldsTheDefaults) {
    const auto config = load(kReferenceFile);
    ASSERT_TRUE(config) << config.error().front().text();
    EXPECT_EQ(*config, defaults_with_embedded_mrfp());
}

TEST(ReferenceFile, MeansTheSameWithoutAnyOneOfItsKeys) {
    const auto lines = lines_of(kReferenceFile);
    for (std::size_t left_out = 0; left_out < lines.size(); ++left_out) {
        if (!sets_a_key(lines[left_out])) continue;
        std::string text;
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (i != left_out) text += lines[i] + "\n";
        const auto config = parse(text);
        ASSERT_TRUE(config) << lines[left_out] << "\n" << config.error().front().text();
        EXPECT_EQ(*config, defaults_with_embedded_mrfp()) << lines[left_out];
    }
}

TEST(ReferenceFile, WithAWrongValueOfAnyKeyHasOneFaultInThatLine) {
    const std::string wrong_values[] = {"", " [[]]", " {bogus: 1}", " &a [*a]"};
    const auto lines = lines_of(kReferenceFile);
    for (std::size_t wrong = 0; wrong < lines.size(); ++wrong) {
        if (!sets_a_key(lines[wrong])) continue;
        for (const auto& value : wrong_values) {
            const auto line = lines[wrong].substr(0, lines[wrong].find(':') + 1) + value;
            SCOPED_TRACE(line);
            std::string text;
            for (std::size_t i = 0; i < lines.size(); ++i) text += (i == wrong ? line : lines[i]) + "\n";
            const auto config = parse(text);
            ASSERT_FALSE(config);
            for (const auto& fault : config.error()) EXPECT_EQ(fault.line, static_cast<int>(wrong + 1)) << fault.text();
        }
    }
}

/// The keys of a file in block style, two blanks for each level.
std::set<std::string> keys_of(const std::vector<std::string>& lines) {
    std::set<std::string> keys;
    std::vector<std::string> path;
    for (const auto& line : lines) {
        const auto text = line.find_first_not_of(' ');
        if (text == std::string::npos || line[text] == '#') continue;
        path.resize(text / 2);
        path.push_back((path.empty() ? "" : path.back() + ".") + line.substr(text, line.find(':') - text));
        keys.insert(path.back());
    }
    return keys;
}

TEST(ReferenceFile, HoldsEveryKeyThereIs) {
    const auto known = names(keys_of_file());
    EXPECT_EQ(keys_of(lines_of(kReferenceFile)), std::set<std::string>(known.begin(), known.end()));
}

}  // namespace
}  // namespace isfocus::config
