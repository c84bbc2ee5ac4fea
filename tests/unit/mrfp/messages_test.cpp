#include "log.h"
#include "mp.h"

/// mp-h248 1.2, 2.2, 3: whose messages are believed, and what those are answered with that cannot be read.
namespace isfocus::mrfp {
namespace {

TEST_F(MrfpAssociation, AStrangerIsRefusedAndForgotten) {
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

TEST_F(MrfpAssociation, WhoHasNotRegisteredMayDoNothingElse) {
    mrfp_sends(
        "Transaction = 9 { Context = 1 { Notify = ip/1 { ObservedEvents = 1 { 20251120T09012550:g/cause } } } }");
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::before_service_change_reply);
    service_change("Method = Graceful, Reason = \"905 x\"");
    EXPECT_EQ(next_reply().error->code, h248::ErrorCode::before_service_change_reply);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(MrfpAssociation, AMessageThatCannotBeReadIsAnsweredWithAnError) {
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
TEST_F(MrfpAssociation, StrangersAndWhoSendsNonsenseGetOneAnswerASecond_MP1_2) {
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

TEST_F(MrfpAssociation, AnMIdThatIsAnAddressIsBelievedFromItsHostAlone_MP1_2) {
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

TEST_F(MrfpAssociation, AnMIdThatIsANameIsBelievedFromWhereItHasRegistered_MP1_2) {
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
TEST_F(MrfpAssociation, AnErrorForAMessageIsTheAnswerToTheOnlyRequest_MP2_2_3) {
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

TEST_F(MrfpAssociation, AFaultInOneTransactionCostsNoneOfTheOthers_MP3_1) {
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

TEST_F(MrfpAssociation, WhatIsBinaryOrEmptyIsNotAnsweredButLogged_MP3_3) {
    const Log log;
    receive("");
    EXPECT_EQ(client.counters().malformed, 0U);
    receive("\x30\x82\x01\x02");
    EXPECT_EQ(client.counters().malformed, 1U);
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(log.count("from=127.0.0.1:2945: a binary message"), 1U);
}

TEST_F(MrfpAssociation, WhatAGatewayMayNotAskIsRefused) {
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
