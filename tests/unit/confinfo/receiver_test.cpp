#include <gtest/gtest.h>

#include <random>

#include "documents.h"
#include "isfocus/confinfo/document.h"
#include "support/conference_receiver.h"
#include "support/conference_schema.h"

// What a subscriber makes of our documents by the algorithm of RFC 4575 4.6.
namespace isfocus::confinfo {
namespace {

using focus::DocumentState;
using focus::EndpointStatus;
using test::ConferenceReceiver;
using Outcome = ConferenceReceiver::Outcome;

std::string full(std::vector<focus::UserInfo> users, std::uint32_t version) {
    return to_xml(document_about(std::move(users), DocumentState::full, version));
}
std::string partial(std::vector<focus::UserInfo> users, std::uint32_t version) {
    return to_xml(document_about(std::move(users), DocumentState::partial, version));
}

TEST(Receiver, TakesAFullDocumentWhole) {
    ConferenceReceiver receiver;
    EXPECT_EQ(receiver.apply(full({connected_user("sip:a@b")}, 1)), Outcome::replaced);
    EXPECT_EQ(receiver.apply(full({connected_user("sip:c@d")}, 5)), Outcome::replaced);
    EXPECT_EQ(receiver.present().size(), 1U);
    EXPECT_TRUE(receiver.present().contains("sip:c@d"));
    EXPECT_EQ(receiver.version(), 5U);
}

TEST(Receiver, DiscardsADocumentWhoseVersionIsNotAboveItsOwn) {  // EVT-22
    ConferenceReceiver receiver;
    receiver.apply(full({connected_user("sip:a@b")}, 4));
    EXPECT_EQ(receiver.apply(full({}, 4)), Outcome::discarded);
    EXPECT_EQ(receiver.apply(partial({connected_user("sip:c@d")}, 3)), Outcome::discarded);
    EXPECT_EQ(receiver.present().size(), 1U);
}

TEST(Receiver, WantsAFullDocumentAfterAGap) {
    ConferenceReceiver receiver;
    receiver.apply(full({}, 1));
    EXPECT_EQ(receiver.apply(partial({connected_user("sip:a@b")}, 3)), Outcome::needs_full);
    EXPECT_EQ(receiver.version(), 1U);
    EXPECT_TRUE(receiver.present().empty());
}

TEST(Receiver, KeepsTheOthersWhenAPartialDocumentNamesOne) {  // EVT-25
    ConferenceReceiver receiver;
    receiver.apply(full({connected_user("sip:a@b")}, 1));
    EXPECT_EQ(receiver.apply(partial({connected_user("sip:c@d")}, 2)), Outcome::merged);
    EXPECT_EQ(receiver.present().size(), 2U);
}

TEST(Receiver, ForgetsTheOthersWhenUsersSayNothingOfTheirState) {  // the trap of EVT-25
    ConferenceReceiver receiver;
    receiver.apply(full({connected_user("sip:a@b")}, 1));
    std::string xml = partial({connected_user("sip:c@d")}, 2);
    const std::string state = "<users state=\"partial\">";
    xml.replace(xml.find(state), state.size(), "<users>");
    EXPECT_EQ(receiver.apply(xml), Outcome::merged);
    EXPECT_EQ(receiver.present().size(), 1U);
}

TEST(Receiver, ReplacesAUserWholeAndTheConferenceStateToo) {
    ConferenceReceiver receiver;
    auto document = document_about({connected_user("sip:a@b")});
    document.locked = true;
    receiver.apply(to_xml(document));
    focus::UserInfo user = connected_user("sip:a@b");
    user.endpoints[0].media.clear();
    receiver.apply(partial({user}, 2));
    EXPECT_FALSE(receiver.present()["sip:a@b"].child("endpoint")->child("media"));  // XML-09
    EXPECT_FALSE(receiver.local().child("conference-state")->child("locked"));
}

TEST(Receiver, MergesDeltasOfUsersAndRemovesTheDeleted) {
    ConferenceReceiver receiver;
    receiver.apply(full({connected_user("sip:a@b"), connected_user("sip:c@d")}, 1));
    const auto outcome = receiver.apply(
        R"(<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:conf" state="partial" version="2">
           <users state="partial"><user entity="sip:a@b" state="partial"><display-text>A</display-text></user>
           <user entity="sip:c@d" state="deleted"/></users></conference-info>)");
    EXPECT_EQ(outcome, Outcome::merged);
    ASSERT_EQ(receiver.present().size(), 1U);
    EXPECT_EQ(receiver.present()["sip:a@b"].value("display-text"), "A");
    EXPECT_TRUE(receiver.present()["sip:a@b"].child("endpoint"));
}

TEST(Receiver, LearnsThatTheConferenceIsNoMore) {  // TRM-05
    ConferenceReceiver receiver;
    receiver.apply(full({connected_user("sip:a@b")}, 1));
    EXPECT_EQ(receiver.apply(to_xml(document_about({}, DocumentState::deleted, 2))), Outcome::replaced);
    EXPECT_TRUE(receiver.is_deleted());
    EXPECT_TRUE(receiver.present().empty());
}

TEST(Receiver, RefusesWhatIsNoDocument) {
    ConferenceReceiver receiver;
    EXPECT_EQ(receiver.apply(""), Outcome::malformed);
    EXPECT_EQ(receiver.apply("<conference-info entity=\"sip:a\" version=\"1\"/>"), Outcome::malformed);
    EXPECT_EQ(receiver.apply(partial({}, 1)), Outcome::malformed);  // nothing to merge it into
    EXPECT_EQ(receiver.apply("<!DOCTYPE x><conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" "
                             "entity=\"sip:a\" version=\"1\"/>"),
              Outcome::malformed);
}

/// A conference in which things happen at random; `changed` collects who has to be told about.
class RandomRoster {
public:
    explicit RandomRoster(unsigned seed) : random_(seed) {}

    std::vector<focus::UserInfo> step() {
        std::vector<focus::UserInfo> changed;
        for (unsigned i = 0, n = 1 + pick(3); i < n; ++i) {
            const focus::UserInfo user = change("sip:user" + std::to_string(pick(8)) + "@home.example");
            std::erase_if(changed, [&](const auto& each) { return each.entity == user.entity; });
            changed.push_back(user);
        }
        return changed;
    }

    std::vector<focus::UserInfo> all() const {
        std::vector<focus::UserInfo> users;
        for (const auto& [entity, user] : users_) users.push_back(user);
        return users;
    }

private:
    unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

    focus::UserInfo change(const std::string& entity) {
        const auto found = users_.find(entity);
        if (found == users_.end()) return users_[entity] = connected_user(entity);
        focus::EndpointInfo& endpoint = found->second.endpoints[0];
        switch (pick(4)) {
            case 0: {  // told once as disconnected, then left out of full documents (EVT-26)
                focus::UserInfo gone = found->second;
                gone.endpoints[0].status = EndpointStatus::disconnected;
                gone.endpoints[0].disconnection_method = focus::DisconnectionMethod::departed;
                users_.erase(found);
                return gone;
            }
            case 1:
                endpoint.status =
                    endpoint.status == EndpointStatus::on_hold ? EndpointStatus::connected : EndpointStatus::on_hold;
                break;
            case 2:
                endpoint.media.resize(pick(3), {"2", "video", "", pick(99), Direction::sendonly});
                break;
            default:
                found->second.display_text = std::string(pick(3), '&');
        }
        return found->second;
    }

    std::mt19937 random_;
    std::map<std::string, focus::UserInfo> users_;
};

class RandomChanges : public testing::TestWithParam<unsigned> {};
TEST_P(RandomChanges, ToldByPartialDocumentsGiveWhatTheFullOneSays) {  // EVT-20..27
    const test::ConferenceSchema schema;
    RandomRoster roster(GetParam());
    ConferenceReceiver receiver;
    std::uint32_t version = 1;
    receiver.apply(full(roster.all(), version));
    for (int i = 0; i < 200; ++i) {
        const std::string update = partial(roster.step(), ++version);
        ASSERT_EQ(receiver.apply(update), Outcome::merged);
        ASSERT_EQ(schema.faults(update), "");
        ConferenceReceiver other;
        other.apply(full(roster.all(), version));
        ASSERT_EQ(receiver.present(), other.present()) << "after " << update;
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomChanges, testing::Range(1U, 9U));

}  // namespace
}  // namespace isfocus::confinfo
