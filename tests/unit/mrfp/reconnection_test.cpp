#include <utility>

#include "mp.h"

/// mp-h248 1.3.1, 1.5: what an MRFP has that was out of touch is compared with what it should have.
namespace isfocus::mrfp {
namespace {

TEST_F(MrfpAssociation, WhatWasKeptIsAuditedWhateverTheMethodIsCalled_MP1_3_1) {
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

TEST_F(MrfpAssociation, ReconnectedItIsAskedForEachContext) {
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

/// We have ip/1 and ip/2 in a context, the MRFP has ip/2 and ip/7 there and a context that is nobody's. It tells that
/// in the words given, and it is put right.
class Reconnected : public MrfpAssociation {
protected:
    void compare(const std::string& of_ours, const std::string& of_all) {
        register_mrfp();
        establish(1, 10, "ip/1", 1, 30000);
        establish(2, 10, "ip/2", 1, 30002);
        service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
        next_message();
        const auto known = expect_request(h248::CommandName::audit_value);
        const auto all = expect_request(h248::CommandName::audit_value);
        reply(known.id, of_ours);
        expect_failure(1, 503);
        reply(all.id, of_all);
        EXPECT_EQ(expect_subtract("ip/7").context.value, 1U);
        const auto unknown = expect_subtract("*");
        EXPECT_EQ(unknown.context.value, 9U);
        EXPECT_TRUE(unknown.command.wildcarded_reply);
        EXPECT_TRUE(sent.empty());
        EXPECT_TRUE(inbox.empty());
    }
};

TEST_F(Reconnected, ItsTerminationsAreCompared_MP1_3_1) {
    compare("Context = 1 { AuditValue = IP/2, AuditValue = ip/7 }",
            "Context = 1 { AuditValue = ip/2, AuditValue = ip/7 }, Context = 9 { AuditValue = ip/8 }");
}

/// A gateway may tell all terminations of a context in one word (H.248.1 7.2.5).
TEST_F(Reconnected, ItsTerminationsAreComparedHoweverTheyAreTold_MP1_3_1) {
    compare("Context = 1 { AuditValue = Context { IP/2, ip/7 } }",
            "Context = 1 { AuditValue = Context { ip/2, ip/7 } }, Context = 9 { AuditValue = Context { ip/8 } }");
}

/// What is added during the comparison could not be told from what is nobody's: it waits.
TEST_F(MrfpAssociation, NothingIsAddedWhileAllIsCompared_MP1_5_4) {
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

TEST_F(MrfpAssociation, ReconnectedAfterItsConferencesEndedItIsCleared) {
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto clear = expect_subtract("*");
    EXPECT_EQ(clear.context, h248::ContextId::all());
    EXPECT_TRUE(clear.command.wildcarded_reply);
    expect_request(h248::CommandName::audit_value);
}

}  // namespace
}  // namespace isfocus::mrfp
