#include "mp.h"

/// Several MRFPs (mp-h248 1.5, 1.6, 2.2): who gets a new conference, and who takes over.
namespace isfocus::mrfp {
namespace {

constexpr std::string_view kRestart = "Method = Restart, Reason = \"902 Warm Boot\", Version = 2";
constexpr std::string_view kForced = "Method = Forced, Reason = \"905 Termination Taken Out of Service\"";

class Pool : public Mp {
protected:
    explicit Pool(Settings settings = two_mrfps()) : Mp(std::move(settings)) {
        register_mrfp(kMid);
        register_mrfp(kSecond);
    }

    void refuse(const Request& add, int code, std::string_view mid) {
        reply(add.id, "Context = $ { Add = $ { Error = " + std::to_string(code) + " { \"x\" } } }", mid);
    }
    void added_by_second(const Request& add, int context, std::string_view termination, int port,
                         std::string_view formats = "8 101") {
        reply(add.id,
              "Context = " + std::to_string(context) + " { Add = " + std::string{termination} + " { " +
                  local(port, formats) + " } }",
              kSecond);
    }
    void leaves(std::string_view mid) {
        service_change(kForced, mid);
        next_message();
    }
    focus::MrfpLost first_is_lost() {
        leaves(kMid);
        return expect_event<focus::MrfpLost>();
    }
    static const h248::Stream& stream_of(const Request& add) { return add.command.media->streams.at(0); }
};

TEST_F(Pool, TheNextMrfpIsTriedWhenOneHasNoRoom) {
    for (const int code : {412, 432, 434, 503, 510}) {
        reserve(code, code);
        refuse(expect_add(), code, kMid);
        const auto second = expect_add();
        EXPECT_EQ(second.context, h248::ContextId::choose());
        EXPECT_TRUE(inbox.empty());
        added_by_second(second, code, "t/" + std::to_string(code), 40000);
        EXPECT_EQ(expect_event<focus::MediaReserved>().leg.value, static_cast<std::uint64_t>(code));
        client.end(ConferenceId{static_cast<std::uint64_t>(code)});
        sent.clear();
    }
}

TEST_F(Pool, AUserIsRefusedWhenNoneHasRoom) {
    reserve(1, 10);
    refuse(expect_add(), 510, kMid);
    refuse(expect_add(), 510, kSecond);
    expect_failure(1, 503);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Pool, WhatIsWrongWithTheMediaIsNoReasonToAskAnother) {
    reserve(1, 10);
    refuse(expect_add(), 515, kMid);
    expect_failure(1, 488);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Pool, ARunningConferenceStaysWhereItIsAndFailsTheUserAlone) {
    establish(1, 10);
    reserve(2, 10);
    reply_error(expect_add(), 510);
    expect_failure(2, 503);
    EXPECT_TRUE(sent.empty());
}

TEST_F(Pool, ALostConferenceIsRebuiltElsewhereWithWhatItsUsersWant) {
    establish(1, 10, "ip/1", 1, 30000);
    establish(2, 10, "ip/2", 1, 30002);
    const auto lost = first_is_lost();
    EXPECT_TRUE(lost.can_move);
    EXPECT_EQ(lost.conferences, std::vector<ConferenceId>{ConferenceId{10}});
    EXPECT_TRUE(inbox.empty());
    client.move(LegId{1});
    client.move(LegId{2});
    const auto first = expect_add();
    EXPECT_TRUE(sent.empty());  // the second waits for the context's number
    EXPECT_EQ(first.context, h248::ContextId::choose());
    EXPECT_EQ(stream_of(first).control->mode, h248::StreamMode::send_receive);
    EXPECT_NE(stream_of(first).local->find("m=audio $ RTP/AVP 8 101"), std::string::npos) << *stream_of(first).local;
    EXPECT_NE(stream_of(first).remote->find("m=audio 4000 "), std::string::npos) << *stream_of(first).remote;
    added_by_second(first, 7, "x/1", 40000);
    const auto moved = expect_event<focus::MediaReserved>().local.sdp;
    EXPECT_NE(moved.find("m=audio 40000 RTP/AVP 8 101\r\n"), std::string::npos) << moved;
    const auto second = expect_add();
    EXPECT_EQ(second.context.value, 7U);
    added_by_second(second, 7, "x/2", 40002);
    expect_event<focus::MediaReserved>();
    EXPECT_EQ(client.counters().moved, 2U);
    client.configure(LegId{1}, ue("m=audio 4010 RTP/AVP 8\r\n"));
    EXPECT_EQ(expect_modify().command.termination.text, "x/1");
    client.release(LegId{2});
    expect_subtract("x/2");
}

TEST_F(Pool, ANewOfferThatWaitedIsAnsweredFromTheNewPlace) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4444 RTP/AVP 8\r\na=recvonly\r\n"));
    expect_modify();
    first_is_lost();
    client.offer_again(LegId{1});  // ordered before the focus has heard of the loss
    client.move(LegId{1});
    const auto add = expect_add();
    EXPECT_EQ(stream_of(add).control->mode, h248::StreamMode::send_only);
    EXPECT_NE(stream_of(add).remote->find("m=audio 4444 "), std::string::npos);
    added_by_second(add, 1, "x/1", 40000, "8");
    const auto answer = expect_event<focus::MediaReserved>().local.sdp;
    EXPECT_NE(answer.find("m=audio 40000 RTP/AVP 8\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("a=sendonly\r\n"), std::string::npos) << answer;
    reply(expect_modify().id, "Context = 1 { Modify = x/1 }", kSecond);
    EXPECT_NE(expect_event<focus::MediaReserved>().local.sdp.find("m=audio 40000 "), std::string::npos);
}

TEST_F(Pool, AnAnswerThatWaitedIsPartOfTheMove) {
    reserve(1, 10, std::nullopt);
    reply_added(expect_add());
    expect_event<focus::MediaReserved>();
    client.configure(LegId{1}, ue());
    expect_modify();
    first_is_lost();
    client.move(LegId{1});
    expect_event<focus::MediaConfigured>();
    const auto add = expect_add();
    EXPECT_EQ(stream_of(add).control->mode, h248::StreamMode::send_receive);
    EXPECT_NE(stream_of(add).remote->find("m=audio 4000 "), std::string::npos);
    added_by_second(add, 1, "x/1", 40000);
    EXPECT_NE(expect_event<focus::MediaReserved>().local.sdp.find("m=audio 40000 "), std::string::npos);
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Pool, WhoseFirstAddWasUnansweredIsAddedElsewhere) {
    reserve(1, 10);
    expect_add();
    first_is_lost();
    client.move(LegId{1});
    const auto add = expect_add();
    EXPECT_NE(stream_of(add).local->find("RTP/AVP 8 101"), std::string::npos);
    added_by_second(add, 1, "x/1", 40000);
    EXPECT_EQ(expect_event<focus::MediaReserved>().leg, LegId{1});
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Pool, ARestartedMrfpTakesItsOwnConferencesWhenThereIsNoOther) {
    leaves(kSecond);
    establish(1, 10);
    service_change(kRestart);
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    client.move(LegId{1});
    EXPECT_TRUE(sent.empty()) << "what it may be asked for is not known yet";
    reply(audit.id, "Context = - { AuditValue = ROOT { Packages { g-2, hangterm-1 } } }");
    const auto add = expect_add();
    EXPECT_EQ(add.command.events->events.at(1).name, "hangterm/thb");
    reply_added(add, 1, "ip/1", 30000, "8 101");
    expect_event<focus::MediaReserved>();
}

TEST_F(Pool, WhoDoesNotTellItsPackagesInTimeIsAskedForLess_MP1_5_2) {
    leaves(kSecond);
    establish(1, 10);
    service_change(kRestart);
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    expect_event<focus::MrfpLost>();
    client.move(LegId{1});
    reserve(2, 20);
    advance(400ms);
    EXPECT_TRUE(sent.empty());
    advance(700ms);
    for (int i = 0; i < 3; ++i) {
        const auto request = next_request();
        if (request.command.name == h248::CommandName::audit_value) continue;  // again
        ASSERT_EQ(request.command.name, h248::CommandName::add);
        EXPECT_EQ(request.command.events->events.size(), 1U) << "g/cause alone";
    }
    EXPECT_TRUE(sent.empty());
}

TEST_F(Pool, AnAuditThatIsRefusedHoldsNothingUp_MP1_5_2) {
    leaves(kSecond);
    service_change(kRestart);
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    reserve(1, 10);
    EXPECT_TRUE(sent.empty());
    reply_error(audit, 501);
    expect_add();
}

TEST_F(Pool, WhoIsTurnedAwayWaitsForTheOthersPackages_MP1_5_2) {
    reserve(1, 10);
    const auto first = expect_add();
    service_change(kRestart, kSecond);
    next_message();
    const auto audit = expect_request(h248::CommandName::audit_value);
    refuse(first, 510, kMid);
    EXPECT_TRUE(sent.empty());
    reply(audit.id, "Context = - { AuditValue = ROOT { Packages { g-2, hangterm-1 } } }", kSecond);
    EXPECT_EQ(expect_add().command.events->events.size(), 2U);
}

TEST_F(Pool, WithoutAnotherMrfpNothingMoves) {
    leaves(kSecond);
    establish(1, 10);
    EXPECT_FALSE(first_is_lost().can_move);
    client.move(LegId{1});
    EXPECT_TRUE(sent.empty());
}

TEST_F(Pool, WhatTheFocusGivesUpIsNotMoved) {
    establish(1, 10, "ip/1", 1, 30000);
    establish(2, 10, "ip/2", 1, 30002);
    first_is_lost();
    client.release(LegId{1});
    client.end(ConferenceId{10});
    client.move(LegId{1});
    client.move(LegId{2});
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Pool, ALossOfTheOtherMrfpBeforeTheMoveFailsTheLeg) {
    establish(1, 10);
    first_is_lost();
    leaves(kSecond);
    client.move(LegId{1});
    EXPECT_FALSE(expect_event<focus::MrfpAvailability>().available);
    expect_failure(1, 503);
}

class EndingOnLoss : public Pool {
protected:
    EndingOnLoss() : Pool(settings()) {}
    static Settings settings() {
        auto settings = two_mrfps();
        settings.moves_on_loss = false;
        return settings;
    }
};

TEST_F(EndingOnLoss, NothingMovesWhereTheOperatorDoesNotWantIt) {
    establish(1, 10);
    EXPECT_FALSE(first_is_lost().can_move);
    client.move(LegId{1});
    EXPECT_TRUE(sent.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
