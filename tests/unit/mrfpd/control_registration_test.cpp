#include <algorithm>

#include "control_fixture.h"

/// mp-h248 1.3: isfocus-mrfpd registers with an MGC, and with which.
namespace isfocus::mrfpd {
namespace {

TEST_F(ControlTest, RegistersInAVersion1MessageThatOffersVersion2AndAProfile) {
    control.start(now);
    pass(100ms);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].to.text(), "127.0.0.1:2944");
    EXPECT_EQ(last().version, 1);
    EXPECT_EQ(last().mid.text(), "[127.0.0.2]:2945");
    const auto services = last_services();
    EXPECT_EQ(services.method, h248::ServiceChangeMethod::restart);
    EXPECT_EQ(services.reason_code(), 901U);
    EXPECT_EQ(services.version, 2);
    EXPECT_TRUE(services.profile);
    EXPECT_EQ(services.timestamp.size(), 17U);
    EXPECT_EQ(last_request().actions.at(0).commands.at(0).termination.text, "ROOT");
}

TEST_F(ControlTest, OffersTheProfileOfItsSettingsOrNone_MP1) {
    for (const auto& profile : {std::optional{h248::Profile{"mine", 2}}, std::optional<h248::Profile>{}}) {
        auto with = settings();
        with.profile = profile;
        Control other{with, media,
                      [this](const h248::Endpoint& to, std::string_view octets) {
                          sent.push_back({to, std::string{octets}});
                      },
                      [](const std::string&) {}, 78};
        other.start(now);
        for (int wakes = 0; sent.empty() && wakes < 100 && other.next_deadline(); ++wakes) {
            now = std::max(now, *other.next_deadline());
            other.tick(now);
        }
        EXPECT_EQ(last_services().profile, profile);
        sent.clear();
    }
}

TEST_F(ControlTest, AgainstNobodyItStaysCalm) {
    control.start(now);
    pass(10min);
    EXPECT_GT(sent.size(), 60U);
    EXPECT_LT(sent.size(), 200U);
    EXPECT_NE(control.registration(), RegistrationState::registered);
}

TEST_F(ControlTest, AnMgcThatSaysItDoesNotKnowUsIsRegisteredWithAnew) {
    register_now();
    add(1);
    for (int i = 0; i < 6; ++i) {
        receive(heartbeat(10 + i));
        pass(10s);
    }
    refuse_registration(505);  // the answer to the Notify
    EXPECT_EQ(control.registration(), RegistrationState::registering);
    EXPECT_EQ(last_services().reason_code(), 900U);
}

TEST_F(ControlTest, RedirectionIsFollowed) {
    control.start(now);
    pass(100ms);
    answer_registration("MgcIdToTry = [127.0.0.3]:2944");
    EXPECT_NE(control.registration(), RegistrationState::registered);
    pass(600ms);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.3:2944");
}

TEST_F(ControlTest, RequestsGoWhereTheServiceChangeAddressOfTheMgcSays_MP1_3) {
    control.start(now);
    pass(100ms);
    answer_registration("ServiceChangeAddress = 3000, Version = 2");
    ASSERT_EQ(control.registration(), RegistrationState::registered);
    receive("Transaction = 2 { Context = - { Modify = ROOT { Events = 100 { ocp/mg_overload } } } }", "127.0.0.1:3000");
    EXPECT_FALSE(last_reply().error) << "it is the MGC's address, too";
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:3000");
    receive(heartbeat(3));
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:2944") << "a reply goes where the request came from";
    control.overloaded(now);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:3000");
    pass(700ms);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:3000") << "and so does its repetition";
    pass(16s);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:2944") << "a registration goes to the MGC that is configured";
}

TEST_F(ControlTest, BeforeItsRegistrationIsAnsweredItSendsNothingElse_MP1_3) {
    register_now();
    receive("Transaction = 2 { Context = - { Modify = ROOT { Events = 100 { ocp/mg_overload } } } }");
    add(3);
    pass(16s);  // the MGC is silent
    ASSERT_EQ(control.registration(), RegistrationState::registering);
    const auto before = sent.size();
    control.overloaded(now);
    EXPECT_EQ(sent.size(), before);
    pass(60s);  // the termination hangs
    for (std::size_t i = before; i < sent.size(); ++i)
        EXPECT_NE(sent[i].octets.find("ServiceChange"), std::string::npos) << sent[i].octets;
}

TEST_F(ControlTest, AnMgcThatCannotSpeakOurVersionIsTriedAgainLater_MP1_3) {
    control.start(now);
    pass(100ms);
    receive("Reply = " + std::to_string(last_request().id) +
                " { Context = - { ServiceChange = ROOT { Error = 406 { \"Version not supported\" } } } }",
            "127.0.0.1:2944", "[127.0.0.1]:2944", 1);
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
    const auto before = sent.size();
    pass(1200ms);
    EXPECT_GT(sent.size(), before);
}

TEST_F(ControlTest, TheLowerVersionIsSpokenFromThenOn_MP1_3) {
    control.start(now);
    pass(100ms);
    answer_registration("Version = 1");
    ASSERT_EQ(control.registration(), RegistrationState::registered);
    receive("Transaction = 2 { Context = - { Modify = ROOT { Events = 100 { ocp/mg_overload } } } }", "127.0.0.1:2944",
            "[127.0.0.1]:2944", 1);
    control.overloaded(now);
    EXPECT_EQ(last().version, 1);
}

TEST_F(ControlTest, ARefusedRegistrationIsTriedAgainSlowly) {
    control.start(now);
    pass(100ms);
    refuse_registration(402);
    const auto before = sent.size();
    pass(29s);
    EXPECT_EQ(sent.size(), before);
    pass(5s);
    EXPECT_GT(sent.size(), before);
}

TEST_F(ControlTest, AVersionBeyondOursIsNoAgreement) {
    control.start(now);
    pass(100ms);
    answer_registration("Version = 3");
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
}

TEST_F(ControlTest, RestartOfTheMgcDropsContextsAndRegistersAgain) {
    register_now();
    add(1);
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = Restart, "
        "Reason = \"901 Cold Boot\" } } } }");
    EXPECT_EQ(last_reply().id, 2U);
    EXPECT_TRUE(media.streams.empty());
    pass(600ms);
    EXPECT_EQ(last_services().method, h248::ServiceChangeMethod::restart);
}

TEST_F(ControlTest, AnMgcThatClosesGracefullyIsServedUntilItHasGone_MP1_3_2) {
    register_now();
    add(1);
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = Graceful, "
        "Reason = \"905 Termination Taken Out of Service\", Delay = 5 } } } }");
    EXPECT_FALSE(last_reply().error);
    EXPECT_EQ(control.registration(), RegistrationState::mgc_closing);
    EXPECT_EQ(media.streams.size(), 1U) << "contexts stay";
    receive(
        "Transaction = 3 { Context = 1 { Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP "
        "0\n} "
        "} } } } }");
    EXPECT_EQ(media.streams.size(), 2U) << "a call that was set up before is completed";
    receive("Transaction = 4 { Context = 1 { Subtract = ip/1 { Audit { } } } }");
    EXPECT_EQ(media.streams.size(), 1U);
    receive(
        "Transaction = 5 { Context = - { ServiceChange = ROOT { Services { Method = Forced, "
        "Reason = \"905 Termination Taken Out of Service\" } } } }");
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
    EXPECT_EQ(media.streams.size(), 1U) << "who is there next may audit them";
    pass(1200ms);
    EXPECT_EQ(last_services().reason_code(), 900U);
}

TEST_F(ControlTest, AnMgcThatDoesNotSayWhenItHasGoneIsGoneWithItsDelay_MP1_3_2) {
    register_now();
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = Graceful, "
        "Reason = \"905 Termination Taken Out of Service\", Delay = 5 } } } }");
    pass(4s);
    EXPECT_EQ(control.registration(), RegistrationState::mgc_closing);
    pass(1s);
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
}

TEST_F(ControlTest, ARestartThatCancelsGracefulDropsNothing_MP1_3_2) {
    register_now();
    add(1);
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = Graceful, "
        "Reason = \"905 Termination Taken Out of Service\", Delay = 5 } } } }");
    receive(
        "Transaction = 3 { Context = - { ServiceChange = ROOT { Services { Method = Restart, "
        "Reason = \"918 Cancel Graceful\" } } } }");
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(media.streams.size(), 1U);
    pass(10s);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
}

TEST_F(ControlTest, HandOffGoesToTheOtherMgcWithItsContexts) {
    register_now();
    add(1);
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = HandOff, "
        "Reason = \"903 MGC Directed Change\", MgcIdToTry = [127.0.0.3]:2944 } } } }");
    pass(600ms);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.3:2944");
    EXPECT_EQ(last_services().method, h248::ServiceChangeMethod::hand_off);
    EXPECT_EQ(media.streams.size(), 1U);
}

}  // namespace
}  // namespace isfocus::mrfpd
