#include "told.h"

/// A context all of whose terminations are out of service is lost, and goes on elsewhere (MP-1.3.15).
namespace isfocus::mrfp {
namespace {

TEST_F(ToldToAPool, AContextAllOfWhoseTerminationsAreOutOfServiceGoesOnElsewhere_MP1_3_15) {
    establish(1, 10, "ip/1");
    establish(2, 10, "ip/2");
    EXPECT_EQ(changed("1", "*", kMalfunctions), 0);
    const auto lost = expect_event<focus::MrfpLost>();
    EXPECT_TRUE(lost.can_move);
    EXPECT_EQ(lost.conferences, std::vector<ConferenceId>{ConferenceId{10}});
    const auto subtract = expect_subtract("*");
    EXPECT_EQ(subtract.context.value, 1U);
    EXPECT_TRUE(inbox.empty());
    client.move(LegId{1});
    const auto add = expect_add();
    EXPECT_EQ(add.context, h248::ContextId::choose());
    reply(add.id, "Context = 7 { Add = t/1 { " + local(40000, "8 101") + " } }", kSecond);
    EXPECT_NE(expect_event<focus::MediaReserved>().local.sdp.find("m=audio 40000 "), std::string::npos);
}

TEST_F(ToldToAPool, WhoHasFailedIsTheLastToGetWhatIsNew_MP1_3_15) {
    const auto goes_to = [&](int leg, std::string_view mid) {
        reserve(leg, leg);
        const auto context = std::to_string(leg);
        reply(expect_add().id,
              "Context = " + context + " { Add = t/" + context + " { " + local(40000, "8 101") + " } }", mid);
        EXPECT_EQ(expect_event<focus::MediaReserved>().leg.value, static_cast<std::uint64_t>(leg));
    };
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("1", "*", kMalfunctions), 0);
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    sent.clear();
    client.end(ConferenceId{10});
    goes_to(20, kSecond);
    goes_to(30, kSecond);
    now += 61s;
    goes_to(40, kMid);
}

TEST_F(Told, WhereThereIsNoOtherMrfpTheConferenceEnds_MP1_3_15) {
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("1", "*", kMalfunctions), 0);
    const auto lost = expect_event<focus::MrfpLost>();
    EXPECT_FALSE(lost.can_move) << "it would fail there again";
    EXPECT_EQ(lost.conferences, std::vector<ConferenceId>{ConferenceId{10}});
    expect_subtract("*");
    EXPECT_TRUE(client.is_available());
    reserve(2, 20);
    reply_added(expect_add(), 2, "ip/2");
    expect_event<focus::MediaReserved>();
}

TEST_F(ToldToAPool, WhatWasAnnouncedOfATerminationIsNotMeantForItsSuccessor_MP1_3_15) {
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("1", "ip/1", "Method = Graceful, Reason = \"905 x\", Delay = 2"), 0);
    EXPECT_EQ(changed("1", "*", kMalfunctions), 0);
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    expect_subtract("*");
    client.move(LegId{1});
    reply(expect_add().id, "Context = 7 { Add = t/1 { " + local(40000, "8 101") + " } }", kSecond);
    expect_event<focus::MediaReserved>();
    advance(5s);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(ToldToAPool, OnlyTheContextsThatAreMeantAreLost_MP1_3_15) {
    establish(1, 10, "ip/1");
    reserve(2, 20);
    reply(expect_add().id, "Context = 2 { Add = t/2 { " + local(30000, "8 101") + " } }", kSecond);
    expect_event<focus::MediaReserved>();
    EXPECT_EQ(changed("*", "*", kMalfunctions), 0);
    EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
    expect_subtract("*");
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(client.is_available()) << "the MRFP itself has not gone";
}

/// An Add that is under way when its context is lost must find nobody, and what it makes is taken away again.
TEST_F(ToldToAPool, WhatIsStillAddedToALostContextIsUndone_MP1_3_15) {
    establish(1, 10, "ip/1");
    reserve(2, 10);
    const auto add = expect_add();
    EXPECT_EQ(changed("1", "*", kMalfunctions), 0);
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    expect_subtract("*");
    reply_added(add, 1, "ip/2");
    expect_subtract("ip/2");
    EXPECT_TRUE(inbox.empty());
    client.move(LegId{2});
    EXPECT_EQ(expect_add().context, h248::ContextId::choose());
}

TEST_F(ToldToAPool, AReplyThatComesAfterAnAuditHasFoundTheContextGoneFindsNobody_MP1_5_2) {
    establish(1, 10, "ip/1");
    reserve(2, 10);
    const auto add = expect_add();
    service_change("Method = Disconnected, Reason = \"900 Service Restored\", Version = 2");
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    reply(audit.id, "Context = 1 { Error = 411 { \"x\" } }");
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    reply_error(add, 411);
    EXPECT_TRUE(inbox.empty());
    client.move(LegId{1});
    client.move(LegId{2});
    client.release(LegId{2});
}

}  // namespace
}  // namespace isfocus::mrfp
