#include <algorithm>

#include <set>

#include "log.h"
#include "mp.h"

/// Issue 2, item 8; mp-h248 1.3 and 1.5: MRFPs register, fall silent, restart and go.
namespace isfocus::mrfp {
namespace {

class Association : public Mp {};

TEST_F(Association, ARegistrationIsAnsweredInItsOwnHeaderVersion) {
    for (const int version : {1, 2, 3}) {
        service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2", kMid, version);
        const auto answer = next_message();
        EXPECT_EQ(answer.version, version);
        EXPECT_EQ(answer.mid.text(), settings_.mid);
        next_request();  // the audit
    }
}

TEST_F(Association, AgreesOnTheLowerVersionAndOnAnyProfile) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 3, Profile = threegmrfp/1", kMid, 1);
    const auto answer = next_reply();
    const auto& services = answer.actions.at(0).commands.at(0).services;
    ASSERT_TRUE(services);
    EXPECT_EQ(services->version, 2);
    EXPECT_EQ(services->profile, (h248::Profile{"threegmrfp", 1}));
    EXPECT_EQ(next_request().version, 2);
}

class WithProfile : public Mp {
protected:
    WithProfile() : Mp(settings()) {}
    static Settings settings() {
        auto settings = two_mrfps();
        settings.profile = "threegmrfp/2";
        return settings;
    }
};

TEST_F(WithProfile, AnotherProfileThanTheOneThatIsWantedIsRefused) {
    for (const char* profile : {"threegmrfp/1", "resgw/2"}) {
        service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2, Profile = " + std::string{profile});
        const auto answer = next_reply();
        EXPECT_EQ(answer.actions.at(0).commands.at(0).error->code, h248::ErrorCode::unsupported_profile);
    }
    EXPECT_FALSE(client.is_available());
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2, Profile = ThreeGMRFP/2");
    EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).error);
    EXPECT_TRUE(client.is_available());
}

TEST_F(Association, AVersionThatNobodySpeaksIsRefused_MP1_3) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 0");
    EXPECT_EQ(next_reply().actions.at(0).commands.at(0).error->code, h248::ErrorCode::version_not_supported);
    EXPECT_TRUE(sent.empty());
    EXPECT_FALSE(client.is_available());
}

TEST_F(Association, ARestartUnderTheIdOfTheLastOneIsNoCopy_MP1_3) {  // its ids begin anew, its time stamp does not
    register_mrfp();
    establish(1, 10);
    const auto id = last_id = 1;
    for (const char* timestamp : {"20261127T10000000", "20261127T10000100"}) {
        last_id = id;
        service_change("Method = Restart, Reason = \"902 Warm Boot\", Version = 2, " + std::string{timestamp});
        next_message();
        reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    }
    EXPECT_EQ(client.counters().registrations, 3U);
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
}

TEST_F(Association, WhatWasKeptIsAuditedWhateverTheMethodIsCalled_MP1_3_1) {
    for (const char* services : {"Method = Disconnected, Reason = \"900 Service Restored\"",
                                 "Method = Restart, Reason = \"900 Service Restored\"",
                                 "Method = HandOff, Reason = \"903 MGC Directed Change\"",
                                 "Method = Failover, Reason = \"909 MGC Impending Failure\""}) {
        register_mrfp();
        while (!inbox.empty()) take_event();
        const auto leg = static_cast<int>(++last_id);
        establish(leg, leg);
        service_change(std::string{services} + ", Version = 2");
        next_message();
        const auto audit = expect_request(h248::CommandName::audit_value);
        EXPECT_EQ(audit.context.value, 1U) << services;
        EXPECT_EQ(expect_request(h248::CommandName::audit_value).context, h248::ContextId::all());
        EXPECT_TRUE(inbox.empty()) << services;
    }
}

TEST_F(Association, AnMrfpThatAnotherMrfcHasHandedToUsIsCleared_MP1_3) {
    for (const char* services :
         {"Method = HandOff, Reason = \"903 MGC Directed Change\"", "Method = Failover, Reason = \"909 x\""}) {
        service_change(std::string{services} + ", Version = 2", kMid, 1);
        EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).error);
        EXPECT_EQ(expect_subtract("*").context, h248::ContextId::all());
        expect_request(h248::CommandName::audit_value);
        EXPECT_TRUE(client.is_available());
        service_change("Method = Forced, Reason = \"905 x\"");
        next_message();
    }
}

TEST_F(Association, ForcedFollowsGraceful_MP1_3) {
    register_mrfp();
    establish(1, 10);
    service_change("Method = Graceful, Reason = \"905 Termination Taken Out of Service\", Delay = 300");
    next_message();
    expect_event<focus::MrfpAvailability>();
    service_change("Method = Forced, Reason = \"905 Termination Taken Out of Service\"");
    next_message();
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
}

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

TEST_F(Association, WithoutVersionSpeaksVersionOne) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\"", kMid, 1);
    EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).services);
    EXPECT_EQ(next_request().version, 1);
}

TEST_F(Association, AsksForPackagesAndTellsThatMediaIsToBeHad) {
    EXPECT_FALSE(client.is_available());
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    EXPECT_TRUE(audit.command.termination.is_root());
    EXPECT_EQ(audit.context, h248::ContextId::null());
    EXPECT_TRUE(audit.command.audit->asks_for(h248::AuditToken::packages));
    EXPECT_TRUE(expect_event<focus::MrfpAvailability>().available);
    EXPECT_TRUE(client.is_available());
}

TEST_F(Association, RequestsGoWhereTheServiceChangeAddressSays) {
    service_change("Method = Restart, ServiceChangeAddress = 3000, Version = 2, Reason = \"901 Cold Boot\"");
    EXPECT_EQ(next_datagram().to.text(), "127.0.0.1:2945");
    EXPECT_EQ(next_request().datagram.to.text(), "127.0.0.1:3000");
    service_change(
        "Method = Restart, ServiceChangeAddress = [127.0.0.9]:3001, Version = 2, Reason = \"901 Cold Boot\"");
    next_message();
    EXPECT_EQ(next_request().datagram.to.text(), "127.0.0.9:3001");
}

TEST_F(Association, AStrangerIsRefusedAndForgotten) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2", "[127.0.0.66]:2945");
    const auto answer = next_reply();
    EXPECT_EQ(answer.id, 501U);
    EXPECT_EQ(answer.error->code, h248::ErrorCode::unauthorized);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
    EXPECT_EQ(client.counters().strangers, 1U);
    receive_from("[127.0.0.66]:2945", "Reply = 7 { Context = 1 { Subtract = ip/1 } }");
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, WhoHasNotRegisteredMayDoNothingElse) {
    mrfp_sends(
        "Transaction = 9 { Context = 1 { Notify = ip/1 { ObservedEvents = 1 { 20251120T09012550:g/cause } } } }");
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::before_service_change_reply);
    service_change("Method = Graceful, Reason = \"905 x\"");
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::before_service_change_reply);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Association, ACopyOfARegistrationIsNoRestart) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    const auto first = next_datagram().octets;
    next_request();
    --last_id;
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    EXPECT_EQ(next_datagram().octets, first);
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(client.counters().registrations, 1U);
}

TEST_F(Association, ARestartEndsTheConferencesThatTheMrfpHad) {
    register_mrfp();
    establish(1, 10, "ip/1", 1);
    establish(2, 20, "ip/2", 2);
    service_change("Method = Restart, Reason = \"902 Warm Boot\", Version = 2");
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    EXPECT_TRUE(sent.empty());  // nothing is subtracted that it does not know any more
    auto lost = expect_event<focus::MrfpLost>().conferences;
    std::ranges::sort(lost);
    EXPECT_EQ(lost, (std::vector<ConferenceId>{ConferenceId{10}, ConferenceId{20}}));
    EXPECT_TRUE(inbox.empty());
    client.release(LegId{1});
    client.end(ConferenceId{10});
    EXPECT_TRUE(sent.empty());
    reply(audit.id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    establish(3, 30, "ip/1", 1);  // it is in use again at once, and names and numbers begin anew
}

TEST_F(Association, WhatWasUnansweredAtARestartIsNotRepeated) {
    register_mrfp();
    reserve(1, 10);
    expect_add();
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    const auto audit = next_request();
    reply(audit.id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
    client.release(LegId{1});
    advance(900ms);
    EXPECT_TRUE(sent.empty());
    advance(8s);
    for (; !sent.empty();)
        EXPECT_EQ(next_request().command.name, h248::CommandName::audit_value);  // what is left of it
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Association, ForcedIsALoss) {
    register_mrfp();
    establish(1, 10);
    service_change("Method = Forced, Reason = \"908 MG Impending Failure\"");
    EXPECT_FALSE(next_reply().error);
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
    EXPECT_FALSE(expect_event<focus::MrfpAvailability>().available);
    reserve(2, 20);
    expect_failure(2, 503);
    advance(60s);
    EXPECT_TRUE(sent.empty());  // no heartbeats to who has gone
}

TEST_F(Association, GracefulTakesNoNewConferenceAndKeepsThoseItHas) {
    register_mrfp();
    establish(1, 10);
    service_change("Method = Graceful, Reason = \"905 Termination Taken Out of Service\", Delay = 300");
    next_message();
    EXPECT_FALSE(expect_event<focus::MrfpAvailability>().available);
    reserve(2, 20);
    expect_failure(2, 503);
    reserve(3, 10);
    EXPECT_EQ(expect_add().context.value, 1U);
    service_change("Method = Restart, Reason = \"918 Cancel Graceful\"");
    next_message();
    EXPECT_TRUE(expect_event<focus::MrfpAvailability>().available);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Association, ReconnectedItIsAskedForEachContext) {
    register_mrfp();
    establish(1, 10, "ip/1", 1);
    establish(2, 20, "ip/2", 2);
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    auto first = expect_request(h248::CommandName::audit_value);
    auto second = expect_request(h248::CommandName::audit_value);
    if (first.context.value == 2) std::swap(first, second);
    EXPECT_EQ(first.command.termination.text, "*");
    EXPECT_EQ(expect_request(h248::CommandName::audit_value).context, h248::ContextId::all());
    reply(first.id, "Context = 1 { AuditValue = ip/1 }");
    reply_error(second, 411);
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{20}});
    EXPECT_TRUE(inbox.empty());
    client.release(LegId{1});
    expect_subtract("ip/1");
}

TEST_F(Association, ReconnectedItsTerminationsAreCompared) {
    register_mrfp();
    establish(1, 10, "ip/1", 1, 30000);
    establish(2, 10, "ip/2", 1, 30002);
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto known = expect_request(h248::CommandName::audit_value);
    const auto all = expect_request(h248::CommandName::audit_value);
    reply(known.id, "Context = 1 { AuditValue = IP/2, AuditValue = ip/7 }");
    expect_failure(1, 503);
    reply(all.id, "Context = 1 { AuditValue = ip/2, AuditValue = ip/7 }, Context = 9 { AuditValue = ip/8 }");
    EXPECT_EQ(expect_subtract("ip/7").context.value, 1U);
    const auto unknown = expect_subtract("*");
    EXPECT_EQ(unknown.context.value, 9U);
    EXPECT_TRUE(unknown.command.wildcarded_reply);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

/// A gateway may tell all terminations of a context in one word (H.248.1 7.2.5).
TEST_F(Association, ReconnectedItsTerminationsAreComparedHoweverTheyAreTold_MP1_3_1) {
    register_mrfp();
    establish(1, 10, "ip/1", 1, 30000);
    establish(2, 10, "ip/2", 1, 30002);
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto known = expect_request(h248::CommandName::audit_value);
    const auto all = expect_request(h248::CommandName::audit_value);
    reply(known.id, "Context = 1 { AuditValue = Context { IP/2, ip/7 } }");
    expect_failure(1, 503);
    reply(all.id, "Context = 1 { AuditValue = Context { ip/2, ip/7 } }, Context = 9 { AuditValue = Context { ip/8 } }");
    EXPECT_EQ(expect_subtract("ip/7").context.value, 1U);
    EXPECT_EQ(expect_subtract("*").context.value, 9U);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

/// g, nt and rtp are what each has (mp-h248 1.1).
TEST_F(Association, WithoutItsPackagesTheMandatoryOnesAreUsed_MP1_1) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply_error(next_request(), 500);
    reserve(1, 10);
    const auto add = expect_add();
    ASSERT_EQ(add.command.events->events.size(), 2U);
    EXPECT_EQ(add.command.events->events[0].name, "g/cause");
    EXPECT_EQ(add.command.events->events[1].name, "nt/netfail");
}

/// What is added during the comparison could not be told from what is nobody's: it waits.
TEST_F(Association, NothingIsAddedWhileAllIsCompared_MP1_5_4) {
    register_mrfp();
    establish(1, 10, "ip/1", 1, 30000);
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto known = expect_request(h248::CommandName::audit_value);
    const auto all = expect_request(h248::CommandName::audit_value);
    reserve(2, 10);
    reserve(3, 20);
    EXPECT_TRUE(sent.empty());
    reply(known.id, "Context = 1 { AuditValue = ip/1 }");
    reply(all.id, "Context = 1 { AuditValue = ip/1 }, Context = 2 { AuditValue = ip/3 }");
    const auto nobodys = expect_subtract("*");
    EXPECT_EQ(nobodys.context.value, 2U);
    EXPECT_TRUE(sent.empty());
    reply(nobodys.id, "Context = 2 { Subtract = * }");
    auto second = expect_add();
    auto third = expect_add();
    if (third.context.is_specific()) std::swap(second, third);
    reply_added(second, 1, "ip/2");
    reply_added(third, 2, "ip/3");
    expect_event<focus::MediaReserved>();
    expect_event<focus::MediaReserved>();
}

TEST_F(Association, WhenWeStartThoseThatMayBeThereAreToldUntilTheyRegister) {
    client.start();
    const auto restart = expect_request(h248::CommandName::service_change);
    EXPECT_EQ(restart.datagram.to.text(), kAddress);
    EXPECT_EQ(restart.command.services->method, h248::ServiceChangeMethod::restart);
    EXPECT_EQ(restart.command.services->reason_code(), 901U);
    EXPECT_TRUE(sent.empty());  // where a domain name leads is not known
    advance(700ms);
    EXPECT_EQ(next_datagram().octets, restart.datagram.octets);
    register_mrfp();
    advance(8s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, WithItsConnectionAnMrfpIsLost) {
    auto connection = test::h248_address("tcp:127.0.0.1:40001");
    client.received(
        connection,
        "MEGACO/1 [127.0.0.1]:2945\nTransaction = 7 { Context = - { ServiceChange = ROOT { Services { Method = "
        "Restart, ServiceChangeAddress = 3000, Reason = \"901 Cold Boot\", Version = 2 } } } }");
    EXPECT_EQ(next_datagram().to, connection);
    const auto audit = next_request();
    EXPECT_EQ(audit.datagram.to, connection);
    advance(9s);
    EXPECT_TRUE(sent.empty());  // nothing is repeated
    auto other = connection;
    ++other.port;
    client.closed(other);
    EXPECT_TRUE(client.is_available());
    client.closed(connection);
    EXPECT_FALSE(client.is_available());
    client.closed(connection);
    EXPECT_EQ(client.counters().lost, 1U);
}

TEST_F(Association, WhenWeAreAboutToStopThoseThatHaveRegisteredAreToldBeforehand_MP1_3_2) {
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

TEST_F(Association, WhenWeStopThoseThatHaveRegisteredAreTold) {
    register_mrfp(kSecond);
    client.stop();
    const auto farewell = expect_request(h248::CommandName::service_change);
    EXPECT_EQ(farewell.command.services->method, h248::ServiceChangeMethod::forced);
    EXPECT_EQ(farewell.command.services->reason_code(), 905U);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, ReconnectedAfterItsConferencesEndedItIsCleared) {
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto clear = expect_subtract("*");
    EXPECT_EQ(clear.context, h248::ContextId::all());
    EXPECT_TRUE(clear.command.wildcarded_reply);
    expect_request(h248::CommandName::audit_value);
}

TEST_F(Association, ASilentMrfpIsAskedForASignOfLife) {
    register_mrfp();
    advance(9900ms);
    EXPECT_TRUE(sent.empty());
    advance(200ms);
    const auto heartbeat = expect_request(h248::CommandName::audit_value);
    EXPECT_TRUE(heartbeat.command.termination.is_root());
    ASSERT_TRUE(heartbeat.command.audit);
    EXPECT_TRUE(heartbeat.command.audit->items.empty());
    reply(heartbeat.id, "Context = - { AuditValue = ROOT }");
    advance(9s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, AnyMessagePutsTheHeartbeatOff) {
    register_mrfp();
    advance(9s);
    mrfp_sends("TransactionResponseAck { 1 }");
    advance(9s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, IsLostAfterThreeUnansweredHeartbeats) {
    register_mrfp();
    establish(1, 10);
    advance(39s);
    EXPECT_TRUE(inbox.empty());
    advance(1500ms);
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
    EXPECT_FALSE(expect_event<focus::MrfpAvailability>().available);
    EXPECT_EQ(client.counters().lost, 1U);
}

/// It was only out of touch, and has nothing to notify: it would not know that it has to register.
TEST_F(Association, ALostMrfpIsToldAgainAndAgainThatWeAreThere_MP1_5_5) {
    register_mrfp();
    advance(41s);
    EXPECT_FALSE(expect_event<focus::MrfpAvailability>().available);
    sent.clear();
    std::set<std::uint32_t> calls;
    for (int i = 0; i < 80; ++i) {
        advance(1s);
        for (; !sent.empty();) {
            const auto call = expect_request(h248::CommandName::service_change);
            EXPECT_EQ(call.command.services->method, h248::ServiceChangeMethod::restart);
            EXPECT_EQ(call.datagram.to.text(), kAddress);
            calls.insert(call.id);
        }
    }
    EXPECT_EQ(calls.size(), 3U);
    register_mrfp();
    EXPECT_TRUE(client.is_available());
    advance(9s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, OneThatHasAnotherMgcIsNotCalledAnyMore_MP1_5_5) {
    register_mrfp();
    advance(41s);
    const auto call = [this] {
        auto request = next_request();
        while (request.command.name != h248::CommandName::service_change) request = next_request();
        return request;
    }();
    reply(call.id, "Error = 504 { \"x\" }");
    sent.clear();
    advance(120s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, AnMrfpThatHasTakenLeaveIsNotCalled_MP1_5_5) {
    register_mrfp();
    service_change("Method = Forced, Reason = \"905 Termination Taken Out of Service\"");
    next_message();
    advance(120s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Association, ANewConferenceGoesToTheMrfpWithTheFewestContexts) {
    register_mrfp(kMid);
    register_mrfp(kSecond);
    reserve(1, 10);
    reply(expect_add().id, "Context = 1 { Add = ip/1 { " + local() + " } }", kMid);
    expect_event<focus::MediaReserved>();
    reserve(2, 20);
    const auto add = expect_add();
    reply(add.id, "Context = 1 { Add = ip/1 { " + local() + " } }", kMid);
    EXPECT_TRUE(inbox.empty());  // the first one was not asked that
    reply(add.id, "Context = 1 { Add = ip/1 { " + local() + " } }", kSecond);
    EXPECT_EQ(expect_event<focus::MediaReserved>().leg, LegId{2});
    service_change("Method = Forced, Reason = \"908 x\"", kSecond);
    next_message();
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{20}});
    EXPECT_TRUE(inbox.empty());  // there still is one
}

TEST_F(Association, AMessageThatCannotBeReadIsAnsweredWithAnError) {
    receive("MEGACO/2 [127.0.0.1]:2945\nTransaction = 1 { Context = ");
    EXPECT_FALSE(sent.empty());
    sent.clear();
    advance(1s);
    receive("hello");
    EXPECT_TRUE(next_message().error);
    receive("MEGACO/2 [127.0.0.1]:2945\nError = 400 { \"x\" }");
    EXPECT_TRUE(sent.empty());  // never an error to an error
    EXPECT_EQ(client.counters().malformed, 2U);
}

/// Whoever forges an address must not have us fill it with answers.
TEST_F(Association, StrangersAndWhoSendsNonsenseGetOneAnswerASecond_MP1_2) {
    for (int i = 0; i < 50; ++i) {
        receive("hello", "192.0.2.9:2945");
        receive_from("[192.0.2.9]:2945", "Transaction = 1 { Context = - { AuditValue = ROOT { Audit { } } } }");
    }
    EXPECT_EQ(sent.size(), 1U);
    EXPECT_EQ(client.counters().malformed, 50U);
    EXPECT_EQ(client.counters().strangers, 50U);
    advance(1s);
    receive("hello", "192.0.2.9:2945");
    EXPECT_EQ(sent.size(), 2U);
    sent.clear();
    register_mrfp();
    for (int i = 0; i < 5; ++i) receive("hello");  // of a host that has registered: it may be in need of each
    EXPECT_EQ(sent.size(), 5U);
}

TEST_F(Association, AnMIdThatIsAnAddressIsBelievedFromItsHostAlone_MP1_2) {
    const std::string forced =
        " { Context = - { ServiceChange = ROOT { Services { Method = Forced, Reason = \"905 x\" } } } }";
    const std::string restart =
        " { Context = - { ServiceChange = ROOT { Services { Method = Restart, Reason = \"901 x\" } } } }";
    const auto from = [&](std::string_view host, std::string_view what) {
        receive("MEGACO/2 " + std::string{kMid} + "\nTransaction = " + std::to_string(++last_id) + std::string{what},
                host);
    };
    from("192.0.2.9:2945", restart);
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::unauthorized);
    register_mrfp();
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 0\r\n"));
    const auto modify = expect_modify();
    advance(1s);
    sent.clear();
    from("192.0.2.9:2945", forced);
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::unauthorized);
    from("192.0.2.9:2945", restart);
    receive("MEGACO/2 " + std::string{kMid} + "\nReply = " + std::to_string(modify.id) + " { Error = 500 { \"x\" } }",
            "192.0.2.9:2945");
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
    from("127.0.0.1:40000", forced);  // another port of the same host
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences.size(), 1U);
}

TEST_F(Association, AnMIdThatIsANameIsBelievedFromWhereItHasRegistered_MP1_2) {
    const auto from = [&](std::string_view host, std::string_view services) {
        receive("MEGACO/2 " + std::string{kSecond} + "\nTransaction = " + std::to_string(++last_id) +
                    " { Context = - { ServiceChange = ROOT { Services { " + std::string{services} + " } } } }",
                host);
    };
    from("192.0.2.7:2945", "Method = Restart, Reason = \"901 x\", ServiceChangeAddress = [192.0.2.8]:2945");
    EXPECT_FALSE(next_reply().error);
    EXPECT_EQ(expect_request(h248::CommandName::audit_value).datagram.to.text(), "192.0.2.8:2945");
    EXPECT_TRUE(expect_event<focus::MrfpAvailability>().available);
    from("192.0.2.9:2945", "Method = Forced, Reason = \"905 x\"");
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::unauthorized);
    EXPECT_TRUE(client.is_available());
    for (const char* host : {"192.0.2.7:1", "192.0.2.8:2"}) {
        from(host, "Method = Graceful, Reason = \"905 x\"");
        EXPECT_FALSE(next_reply().error) << host;
    }
}

class AnySource : public Mp {
protected:
    AnySource() : Mp(trusting()) {}
    static Settings trusting() {
        auto settings = two_mrfps();
        settings.verifies_source = false;
        return settings;
    }
};

TEST_F(AnySource, IsBelievedWhereTheSettingsSaySo_MP1_2) {
    receive("MEGACO/2 " + std::string{kMid} +
                "\nTransaction = 1 { Context = - { ServiceChange = ROOT { Services { Method = Restart, Reason = \"901 "
                "x\" } } } }",
            "192.0.2.9:2945");
    EXPECT_FALSE(next_reply().error);
    EXPECT_TRUE(client.is_available());
}

/// An error in place of a whole message names no request: where one alone is unanswered it is that (mp-h248 2.2).
TEST_F(Association, AnErrorForAMessageIsTheAnswerToTheOnlyRequest_MP2_2_3) {
    register_mrfp();
    reserve(1, 10);
    expect_add();
    mrfp_sends("Error = 400 { \"x\" }");
    expect_failure(1, 500);
    reserve(2, 20);
    reserve(3, 30);
    expect_add();
    expect_add();
    mrfp_sends("Error = 400 { \"x\" }");
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Association, AFaultInOneTransactionCostsNoneOfTheOthers_MP3_1) {
    register_mrfp();
    reserve(1, 10);
    const auto add = expect_add();
    mrfp_sends("Transaction = 101 { Foo = 1 { Subtract = a } } Reply = " + std::to_string(add.id) +
               " { Context = 1 { Add = ip/1 { " + local() +
               " } } } Transaction = 102 { Context = - { Notify = ROOT { ObservedEvents = 1 { it/ito } } } }");
    EXPECT_EQ(expect_event<focus::MediaReserved>().leg, LegId{1});
    const auto refusal = next_reply();
    EXPECT_EQ(refusal.id, 101U);
    EXPECT_EQ(refusal.error->code, h248::ErrorCode::unknown_action);
    EXPECT_EQ(next_reply().id, 102U);
}

TEST_F(Association, WhatIsBinaryOrEmptyIsNotAnsweredButLogged_MP3_3) {
    const Log log;
    receive("");
    EXPECT_EQ(client.counters().malformed, 0U);
    receive("\x30\x82\x01\x02");
    EXPECT_EQ(client.counters().malformed, 1U);
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(log.count("from=127.0.0.1:2945: a binary message"), 1U);
}

TEST_F(Association, WhatAGatewayMayNotAskIsRefused) {
    register_mrfp();
    mrfp_sends("Transaction = 9 { Context = - { AuditValue = ROOT { Audit { } } } }");
    EXPECT_EQ(next_reply().actions.at(0).commands.at(0).error->code, h248::ErrorCode::unknown_command);
    service_change("Method = X-foo, Reason = \"x\"");
    EXPECT_TRUE(next_reply().actions.at(0).commands.at(0).error);
    EXPECT_TRUE(inbox.empty());
}

TEST(ClientSettings, AnMIdThatIsNoneIsToldAtOnce) {
    focus::Inbox inbox;
    Settings settings;
    settings.allowed = {"nonsense{"};
    EXPECT_THROW(Client(
                     settings, inbox, [] { return Time{}; }, [](const h248::Endpoint&, std::string_view) {}, 1),
                 std::invalid_argument);
}

}  // namespace
}  // namespace isfocus::mrfp
