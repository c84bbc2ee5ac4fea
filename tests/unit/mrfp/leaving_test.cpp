#include "mp.h"

/// mp-h248 1.3: we stop, and the MRFPs are told, or handed to a successor.
namespace isfocus::mrfp {
namespace {

class WithSuccessor : public Mp {
protected:
    WithSuccessor() : Mp(settings()) {}
    static Settings settings() {
        auto settings = two_mrfps();
        settings.successor = "[127.0.0.3]:2944";
        return settings;
    }
};

TEST_F(WithSuccessor, WhenWeStopTheMrfpsAreHandedToIt_MP1_3) {
    register_mrfp();
    client.stop();
    const auto hand_off = expect_request(h248::CommandName::service_change);
    EXPECT_EQ(hand_off.command.services->method, h248::ServiceChangeMethod::hand_off);
    EXPECT_EQ(hand_off.command.services->reason_code(), 903U);
    EXPECT_EQ(hand_off.command.services->mgc_id_to_try->text(), "[127.0.0.3]:2944");
    EXPECT_TRUE(sent.empty());
}

TEST_F(WithSuccessor, WhoComesAnewWhenWeAreAboutToStopIsSentThere_MP1_3) {
    register_mrfp();
    establish(1, 10);
    client.announce_stop(5s);
    next_message();
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2", kSecond, 1);
    const auto answer = next_reply().actions.at(0).commands.at(0);
    EXPECT_FALSE(answer.error);
    ASSERT_TRUE(answer.services);
    EXPECT_EQ(answer.services->mgc_id_to_try->text(), "[127.0.0.3]:2944");
    EXPECT_FALSE(answer.services->version);
    EXPECT_TRUE(sent.empty()) << "it is not registered";
    EXPECT_TRUE(inbox.empty());
    service_change("Method = Restart, Reason = \"902 Warm Boot\", Version = 2");
    next_message();
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
    EXPECT_FALSE(expect_event<focus::MrfpAvailability>().available);
}

TEST_F(WithSuccessor, WhoseContextsWereKeptStaysUntilTheEnd_MP1_3) {
    register_mrfp();
    establish(1, 10);
    client.announce_stop(5s);
    next_message();
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).services->mgc_id_to_try);
    expect_request(h248::CommandName::audit_value);
}

TEST_F(MrfpAssociation, WhenWeAreAboutToStopThoseThatHaveRegisteredAreToldBeforehand_MP1_3_2) {
    register_mrfp(kSecond);
    client.announce_stop(7s);
    const auto graceful = expect_request(h248::CommandName::service_change);
    EXPECT_EQ(graceful.context, h248::ContextId::null());
    EXPECT_TRUE(graceful.command.termination.is_root());
    EXPECT_EQ(graceful.command.services->method, h248::ServiceChangeMethod::graceful);
    EXPECT_EQ(graceful.command.services->reason_code(), 905U);
    EXPECT_EQ(graceful.command.services->delay, 7U);
    EXPECT_TRUE(sent.empty());
    reply(graceful.id, "Context = - { ServiceChange = ROOT }", kSecond);
    EXPECT_TRUE(client.is_available()) << "what runs goes on until it has ended";
    client.stop();
    EXPECT_EQ(expect_request(h248::CommandName::service_change).command.services->method,
              h248::ServiceChangeMethod::forced);
}

TEST_F(MrfpAssociation, WhenWeStopThoseThatHaveRegisteredAreTold) {
    register_mrfp(kSecond);
    client.stop();
    const auto farewell = expect_request(h248::CommandName::service_change);
    EXPECT_EQ(farewell.command.services->method, h248::ServiceChangeMethod::forced);
    EXPECT_EQ(farewell.command.services->reason_code(), 905U);
    EXPECT_TRUE(sent.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
