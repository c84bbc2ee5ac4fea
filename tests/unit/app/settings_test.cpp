#include "app/settings.h"

#include <gtest/gtest.h>

namespace isfocus::app {
namespace {

TEST(MrfpSettings, OffersHaveTheFamilyOfTheRtpOfTheMrfpThatIsStartedOrElseOfMp_MED60) {
    using enum sdp::Address::Family;
    config::Config config;
    EXPECT_EQ(mrfp_settings(config).family, ip4);
    config.mrfp.embedded.emplace();
    config.mrfp.embedded->rtp_address = *config::parse_ip_address("::1");
    EXPECT_EQ(mrfp_settings(config).family, ip6);
    config.mrfp.embedded.reset();
    config.mrfp.listen.front().host = "::1";
    EXPECT_EQ(mrfp_settings(config).family, ip6);
    config.mrfp.embedded.emplace();
    EXPECT_EQ(mrfp_settings(config).family, ip4);
}

}  // namespace
}  // namespace isfocus::app
