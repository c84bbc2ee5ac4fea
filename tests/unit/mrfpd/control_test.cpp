#include "control_fixture.h"

#include <cerrno>

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

TEST_F(ControlTest, AReplyOfFewCommandsMayBeTooLargeAsWell_MP2_2_5) {
    register_now();
    add(1);
    const auto remote = [](std::size_t octets) {
        return "{ Media { Stream = 1 { Remote {\nv=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 0\na=x:" +
               std::string(octets, 'x') + "\n} } } }";
    };
    receive("Transaction = 2 { Context = 1 { Modify = ip/1 " + remote(30'000) + " } }");
    receive("Transaction = 3 { Context = 1 { AuditValue = ip/1 { Audit { Media } } } }");
    ASSERT_FALSE(last_reply().error);
    ASSERT_GT(sent.back().octets.size(), 30'000U) << "it is kept as it came";
    receive(
        "Transaction = 4 { Context = 1 { AuditValue = ip/1 { Audit { Media } }, AuditValue = ip/1 { Audit { Media } "
        "}, AuditValue = ip/1 { Audit { Media } } } }");
    ASSERT_LE(sent.back().octets.size(), h248::kMaxSentOctets);
    const auto reply = last_reply();
    EXPECT_EQ(reply.id, 4U);
    ASSERT_TRUE(reply.error);
    EXPECT_EQ(reply.error->code, h248::ErrorCode::reply_too_large);
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

TEST_F(ControlTest, ServesTheMgcAndAnswersACopyWithTheSameOctets) {
    register_now();
    add(9);
    EXPECT_EQ(last_reply().id, 9U);
    const auto first = sent.back().octets;
    add(9);
    EXPECT_EQ(sent.back().octets, first);
    EXPECT_EQ(control.gateway().terminations(), 1U);
    EXPECT_EQ(control.counters().copies, 1U);
}

TEST_F(ControlTest, StrangersAreRefusedAndHeldShort) {
    register_now();
    const auto before = sent.size();
    for (int i = 0; i < 50; ++i) receive(heartbeat(100 + i), "127.0.0.9:2944", "[127.0.0.9]:2944");
    ASSERT_EQ(sent.size(), before + 1);
    ASSERT_TRUE(last_reply().error);
    EXPECT_EQ(last_reply().error->code, h248::ErrorCode::unauthorized);
    EXPECT_EQ(control.counters().strangers, 50U);
}

TEST_F(ControlTest, TheAddressOfTheMgcAloneIsNotEnough) {
    register_now();
    receive(heartbeat(1), "127.0.0.1:2944", "[127.0.0.9]:2944");
    EXPECT_TRUE(last_reply().error);
    receive(heartbeat(1), "127.0.0.1:2999");
    EXPECT_EQ(control.counters().strangers, 2U);
}

TEST_F(ControlTest, UnreadableMessagesAreAnsweredWithAnErrorAndHarmNothing) {
    register_now();
    add(1);
    receive("Transaction = 5 { Context = 1 { Modify = ip/1 { } }");
    EXPECT_EQ(control.counters().malformed, 1U);
    EXPECT_TRUE(last_reply().error);
    const auto before = sent.size();
    control.received(test::h248_address("127.0.0.9:5"), "\xff\xfe nonsense", now);
    EXPECT_EQ(sent.size(), before) << "a stranger's nonsense within the second";
    EXPECT_EQ(control.gateway().terminations(), 1U);
}

TEST_F(ControlTest, WhatIsLongGoesCompactSoThatItStaysInOnePiece_MP3_2) {
    register_now();
    for (int i = 1; i <= 12; ++i) add(i);
    receive("Transaction = 90 { Context = * { AuditValue = * { Audit { Media } } } }");
    EXPECT_TRUE(sent.back().octets.starts_with("!/2 "));
    EXPECT_EQ(last_reply().actions.size(), 12U);
    receive(heartbeat(91));
    EXPECT_TRUE(sent.back().octets.starts_with("MEGACO/2 "));
}

TEST_F(ControlTest, AFaultInOneTransactionCostsNoneOfTheOthers_MP3_1) {
    register_now();
    sent.clear();
    receive("Transaction = 5 { Context = 1 { Modify = ip/1 { } } }\n" + heartbeat(6));
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(last_reply().id, 6U);
    EXPECT_FALSE(last_reply().error);
    sent.pop_back();
    EXPECT_EQ(last_reply().id, 5U);
    EXPECT_EQ(last_reply().error->code, h248::ErrorCode::syntax_error_in_command);
}

TEST_F(ControlTest, WhatIsBinaryOrEmptyIsNotAnswered_MP3_3) {
    register_now();
    sent.clear();
    control.received(test::h248_address("127.0.0.1:2944"), "", now);
    EXPECT_EQ(control.counters().malformed, 0U);
    control.received(test::h248_address("127.0.0.1:2944"), "\x30\x82\x01\x02", now);
    EXPECT_EQ(control.counters().malformed, 1U);
    EXPECT_TRUE(sent.empty());
}

TEST_F(ControlTest, AnMgcThatFallsSilentCutsNoAudio) {
    register_now();
    add(1);
    pass(15s);
    EXPECT_EQ(control.registration(), RegistrationState::registering);
    EXPECT_EQ(last_services().method, h248::ServiceChangeMethod::disconnected);
    pass(30s);
    EXPECT_EQ(media.streams.size(), 1U);
}

TEST_F(ControlTest, ANewIncarnationOfTheMgcClearsWhatItDoesNotKnow) {
    register_now();
    add(1);
    pass(16s);
    answer_registration();
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(media.streams.size(), 1U);
    receive("Transaction = 1 { Context = * { W-Subtract = * { Audit { } } } }");
    EXPECT_TRUE(media.streams.empty());
}

TEST_F(ControlTest, HeartbeatsKeepTheAssociation) {
    register_now();
    for (int i = 0; i < 10; ++i) {
        pass(10s);
        receive(heartbeat(10 + i));
    }
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(control.counters().registrations, 1U);
}

TEST_F(ControlTest, AHangingTerminationIsNotified) {
    register_now();
    add(1);
    for (int i = 0; i < 6; ++i) {
        receive(heartbeat(10 + i));
        pass(10s);
    }
    const auto request = last_request();
    EXPECT_EQ(last().version, 2);
    EXPECT_EQ(request.actions.at(0).context.value, 1U);
    const auto& command = request.actions.at(0).commands.at(0);
    EXPECT_EQ(command.name, h248::CommandName::notify);
    EXPECT_EQ(command.termination.text, "ip/1");
    ASSERT_TRUE(command.observed_events);
    EXPECT_EQ(command.observed_events->request_id, 5U);
    EXPECT_EQ(command.observed_events->events.at(0).timestamp.size(), 17U);
}

TEST_F(ControlTest, ATerminationOutOfServiceIsReportedInItsContextAndAgainToWhoHasBeenAway_MP1_3_14) {
    register_now();
    add(1);
    media.seen = {{.termination = 1, .kind = MediaEvent::Kind::out_of_service, .error = EBADF}};
    control.tick(now);
    const auto is_reported = [&] {
        const auto action = last_request().actions.at(0);
        const auto& command = action.commands.at(0);
        EXPECT_EQ(action.context.value, 1U);
        EXPECT_EQ(command.name, h248::CommandName::service_change);
        EXPECT_EQ(command.termination.text, "ip/1");
        EXPECT_EQ(last_services().method, h248::ServiceChangeMethod::forced);
        EXPECT_EQ(last_services().reason_code(), 904U);
        EXPECT_EQ(last_services().timestamp.size(), 17U);
        EXPECT_EQ(last().version, 2);
    };
    is_reported();
    receive("Reply = " + std::to_string(last_request().id) + " { Context = 1 { ServiceChange = ip/1 } }");
    pass(15s);
    EXPECT_EQ(last_request().actions.at(0).commands.at(0).termination.text, "ROOT");
    answer_registration();
    is_reported();
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

TEST_F(ControlTest, OverloadIsToldToAnMgcThatWantsToKnow_MP1_6) {
    register_now();
    const auto before = sent.size();
    control.overloaded(now);
    EXPECT_EQ(sent.size(), before);
    receive("Transaction = 2 { Context = - { Modify = ROOT { Events = 100 { ocp/mg_overload } } } }");
    EXPECT_FALSE(last_reply().actions.at(0).commands.at(0).error);
    EXPECT_TRUE(control.gateway().is_watched_for_overload());
    control.overloaded(now);
    const auto action = last_request().actions.at(0);
    EXPECT_EQ(action.context, h248::ContextId::null());
    EXPECT_EQ(action.commands.at(0).name, h248::CommandName::notify);
    EXPECT_TRUE(action.commands.at(0).termination.is_root());
    ASSERT_TRUE(action.commands.at(0).observed_events);
    EXPECT_EQ(action.commands.at(0).observed_events->request_id, 100U);
    EXPECT_EQ(action.commands.at(0).observed_events->events.at(0).name, "ocp/mg_overload");
    receive("Transaction = 3 { Context = - { AuditValue = ROOT { Audit { Events } } } }");
    EXPECT_EQ(last_reply().actions.at(0).commands.at(0).events->request_id, 100U);
    receive("Transaction = 4 { Context = - { Modify = ROOT { Events } } }");
    EXPECT_FALSE(control.gateway().is_watched_for_overload());
}

TEST_F(ControlTest, OverloadIsToldWithTheReductionThatIsWanted_MP1_6_4) {
    register_now();
    const auto before = sent.size();
    control.congested(50, now);
    EXPECT_EQ(sent.size(), before);
    receive("Transaction = 2 { Context = - { Modify = ROOT { Events = 100 { chp/mgcon } } } }");
    EXPECT_FALSE(last_reply().actions.at(0).commands.at(0).error);
    EXPECT_TRUE(control.gateway().is_watched_for_overload());
    control.overloaded(now);
    for (const unsigned reduction : {75U, 0U}) {
        control.congested(reduction, now);
        const auto event = last_request().actions.at(0).commands.at(0).observed_events->events.at(0);
        EXPECT_EQ(event.name, "chp/mgcon");
        EXPECT_EQ(h248::find(event.parameters, "reduction")->value(), std::to_string(reduction));
    }
    EXPECT_EQ(sent.size(), before + 3) << "ocp/mg_overload is not asked for";
}

TEST_F(ControlTest, ARestartedMgcHasToAskForOverloadAnew_MP1_6) {
    register_now();
    receive("Transaction = 2 { Context = - { Modify = ROOT { Events = 100 { ocp/mg_overload } } } }");
    receive(
        "Transaction = 3 { Context = - { ServiceChange = ROOT { Services { Method = Restart, "
        "Reason = \"901 Cold Boot\" } } } }");
    EXPECT_FALSE(control.gateway().is_watched_for_overload());
}

TEST_F(ControlTest, StoppingEndsTheAudioAndTakesLeave) {
    register_now();
    add(1);
    control.stop(now);
    EXPECT_TRUE(media.streams.empty());
    EXPECT_EQ(last_services().method, h248::ServiceChangeMethod::forced);
    EXPECT_EQ(last_services().reason_code(), 905U);
    EXPECT_FALSE(control.has_left());
    receive("Reply = " + std::to_string(last_request().id) + " { Context = - { ServiceChange = ROOT } }");
    EXPECT_TRUE(control.has_left());
    add(2);
    ASSERT_TRUE(last_reply().error);
    EXPECT_TRUE(media.streams.empty());
}

TEST_F(ControlTest, StoppingWithoutAnMgcWaitsForNobody) {
    control.start(now);
    control.stop(now);
    EXPECT_TRUE(control.has_left());
    EXPECT_TRUE(sent.empty());
}

/// The same over TCP.
class ControlOverTcp : public ControlTest {
protected:
    static ControlSettings over_tcp() {
        auto over_tcp = settings();
        over_tcp.registration.mgc.at.transport = h248::Transport::tcp;
        return over_tcp;
    }

    /// Until something is sent.
    h248::Time::duration wait() {
        const auto before = now;
        for (const auto count = sent.size(); sent.size() == count && tcp.next_deadline();) {
            now = *tcp.next_deadline();
            tcp.tick(now);
        }
        return now - before;
    }

    void answer(const h248::Endpoint& from, const std::string& services) {
        tcp.received(from,
                     "MEGACO/1 [127.0.0.1]:2944\nReply = " + std::to_string(last_request().id) +
                         " { Context = - { ServiceChange = ROOT { Services { " + services + " } } } }",
                     now);
    }

    const h248::Endpoint mgc = over_tcp().registration.mgc.at;
    Control tcp{over_tcp(), media,
                [this](const h248::Endpoint& to, std::string_view octets) {
                    sent.push_back({to, std::string{octets}});
                },
                [](const std::string&) {}, 78};
};

TEST_F(ControlOverTcp, ItConnectsAnewLaterEachTime) {
    tcp.start(now);
    wait();
    EXPECT_TRUE(sent.back().to.has_connection());
    answer(mgc, "Version = 2");
    ASSERT_EQ(tcp.registration(), RegistrationState::registered);
    tcp.disconnected(mgc, now);
    const auto first = wait();
    EXPECT_GE(first, 1s);
    EXPECT_LE(first, 1200ms);
    EXPECT_EQ(last_services().reason_code(), 900U);
    tcp.disconnected(mgc, now);
    EXPECT_GE(wait(), 2 * first - 400ms);
    EXPECT_EQ(last_services().reason_code(), 900U);
}

TEST_F(ControlOverTcp, TheEndOfTheConnectionToAnMgcThatHasSentItOnMeansNothing_MP4_2) {
    tcp.start(now);
    wait();
    answer(mgc, "MgcIdToTry = [127.0.0.3]:2944");
    wait();
    const auto other = sent.back().to;
    EXPECT_EQ(other.text(), "tcp:127.0.0.3:2944");
    EXPECT_EQ(tcp.mgc(), other);
    tcp.disconnected(mgc, now);
    EXPECT_EQ(tcp.registration(), RegistrationState::registering);
    answer(other, "Version = 2");
    tcp.disconnected(mgc, now);
    EXPECT_EQ(tcp.registration(), RegistrationState::registered);
    tcp.disconnected(other, now);
    EXPECT_NE(tcp.registration(), RegistrationState::registered);
}

}  // namespace
}  // namespace isfocus::mrfpd
