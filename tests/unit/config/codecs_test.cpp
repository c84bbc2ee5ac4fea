#include <gtest/gtest.h>

#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

TEST(Codecs, KeepTheOrderInWhichTheyAreWanted) {
    const auto config = parse("mrfp: {codecs: [PCMU, AMR]}");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->mrfp.codecs, (std::vector<std::string>{"PCMU", "AMR"}));
}

TEST(Codecs, ThoseThatThereAreNotAndTooFewAreFaults) {
    const auto fault_of = [](const char* text) {
        const auto config = parse(text);
        return config ? std::string{} : config.error().front().text();
    };
    EXPECT_EQ(fault_of("mrfp: {codecs: [AMR, EVS]}"),
              "line 1, column 22: mrfp.codecs: expects AMR-WB, AMR, G722, PCMA or PCMU, found \"EVS\"");
    EXPECT_EQ(fault_of("mrfp: {codecs: []}"), "line 1, column 16: mrfp.codecs: expects a list of 1 to 64 values");
    EXPECT_EQ(fault_of("mrfp: {codecs: [AMR, AMR]}"), "line 1, column 22: mrfp.codecs: holds \"AMR\" twice");
}

}  // namespace
}  // namespace isfocus::config
