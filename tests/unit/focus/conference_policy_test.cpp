#include "focus/conference_policy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

/// Who may do what, as a table: each row is one user, each column one thing that can be done.
namespace isfocus::focus {
namespace {

using Standing = PolicyRule::Standing;
using std::chrono::seconds;

Uri uri(const std::string& text) {
    return parse_uri(text).value();
}

struct World {
    World() {
        conference.uri = uri("sip:room@as.test");
        conference.host.uri = uri("sip:owner@ims.test");
        settings.operators = {uri("sip:operator@as.test")};
        settings.denied = {uri("sip:denied@ims.test")};
        settings.max_participants = 5;
    }

    void in(const std::string& user) {
        InviteLeg leg;
        leg.id = LegId{conference.legs.size() + 1};
        leg.user.uri = uri(user);
        leg.state = LegState::confirmed;
        conference.legs_by_user.emplace(address_of_record(leg.user.uri), leg.id);
        conference.legs.emplace(leg.id, leg);
        ++conference.seats;
    }

    PolicyScope scope() const { return {conference, policy, settings, now}; }

    /// j: may dial in, c: if the host confirms; s: may subscribe, i: invite, r: remove somebody; b: is blocked.
    std::string may(const std::string& user) const {
        const Identity who{.uri = uri(user)};
        std::string out;
        if (!refuse_join(who, false, scope())) out += needs_approval(who, scope()) ? 'c' : 'j';
        if (may_subscribe(who, scope())) out += 's';
        if (does(who, ReferMethod::invite, "sip:new@ims.test")) out += 'i';
        if (does(who, ReferMethod::bye, "sip:present@ims.test")) out += 'r';
        if (is_blocked(who, scope())) out += 'b';
        return out;
    }

    bool does(const Identity& who, ReferMethod method, const std::string& target) const {
        PlacedTarget placed;
        placed.target = ReferTarget{.uri = uri(target), .method = method};
        return static_cast<bool>(authorize_refer({.asserted = who}, {placed}, scope()));
    }

    Conference conference;
    ConferencePolicy policy;
    Settings settings;
    Time now{seconds{1'000'000}};
};

struct Row {
    const char* user;
    const char* may;
};

void check(const World& world, const std::vector<Row>& rows) {
    for (const auto& [user, may] : rows) EXPECT_EQ(world.may(user), may) << user;
}

TEST(PolicyTable, OfTheDefaultPolicies_POL16_REF21_JOI03) {
    World world;
    world.in("sip:present@ims.test");
    world.conference.invited.insert(address_of_record(uri("sip:invited@ims.test")));
    struct Case {
        Settings::Join join;
        bool participants_may_invite;
        const char *owner, *participant, *invited, *stranger;
    };
    for (const Case& one : {Case{Settings::Join::open, false, "jsir", "jsr", "j", "j"},
                            Case{Settings::Join::open, true, "jsir", "jsir", "j", "j"},
                            Case{Settings::Join::invited, false, "jsir", "sr", "j", ""},
                            Case{Settings::Join::approval, false, "jsir", "csr", "j", "c"}}) {
        world.settings.join = one.join;
        world.settings.participants_may_invite = one.participants_may_invite;
        world.policy = default_policy(world.settings);
        check(world, {{"sip:owner@ims.test", one.owner},
                      {"sip:operator@as.test", one.owner},
                      {"sip:present@ims.test", one.participant},  // oneself everybody may remove
                      {"sip:invited@ims.test", one.invited},
                      {"sip:stranger@ims.test", one.stranger},
                      {"sip:denied@ims.test", "b"}});
    }
}

TEST(PolicyTable, OfADocument_JOI01_REF22_REM01_EVT04) {
    World world;
    world.in("sip:present@ims.test");
    world.policy.rules = {
        {.users = {uri("sip:*@ims.test")}, .except = {uri("sip:guest@ims.test")}, .join = JoinHandling::allow},
        {.users = {uri("sip:guest@ims.test"), uri("tel:+15550100")}, .join = JoinHandling::confirm},
        {.users = {uri("sip:blocked@ims.test")}, .join = JoinHandling::block},
        {.users = {uri("sip:desk@other.test")}, .grants = {Permission::invite, Permission::see}},
        {.users = {uri("sip:guard@other.test")}, .grants = {Permission::remove}},
        {.standing = Standing::participant, .grants = {Permission::invite}},
    };
    check(world, {{"sip:owner@ims.test", "jsir"},
                  {"sip:operator@as.test", "jsir"},
                  {"sip:present@ims.test", "jsir"},
                  {"sip:colleague@ims.test", "j"},
                  {"sip:guest@ims.test", "c"},
                  {"sip:+15550100@gw.test;user=phone", "c"},
                  {"sip:blocked@ims.test", "b"},
                  {"sip:denied@ims.test", "b"},
                  {"sip:desk@other.test", "si"},
                  {"sip:guard@other.test", "r"},
                  {"sip:stranger@other.test", ""}});
}

TEST(Warnings, AreThoseOfTheRefusalAndNotOfItsPhrase_JOI01) {
    EXPECT_TRUE(warning_of({486, "Conference Full", "", ""}).empty());
    EXPECT_EQ(warning_of({403, "Forbidden", "", "come tomorrow"}).at(0),
              (Header{"Warning", "399 isfocus \"come tomorrow\""}));
}

TEST(PolicyTable, OfTheDialOutListAndOfTime_POL10) {
    World world;
    world.policy.dial_out = {{.uri = uri("sip:listed@ims.test")}};
    world.policy.rules = {{.standing = Standing::on_dial_out_list, .join = JoinHandling::allow},
                          {.users = {uri("sip:later@ims.test")},
                           .from = world.now + seconds{10},
                           .until = world.now + seconds{20},
                           .join = JoinHandling::allow}};
    const char* expected[] = {"", "j", ""};
    for (const char* later : expected) {
        check(world, {{"sip:listed@ims.test", "j"}, {"sip:later@ims.test", later}});
        world.now += seconds{10};
    }
}

TEST(PolicyTable, ThatEverybodyIsBlockedLeavesTheOthersTheirRules_POL13) {
    World world;
    world.policy.rules = {{.join = JoinHandling::block},
                          {.users = {uri("sip:a@ims.test")}, .join = JoinHandling::allow}};
    check(world, {{"sip:a@ims.test", "j"}, {"sip:b@ims.test", ""}});
}

TEST(PolicyTable, OfCreation_CRE02_CRE37) {
    World world;
    const auto status = [&](std::optional<Identity> caller, std::size_t guests) {
        const auto why = refuse_creation(caller, guests, world.settings);
        return why ? why->status : 200;
    };
    EXPECT_EQ(status(Identity{.uri = uri("sip:a@ims.test")}, 4), 200);
    EXPECT_EQ(status(Identity{.uri = uri("sip:a@ims.test")}, 5), 403);
    EXPECT_EQ(status(Identity{.uri = uri("sip:denied@ims.test")}, 0), 403);
    EXPECT_EQ(status(std::nullopt, 0), 403);
}

TEST(PolicyTable, SeatsAreThoseOfTheDocumentWithinTheOperators_POL14) {
    World world;
    EXPECT_EQ(seats_of(world.scope()), 5u);
    world.policy.max_participants = 3;
    EXPECT_EQ(seats_of(world.scope()), 3u);
    world.policy.max_participants = 50;
    EXPECT_EQ(seats_of(world.scope()), 5u);
}

}  // namespace
}  // namespace isfocus::focus
