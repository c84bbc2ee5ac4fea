#include <tuple>

#include "mp.h"

/// What an MRFP tells of terminations: events (MP-2.5), and which of them go out of service (MP-1.3.7).
namespace isfocus::mrfp {
namespace {

constexpr std::string_view kMalfunctions = "Method = Forced, Reason = \"904 Termination Malfunctioning\"";

class Told : public Mp {
protected:
    explicit Told(Settings settings = two_mrfps()) : Mp(std::move(settings)) { register_mrfp(); }

    /// ServiceChange of terminations, in a context or `*`; gives the error of the reply, 0 for none.
    int changed(std::string_view context, std::string_view termination, std::string_view services) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = " + std::string{context} +
                   " { ServiceChange = " + std::string{termination} + " { Services { " + std::string{services} +
                   " } } } }");
        const auto reply = next_reply();
        const auto& command = reply.actions.at(0).commands.at(0);
        return command.error ? static_cast<int>(command.error->code) : 0;
    }
    void notify(std::string_view termination, std::uint32_t request_id, std::string_view event) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 1 { Notify = " +
                   std::string{termination} + " { ObservedEvents = " + std::to_string(request_id) +
                   " { 20251120T09050010:" + std::string{event} + " } } } }");
        EXPECT_FALSE(next_reply().error);
    }
    std::uint32_t establish_and_watch(int leg) {
        reserve(leg, 10);
        const auto add = expect_add();
        reply_added(add, 1, "ip/" + std::to_string(leg));
        expect_event<focus::MediaReserved>();
        return *add.command.events->request_id;
    }
};

class ToldToAPool : public Told {
protected:
    ToldToAPool() { register_mrfp(kSecond); }
};

// ---- what overtakes the reply that names its termination ----

TEST_F(Told, ACauseThatOvertakesTheReplyToAddEndsTheLeg_MP4_6) {
    reserve(1, 10);
    const auto add = expect_add();
    notify("ip/1", *add.command.events->request_id, "g/cause { generalcause = FP }");
    EXPECT_TRUE(inbox.empty());
    reply_added(add);
    expect_event<focus::MediaReserved>();
    EXPECT_EQ(expect_event<focus::MediaFailed>().detail, "the MRFP gave the termination up: permanent failure");
    expect_subtract("ip/1");
}

TEST_F(Told, OutOfServiceThatOvertakesTheReplyToAddEndsTheLegAlone_MP4_6) {
    establish(1, 10);
    reserve(2, 10);
    reserve(3, 10);
    const auto second = expect_add();
    const auto third = expect_add();
    EXPECT_EQ(changed("1", "ip/2", kMalfunctions), 0);
    reply_added(second, 1, "ip/2");
    expect_event<focus::MediaReserved>();
    expect_failure(2, 500);
    expect_subtract("ip/2");
    reply_added(third, 1, "ip/3");
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(inbox.empty());
    reserve(4, 10);
    reply_added(expect_add(), 1, "ip/2");  // given away again: what was told is over
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Told, InAnotherContextTheNameIsAnothers_MP4_6) {
    const auto request_id = establish_and_watch(1);
    mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 99 { Notify = ip/1 { ObservedEvents = " +
               std::to_string(request_id) + " { 20251120T09050010:g/cause { generalcause = FT } } } } }");
    EXPECT_FALSE(next_reply().error);
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

// ---- order of commands ----

TEST_F(Told, TheFirstCommandThatFailsEndsTheTransactionUnlessItIsOptional_MP2_2_2) {
    const auto request_id = establish_and_watch(1);
    const auto send = [&](std::string_view prefix) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 1 { " + std::string{prefix} +
                   "Modify = ip/1 { Signals }, Notify = ip/1 { ObservedEvents = " + std::to_string(request_id) +
                   " { 20251120T09050010:g/cause { generalcause = FT } } } }, Context = 2 { Notify = ip/9 { "
                   "ObservedEvents = 1 { 20251120T09050010:g/cause } } } }");
        return next_reply();
    };
    const auto stopped = send("");
    ASSERT_EQ(stopped.actions.size(), 1U);
    ASSERT_EQ(stopped.actions.front().commands.size(), 1U);
    EXPECT_EQ(stopped.actions.front().commands.front().error->code, h248::ErrorCode::unknown_command);
    EXPECT_TRUE(inbox.empty());
    const auto went_on = send("O-");
    ASSERT_EQ(went_on.actions.size(), 2U);
    EXPECT_EQ(went_on.actions.front().commands.size(), 2U);
    expect_failure(1, 500);
}

// ---- events ----

TEST_F(Told, ACauseReportedByTheMrfpEndsTheLeg) {
    reserve(1, 10);
    const auto add = expect_add();
    reply_added(add);
    expect_event<focus::MediaReserved>();
    const auto notify = [&](std::uint32_t request_id) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) +
                   " { Context = 1 { Notify = ip/1 { ObservedEvents = " + std::to_string(request_id) +
                   " { 20251120T09050010:g/cause { generalcause = FT, failurecause = \"no RTP received\" } } } } }");
    };
    notify(*add.command.events->request_id + 1);
    EXPECT_FALSE(next_reply().error);  // stale: answered and ignored
    EXPECT_TRUE(inbox.empty());
    notify(*add.command.events->request_id);
    EXPECT_FALSE(next_reply().error);
    EXPECT_FALSE(expect_event<focus::MediaFailed>().is_silence);
    expect_subtract("ip/1");
}

TEST_F(Told, ACauseSaysWhichOfTheSixItIs_MP2_5) {
    const std::tuple<const char*, int, const char*> causes[] = {
        {"{ generalcause = NR }", 500, "the MRFP gave the termination up: normal release"},
        {"{ generalcause = UR, failurecause = \"no port\" }", 503,
         "the MRFP gave the termination up: unavailable resources, no port"},
        {"{ generalcause = FT }", 500, "the MRFP gave the termination up: temporary failure"},
        {"{ generalcause = fp }", 500, "the MRFP gave the termination up: permanent failure"},
        {"{ generalcause = IW }", 500, "the MRFP gave the termination up: interworking error"},
        {"{ generalcause = UN }", 500, "the MRFP gave the termination up: unsupported"},
        {"{ failurecause = \"cable\" }", 500, "the MRFP gave the termination up: cable"},
        {"", 500, "the MRFP gave the termination up: "}};
    establish_and_watch(100);
    int leg = 0;
    for (const auto& [parameters, status, detail] : causes) {
        const auto request_id = establish_and_watch(++leg);
        notify("ip/" + std::to_string(leg), request_id, "g/cause " + std::string{parameters});
        const auto failed = expect_event<focus::MediaFailed>();
        EXPECT_EQ(failed.status, status);
        EXPECT_EQ(failed.detail, detail);
        expect_subtract("ip/" + std::to_string(leg));
        EXPECT_TRUE(inbox.empty());
    }
}

TEST_F(Told, ANetworkThatTakesNoRtpIsToldOnceAMinuteAndEndsNoLeg_MP2_5) {
    const auto request_id = establish_and_watch(1);
    notify("ip/1", request_id + 1, "nt/netfail { cs = \"stale\" }");
    EXPECT_TRUE(inbox.empty());
    notify("ip/1", request_id, "nt/netfail { cs = \"No route to host\" }");
    const auto impaired = expect_event<focus::MediaImpaired>();
    EXPECT_EQ(impaired.leg, LegId{1});
    EXPECT_EQ(impaired.detail, "RTP to the user cannot be sent: No route to host");
    notify("ip/1", request_id, "nt/netfail");
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
    now += 61s;
    notify("ip/1", request_id, "nt/netfail");
    EXPECT_EQ(expect_event<focus::MediaImpaired>().detail, "RTP to the user cannot be sent: ");
    EXPECT_TRUE(sent.empty());
}

// ---- ServiceChange (H.248.1 7.2.8) ----

TEST_F(Told, ATerminationThatGoesOutOfServiceEndsItsLegAlone_MP1_3_7) {
    establish(1, 10, "ip/1");
    establish(2, 10, "ip/2");
    EXPECT_EQ(changed("1", "ip/2", kMalfunctions), 0);
    const auto failed = expect_event<focus::MediaFailed>();
    EXPECT_EQ(failed.leg, LegId{2});
    EXPECT_EQ(failed.detail, "termination out of service: 904 Termination Malfunctioning");
    expect_subtract("ip/2");
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

TEST_F(Told, InAnotherContextItIsAnotherTermination_MP1_3_7) {
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("2", "ip/1", kMalfunctions), 0);
    EXPECT_EQ(changed("-", "ip/1", kMalfunctions), 0);
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(changed("*", "ip/1", kMalfunctions), 0);
    expect_failure(1, 500);
    expect_subtract("ip/1");
}

TEST_F(Told, AListOfTerminationsIsReadToItsEnd_MP1_3_7) {
    for (int leg = 1; leg <= 3; ++leg) establish(leg, 10, "ip/" + std::to_string(leg));
    mrfp_sends("Transaction = 10 { Context = 1 { ServiceChange = [ip/1, ip/3] { Services { " +
                   std::string{kMalfunctions} + " } } } }",
               3);
    next_reply();
    expect_failure(1, 500);
    expect_failure(3, 500);
    expect_subtract("ip/1");
    expect_subtract("ip/3");
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Told, AnUnknownTerminationOutOfServiceIsSubtracted_MP1_3_7) {
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("1", "ip/9", kMalfunctions), 0);
    expect_subtract("ip/9");
    EXPECT_EQ(changed("1", "ip/9", "Method = Restart, Reason = \"900 x\""), 0);
    EXPECT_EQ(changed("5", "*", kMalfunctions), 0);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
    reserve(2, 10);
    expect_add();
    EXPECT_EQ(changed("1", "ip/9", kMalfunctions), 0);
    EXPECT_TRUE(sent.empty()) << "it may be the one that the Add is making";
}

TEST_F(Told, AGracefulEndComesWhenItsDelayIsOver_MP1_3_7) {
    establish(1, 10, "ip/1");
    establish(2, 10, "ip/2");
    EXPECT_EQ(changed("1", "ip/1", "Method = Graceful, Reason = \"905 x\", Delay = 2"), 0);
    EXPECT_TRUE(inbox.empty());
    advance(1900ms);
    EXPECT_TRUE(inbox.empty());
    advance(200ms);
    expect_failure(1, 500);
    expect_subtract("ip/1");
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

TEST_F(Told, AGracefulEndThatIsCalledOffDoesNotCome_MP1_3_7) {
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("1", "ip/1", "Method = Graceful, Reason = \"905 x\", Delay = 2"), 0);
    EXPECT_EQ(changed("1", "ip/1", "Method = Restart, Reason = \"918 x\""), 0);
    advance(5s);
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

TEST_F(Told, AGracefulEndWithoutDelayIsLeftToTheUser_MP1_3_7) {
    establish(1, 10, "ip/1");
    EXPECT_EQ(changed("1", "ip/1", "Method = Graceful, Reason = \"905 x\""), 0);
    advance(5s);
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

TEST_F(Told, WhatIsAboutRootAloneIsRefusedOfATermination_MP1_3_7) {
    establish(1, 10, "ip/1");
    for (const auto* method : {"Disconnected", "HandOff", "Failover", "X-foo"})
        EXPECT_EQ(changed("1", "ip/1", "Method = " + std::string{method} + ", Reason = \"900 x\""), 449) << method;
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

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
