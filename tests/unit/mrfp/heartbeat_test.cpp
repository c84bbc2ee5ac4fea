#include <set>

#include "mp.h"

/// mp-h248 1.5: an MRFP from which nothing is heard is asked for a sign of life, and is lost when there is none.
namespace isfocus::mrfp {
namespace {

TEST_F(MrfpAssociation, ASilentMrfpIsAskedForASignOfLife) {
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

TEST_F(MrfpAssociation, AnyMessagePutsTheHeartbeatOff) {
    register_mrfp();
    advance(9s);
    mrfp_sends("TransactionResponseAck { 1 }");
    advance(9s);
    EXPECT_TRUE(sent.empty());
}

TEST_F(MrfpAssociation, IsLostAfterThreeUnansweredHeartbeats) {
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
TEST_F(MrfpAssociation, ALostMrfpIsToldAgainAndAgainThatWeAreThere_MP1_5_5) {
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

TEST_F(MrfpAssociation, OneThatHasAnotherMgcIsNotCalledAnyMore_MP1_5_5) {
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

TEST_F(MrfpAssociation, AnMrfpThatHasTakenLeaveIsNotCalled_MP1_5_5) {
    register_mrfp();
    service_change("Method = Forced, Reason = \"905 Termination Taken Out of Service\"");
    next_message();
    advance(120s);
    EXPECT_TRUE(sent.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
