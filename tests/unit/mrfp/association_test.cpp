#include <algorithm>

#include "mp.h"

/// mp-h248 1.3: MRFPs register, restart and go.
namespace isfocus::mrfp {
namespace {

TEST_F(MrfpAssociation, ARegistrationIsAnsweredInItsOwnHeaderVersion) {
    for (const int version : {1, 2, 3}) {
        service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2", kMid, version);
        const auto answer = next_message();
        EXPECT_EQ(answer.version, version);
        EXPECT_EQ(answer.mid.text(), settings_.mid);
        next_request();  // the audit
    }
}

TEST_F(MrfpAssociation, AgreesOnTheLowerVersionAndOnAnyProfile) {
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

TEST_F(MrfpAssociation, AVersionThatNobodySpeaksIsRefused_MP1_3) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 0");
    EXPECT_EQ(next_reply().actions.at(0).commands.at(0).error->code, h248::ErrorCode::version_not_supported);
    EXPECT_TRUE(sent.empty());
    EXPECT_FALSE(client.is_available());
}

TEST_F(MrfpAssociation, ARestartUnderTheIdOfTheLastOneIsNoCopy_MP1_3) {  // its ids begin anew, its time stamp does not
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

TEST_F(MrfpAssociation, AnMrfpThatAnotherMrfcHasHandedToUsIsCleared_MP1_3) {
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

TEST_F(MrfpAssociation, ForcedFollowsGraceful_MP1_3) {
    register_mrfp();
    establish(1, 10);
    service_change("Method = Graceful, Reason = \"905 Termination Taken Out of Service\", Delay = 300");
    next_message();
    expect_event<focus::MrfpAvailability>();
    service_change("Method = Forced, Reason = \"905 Termination Taken Out of Service\"");
    next_message();
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
}

TEST_F(MrfpAssociation, WithoutVersionSpeaksVersionOne) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\"", kMid, 1);
    EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).services);
    EXPECT_EQ(next_request().version, 1);
}

TEST_F(MrfpAssociation, AsksForPackagesAndTellsThatMediaIsToBeHad) {
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

TEST_F(MrfpAssociation, RequestsGoWhereTheServiceChangeAddressSays) {
    service_change("Method = Restart, ServiceChangeAddress = 3000, Version = 2, Reason = \"901 Cold Boot\"");
    EXPECT_EQ(next_datagram().to.text(), "127.0.0.1:2945");
    EXPECT_EQ(next_request().datagram.to.text(), "127.0.0.1:3000");
    service_change(
        "Method = Restart, ServiceChangeAddress = [127.0.0.9]:3001, Version = 2, Reason = \"901 Cold Boot\"");
    next_message();
    EXPECT_EQ(next_request().datagram.to.text(), "127.0.0.9:3001");
}

TEST_F(MrfpAssociation, ACopyOfARegistrationIsNoRestart) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    const auto first = next_datagram().octets;
    next_request();
    --last_id;
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    EXPECT_EQ(next_datagram().octets, first);
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(client.counters().registrations, 1U);
}

TEST_F(MrfpAssociation, ARestartEndsTheConferencesThatTheMrfpHad) {
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

TEST_F(MrfpAssociation, WhatWasUnansweredAtARestartIsNotRepeated) {
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

TEST_F(MrfpAssociation, ForcedIsALoss) {
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

TEST_F(MrfpAssociation, GracefulTakesNoNewConferenceAndKeepsThoseItHas) {
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

/// g, nt and rtp are what each has (mp-h248 1.1).
TEST_F(MrfpAssociation, WithoutItsPackagesTheMandatoryOnesAreUsed_MP1_1) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply_error(next_request(), 500);
    reserve(1, 10);
    const auto add = expect_add();
    ASSERT_EQ(add.command.events->events.size(), 2U);
    EXPECT_EQ(add.command.events->events[0].name, "g/cause");
    EXPECT_EQ(add.command.events->events[1].name, "nt/netfail");
}

TEST_F(MrfpAssociation, WhenWeStartThoseThatMayBeThereAreToldUntilTheyRegister) {
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

TEST_F(MrfpAssociation, WithItsConnectionAnMrfpIsLost) {
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

TEST_F(MrfpAssociation, ANewConferenceGoesToTheMrfpWithTheFewestContexts) {
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

}  // namespace
}  // namespace isfocus::mrfp
