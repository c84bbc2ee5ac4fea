#include "focus/roster.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace isfocus::focus {
namespace {

Roster::Arrival arrival(std::uint64_t leg, const std::string& user) {
    Roster::Arrival one;
    one.leg = LegId{leg};
    one.key = one.entity = user;
    one.endpoint.entity = "sip:" + user + "@192.0.2.1";
    return one;
}

TEST(Roster, KeepsTheOrderOfJoining_UEQ08) {
    Roster roster;
    for (const char* user : {"c", "a", "b"}) roster.connect(arrival(roster.last_change() + 1, user));
    const auto users = roster.connected_users(View::everybody);
    ASSERT_EQ(users.size(), 3u);
    EXPECT_EQ(users[0].entity + users[1].entity + users[2].entity, "cab");
}

TEST(Roster, ConnectedEndpointsComeFirst_EVT27) {
    Roster roster;
    roster.connect(arrival(1, "a"));
    roster.connect(arrival(2, "a"));
    roster.disconnect(LegId{1}, DisconnectionMethod::departed, {});
    const auto users = roster.changed_since(0, View::everybody);
    ASSERT_EQ(users.at(0).endpoints.size(), 2u);
    EXPECT_EQ(users[0].endpoints[0].status, EndpointStatus::connected);
    EXPECT_EQ(users[0].endpoints[1].status, EndpointStatus::disconnected);
    EXPECT_EQ(roster.user_count(), 1u);
}

TEST(Roster, ForgetsWhoLeftOnceAllWereToldAndNobodyElse) {
    Roster roster;
    roster.connect(arrival(1, "a"));
    roster.connect(arrival(2, "b"));
    roster.disconnect(LegId{1}, DisconnectionMethod::departed, {});
    const auto told = roster.last_change();
    roster.disconnect(LegId{2}, DisconnectionMethod::departed, {});
    roster.forget(told);
    const auto left = roster.changed_since(0, View::everybody);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].entity, "b");
    roster.forget(roster.last_change());
    EXPECT_TRUE(roster.changed_since(0, View::everybody).empty());
}

TEST(Roster, UnknownLegsChangeNothing) {
    Roster roster;
    roster.disconnect(LegId{7}, DisconnectionMethod::failed, {});
    roster.update_media(LegId{7}, EndpointStatus::on_hold, {});
    EXPECT_EQ(roster.last_change(), 0u);
}

/// A receiver that is told in pieces of any size ends up with what a full document says (RFC 4575 4.6).
TEST(Roster, ChangesAddUpToTheWhole_EVT24_EVT25) {
    std::mt19937 random(20251121);
    Roster roster;
    std::map<std::uint64_t, std::string> present;
    std::map<std::string, UserInfo> received;
    std::uint64_t told = 0, next_leg = 0;
    for (int round = 0; round < 2000; ++round) {
        if (present.empty() || random() % 3 != 0) {
            const auto user = "u" + std::to_string(random() % 40);
            roster.connect(arrival(++next_leg, user));
            present[next_leg] = user;
        } else {
            const auto gone = std::next(present.begin(), static_cast<long>(random() % present.size()));
            roster.disconnect(LegId{gone->first}, DisconnectionMethod::departed, {});
            present.erase(gone);
        }
        if (random() % 4 != 0) continue;
        for (const auto& user : roster.changed_since(told, View::everybody)) received[user.entity] = user;
        told = roster.last_change();
        roster.forget(told);
        std::map<std::string, UserInfo> truth;
        for (const auto& user : roster.connected_users(View::everybody)) truth[user.entity] = user;
        ASSERT_EQ(truth.size(), roster.user_count());
        for (auto& [entity, user] : received)
            std::erase_if(user.endpoints, [](const auto& e) { return e.status == EndpointStatus::disconnected; });
        std::erase_if(received, [](const auto& one) { return one.second.endpoints.empty(); });
        ASSERT_EQ(received, truth) << "round " << round;
    }
}

}  // namespace
}  // namespace isfocus::focus
