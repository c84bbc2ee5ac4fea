#include <set>

#include "mp.h"

/// Whatever goes wrong, nothing stays at the MRFP that nobody knows, and nothing that is known is hit by the search for
/// it (mp-h248 1.5, 2.1, 4).
namespace isfocus::mrfp {
namespace {

class Sweeps : public Mp {
protected:
    void SetUp() override { register_mrfp(); }

    /// The audit of all that follows within that time; nothing else is left of what was sent.
    Request audit_within(std::chrono::seconds time) {
        for (; time > 0s; time -= 1s) {
            advance(1s);
            while (!sent.empty()) {
                auto request = next_request();
                if (request.context != h248::ContextId::all()) continue;
                sent.clear();
                return request;
            }
            mrfp_sends("TransactionResponseAck { 1 }");  // a sign of life
        }
        ADD_FAILURE() << "no audit of all";
        return {};
    }
    bool asks_for_all() {
        bool asks = false;
        for (; !sent.empty();) {
            const auto request = next_request();
            asks = asks || (request.command.name == h248::CommandName::audit_value &&
                            request.context == h248::ContextId::all());
        }
        return asks;
    }
};

TEST_F(Sweeps, WhatAnAddThatWasGivenUpHasMadeIsSubtracted_MP2_1_2) {
    establish(1, 10);
    reserve(2, 10);
    expect_add();
    const auto audit = audit_within(15s);
    reply(audit.id, "Context = 1 { AuditValue = ip/1, AuditValue = ip/2 }");
    const auto subtract = expect_subtract("ip/2");
    EXPECT_EQ(subtract.context.value, 1U);
    EXPECT_TRUE(sent.empty());
    expect_failure(2, 503);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Sweeps, ASubtractWithoutAnswerIsLookedAfter_MP2_1_2) {
    establish(1, 10);
    establish(2, 10, "ip/2");
    client.release(LegId{2});
    expect_subtract("ip/2");
    const auto audit = audit_within(15s);
    reply(audit.id, "Context = 1 { AuditValue = ip/1, AuditValue = ip/2 }");
    expect_subtract("ip/2");
}

TEST_F(Sweeps, ASubtractThatIsRefusedIsLookedAfterUnlessThereIsNothing_MP2_1_2) {
    for (const int code : {411, 430, 435}) {
        establish(code, code);
        client.release(LegId{static_cast<std::uint64_t>(code)});
        reply_error(expect_subtract("ip/1"), code);
        advance(3s);
        EXPECT_TRUE(sent.empty()) << code;
    }
    establish(1, 10);
    client.release(LegId{1});
    reply_error(expect_subtract("ip/1"), 500);
    advance(1s);
    EXPECT_TRUE(asks_for_all());
}

TEST_F(Sweeps, TheEndOfAConferenceWithoutAnswerIsLookedAfter_MP2_1_2) {
    establish(1, 10);
    client.end(ConferenceId{10});
    expect_subtract("*");
    const auto audit = audit_within(15s);
    reply(audit.id, "Context = 1 { AuditValue = ip/1 }");
    EXPECT_EQ(expect_subtract("*").context.value, 1U);
}

TEST_F(Sweeps, IsRepeatedUntilItIsAnsweredAtLongerAndLongerIntervals_MP2_1_2) {
    establish(1, 10);
    client.release(LegId{1});
    reply_error(expect_subtract("ip/1"), 500);
    std::vector<Time> asked;
    std::set<std::uint32_t> ids;
    for (int i = 0; i < 400; ++i) {
        advance(1s);
        mrfp_sends("TransactionResponseAck { 1 }");
        for (; !sent.empty();) {
            const auto request = next_request();
            if (request.context == h248::ContextId::all() && ids.insert(request.id).second) asked.push_back(now);
        }
    }
    ASSERT_GE(asked.size(), 6U);
    EXPECT_LE(asked[1] - asked[0], 5s);
    EXPECT_GE(asked.back() - asked[asked.size() - 2], 60s);
    EXPECT_LE(asked.back() - asked[asked.size() - 2], 62s);
}

TEST_F(Sweeps, WaitsForWhatIsUnderWayAndHoldsWhatComes_MP2_1_2) {
    establish(1, 10);
    establish(2, 10, "ip/2");
    client.release(LegId{1});
    reply_error(expect_subtract("ip/1"), 500);
    advance(900ms);
    reserve(3, 10);
    const auto add = expect_add();
    advance(200ms);
    reserve(4, 10);
    EXPECT_TRUE(sent.empty());  // the audit waits for the Add, and what comes for the audit
    reply_added(add, 1, "ip/3");
    const auto audit = next_request();
    EXPECT_EQ(audit.context, h248::ContextId::all());
    EXPECT_TRUE(sent.empty());
    reply(audit.id, "Context = 1 { AuditValue = Context { ip/2, ip/3 } }");
    EXPECT_EQ(expect_add().context.value, 1U);
}

TEST_F(Sweeps, DoesNotHoldWhatComesForLong_MP2_1_2) {
    establish(1, 10);
    establish(2, 10, "ip/2");
    client.release(LegId{1});
    reply_error(expect_subtract("ip/1"), 500);
    advance(1s);
    const auto audit = next_request();
    reserve(3, 10);
    sent.clear();
    advance(1s);
    bool has_added = false;
    for (; !sent.empty();) has_added = has_added || next_request().command.name == h248::CommandName::add;
    EXPECT_TRUE(has_added);
    reply(audit.id, "Context = 1 { AuditValue = Context { ip/2, ip/3 } }");
    EXPECT_TRUE(sent.empty()) << "ip/3 may be what is being added";
}

/// An Add that was on its way when the MRFP restarted may be carried out after that.
TEST_F(Sweeps, WhatWasAskedForAcrossARestartIsLookedFor_MP2_1_2) {
    reserve(1, 10);
    expect_add();
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    client.end(ConferenceId{10});
    const auto audit = audit_within(3s);
    reply(audit.id, "Context = 1 { AuditValue = ip/1 }");
    EXPECT_EQ(expect_subtract("*").context.value, 1U);
}

/// Found with a lost W-Subtract: repeated after the first Add it would have ended that.
TEST_F(Sweeps, NothingIsAddedBeforeAnMrfpIsCleared_MP1_3_16) {
    service_change("Method = Forced, Reason = \"905 x\"");
    next_message();
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto clear = expect_subtract("*");
    reply(expect_request(h248::CommandName::audit_value).id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    reserve(1, 10);
    EXPECT_TRUE(sent.empty());
    advance(600ms);
    EXPECT_EQ(next_request().id, clear.id);  // the copy
    EXPECT_TRUE(sent.empty());
    reply(clear.id, "Context = * { Subtract = * }");
    EXPECT_EQ(expect_add().context, h248::ContextId::choose());
}

TEST_F(Sweeps, AnMrfpWithNothingToClearSaysSo_MP1_3_16) {
    for (const char* answer : {"Error = 411 { \"x\" }", "Context = * { Subtract = * { Error = 431 { \"x\" } } }"}) {
        service_change("Method = Forced, Reason = \"905 x\"");
        next_message();
        service_change("Method = Restart, Reason = \"918 Cancel Graceful\", Version = 2");
        next_message();
        const auto clear = expect_subtract("*");
        EXPECT_EQ(clear.context, h248::ContextId::all());
        reply(expect_request(h248::CommandName::audit_value).id,
              "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
        reply(clear.id, answer);
        advance(5s);
        EXPECT_TRUE(sent.empty()) << answer;
    }
}

}  // namespace
}  // namespace isfocus::mrfp
