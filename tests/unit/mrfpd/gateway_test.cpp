#include "gateway_fixture.h"

namespace isfocus::mrfpd {
namespace {

TEST_F(GatewayTest, CreateConferenceChoosesContextTerminationAddressAndPort) {
    const auto replies = example("54-create-conference-request-compact.txt");
    const auto added = only_command(replies);
    EXPECT_EQ(replies[0].context.value, 1U);
    EXPECT_EQ(added.termination.text, "ip/1");
    const auto local = local_of(added);
    EXPECT_NE(local.find("c=IN IP4 127.0.0.2"), std::string::npos) << local;
    EXPECT_NE(local.find("m=audio 30000 RTP/AVP 8 101"), std::string::npos) << local;
    EXPECT_NE(local.find("a=rtpmap:101 telephone-event/8000"), std::string::npos) << local;

    const auto& stream = media.streams.at(1);
    EXPECT_EQ(stream.context, 1U);
    EXPECT_EQ(stream.mode, Mode::sendrecv);
    EXPECT_EQ(stream.receives, (std::vector<Format>{{8, Encoding::pcma}}));
    EXPECT_EQ(stream.receives_events, (std::vector<TelephoneEvent>{{101, 8000}}));
    ASSERT_TRUE(stream.remote);
    EXPECT_EQ(stream.remote->rtp.text(), "127.0.0.11:49152");
    EXPECT_EQ(stream.remote->rtcp.text(), "127.0.0.11:49153");
    EXPECT_EQ(stream.remote->format, (Format{8, Encoding::pcma}));
    EXPECT_FALSE(stream.latches);
}

TEST_F(GatewayTest, TheExampleConferenceOfTwoRunsThrough) {
    request(add("$"));
    const auto reserved = local_of(only_command(example("05-add-user-reserve-request.txt")));
    EXPECT_NE(reserved.find("m=audio 30002 RTP/AVP 96 8 101 102\r\n"), std::string::npos) << reserved;
    EXPECT_EQ(media.streams.at(2).mode, Mode::inactive);
    EXPECT_FALSE(media.streams.at(2).remote);

    const auto configured = only_command(example("07-configure-user-request.txt"));
    EXPECT_FALSE(configured.error) << configured.error->text;
    EXPECT_EQ(media.streams.at(2).mode, Mode::sendrecv);
    EXPECT_EQ(media.streams.at(2).remote->rtp.text(), "127.0.0.12:40000");

    example("09-hold-inactive-request.txt");
    EXPECT_EQ(media.streams.at(2).mode, Mode::inactive);
    example("10-listen-only-sendonly-request.txt");
    EXPECT_EQ(media.streams.at(2).mode, Mode::sendonly);
    example("11-resume-sendreceive-request.txt");
    EXPECT_EQ(media.streams.at(2).mode, Mode::sendrecv);
    EXPECT_TRUE(media.streams.at(2).remote) << "Modify replaces only what it names";

    EXPECT_TRUE(only_command(example("12-subtract-user-request.txt")).statistics);
    EXPECT_EQ(media.closed, std::vector<std::uint32_t>{2});
    const auto deleted = only_command(example("14-delete-conference-request.txt"));
    EXPECT_EQ(deleted.termination.text, "*");
    EXPECT_FALSE(deleted.statistics);
    EXPECT_EQ(gateway.contexts(), 0U);
    EXPECT_TRUE(media.streams.empty());
}

TEST_F(GatewayTest, WithoutReservedValueExactlyOneFormatIsKept) {
    const auto local = local_of(only_command(
        request("Context = $ { Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 101 8 0\n"
                "a=rtpmap:101 telephone-event/8000\n} } } } }")));
    EXPECT_NE(local.find("m=audio 30000 RTP/AVP 8\r\n"), std::string::npos) << local;
    EXPECT_TRUE(media.streams.at(1).receives_events.empty());
}

TEST_F(GatewayTest, TheFormatMayBeLeftToTheGatewayToo) {
    const auto local = local_of(only_command(request(add_with_local("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP $"))));
    EXPECT_NE(local.find("m=audio 30000 RTP/AVP 0 8 9 13 96 97 98 99 100 101"), std::string::npos) << local;
}

TEST_F(GatewayTest, TheFirstAlternativeThatCanBeHadIsTaken) {
    const auto local = local_of(only_command(
        request(add_with_local("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 96\na=rtpmap:96 EVS/16000\nv=0\nc=IN IP4 $\n"
                               "m=audio $ RTP/AVP 0"))));
    EXPECT_NE(local.find("m=audio 30000 RTP/AVP 0"), std::string::npos) << local;
}

TEST_F(GatewayTest, RemoteMayNameItsRtcpPort) {
    request(
        "Context = $ { Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0\n}, Remote {\n"
        "v=0\nc=IN IP4 127.0.0.11\nm=audio 49152 RTP/AVP 0\na=rtcp:53020\n} } } } }");
    EXPECT_EQ(media.streams.at(1).remote->rtcp.text(), "127.0.0.11:53020");
}

TEST_F(GatewayTest, ModifyReplacesRemoteAsAWhole) {
    request(add("$"));
    EXPECT_TRUE(media.streams.at(1).remote->telephone_event);
    request(
        "Context = 1 { Modify = IP/1 { Media { Stream = 1 { Remote {\nv=0\nc=IN IP4 127.0.0.12\n"
        "m=audio 4000 RTP/AVP 0\n} } } } }");
    const auto& remote = *media.streams.at(1).remote;
    EXPECT_EQ(remote.rtp.text(), "127.0.0.12:4000");
    EXPECT_EQ(remote.format, (Format{0, Encoding::pcmu}));
    EXPECT_FALSE(remote.telephone_event);
    EXPECT_EQ(media.streams.at(1).mode, Mode::sendrecv);
}

TEST_F(GatewayTest, RemoteWithoutAddressSilencesTheSending) {
    request(add("$"));
    request(
        "Context = 1 { Modify = ip/1 { Media { Stream = 1 { Remote {\nv=0\nc=IN IP4 0.0.0.0\n"
        "m=audio 4000 RTP/AVP 0\n} } } } }");
    EXPECT_FALSE(media.streams.at(1).remote);
}

// RFC 3556
TEST_F(GatewayTest, BandwidthForRtcpIsOfTheLineOrElseOfTheSession_MED47) {
    request(add("$"));
    const auto bandwidth = [&](const std::string& session, const std::string& line) {
        request("Context = 1 { Modify = ip/1 { Media { Stream = 1 { Remote {\nv=0\nc=IN IP4 127.0.0.12\n" + session +
                "m=audio 4000 RTP/AVP 0\n" + line + "} } } } }");
        return media.streams.at(1).remote.value().rtcp_bandwidth;
    };
    EXPECT_EQ(bandwidth("", ""), std::nullopt);
    EXPECT_EQ(bandwidth("", "b=RS:600\nb=RR:2000\n"), (RtcpBandwidth{600, 2000}));
    EXPECT_EQ(bandwidth("b=RS:1\nb=RR:0\n", "b=RS:0\n"), (RtcpBandwidth{0, 0}));
    EXPECT_EQ(bandwidth("", "b=RR:0\n"), std::nullopt) << "nothing is said of senders";
}

TEST_F(GatewayTest, LatchesOnlyWhenToldToAndUntilToldOtherwise) {
    request(add("$"));
    EXPECT_FALSE(media.streams.at(1).latches);
    request("Context = 1 { Modify = ip/1 { Signals { ipnapt/latch { napt = LATCH } } } }");
    EXPECT_TRUE(media.streams.at(1).latches);
    request("Context = 1 { Modify = ip/1 { Media { Stream = 1 { LocalControl { Mode = SendOnly } } } } }");
    EXPECT_TRUE(media.streams.at(1).latches);
    request("Context = 1 { Modify = ip/1 { Signals } }");
    EXPECT_FALSE(media.streams.at(1).latches);
}

TEST_F(GatewayTest, RelatchesEachTimeItIsToldTo_MED55) {
    request(add("$"));
    const auto relatch = [this](const char* more) {
        const auto text = "Context = 1 { Modify = ip/1 { Signals { ipnapt/latch { napt = RELATCH" + std::string{more};
        EXPECT_EQ(error_of(request(text + " } } } }")), 0);
        EXPECT_TRUE(media.streams.at(1).latches);
        return media.streams.at(1).relatches;
    };
    const auto before = media.streams.at(1).relatches;
    EXPECT_EQ(relatch(""), before + 1);
    EXPECT_EQ(relatch(""), before + 2);
    EXPECT_EQ(relatch(", KeepActive"), before + 2) << "that is the same signal";
    request("Context = 1 { Modify = ip/1 { Media { Stream = 1 { LocalControl { Mode = SendOnly } } } } }");
    request("Context = 1 { Modify = ip/1 { Signals { ipnapt/latch { napt = LATCH } } } }");
    EXPECT_EQ(media.streams.at(1).relatches, before + 2);
}

TEST_F(GatewayTest, ARefusedModifyChangesNothing) {
    request(add("$"));
    const auto before = media.streams;
    const int applied = media.applied;
    EXPECT_EQ(error_of(request("Context = 1 { Modify = ip/1 { Media { Stream = 1 { LocalControl { Mode = Inactive }, "
                               "Remote {\nv=0\nc=IN IP4 127.0.0.12\nm=audio 4000 RTP/AVP 96\na=rtpmap:96 EVS/16000\n"
                               "} } } } }")),
              515);
    EXPECT_EQ(media.streams, before);
    EXPECT_EQ(media.applied, applied);
}

TEST_F(GatewayTest, PortExhaustionFailsThatAddAlone) {
    media.pairs = 2;
    request(add("$"));
    request(add("1"));
    const auto replies = request(add("1"));
    EXPECT_EQ(error_of(replies), 510);
    EXPECT_EQ(replies[0].context.value, 1U);
    EXPECT_EQ(gateway.terminations(), 2U);
    EXPECT_EQ(error_of(request(add("$"))), 510);
    EXPECT_EQ(gateway.contexts(), 1U);
    request("Context = 1 { Subtract = ip/1 { Audit { } } }");
    EXPECT_EQ(error_of(request(add("1"))), 0);
}

TEST_F(GatewayTest, AContextHoldsNoMoreTerminationsThanItMay) {
    request(add("$"));
    request(add("1"));
    request(add("1"));
    EXPECT_EQ(error_of(request(add("1"))), 434);
}

TEST_F(GatewayTest, StatisticsComeUnlessAuditAsksForNone) {
    media.counted.duration = std::chrono::milliseconds{61240};
    media.counted.packets_sent = 3062;
    media.counted.octets_sent = 489920;
    media.counted.packets_lost = 20;
    media.counted.loss = 0.2;
    media.counted.jitter = 48;
    media.counted.receiving_clock = 16000;
    media.counted.delay = std::chrono::microseconds{14060};
    media.counted.sending_clock = 8000;
    request(add("$"));
    request(add("1"));
    const auto with = only_command(request("Context = 1 { Subtract = ip/1 }"));
    ASSERT_TRUE(with.statistics);
    const auto value = [&](const char* name) {
        const auto* found = h248::find(with.statistics->values, name);
        return found ? std::string{found->value()} : "missing";
    };
    EXPECT_EQ(value("nt/dur"), "61240");
    EXPECT_EQ(value("nt/os"), "489920");
    EXPECT_EQ(value("rtp/ps"), "3062");
    EXPECT_EQ(value("rtp/pl"), "0.2") << "of now";
    EXPECT_EQ(value("nt/or"), "0");
    EXPECT_EQ(value("rtp/jit"), "48") << "timestamp units";
    EXPECT_EQ(value("rtp/delay"), "112") << "of what is sent";
    EXPECT_FALSE(only_command(request("Context = 1 { Subtract = ip/2 { Audit { } } }")).statistics);
}

TEST_F(GatewayTest, TheLastSubtractFreesTheContext) {
    request(add("$"));
    const auto replies = request("Context = 1 { Subtract = ip/1 { Audit { } }, AuditValue = * { Audit { } } }");
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].commands.size(), 1U);
    ASSERT_TRUE(replies[0].error);
    EXPECT_EQ(replies[0].error->code, h248::ErrorCode::unknown_context);
}

TEST_F(GatewayTest, WildcardSubtractNamesEachTerminationOfTheContext) {
    request(add("$"));
    request(add("1"));
    request(add("$"));
    const auto replies = request("Context = 1 { Subtract = ip/* { Audit { } } }");
    ASSERT_EQ(replies.size(), 1U);
    ASSERT_EQ(replies[0].commands.size(), 2U);
    EXPECT_EQ(replies[0].commands[1].termination.text, "ip/2");
    EXPECT_EQ(gateway.contexts(), 1U);
}

TEST_F(GatewayTest, AnMgcThatKnowsNothingClearsAllContextsAtOnce) {
    request(add("$"));
    request(add("$"));
    const auto replies = request("Context = * { W-Subtract = * { Audit { } } }");
    EXPECT_EQ(only_command(replies).termination.text, "*");
    EXPECT_EQ(replies[0].context, h248::ContextId::all());
    EXPECT_EQ(gateway.terminations(), 0U);
    EXPECT_EQ(error_of(request("Context = * { W-Subtract = * { Audit { } } }")), 431);
}

TEST_F(GatewayTest, HeartbeatIsAnsweredWithNothing) {
    const auto alive = only_command(example("16-heartbeat-request.txt"));
    EXPECT_EQ(alive.termination.text, "ROOT");
    EXPECT_FALSE(alive.packages || alive.media || alive.error);
}

TEST_F(GatewayTest, RootTellsPackagesAndLimits) {
    const auto root = only_command(example("18-audit-packages-request.txt"));
    ASSERT_TRUE(root.packages && root.media);
    EXPECT_EQ(root.packages->version_of("hangterm"), 1);
    EXPECT_EQ(root.packages->version_of("dd"), 1);
    EXPECT_EQ(root.packages->version_of("xcg"), 0);
    const auto* limit = h248::find(root.media->termination_state->properties, "root/maxNumberOfContexts");
    ASSERT_TRUE(limit);
    EXPECT_EQ(limit->value(), "50");
}

TEST_F(GatewayTest, RootTellsTheTimersThatAreConfigured_MP1_4) {
    FakeMedia none;
    GatewaySettings configured;
    configured.timers = {.execution = std::chrono::milliseconds{800},
                         .provisional_response = std::chrono::milliseconds{2500},
                         .pending_limit = 7};
    Gateway another{configured, none};
    const auto asked = h248::decode(
        "MEGACO/2 [127.0.0.1]:2944\nTransaction = 1 { Context = - { AuditValue = ROOT { Audit { Media } } } }");
    ASSERT_TRUE(asked);
    const auto told = another.execute(std::get<h248::TransactionRequest>(asked->transactions.front()).actions, now);
    const auto& properties = told.replies.at(0).commands.at(0).media->termination_state->properties;
    const auto value = [&](const char* name) {
        const auto* property = h248::find(properties, name);
        return property ? property->value() : "";
    };
    EXPECT_EQ(value("root/normalMGExecutionTime"), "800");
    EXPECT_EQ(value("root/MGCProvisionalResponseTimerValue"), "2500");
    EXPECT_EQ(value("root/MGOriginatedPendingLimit"), "7");
}

/// H.248.1 7.2: an optional command that fails does not stop the transaction, whatever it failed for.
TEST_F(GatewayTest, AnOptionalCommandInAContextThatHasGoneStopsNothing_MPMG1) {
    request(add("$"));
    request(add("$"));
    auto replies = request("Context = 1 { Subtract = ip/1, O-Subtract = ip/1 }, Context = 2 { O-Modify = ip/2 }");
    ASSERT_EQ(replies.size(), 2U);
    ASSERT_EQ(replies[0].commands.size(), 2U);
    EXPECT_EQ(replies[0].commands[1].error->code, h248::ErrorCode::unknown_context);
    replies = request("Context = 1 { O-Subtract = ip/1 }, Context = 2 { Subtract = ip/2 }");
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies[0].error->code, h248::ErrorCode::unknown_context);
    EXPECT_EQ(gateway.terminations(), 0U);
    request(add("$"));
    EXPECT_EQ(request("Context = 1 { O-Subtract = ip/1, Subtract = ip/1 }, Context = 3 { Subtract = ip/3 }").size(),
              1U);
    EXPECT_EQ(gateway.terminations(), 1U);
}

TEST_F(GatewayTest, AuditOfAContextNamesItsTerminations) {
    request(add("$"));
    request(add("1"));
    const auto replies = request("Context = 1 { AuditValue = * { Audit { } } }");
    EXPECT_EQ(only_command(replies).context_terminations, (std::vector<h248::TerminationId>{{"ip/1"}, {"ip/2"}}));
    EXPECT_EQ(error_of(request("Context = 7 { AuditValue = * { Audit { } } }")), 411);
    EXPECT_EQ(request("Context = 1 { AuditValue = * { Audit { Media } } }").at(0).commands.size(), 2U);
    EXPECT_EQ(only_command(request("Context = 1 { AuditValue = ip/1 { Audit { } } }")).termination.text, "ip/1");
}

TEST_F(GatewayTest, AuditOfAllNamesTheTerminationsOfEachContext_MP1_5) {
    request(add("$"));
    request(add("$"));
    request(add("1"));
    const auto replies = request("Context = * { AuditValue = * { Audit { } } }");
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies[0].context.value, 1U);
    EXPECT_EQ(only_command({replies[0]}).context_terminations, (std::vector<h248::TerminationId>{{"ip/1"}, {"ip/3"}}));
    EXPECT_EQ(replies[1].context.value, 2U);
    EXPECT_EQ(only_command({replies[1]}).context_terminations, (std::vector<h248::TerminationId>{{"ip/2"}}));
}

TEST_F(GatewayTest, AuditOfATerminationTellsItsMedia) {
    request(add("$"));
    const auto audited = only_command(request("Context = 1 { AuditValue = ip/1 { Audit { Media, Events } } }"));
    ASSERT_TRUE(audited.media);
    const auto& stream = audited.media->streams.at(0);
    EXPECT_EQ(stream.control->mode, h248::StreamMode::send_receive);
    EXPECT_TRUE(stream.local && stream.remote);
    ASSERT_TRUE(audited.events) << "asked for, and empty";
    EXPECT_TRUE(audited.events->events.empty());
}

TEST_F(GatewayTest, RestartOfTheMgcDropsAllContexts) {
    request(add("$"));
    example("52-mrfc-restart-request.txt");
    EXPECT_EQ(gateway.contexts(), 0U);
    ASSERT_TRUE(execution.service_change);
    EXPECT_EQ(execution.service_change->method, h248::ServiceChangeMethod::restart);
}

TEST_F(GatewayTest, HandOffKeepsAllContexts) {
    request(add("$"));
    example("46-mrfc-orders-handoff-request.txt");
    EXPECT_EQ(gateway.contexts(), 1U);
    ASSERT_TRUE(execution.service_change);
    EXPECT_TRUE(execution.service_change->mgc_id_to_try);
}

TEST_F(GatewayTest, ATransactionStopsAtItsFirstFailureAndKeepsWhatRanBefore) {
    request(add("$"));
    const std::string hold = " { Media { Stream = 1 { LocalControl { Mode = Inactive } } } }";
    const auto replies = request("Context = 1 { Modify = ip/1" + hold + ", Modify = ip/9" + hold +
                                 ", Subtract = ip/1 }, Context = $ { Add = $ }");
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].commands.size(), 2U);
    EXPECT_EQ(error_of(replies), 430);
    EXPECT_EQ(media.streams.at(1).mode, Mode::inactive);
}

TEST_F(GatewayTest, AFailedOptionalCommandDoesNotStopTheTransaction) {
    request(add("$"));
    const auto replies = request("Context = 1 { O-Subtract = ip/9, Subtract = ip/1 { Audit { } } }");
    ASSERT_EQ(replies[0].commands.size(), 2U);
    EXPECT_EQ(gateway.terminations(), 0U);
}

TEST_F(GatewayTest, TwoAddsInAContextToBeChosenMeetInOne) {
    const std::string one = "Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0\n} } } }";
    const auto replies = request("Context = $ { " + one + ", " + one + " }");
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].commands.size(), 2U);
    EXPECT_EQ(gateway.contexts(), 1U);
}

}  // namespace
}  // namespace isfocus::mrfpd
