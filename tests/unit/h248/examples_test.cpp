#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "isfocus/h248/codec.h"

namespace isfocus::h248 {
namespace {

const std::filesystem::path kExamples = std::filesystem::path{ISFOCUS_SOURCE_DIR} / "tests/unit/h248/examples";

std::string content(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

class Example : public testing::TestWithParam<std::string> {};

TEST_P(Example, DecodesAndComesBackEqualInBothForms) {
    const auto message = decode(content(kExamples / (GetParam() + ".txt")));
    ASSERT_TRUE(message) << message.error().text << " at " << message.error().offset;
    for (const auto form : {Form::pretty, Form::compact}) {
        const auto text = encode(*message, form);
        const auto again = decode(text);
        ASSERT_TRUE(again) << again.error().text << " at " << again.error().offset << "\n" << text;
        EXPECT_EQ(*again, *message) << text;
        EXPECT_EQ(encode(*again, form), text);
    }
}

TEST_P(Example, LeavesOutNothingThatStoodInIt) {
    std::vector<std::string> ignored;
    const auto message = decode(content(kExamples / (GetParam() + ".txt")), &ignored);
    ASSERT_TRUE(message);
    EXPECT_TRUE(ignored.empty());
}

INSTANTIATE_TEST_SUITE_P(All, Example, testing::ValuesIn(files_in(kExamples)), test_name);

TEST(Example, IsWrittenAsThePrettyFilesAre) {
    for (const auto* name : {"01-register-request", "03-create-conference-request", "04-create-conference-reply",
                             "16-heartbeat-request", "24-error-reply-unknown-termination", "28-dtmf-notify-request",
                             "41-response-ack", "53-add-user-ipv6-request"}) {
        const auto text = content(kExamples / (std::string{name} + ".txt"));
        const auto message = decode(text);
        ASSERT_TRUE(message) << name;
        const auto without_last_line_end = text.substr(0, text.find_last_not_of('\n') + 1);
        EXPECT_EQ(encode(*message, Form::pretty), without_last_line_end);
    }
}

/// Files that once did not come back equal, or could not be answered, and one with every descriptor there is.
TEST(FuzzCorpus, ComesBackEqualOrIsRefusedWithAnAnswerThatIsReadable) {
    const auto folder = std::filesystem::path{ISFOCUS_SOURCE_DIR} / "tests/fuzz/corpus/h248_decode";
    unsigned read = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const auto message = decode(content(entry.path()));
        if (!message) {
            const auto answer = answer_to(message.error(), {MId::Kind::ip4, "127.0.0.1", 2944});
            EXPECT_TRUE(!answer || decode(encode(*answer))) << entry.path();
            continue;
        }
        ++read;
        for (const auto form : {Form::pretty, Form::compact}) {
            const auto again = decode(encode(*message, form));
            ASSERT_TRUE(again) << entry.path() << ": " << again.error().text;
            EXPECT_EQ(*again, *message) << entry.path();
        }
    }
    EXPECT_GE(read, 2U);
}

struct Refusal {
    ErrorCode code;
    std::optional<std::uint32_t> transaction_id;
};

TEST(InvalidExample, IsRefusedWithTheErrorThatBelongsToIt) {
    const std::map<std::string, Refusal> expected{
        {"empty-action", {ErrorCode::syntax_error_in_action, 1}},
        {"empty-modify-body", {ErrorCode::syntax_error_in_command, 1}},
        {"no-version", {ErrorCode::syntax_error_in_message, std::nullopt}},
        {"stage2-name-reservevalue", {ErrorCode::unknown_property, 1}},
        {"transaction-id-too-large", {ErrorCode::syntax_error_in_message, std::nullopt}},
        {"truncated", {ErrorCode::syntax_error_in_action, 1}},
        {"two-local-control", {ErrorCode::descriptor_twice, 1}},
        {"unknown-command", {ErrorCode::unknown_command, 1}},
        {"unsupported-version", {ErrorCode::version_not_supported, std::nullopt}},
    };
    const auto files = files_in(kExamples / "invalid");
    EXPECT_EQ(files.size(), expected.size());
    for (const auto& name : files) {
        const auto message = decode(content(kExamples / "invalid" / (name + ".txt")));
        ASSERT_FALSE(message) << name;
        ASSERT_TRUE(expected.contains(name)) << name;
        EXPECT_EQ(static_cast<int>(message.error().code), static_cast<int>(expected.at(name).code)) << name;
        EXPECT_EQ(message.error().transaction_id, expected.at(name).transaction_id) << name;
        EXPECT_TRUE(message.error().in_request) << name;
    }
}

}  // namespace
}  // namespace isfocus::h248
