#include <tuple>

#include "told.h"

/// What an MRFP tells of terminations: events (MP-2.5), and which of them go out of service (MP-1.3.7).
namespace isfocus::mrfp {
namespace {

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

}  // namespace
}  // namespace isfocus::mrfp
