#include "gateway_fixture.h"

/// MP-MG.1: what an MGC asks that is not about audio, and what must not happen by halves.
namespace isfocus::mrfpd {
namespace {

// H.248.1 7.2.1, 7.2.2
TEST_F(GatewayTest, AddAndModifyTellWhatTheirAuditAsksFor_MPMG1) {
    const auto added = only_command(request(add("$", ", Events = 3 { g/cause }, Audit { Events }")));
    ASSERT_TRUE(added.events);
    EXPECT_EQ(added.events->request_id, 3U);
    EXPECT_NE(local_of(added).find("m=audio 30000"), std::string::npos) << "what was left to us is told all the same";
    const auto changed =
        only_command(request("Context = 1 { Modify = ip/1 { Media { Stream = 1 { LocalControl { Mode = Inactive } } }, "
                             "Audit { Media } } }"));
    ASSERT_TRUE(changed.media);
    EXPECT_EQ(changed.media->streams.at(0).control->mode, h248::StreamMode::inactive);
}

// H.248.1 7.1.1, 7.2.2
TEST_F(GatewayTest, AModifyOfSeveralIsDoneForAllOrForNone_MPMG1) {
    request(add("$"));
    auto other = add("1");
    other.replace(other.find("Stream = 1"), 10, "Stream = 2");
    EXPECT_EQ(error_of(request(other)), 0);
    const auto refused =
        request("Context = 1 { Modify = * { Media { Stream = 1 { LocalControl { Mode = Inactive } } } } }");
    EXPECT_EQ(error_of(refused), 410);
    EXPECT_EQ(media.streams.at(1).mode, Mode::sendrecv);
    EXPECT_EQ(media.streams.at(2).mode, Mode::sendrecv);
}

// H.248.1 6.1.1, 7.1.18
TEST_F(GatewayTest, AContextTellsWhatItIsLike_MPMG1) {
    request(add("$"));
    const auto audited = [&](const std::string& asked) {
        const auto replies = request("Context = 1 { ContextAudit { " + asked + " } }");
        EXPECT_EQ(replies.size(), 1U);
        EXPECT_EQ(error_of(replies), 0);
        return replies.empty() ? h248::ContextProperties{} : replies[0].properties;
    };
    EXPECT_EQ(audited("Priority").priority, 0);
    EXPECT_EQ(audited("Emergency").emergency, false);
    const auto topology = audited("Topology").topology;
    ASSERT_EQ(topology.size(), 1U);
    EXPECT_EQ(topology[0].direction, h248::TopologyDirection::bothway);

    auto replies = request("Context = 1 { Priority = 7, Emergency }");
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].properties.priority, 7);
    EXPECT_EQ(audited("Priority, Emergency").priority, 7);
    EXPECT_EQ(audited("Priority, Emergency").emergency, true);
    replies = request("Context = 1 { Priority = 3, ContextAudit { Priority }, AuditValue = ip/1 { Audit { } } }");
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].properties.priority, 3);
    EXPECT_EQ(replies[0].commands.size(), 1U);

    EXPECT_EQ(error_of(request("Context = 9 { ContextAudit { Priority } }")), 411);
    EXPECT_EQ(error_of(request("Context = * { ContextAudit { Priority } }")), 501);
    EXPECT_EQ(error_of(request("Context = $ { Priority = 3 }")), 422);
    EXPECT_EQ(gateway.contexts(), 1U);
    request("Context = 1 { Subtract = ip/1 }");
    request(add("$"));
    const auto anew = request("Context = 2 { ContextAudit { Priority } }");
    ASSERT_EQ(anew.size(), 1U);
    EXPECT_EQ(anew[0].properties.priority, 0) << "of the one that is gone nothing is left";
}

TEST_F(GatewayTest, NothingIsPlayedToTheWholeMrfp_MPMG1) {
    EXPECT_EQ(error_of(request("Context = - { Modify = ROOT { Signals { cg/bt } } }")), 513);
    EXPECT_EQ(error_of(request("Context = - { Modify = ROOT { Signals } }")), 0);
}

// H.248.1 7.2.5
TEST_F(GatewayTest, TellsWhichContextsThereAreInOneWordEach_MP2_1_4) {
    EXPECT_EQ(only_command(request("Context = * { AuditValue = ROOT { Audit { } } }")).termination.text, "ROOT")
        << "there is none";
    request(add("$"));
    request(add("1"));
    request(add("$"));
    const auto replies = request("Context = * { AuditValue = ROOT { Audit { } } }");
    ASSERT_EQ(replies.size(), 2U);
    for (const auto& reply : replies) {
        ASSERT_EQ(reply.commands.size(), 1U);
        EXPECT_EQ(reply.commands[0].termination.text, "ROOT");
    }
    EXPECT_EQ(replies[0].context.value + replies[1].context.value, 3U);
    const auto of_root = request("Context = * { AuditValue = ROOT { Audit { Packages } } }");
    EXPECT_TRUE(only_command(of_root).packages) << "that is no question about contexts";
}

// H.248.1 6.2.2, 7.2.5
class WildcardedAudit : public GatewayTest {
protected:
    WildcardedAudit() {
        request(add("$", ", Events = 3 { g/cause, dd/std }, Signals { cg/dt }"));
        request(add("1", ", Events = 3 { g/cause, dd/etd }, DM = plan { (1) }"));
        request(add("$"));
    }
    std::vector<h248::Action> audit(const std::string& context, const std::string& items,
                                    const std::string& termination = "*") {
        return request("Context = " + context + " { W-AuditValue = " + termination + " { Audit { " + items + " } } }");
    }
};

TEST_F(WildcardedAudit, IsAnsweredOnce_MP2_1_4) {
    for (const char* context : {"*", "1"}) {
        const auto replies = audit(context, "Packages", "ip/*");
        EXPECT_EQ(only_command(replies).termination.text, "ip/*");
        EXPECT_EQ(only_command(replies).packages->version_of("g"), 2U);
        ASSERT_EQ(replies.size(), 1U);
        EXPECT_EQ(replies[0].context.text(), context);
        EXPECT_EQ(only_command(audit(context, "")).termination.text, "*");
    }
    EXPECT_EQ(error_of(audit("1", "", "tdm/*")), 431);
    EXPECT_EQ(only_command(audit("1", "Media", "ip/1")).termination.text, "ip/1") << "no wildcard, nothing to unite";
}

TEST_F(WildcardedAudit, HasWhatAnyHasWithoutWhatAllHave_MP2_1_4) {
    const auto all = only_command(audit("1", "Events, Signals, DigitMap, EventBuffer"));
    ASSERT_TRUE(all.events && all.signals);
    std::string events;
    for (const auto& event : all.events->events) events += event.name + " ";
    EXPECT_EQ(events, "g/cause dd/std dd/etd ");
    EXPECT_EQ(all.signals->signals.size(), 1U);
    EXPECT_EQ(all.digit_maps.size(), 1U);
    EXPECT_EQ(all.empty_items, std::vector<h248::AuditToken>{}) << "EventBuffer alone is a descriptor";
}

TEST_F(WildcardedAudit, IsRefusedWhereOneReplyCannotSayIt_MP2_1_4) {
    EXPECT_EQ(error_of(audit("1", "Media")), 501);
    EXPECT_EQ(error_of(audit("1", "Statistics")), 0) << "nobody has sent anything yet";
    EXPECT_EQ(error_of(audit("2", "Media")), 0) << "there is one";
    request("Context = 1 { Modify = ip/2 { Events = 4 { g/cause } } }");
    EXPECT_EQ(error_of(audit("1", "Events")), 501);
}

/// mp-h248 2.2: each wrong address has its own error.
TEST_F(GatewayTest, WhatIsNotThereIsRefusedByItsOwnError_MPMG1) {
    request(add("$"));
    request(add("$"));
    const std::pair<const char*, int> refused[] = {{"Context = 7 { Modify = ip/1 }", 411},
                                                   {"Context = 7 { Subtract = * }", 411},
                                                   {"Context = 7 { AuditValue = * { Audit { } } }", 411},
                                                   {"Context = 1 { Subtract = ip/9 }", 430},
                                                   {"Context = 1 { Subtract = ip/2 }", 435},
                                                   {"Context = - { Subtract = ip/1 }", 435},
                                                   {"Context = - { Subtract = * }", 431},
                                                   {"Context = 1 { AuditValue = tdm/* { Audit { } } }", 431},
                                                   {"Context = 1 { AuditValue = ROOT { Audit { } } }", 435},
                                                   {"Context = 1 { Subtract = $ }", 410},
                                                   {"Context = $ { Subtract = * }", 411},
                                                   {"Context = - { Subtract = ROOT }", 542}};
    for (const auto& [command, code] : refused) EXPECT_EQ(error_of(request(command)), code) << command;
    EXPECT_EQ(gateway.terminations(), 2U);
    EXPECT_EQ(request("Context = * { AuditValue = * { Audit { } } }").size(), 2U);
    EXPECT_EQ(error_of(request("Context = * { W-Subtract = * { Audit { } } }")), 0);
    EXPECT_EQ(gateway.terminations(), 0U);
    EXPECT_EQ(error_of(request("Context = * { W-Subtract = * { Audit { } } }")), 431);
}

}  // namespace
}  // namespace isfocus::mrfpd
