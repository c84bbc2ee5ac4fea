#include <gtest/gtest.h>

#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

TEST(Sounds, ThatNameNeitherAnAnnouncementNorAToneAreFaults_MP2_4) {
    for (const auto* const text : {"joined", "an/", "an", "cg/xx", "cg/", "an/a b", "an/é", "'an/\"'", "AN/x",
                                   "an/0123456789012345678901234567890123"}) {
        const auto config = parse(std::string{"media: {on_join: "} + text + "}");
        ASSERT_FALSE(config) << text;
        ASSERT_EQ(config.error().size(), 1U) << text;
        EXPECT_EQ(config.error().front().key, "media.on_join");
    }
    EXPECT_EQ(parse("media: {welcome: cg/dial}").error().front().text(),
              "line 1, column 18: media.welcome: expects an/NAME, or cg/ with dt, rt, bt, ct, sit, wt, prt, cw or cr, "
              "found \"cg/dial\"");
}

}  // namespace
}  // namespace isfocus::config
