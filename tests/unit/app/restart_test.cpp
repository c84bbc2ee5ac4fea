#include "app/restart.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "app/settings.h"

namespace isfocus::app {
namespace {

using config::Config;
using Names = std::vector<std::string_view>;

TEST(Restart, NamesWhatDiffersAndNothingElse) {
    Config loaded;
    loaded.media.inactivity = std::chrono::seconds{9};
    loaded.conference.keys.mute = "*6";
    loaded.sip.max_connections = 7;
    EXPECT_EQ(waiting_for_restart({}, loaded), (Names{"conference.keys", "media"}));
    EXPECT_EQ(waiting_for_restart({}, {}), Names{});
}

TEST(Restart, SaysItAgainAsLongAsItIsSo) {
    const Config started;
    Config loaded;
    loaded.sip.t1 = std::chrono::milliseconds{250};
    const auto now = in_force(loaded, started);
    EXPECT_EQ(waiting_for_restart(now, loaded), Names{"sip.t1_ms"});
    loaded.sip.dscp = 24;
    EXPECT_EQ(waiting_for_restart(now, loaded), (Names{"sip.dscp", "sip.t1_ms"}));
    loaded.sip.dscp = 0;
    EXPECT_EQ(waiting_for_restart(now, started), Names{}) << "taken back: nothing waits";
}

TEST(Restart, KeysChangeForTheFocusAndTheMrfpTogether) {
    Config loaded;
    loaded.conference.keys = {"*6", "*7"};
    loaded.conference.max_participants = 3;
    const auto now = in_force(loaded, {});
    EXPECT_EQ(focus_settings(now).mute_keys, "");
    EXPECT_FALSE(mrfp_settings(now).keys);
    EXPECT_EQ(focus_settings(now).max_participants, 3U) << "what can change does";
}

TEST(Restart, TlsIsNeitherTurnedOnNorOff) {
    const Config without;
    Config with;
    with.sip.tls = {"a.pem", "a.key", "ca.pem", false};
    EXPECT_EQ(waiting_for_restart(without, with), Names{"sip.tls.certificate"});
    EXPECT_EQ(in_force(with, without).sip.tls, without.sip.tls);
    EXPECT_EQ(in_force(without, with).sip.tls, with.sip.tls);
}

TEST(Restart, OtherFilesOfTlsAreTaken) {
    Config started, loaded;
    started.sip.tls = {"a.pem", "a.key", "ca.pem", false};
    loaded.sip.tls = {"b.pem", "b.key", "ca.pem", false};
    EXPECT_EQ(waiting_for_restart(started, loaded), Names{});
    EXPECT_EQ(in_force(loaded, started).sip.tls, loaded.sip.tls);
}

TEST(Restart, TheManualNamesTheSame) {
    std::ifstream file(ISFOCUS_SOURCE_DIR "/docs/operation.md");
    const std::string manual{std::istreambuf_iterator<char>(file), {}};
    const auto from = manual.find("go on as they were: ");
    ASSERT_NE(from, std::string::npos);
    const auto list = manual.substr(from, manual.find("\n\n", from) - from);
    const std::regex quoted("`([^`]*)`");
    std::vector<std::string> told, names;
    for (std::sregex_iterator it(list.begin(), list.end(), quoted), end; it != end; ++it) told.push_back((*it)[1]);
    for (const auto& one : start_only()) names.emplace_back(one.name);
    EXPECT_EQ(told, names);
}

}  // namespace
}  // namespace isfocus::app
