#include <memory>
#include <set>

#include "ladder.h"

namespace isfocus::focus::test {
namespace {

using namespace std::chrono_literals;

/// What subscribers are told, how often, and what is kept from them.
class Documents : public Ladder {
protected:
    const UserInfo* told_of(const std::string& entity) const {
        for (const auto& user : documents.back().users)
            if (user.entity == entity) return &user;
        return nullptr;
    }

    const ConferenceInfo& fetched(Ue& ue) {
        ue.subscribes(conference(), 0);
        return documents.back();
    }

    std::vector<std::unique_ptr<Ue>> users;
};

TEST_F(Documents, MaxRateIsKeptAndReflected_EVT14) {
    created();
    ue1.next_subscribe.max_rate = MaxRate{5s, "0.2"};
    ue1.subscribes(conference());
    EXPECT_EQ(notifies.back().max_rate, "0.2");
    joined(ue2);
    advance(4999ms);
    EXPECT_EQ(documents.size(), 1u);
    advance(1ms);
    ASSERT_EQ(documents.size(), 2u);
    EXPECT_EQ(notifies.back().max_rate, "0.2");
    ue1.refreshes(0);
    EXPECT_EQ(notifies.back().reason, "timeout") << "the last one waits for nothing";
    EXPECT_EQ(notifies.back().max_rate, "");
}

TEST_F(Documents, MaxRateAboveOursIsLoweredToIt_EVT14) {
    created();
    ue1.next_subscribe.max_rate = MaxRate{100ms, "10"};
    ue1.subscribes(conference());
    EXPECT_EQ(notifies.back().max_rate, "1.0000");
    ue1.next_subscribe.max_rate.reset();
    ue1.refreshes(3600);
    EXPECT_EQ(notifies.back().max_rate, "") << "each SUBSCRIBE says it anew";
}

TEST_F(Documents, MaxRateIsNoSlowerThanTheSubscriptionLasts_EVT14) {
    created();
    ue1.next_subscribe.max_rate = MaxRate{1000s, "0.001"};
    ue1.subscribes(conference(), 100);
    EXPECT_EQ(notifies.back().max_rate, "0.0100");
}

TEST_F(Documents, NewSubscriptionGoesOnWithTheHighestVersion_EVT16_EVT23) {
    created();
    ue1.subscribes(conference());
    ue1.refreshes(3600);
    ue1.refreshes(3600);
    EXPECT_EQ(documents.back().version, 3u);
    ue1.subscribes(conference());
    EXPECT_EQ(documents.back().version, 4u);
    joined(ue2);
    advance(1s);
    std::multiset<std::uint32_t> versions;
    for (const auto& one : documents) versions.insert(one.version);
    EXPECT_EQ(versions, (std::multiset<std::uint32_t>{1, 2, 3, 4, 4, 5})) << "each counts on by itself";
    ue1.subscribes(conference());
    EXPECT_EQ(documents.back().version, 6u);
}

TEST_F(Documents, IsTheSameForAllWhoSeeTheSame_EVT35) {
    created();
    joined(ue2);
    ue1.subscribes(conference());
    const auto full = documents.back().content;
    EXPECT_NE(full, 0u);
    ue2.subscribes(conference());
    EXPECT_NE(documents.back().content, full) << "the host may see more";
    const auto seen_by_others = documents.back().content;
    ue2.subscribes_in_dialog();
    EXPECT_EQ(documents.back().content, seen_by_others);
    advance(2s);
    const auto before = documents.size();
    joined(ue3);
    ASSERT_EQ(documents.size(), before + 3);
    std::set<std::uint64_t> contents;
    for (auto i = before; i < documents.size(); ++i) contents.insert(documents[i].content);
    EXPECT_EQ(contents.size(), 2u) << "one for the host, one for the others";
    advance(2s);
    ue3.byes();
    EXPECT_FALSE(contents.contains(documents.back().content));
}

TEST_F(Documents, PrivateUserIsKnownToAdministratorsOnly_XML02_XML03_EVT35) {
    settings.operators = {uri("sip:ue3@home3.net")};
    created();
    ue2.identity.is_private = true;
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteAnswered{ue2.dialog, 200, "OK", uri("sip:ue2@192.0.2.2"), described(), ue2.identity});
    fetched(ue1);
    const UserInfo* hidden = told_of("sip:anonymous1@anonymous.invalid");
    ASSERT_TRUE(hidden);
    EXPECT_EQ(hidden->display_text, "Anonymous");
    EXPECT_EQ(hidden->endpoints[0].entity.find("192.0.2.2"), std::string::npos);
    ASSERT_TRUE(hidden->endpoints[0].referred);
    EXPECT_EQ(hidden->endpoints[0].referred->by, "");
    EXPECT_FALSE(told_of("sip:ue2@home2.net"));

    fetched(ue3);
    ASSERT_TRUE(told_of("sip:ue2@home2.net"));
    EXPECT_EQ(told_of("sip:ue2@home2.net")->endpoints[0].entity, "sip:ue2@192.0.2.2");
    EXPECT_EQ(told_of("sip:ue2@home2.net")->endpoints[0].referred->by, "sip:ue1@home1.net");
}

TEST_F(Documents, HostMayBeToldWhomItHasInvited_XML03_DEC43) {
    settings.host_sees_invited = true;
    created();
    ue2.identity.is_private = true;
    ue1.refers("sip:ue2@home2.net");
    mrfp_grants();
    post(InviteAnswered{ue2.dialog, 200, "OK", uri("sip:ue2@192.0.2.2"), described(), ue2.identity});
    ue3.identity.is_private = true;
    ue3.invites(conference());
    mrfp_grants();
    fetched(ue1);
    EXPECT_TRUE(told_of("sip:ue2@home2.net"));
    EXPECT_TRUE(told_of("sip:anonymous2@anonymous.invalid")) << "who came by itself is hidden from the host, too";
    ue2.subscribes_in_dialog();
    EXPECT_TRUE(told_of("sip:anonymous1@anonymous.invalid"));
}

TEST_F(Documents, NewHostIsToldEverythingAnew_XML03_EVT35) {
    settings.on_host_leave = Settings::HostLeaves::transfer;
    settings.host_sees_invited = true;
    created();
    joined(ue2);
    ue2.subscribes(conference());
    advance(2s);
    ue1.byes();
    EXPECT_EQ(documents.back().state, DocumentState::full);
}

TEST_F(Documents, UserWhoIsHereOpenlyAndInPrivateIsTwo_XML02) {
    created();
    ue2.invites(conference());
    mrfp_grants();
    ue2.identity.is_private = true;
    ue2.invites(conference());
    mrfp_grants();
    fetched(ue1);
    ASSERT_EQ(documents.back().users.size(), 3u);
    EXPECT_TRUE(told_of("sip:ue2@home2.net"));
    EXPECT_TRUE(told_of("sip:anonymous1@anonymous.invalid"));
}

TEST_F(Documents, PrivacyOfOneReferHoldsInTheRosterToo_REF30_XML06) {
    created();
    ue1.next_refer.is_private = true;
    joined(ue2);
    ue1.next_refer.is_private = false;
    joined(ue3);
    fetched(ue1);
    EXPECT_FALSE(told_of("sip:ue2@home2.net")->endpoints[0].referred);
    ASSERT_TRUE(told_of("sip:ue3@home3.net")->endpoints[0].referred);
    EXPECT_EQ(told_of("sip:ue3@home3.net")->endpoints[0].referred->by, "sip:ue1@home1.net");
    EXPECT_EQ(told_of("sip:ue3@home3.net")->endpoints[0].referred->when, now);
}

TEST_F(Documents, EndpointsOfOneContactAreToldApart_XML04) {
    created();
    ue2.invites(conference());
    mrfp_grants();
    ue2.invites(conference());
    mrfp_grants();
    fetched(ue1);
    const auto* user = told_of("sip:ue2@home2.net");
    ASSERT_TRUE(user);
    ASSERT_EQ(user->endpoints.size(), 2u);
    EXPECT_NE(user->endpoints[0].entity, user->endpoints[1].entity);
}

TEST_F(Documents, NamesThatTheNetworkGivesAreShown_XML10) {
    ue1.identity.display_name = "Alice";
    created();
    fetched(ue1);
    EXPECT_EQ(told_of("sip:ue1@home1.net")->display_text, "Alice");
}

TEST_F(Documents, StreamThatIsGivenUpIsTold_XML08_XML09_EVT30) {
    created();
    ue1.subscribes(conference());
    advance(2s);
    Description with_video = described();
    with_video.streams.push_back({"video", "2", Direction::sendrecv});
    ue1.updates_with(with_video);
    post(MediaReserved{LegId{1}, with_video});
    const auto& both = documents.back().users.at(0).endpoints.at(0).media;
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0].id, "1");
    EXPECT_EQ(both[1].id, "2");
    EXPECT_EQ(both[1].type, "video");
    EXPECT_FALSE(both[0].src_id) << "nobody knows what the endpoint sends";
    advance(2s);
    ue1.updates_with(described());
    post(MediaReserved{LegId{1}, described()});
    EXPECT_EQ(documents.back().users.at(0).endpoints.at(0).media.size(), 1u);
}

TEST_F(Documents, LockAndCountAreToldInEveryDocument_EVT29_EVT30) {
    settings.lock_after = 10s;
    created();
    ue1.subscribes(conference());
    EXPECT_FALSE(documents.back().locked);
    advance(10s);
    ASSERT_EQ(documents.size(), 2u);
    EXPECT_TRUE(documents.back().locked);
    EXPECT_TRUE(documents.back().active);
    EXPECT_EQ(documents.back().user_count, 1u);
    EXPECT_EQ(documents.back().state, DocumentState::partial);
    EXPECT_EQ(documents.back().maximum_user_count, 0u) << "the description has not changed";
}

TEST_F(Documents, HostHasItsRoleAndItsSuccessorGetsIt_EVT30) {
    settings.on_host_leave = Settings::HostLeaves::transfer;
    created();
    joined(ue2);
    fetched(ue2);
    EXPECT_TRUE(told_of("sip:ue1@home1.net")->is_host);
    EXPECT_FALSE(told_of("sip:ue2@home2.net")->is_host);
    ue2.subscribes(conference());
    advance(2s);
    ue1.byes();
    EXPECT_TRUE(told_of("sip:ue2@home2.net")->is_host);
}

TEST_F(Documents, NewMaximumIsDescribedToThoseWhoWereToldAnother_EVT30_XML11) {
    created();
    ue1.subscribes(conference());
    EXPECT_EQ(documents.back().maximum_user_count, 10u);
    advance(2s);
    settings.max_participants = 20;
    reconfigure();
    ASSERT_EQ(documents.size(), 2u);
    EXPECT_EQ(documents.back().state, DocumentState::partial);
    EXPECT_EQ(documents.back().maximum_user_count, 20u);
    advance(2s);
    joined(ue2);
    EXPECT_EQ(documents.back().maximum_user_count, 0u) << "once is enough";
}

/// The bound that a large conference has to keep: what is made follows from the views and the time, not from how many
/// join or watch.
TEST_F(Documents, OfAThousandWhoJoinAreMadeOncePerViewAndGap_EVT31_EVT35) {
    constexpr unsigned kUsers = 1000, kWatchers = 100;
    settings.max_participants = kUsers + 1;
    created();
    for (unsigned i = 0; i < kUsers; ++i)
        users.push_back(
            std::make_unique<Ue>(*this, "U" + std::to_string(i), "sip:u" + std::to_string(i) + "@home4.net"));
    const auto join = [&](Ue& ue) {
        ue.invites(conference());
        mrfp_grants();
        ue.acks();
        advance(10ms);
    };
    for (unsigned i = 0; i < kWatchers; ++i) {
        join(*users[i]);
        users[i]->subscribes(conference());
    }
    advance(10s);
    documents.clear();
    for (unsigned i = kWatchers; i < kUsers; ++i) join(*users[i]);  // in 9 s
    advance(10s);
    std::set<std::uint64_t> contents;
    std::size_t tellings = 0;
    for (const auto& one : documents) {
        contents.insert(one.content);
        tellings += one.users.size();
    }
    EXPECT_LE(documents.size(), kWatchers * 4) << "the first change at once, then one in 5 s";
    EXPECT_LE(contents.size(), 4u);
    EXPECT_LE(tellings, kWatchers * (kUsers - kWatchers)) << "each is told of each newcomer once";
}

}  // namespace
}  // namespace isfocus::focus::test
