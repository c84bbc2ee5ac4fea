#include "control_fixture.h"

namespace isfocus::mrfpd {
namespace {

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

}  // namespace
}  // namespace isfocus::mrfpd
