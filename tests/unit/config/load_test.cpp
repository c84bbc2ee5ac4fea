#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

class Load : public testing::Test {
protected:
    ~Load() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file_with(std::string_view text) const {
        const auto file = folder_ / "isfocus.yaml";
        std::ofstream{file, std::ios::binary} << text;
        return file;
    }

    std::string only_fault(const std::filesystem::path& file) const {
        const auto config = load(file);
        if (config || config.error().size() != 1) return "not one fault";
        return config.error().front().text();
    }

    const std::filesystem::path folder_ = [] {
        std::string name = std::filesystem::temp_directory_path() / "isfocus-config-XXXXXX";
        return std::filesystem::path{mkdtemp(name.data())};
    }();
};

TEST_F(Load, ReadsAFile) {
    const auto config = load(file_with("log: {level: warn}\n"));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->log.level, LogLevel::warn);
}

TEST_F(Load, AFileThatIsNotThereIsAFault) {
    EXPECT_EQ(only_fault(folder_ / "none.yaml"),
              "cannot read " + (folder_ / "none.yaml").string() + ": No such file or directory");
}

TEST_F(Load, AFolderIsAFault) {
    EXPECT_EQ(only_fault(folder_), "cannot read " + folder_.string() + ": Is a directory");
}

TEST_F(Load, AnEmptyFileIsAFault) {
    EXPECT_EQ(only_fault(file_with("")), "the file is empty");
    EXPECT_EQ(only_fault(file_with("\n  \n")), "the file is empty");
    EXPECT_TRUE(load(file_with("# all defaults, on purpose\n")));
}

TEST_F(Load, AFileOverOneMebibyteIsRefused) {
    EXPECT_EQ(only_fault(file_with(std::string(1024 * 1024 + 1, '#'))), "is larger than 1 MiB");
    EXPECT_TRUE(load(file_with(std::string(1024 * 1024, '#'))));
}

TEST_F(Load, AllFaultsAreToldInTheOrderOfTheFile) {
    const auto config = load(file_with("invite:\n  overall_s: 170\n  no_answer_s: soon\nsip:\n  port: 5060\n"));
    ASSERT_FALSE(config);
    std::vector<std::string> keys;
    for (const auto& fault : config.error()) keys.push_back(std::to_string(fault.line) + " " + fault.key);
    EXPECT_EQ(keys, (std::vector<std::string>{"2 invite.overall_s", "3 invite.no_answer_s", "5 sip.port"}));
}

TEST_F(Load, ASyntaxErrorIsAFaultWithItsPlace) {
    const auto config = parse("log:\n  level: info\n   format: text\n");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().front().line, 3);
    EXPECT_EQ(config.error().front().message.substr(0, 11), "is no YAML:");
}

TEST_F(Load, AnUnquotedMidIsASyntaxErrorWithItsLine) {
    const auto config = parse("mrfpd:\n  mid: [127.0.0.1]:2945\n");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().front().line, 2);
}

TEST_F(Load, ASecondDocumentIsAFault) {
    const auto config = parse("log: {level: info}\n---\nlog: {level: debug}\n");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().front().text(), "line 2, column 1: expects nothing after the end of the YAML document");
}

TEST_F(Load, AnEmptyFileIsTheDefaults) {
    for (const char* text : {"", "\n", "# nothing\n", "---\n", "log:\nsip: ~\n"}) {
        const auto config = parse(text);
        ASSERT_TRUE(config) << text;
        EXPECT_EQ(*config, Config{}) << text;
    }
}

}  // namespace
}  // namespace isfocus::config
