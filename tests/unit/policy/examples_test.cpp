#include <gtest/gtest.h>

#include <chrono>

#include "focus/conference_policy.h"
#include "isfocus/policy/directory.h"

/// The documents that docs/policy.md explains do what it says.
namespace isfocus::policy {
namespace {

using focus::ReferMethod;
using namespace std::chrono;

class Examples : public testing::Test {
protected:
    void SetUp() override {
        Directory directory;
        const auto reading = directory.read(ISFOCUS_SOURCE_DIR "/config/policy");
        for (const auto& [file, fault] : reading.faults) ADD_FAILURE() << file << ": " << fault.text();
        for (const auto& event : reading.events) {
            const auto& policy = std::get<focus::PolicyGiven>(event).policy;
            policies[policy.uri.user] = policy;
        }
        EXPECT_EQ(policies.size(), 3u);
    }

    focus::PolicyScope scope_of(const std::string& name) {
        conference = {};
        conference.uri = policies.at(name).uri;
        conference.host.uri = *policies.at(name).owner;
        conference.policy = policies.at(name);
        return {conference, *conference.policy, settings, now};
    }

    /// How a dial-in ends: 200, 183 (it waits for the owner), or a refusal.
    int dial_in(const std::string& name, const std::string& user) {
        const Identity who{.uri = parse_uri(user).value()};
        const auto scope = scope_of(name);
        if (const auto why = focus::refuse_join(who, false, scope)) return why->status;
        return focus::needs_approval(who, scope) ? 183 : 200;
    }

    int refer(const std::string& name, const std::string& user) {
        focus::PlacedTarget target;
        target.target.uri = parse_uri("sip:new@other.test").value();
        const auto who =
            focus::authorize_refer({.asserted = Identity{.uri = parse_uri(user).value()}}, {target}, scope_of(name));
        return who ? 202 : who.error().status;
    }

    using Identity = focus::Identity;
    std::map<std::string, focus::ConferencePolicy> policies;
    focus::Conference conference;
    focus::Settings settings;
    focus::Time now = sys_days{2026y / 12 / 1} + 8h;
};

TEST_F(Examples, TeamRoomIsForTheTeam) {
    EXPECT_EQ(dial_in("team-room", "sip:alice@ims.test"), 200);
    EXPECT_EQ(dial_in("team-room", "sip:bob@ims.test"), 200);
    EXPECT_EQ(dial_in("team-room", "sip:+15550100@ims.test;user=phone"), 200);
    EXPECT_EQ(dial_in("team-room", "sip:dave@ims.test"), 183);
    EXPECT_EQ(dial_in("team-room", "sip:mallory@ims.test"), 403);
    EXPECT_EQ(dial_in("team-room", "sip:eve@other.test"), 403);
    EXPECT_EQ(refer("team-room", "sip:bob@ims.test"), 202);
    EXPECT_EQ(refer("team-room", "sip:dave@ims.test"), 403);
    EXPECT_FALSE(policies.at("team-room").start);
    EXPECT_TRUE(policies.at("team-room").dial_out.empty());
}

TEST_F(Examples, MorningCallCallsAtNine) {
    const auto& policy = policies.at("morning-call");
    EXPECT_EQ(policy.start, now);
    EXPECT_EQ(policy.stop, now + 1h);
    EXPECT_EQ(policy.dial_out.size(), 3u);
    EXPECT_EQ(dial_in("morning-call", "sip:bob@ims.test"), 200);
    EXPECT_EQ(dial_in("morning-call", "sip:eve@ims.test"), 403);
    now -= 6min;
    EXPECT_EQ(dial_in("morning-call", "sip:bob@ims.test"), 403);
    now += 1min;
    EXPECT_EQ(dial_in("morning-call", "sip:bob@ims.test"), 200);
    now += 35min;
    EXPECT_EQ(dial_in("morning-call", "sip:bob@ims.test"), 486);
    EXPECT_EQ(dial_in("morning-call", "sip:alice@ims.test"), 200);
}

TEST_F(Examples, EmergencyCallsAtOnce) {
    const auto& policy = policies.at("emergency");
    EXPECT_LT(*policy.start, now);
    EXPECT_GT(*policy.stop, now);
    EXPECT_EQ(policy.dial_out.size(), 4u);
    EXPECT_EQ(refer("emergency", "sip:control-room@ims.test"), 202);
    EXPECT_EQ(refer("emergency", "sip:engineer@ims.test"), 202);
    EXPECT_EQ(refer("emergency", "sip:bob@ims.test"), 403);
}

}  // namespace
}  // namespace isfocus::policy
