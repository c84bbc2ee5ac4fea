#include "mp.h"

/// mp-h248 1.6: an MRFP that says that it is overloaded (ocp/mg_overload) is asked for less that is new.
namespace isfocus::mrfp {
namespace {

constexpr std::string_view kPackages = "g-2, nt-1, rtp-1, hangterm-1, ocp-1";

class Overload : public Mp {
protected:
    /// Registers and takes the Events on ROOT. Gives their request id.
    std::uint32_t register_watched(std::string_view mid = kMid) {
        service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2", mid);
        next_message();
        reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { " + std::string{kPackages} + " } } }",
              mid);
        const auto watch = expect_modify();
        reply(watch.id, "Context = - { Modify = ROOT }", mid);
        while (!inbox.empty()) take_event();
        return watch.command.events ? watch.command.events->request_id.value_or(0) : 0;
    }

    void notify_overload(std::uint32_t request_id, std::string_view mid = kMid) {
        receive_from(mid, "Transaction = " + std::to_string(++last_id) +
                              " { Context = - { Notify = ROOT { ObservedEvents = " + std::to_string(request_id) +
                              " { 20251120T09090000:ocp/mg_overload } } } }");
        EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).error);
    }

    void overload(std::uint32_t request_id, std::string_view mid = kMid) {
        for (int i = 0; i < 10; ++i) notify_overload(request_id, mid);  // one in 10 s goes through
    }

    void added(const Request& add, int number, std::string_view mid) {
        const auto text = std::to_string(number);
        reply(add.id, "Context = " + text + " { Add = ip/" + text + " { " + local() + " } }", mid);
        expect_event<focus::MediaReserved>();
    }
};

TEST_F(Overload, IsAskedForWhereTheMrfpHasThePackage_MP1_6) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2, OCP-1 } } }");
    const auto watch = expect_modify();
    EXPECT_EQ(watch.context, h248::ContextId::null());
    EXPECT_TRUE(watch.command.termination.is_root());
    ASSERT_TRUE(watch.command.events);
    EXPECT_TRUE(watch.command.events->request_id.value_or(0) != 0);
    ASSERT_EQ(watch.command.events->events.size(), 1U);
    EXPECT_EQ(watch.command.events->events.front().name, "ocp/mg_overload");
    EXPECT_FALSE(watch.command.media);
    register_mrfp(kSecond);  // has no such package, and is asked for nothing
}

TEST_F(Overload, IsAskedForWithTheReductionWhereTheMrfpTellsIt_MP1_6_4) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2, ocp-1, chp-1 } } }");
    const auto watch = expect_modify();
    ASSERT_EQ(watch.command.events->events.size(), 1U);
    EXPECT_EQ(watch.command.events->events.front().name, "chp/mgcon");
    reply(watch.id, "Context = - { Modify = ROOT }");
    while (!inbox.empty()) take_event();
    const auto notify = [&](const std::string& parameters) {
        receive_from(kMid, "Transaction = " + std::to_string(++last_id) +
                               " { Context = - { Notify = ROOT { ObservedEvents = " +
                               std::to_string(*watch.command.events->request_id) + " { 20251120T09090000:chp/mgcon" +
                               parameters + " } } } }");
        EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).error);
    };
    for (const char* nonsense : {"", " { reduction = 101 }", " { reduction = some }", " { other = 50 }"})
        notify(nonsense);
    EXPECT_EQ(client.counters().overloads, 0U);
    notify(" { reduction = 99 }");
    EXPECT_EQ(client.counters().overloads, 1U);
    reserve(1, 10);
    added(expect_add(), 1, kMid);
    reserve(2, 20);
    expect_failure(2, 503);
    notify(" { reduction = 0 }");
    EXPECT_EQ(client.counters().overloads, 1U);
    for (int leg = 3; leg < 20; ++leg) {
        reserve(leg, 10 * leg);
        added(expect_add(), leg, kMid);
    }
}

class OverloadIgnored : public Mp {
protected:
    OverloadIgnored() : Mp(ignoring()) {}
    static Settings ignoring() {
        auto settings = two_mrfps();
        settings.heeds_overload = false;
        return settings;
    }
};

TEST_F(OverloadIgnored, IsNotEvenAskedFor_MP1_6) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2, ocp-1 } } }");
    EXPECT_TRUE(sent.empty());
}

TEST_F(Overload, ASignOfLifeOfOursIsWhatTheMrfpMayAskFor_MP1) {  // H.248.14, example 49
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2, it-1, ocp-1 } } }");
    const auto watch = expect_modify();
    ASSERT_EQ(watch.command.events->events.size(), 2U);
    EXPECT_EQ(watch.command.events->events.front().name, "it/ito");
    EXPECT_EQ(h248::find(watch.command.events->events.front().parameters, "mit")->value(), "3000");
    reply(watch.id, "Context = - { Modify = ROOT }");
    mrfp_sends("Transaction = 900 { Context = - { Notify = ROOT { ObservedEvents = " +
               std::to_string(*watch.command.events->request_id) + " { 20251120T09080000:it/ito } } } }");
    EXPECT_FALSE(next_reply().actions.at(0).commands.at(0).error);
    EXPECT_EQ(client.counters().overloads, 0U);
}

TEST_F(Overload, ThinsOutNewConferencesAndRefusesWhatNoOtherMrfpTakes_MP1_6) {
    const auto id = register_watched();
    overload(id);
    reserve(1, 10);
    added(expect_add(), 1, kMid);
    for (int leg = 2; leg < 6; ++leg) {
        reserve(leg, 10 * leg);
        expect_failure(leg, 503);
    }
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(client.counters().overloads, 10U);
    EXPECT_EQ(client.counters().held_back, 4U);
    EXPECT_TRUE(client.is_available());
    advance(9s);
    sent.clear();
    now += 2s;
    reserve(7, 70);
    EXPECT_EQ(expect_add().context, h248::ContextId::choose());
}

TEST_F(Overload, ANewConferenceGoesToAnotherMrfp_MP1_6) {
    const auto id = register_watched();
    register_mrfp(kSecond);
    overload(id);
    reserve(1, 10);
    added(expect_add(), 1, kMid);
    for (int leg = 2; leg < 6; ++leg) {
        reserve(leg, 10 * leg);
        added(expect_add(), leg, kSecond);
    }
    EXPECT_EQ(client.counters().held_back, 0U);
}

TEST_F(Overload, AUserMoreInAConferenceIsHeldBackToo_MP1_6) {
    const auto id = register_watched();
    register_mrfp(kSecond);
    establish(1, 10);
    overload(id);
    reserve(2, 10);
    reply_added(expect_add(), 1, "ip/2");
    expect_event<focus::MediaReserved>();
    reserve(3, 10);
    expect_failure(3, 503);
}

TEST_F(Overload, ModifyAndSubtractAreNeverHeldBack_MP1_6) {
    const auto id = register_watched();
    establish(1, 10, "ip/1", 1, 30000);
    establish(2, 10, "ip/2", 1, 30002);
    overload(id);
    reserve(3, 30);
    expect_add();
    reserve(4, 40);
    expect_failure(4, 503);
    client.renegotiate(LegId{1}, ue("m=audio 4444 RTP/AVP 8\r\na=recvonly\r\n"));
    reply_modified(expect_modify());
    client.release(LegId{2});
    expect_subtract("ip/2");
}

TEST_F(Overload, PriorityCallsAreNeverHeldBack_MP1_6) {
    const auto id = register_watched();
    overload(id);
    for (int leg = 1; leg < 6; ++leg) {
        client.reserve({LegId{static_cast<std::uint64_t>(leg)}, ConferenceId{static_cast<std::uint64_t>(leg)}, ue(),
                        std::to_string(leg), true});
        added(expect_add(), leg, kMid);
    }
    reserve(6, 60);
    expect_failure(6, 503);
}

TEST_F(Overload, APriorityCallThatOneMrfpHasNoRoomForIsNotHeldBackAtTheNext_MP1_6) {
    const auto id = register_watched(kSecond);
    register_mrfp(kMid);
    overload(id, kSecond);
    client.reserve({LegId{1}, ConferenceId{10}, ue(), "1", true});
    reply(expect_add().id, "Context = $ { Add = $ { Error = 510 { \"x\" } } }");
    added(expect_add(), 1, kSecond);
    reserve(2, 20);
    reply(expect_add().id, "Context = $ { Add = $ { Error = 510 { \"x\" } } }");
    expect_failure(2, 503);
}

TEST_F(Overload, WhatMovesFromALostMrfpIsNotHeldBack_MP1_6) {
    const auto id = register_watched(kSecond);
    register_mrfp(kMid);
    for (int leg = 1; leg < 4; ++leg) establish(leg, 10, "ip/" + std::to_string(leg));
    overload(id, kSecond);
    service_change("Method = Forced, Reason = \"908 x\"");
    next_message();
    expect_event<focus::MrfpLost>();
    for (std::uint64_t leg = 1; leg < 4; ++leg) client.move(LegId{leg});
    const auto first = expect_add();
    reply(first.id, "Context = 7 { Add = x/1 { " + local() + " } }", kSecond);
    expect_add();
    expect_add();
}

TEST_F(Overload, AStaleOrForeignNotificationSaysNothing_MP1_6) {
    const auto id = register_watched();
    notify_overload(id + 1);
    receive_from(kMid, "Transaction = 900 { Context = - { Notify = ROOT { ObservedEvents = " + std::to_string(id) +
                           " { 20251120T09090000:it/ito } } } }");
    next_reply();
    EXPECT_EQ(client.counters().overloads, 0U);
}

TEST_F(Overload, AnMrfpThatRefusesToTellIsUsedAllTheSame_MP1_6) {
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2, ocp-1 } } }");
    const auto watch = expect_modify();
    reply_error(watch, 542);
    notify_overload(*watch.command.events->request_id);
    EXPECT_EQ(client.counters().overloads, 0U);
    reserve(1, 10);
    expect_add();
}

TEST_F(Overload, ARestartEndsIt_MP1_6) {
    overload(register_watched());
    const auto id = register_watched();
    EXPECT_NE(id, 0U);
    for (int leg = 1; leg < 5; ++leg) {
        reserve(leg, 10 * leg);
        expect_add();
    }
}

}  // namespace
}  // namespace isfocus::mrfp
