#include "mp.h"

/// The focus's orders on the wire: mp-h248 2, focus-procedures CRE-11, CRE-12, OUT-06, OUT-11, OUT-44.
namespace isfocus::mrfp {
namespace {

// CRE-12
TEST_F(Orders, TheFirstLegOfAConferenceMakesTheContext) {
    reserve(1, 10);
    const auto add = expect_add();
    EXPECT_EQ(add.context, h248::ContextId::choose());
    EXPECT_EQ(add.command.termination.text, "$");
    const auto* stream = h248::find_stream(*add.command.media, 1);
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->control->mode, h248::StreamMode::send_receive);
    EXPECT_EQ(stream->control->reserved_value, true);
    EXPECT_NE(stream->local->find("m=audio $ RTP/AVP 8 101"), std::string::npos);
    EXPECT_NE(stream->remote->find("m=audio 4000 RTP/AVP 8 101"), std::string::npos);
    reply_added(add, 7, "ip/1", 30000, "8 101");
    const auto reserved = expect_event<focus::MediaReserved>();
    EXPECT_EQ(reserved.leg, LegId{1});
    EXPECT_NE(reserved.local.sdp.find("m=audio 30000 RTP/AVP 8 101\r\n"), std::string::npos);
    EXPECT_EQ(reserved.local.streams, (std::vector<focus::MediaStream>{{"audio", "1", Direction::sendrecv}}));
}

/// Who is called has said nothing yet: what the others of his conference use is there at its MRFP.
TEST_F(Orders, WhoIsCalledIsOfferedAnAddressOfTheFamilyThatTheConferenceHas_MED60) {
    auto offer = ue();
    for (std::size_t at; (at = offer.sdp.find("IP4 192.0.2.1")) != std::string::npos;)
        offer.sdp.replace(at, 13, "IP6 2001:db8::1");
    reserve(1, 10, offer);
    const auto add = expect_add();
    EXPECT_NE(h248::find_stream(*add.command.media, 1)->local->find("c=IN IP6 $"), std::string::npos);
    auto granted = local(30000, "8 101");
    granted.replace(granted.find("IP4 127.0.0.2"), 13, "IP6 2001:db8::2");
    reply(add.id, "Context = 7 { Add = ip/1 { " + granted + " } }");
    expect_event<focus::MediaReserved>();
    reserve(2, 10, std::nullopt);
    EXPECT_NE(h248::find_stream(*expect_add().command.media, 1)->local->find("c=IN IP6 $"), std::string::npos);
    reserve(3, 11, std::nullopt);
    EXPECT_NE(h248::find_stream(*expect_add().command.media, 1)->local->find("c=IN IP4 $"), std::string::npos);
}

TEST_F(Orders, EachTerminationIsWatchedForCauseNetworkFailureAndHanging) {
    reserve(1, 10);
    const auto add = expect_add();
    const auto& events = *add.command.events;
    ASSERT_EQ(events.events.size(), 3U);
    EXPECT_EQ(events.events[0].name, "g/cause");
    EXPECT_EQ(events.events[1].name, "nt/netfail");
    EXPECT_EQ(events.events[2].name, "hangterm/thb");
    EXPECT_EQ(h248::find(events.events[2].parameters, "timerx")->value(), "3600");
}

TEST_F(Orders, WithoutItsPackageNoEventIsAskedFor) {
    register_mrfp(kSecond, "g-2");
    reserve(1, 10);
    expect_add();
    reserve(2, 20);
    EXPECT_EQ(expect_add().command.events->events.size(), 1U);
}

TEST_F(Orders, ASecondLegWaitsForTheContextsNumber) {
    reserve(1, 10);
    const auto first = expect_add();
    reserve(2, 10);
    EXPECT_TRUE(sent.empty());
    reply_added(first, 7, "ip/1");
    expect_event<focus::MediaReserved>();
    const auto second = expect_add();
    EXPECT_EQ(second.context.value, 7U);
    reserve(3, 10);
    EXPECT_EQ(expect_add().context.value, 7U);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, WhenTheFirstAddFailsTheNextLegMakesTheContext) {
    reserve(1, 10);
    const auto first = expect_add();
    reserve(2, 10);
    reserve(3, 10);
    reply_error(first, 510);
    expect_failure(1, 503);
    const auto second = expect_add();
    EXPECT_EQ(second.context, h248::ContextId::choose());
    EXPECT_TRUE(sent.empty());
    reply_added(second, 8, "ip/2");
    EXPECT_EQ(expect_add().context.value, 8U);
}

// CRE-11
TEST_F(Orders, AnOfferWithoutACodecOfOursNeverReachesTheMrfp) {
    reserve(1, 10, ue("m=audio 4000 RTP/AVP 18\r\n"));
    expect_failure(1, 488);
    reserve(2, 10, focus::Description{"nonsense", {}});
    expect_failure(2, 488);
    EXPECT_TRUE(sent.empty());
}

// OUT-06, OUT-11; TS 23.333 reserve, then configure
TEST_F(Orders, AnInvitedUserIsNotHeardBeforeItsAnswer) {
    reserve(1, 10, std::nullopt);
    const auto add = expect_add();
    const auto* stream = h248::find_stream(*add.command.media, 1);
    EXPECT_EQ(stream->control->mode, h248::StreamMode::inactive);
    EXPECT_FALSE(stream->remote);
    reply_added(add);
    const auto offer = expect_event<focus::MediaReserved>().local.sdp;
    EXPECT_NE(offer.find("m=audio 30000 RTP/AVP 0 8 101\r\n"), std::string::npos);
    EXPECT_NE(offer.find("a=label:1\r\n"), std::string::npos);
    EXPECT_NE(offer.find("a=sendrecv\r\n"), std::string::npos);

    client.configure(LegId{1}, ue());
    const auto modify = expect_modify();
    EXPECT_EQ(modify.command.termination.text, "ip/1");
    EXPECT_EQ(modify.context.value, 1U);
    const auto* changed = h248::find_stream(*modify.command.media, 1);
    EXPECT_EQ(changed->control->mode, h248::StreamMode::send_receive);
    EXPECT_EQ(changed->control->reserved_value, true);
    EXPECT_NE(changed->local->find("m=audio 30000 RTP/AVP 8 101"), std::string::npos);
    EXPECT_NE(changed->remote->find("m=audio 4000 RTP/AVP 8 101"), std::string::npos);
    EXPECT_FALSE(modify.command.events);  // the old ones stay
    EXPECT_TRUE(inbox.empty());
    reply_modified(modify);
    EXPECT_EQ(expect_event<focus::MediaConfigured>().leg, LegId{1});
}

// OUT-44
TEST_F(Orders, AnAnswerOfNoUseFailsTheLegAndFreesItsTermination) {
    reserve(1, 10, std::nullopt);
    reply_added(expect_add());
    expect_event<focus::MediaReserved>();
    client.configure(LegId{1}, ue("m=audio 0 RTP/AVP 0\r\n"));
    expect_failure(1, 488);
    expect_subtract("ip/1");
}

TEST_F(Orders, ReleaseSubtractsAndReportsNothing) {
    establish(1, 10);
    establish(2, 10, "ip/2");
    client.release(LegId{1});
    const auto subtract = expect_subtract("ip/1");
    EXPECT_EQ(subtract.context.value, 1U);
    reply(subtract.id, "Context = 1 { Subtract = ip/1 }");
    client.release(LegId{1});
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, AConferenceThatHasEmptiedGetsAContextOfItsOwnAgain) {
    establish(1, 10);
    client.release(LegId{1});
    const auto subtract = expect_subtract("ip/1");
    reserve(2, 10);
    const auto add = expect_add();
    EXPECT_EQ(add.context, h248::ContextId::choose());
    reply(subtract.id, "Context = 1 { Subtract = ip/1 }");
    reply_added(add, 2, "ip/2");
    expect_event<focus::MediaReserved>();
    client.end(ConferenceId{10});
    EXPECT_EQ(expect_subtract("*").context.value, 2U);
}

TEST_F(Orders, ALegReleasedWhileItsAddIsUnansweredIsSubtractedAfterwards) {
    establish(1, 10);
    reserve(2, 10);
    const auto add = expect_add();
    client.release(LegId{2});
    EXPECT_TRUE(sent.empty());
    reply_added(add, 1, "ip/2");
    expect_subtract("ip/2");
    EXPECT_TRUE(inbox.empty());
    EXPECT_EQ(client.counters().late_subtracted, 1U);
}

TEST_F(Orders, ALegReleasedWhileItWaitsIsNeverAskedFor) {
    reserve(1, 10);
    const auto add = expect_add();
    reserve(2, 10);
    client.release(LegId{2});
    reply_added(add);
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, AnErrorAtAnyLevelOfTheReplyFailsTheLeg) {
    const std::pair<const char*, int> replies[] = {
        {"Error = 503 { \"x\" }", 503},
        {"Context = $ { Error = 412 { \"x\" } }", 503},
        {"Context = $ { Add = $ { Error = 510 { \"x\" } } }", 503},
        {"Context = $ { Add = $ { Error = 515 { \"x\" } } }", 488},
        {"Context = $ { Add = $ { Error = 440 { \"x\" } } }", 500},
        {"Context = 1 { Subtract = ip/1 }", 500},
        {"Context = 1 { Add = $ }", 500},
        {"Context = 1 { Add = ROOT }", 500},
    };
    int leg = 0;
    for (const auto& [actions, status] : replies) {
        ++leg;
        reserve(leg, leg);
        reply(expect_add().id, actions);
        expect_failure(leg, status);
        EXPECT_TRUE(sent.empty()) << actions;
    }
}

TEST_F(Orders, AnAddThatGrantsNoUsableMediaIsUndone) {
    reserve(1, 10);
    reply(expect_add().id, "Context = 1 { Add = ip/1 }");
    expect_failure(1, 500);
    expect_subtract("ip/1");
    reserve(2, 20);
    reply_added(expect_add(), 2, "ip/2", 30000, "101");
    expect_failure(2, 488);
    expect_subtract("ip/2");
}

TEST_F(Orders, WithoutAnMrfpThereIsNoMedia) {
    service_change("Method = Forced, Reason = \"908 x\"");
    sent.clear();
    expect_event<focus::MrfpAvailability>();
    reserve(1, 10);
    expect_failure(1, 503);
}

TEST_F(Orders, AConferencesEndSubtractsAllAtOnce) {
    establish(1, 10, "ip/1");
    establish(2, 10, "ip/2", 1, 30002);
    client.end(ConferenceId{10});
    const auto subtract = expect_subtract("*");
    EXPECT_TRUE(subtract.command.wildcarded_reply);
    EXPECT_EQ(subtract.context.value, 1U);
    reply(subtract.id, "Context = 1 { Subtract = * }");
    client.release(LegId{1});
    client.end(ConferenceId{10});
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, AConferenceThatEndsWhileAnAddIsUnansweredIsTakenApart) {
    establish(1, 10, "ip/1");
    reserve(2, 10);
    const auto add = expect_add();
    client.end(ConferenceId{10});
    expect_subtract("ip/1");
    EXPECT_TRUE(sent.empty());
    reply_added(add, 1, "ip/2", 30002);
    expect_subtract("ip/2");
    EXPECT_TRUE(inbox.empty());
}

class CompactOrders : public Mp {
protected:
    static Settings compact() {
        Settings settings;
        settings.compact = true;
        return settings;
    }
    CompactOrders() : Mp(compact()) {}
};

TEST_F(CompactOrders, AreWrittenInTheShortForm) {
    register_mrfp();
    reserve(1, 10);
    EXPECT_EQ(expect_add().datagram.octets.substr(0, 3), "!/2");
}

class VolteOrders : public Mp {
protected:
    VolteOrders() : Mp(settings()) {}
    static Settings settings() {
        auto settings = two_mrfps();
        settings.codecs = Settings{}.codecs;
        return settings;
    }
    static focus::Description volte_ue() {
        return ue(
            "m=audio 4000 RTP/AVP 107 106 105 104 9 8 0 101 102\r\nb=AS:49\r\na=rtpmap:107 AMR-WB/16000\r\n"
            "a=fmtp:107 mode-change-capability=2; max-red=220\r\na=rtpmap:106 AMR-WB/16000\r\n"
            "a=fmtp:106 octet-align=1; mode-change-capability=2; max-red=220\r\na=rtpmap:105 AMR/8000\r\n"
            "a=fmtp:105 mode-change-capability=2; max-red=220\r\na=rtpmap:104 AMR/8000\r\n"
            "a=fmtp:104 octet-align=1; mode-change-capability=2; max-red=220\r\n"
            "a=rtpmap:101 telephone-event/16000\r\na=fmtp:101 0-15\r\na=rtpmap:102 telephone-event/8000\r\n"
            "a=fmtp:102 0-15\r\na=ptime:20\r\na=maxptime:240\r\na=sendrecv\r\n");
    }
};

TEST_F(VolteOrders, AnAddGoesThroughInOnePiece_MP3_2) {
    register_mrfp(kMid, "g-2, nt-1, rtp-1, hangterm-1, adid-1");
    reserve(1, 10, volte_ue());
    const auto add = expect_add();
    EXPECT_GT(h248::encode(read(add.datagram)).size(), h248::kMaxUnfragmentedOctets) << "it need not be compact";
    EXPECT_LE(add.datagram.octets.size(), h248::kMaxUnfragmentedOctets) << add.datagram.octets;
}

}  // namespace
}  // namespace isfocus::mrfp
