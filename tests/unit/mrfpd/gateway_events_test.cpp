#include <cerrno>

#include "gateway_fixture.h"

/// Signals that are asked for, and events that are told of (H.248.1 7.1.9, 7.1.11).
namespace isfocus::mrfpd {
namespace {

// MED-19
TEST_F(GatewayTest, KeysAreNotifiedAsFarAsTheyWereAskedFor) {
    request(add("$", ", Events = 3 { g/cause, dd/std { tl = [d5, ds] }, dd/etd { tl = * } }"));
    using enum MediaEvent::Kind;
    media.seen = {{1, key_pressed, 5, {}},
                  {1, key_pressed, 6, {}},
                  {1, key_released, 11, std::chrono::milliseconds{80}},
                  {1, stopped, 0, {}},
                  {77, key_pressed, 5, {}}};
    const auto notifications = gateway.tick(now);
    ASSERT_EQ(notifications.size(), 2U);
    EXPECT_EQ(notifications[0].observed.request_id, 3U);
    const auto& pressed = notifications[0].observed.events.at(0);
    EXPECT_EQ(pressed.name, "dd/std");
    EXPECT_EQ(h248::find(pressed.parameters, "tid")->value(), "d5");
    const auto& released = notifications[1].observed.events.at(0);
    EXPECT_EQ(released.name, "dd/etd");
    EXPECT_EQ(h248::find(released.parameters, "tid")->value(), "do");
    EXPECT_EQ(h248::find(released.parameters, "dur")->value(), "80");
    EXPECT_TRUE(gateway.tick(now).empty());
}

// MED-21
TEST_F(GatewayTest, AToneIsPlayedAndItsCompletionToldAsAsked) {
    using namespace std::chrono_literals;
    request(add("$", ", Events = 3 { g/sc, dd/std, dd/etd { KeepActive } }"));
    const auto play = [&](const std::string& signals) {
        EXPECT_EQ(error_of(request("Context = 1 { Modify = ip/1 { Signals { " + signals + " } } }")), 0);
        const auto& plays = media.streams.at(1).plays;
        return plays.empty() ? Play{} : plays.at(0).at(0);
    };
    const auto told = [&] {
        std::string methods;
        for (const auto& notification : gateway.tick(now))
            for (const auto& event : notification.observed.events)
                if (event.name == "g/sc") {
                    EXPECT_EQ(h248::find(event.parameters, "SigID")->value(), "cg/rt");
                    methods += h248::find(event.parameters, "Meth")->value();
                }
        return methods;
    };
    const std::string all = "NotifyCompletion = { TimeOut, IntByEvent, IntBySigDescr }";
    EXPECT_EQ(play("cg/wt"), (Play{1, Tone::warning, 0ms, true}));
    EXPECT_EQ(play("cg/rt { SignalType = TimeOut, Duration = 50, " + all + " }"),
              (Play{2, Tone::ringing, 500ms, false}));
    EXPECT_EQ(told(), "") << "nobody asked about the first";
    media.seen = {{1, MediaEvent::Kind::played, 0, {}, 2}};
    EXPECT_EQ(told(), "TO");
    request("Context = 1 { Modify = ip/1 { Media { Stream = 1 { LocalControl { Mode = Inactive } } } } }");
    EXPECT_TRUE(media.streams.at(1).plays.empty()) << "what is over does not begin again";
    const std::string on = "cg/rt { SignalType = OnOff, " + all + " }";
    EXPECT_EQ(play(on), (Play{3, Tone::ringing, 0ms, false}));
    EXPECT_EQ(play(on).number, 3U) << "the same goes on";
    media.seen = {{1, MediaEvent::Kind::key_released, 5, 1ms}};
    EXPECT_EQ(told(), "") << "KeepActive";
    media.seen = {{1, MediaEvent::Kind::key_pressed, 5, {}}};
    EXPECT_EQ(told(), "EV");
    EXPECT_TRUE(media.streams.at(1).plays.empty());
    play(on);
    request("Context = 1 { Modify = ip/1 { Signals } }");
    EXPECT_EQ(told(), "SD");
    EXPECT_TRUE(media.streams.at(1).plays.empty());
    request("Context = 1 { Modify = ip/1 { Signals { ipnapt/latch } } }");
    play("cg/wt");
    EXPECT_TRUE(media.streams.at(1).latches) << "a tone leaves that as it is";
}

// H.248.7
TEST_F(GatewayTest, AnAnnouncementIsPlayedAsAsked_MED28) {
    request(add("$", ", Events = 3 { g/sc }"));
    const auto signal = [&](const std::string& parameters) {
        return error_of(request("Context = 1 { Modify = ip/1 { Signals { an/apf { " + parameters + " } } } }"));
    };
    EXPECT_EQ(signal("an = Hello, noc = 3, di = both, NotifyCompletion = { TimeOut }"), 0);
    auto play = media.streams.at(1).plays.at(0).at(0);
    EXPECT_EQ(play.announcement, hello);
    EXPECT_EQ(play.cycles, 3U);
    EXPECT_EQ(play.hearers, Hearers::all);
    EXPECT_TRUE(play.is_brief);
    media.seen = {{1, MediaEvent::Kind::played, 0, {}, play.number}};
    const auto told = gateway.tick(now);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(h248::find(told[0].observed.events[0].parameters, "SigID")->value(), "an/apf");

    EXPECT_EQ(signal("an = hello, av = de, di = int"), 0);
    play = media.streams.at(1).plays.at(0).at(0);
    EXPECT_EQ(play.announcement, german);
    EXPECT_EQ(play.hearers, Hearers::others);
    EXPECT_EQ(signal("an = hello, av = fr"), 0);
    EXPECT_EQ(media.streams.at(1).plays.at(0).at(0).announcement, hello) << "there is no such variant";
    EXPECT_EQ(media.streams.at(1).plays.at(0).at(0).hearers, Hearers::user);
    EXPECT_EQ(signal("an = hello, SignalType = TimeOut, Duration = 100"), 0);
    EXPECT_EQ(media.streams.at(1).plays.at(0).at(0).length, std::chrono::seconds{1});

    EXPECT_EQ(signal("an = nobody"), 514);
    EXPECT_EQ(signal("noc = 1"), 457);
    EXPECT_EQ(signal("an = hello, noc = 0"), 449);
    EXPECT_EQ(signal("an = hello, di = up"), 449);
    EXPECT_EQ(signal("an = hello, loud = yes"), 446);
    EXPECT_EQ(error_of(request("Context = 1 { Modify = ip/1 { Signals { an/other } } }")), 452);
}

// H.248.1 E.11, E.12
TEST_F(GatewayTest, WhatIsWrongWithAUsersPacketsIsNotifiedAsAsked_MED30) {
    request(add("$", ", Events = 3 { nt/netfail, nt/qualert { th = 5 }, rtp/pltrans }"));
    EXPECT_EQ(media.streams.at(1).most_lost, 5U);
    using enum MediaEvent::Kind;
    const auto told = [&](MediaEvent::Kind kind, std::uint8_t value) {
        media.seen = {{.termination = 1, .kind = kind, .value = value, .error = ENETUNREACH}};
        std::string all;
        for (const auto& notification : gateway.tick(now))
            for (const auto& event : notification.observed.events)
                all +=
                    event.name + " " + event.parameters.at(0).name + "=" + std::string{event.parameters.at(0).value()};
        return all;
    };
    EXPECT_EQ(told(network_failed, 0), "nt/netfail cs=Network is unreachable");
    EXPECT_EQ(told(lossy, 7), "nt/qualert th=7");
    EXPECT_EQ(told(payload_changed, 8), "rtp/pltrans rtppltype=PCMA");
    EXPECT_EQ(told(payload_changed, 77), "rtp/pltrans rtppltype=77") << "what it is nobody knows any more";
    EXPECT_EQ(error_of(request("Context = 1 { Modify = ip/1 { Events = 4 { nt/qualert { th = 100 } } } }")), 449);
    EXPECT_EQ(error_of(request("Context = 1 { Modify = ip/1 { Events = 4 { nt/qualert { x = 1 } } } }")), 446);
    request("Context = 1 { Modify = ip/1 { Events = 5 { nt/qualert } } }");
    EXPECT_EQ(media.streams.at(1).most_lost, 10U);
    request("Context = 1 { Modify = ip/1 { Events = 6 { g/sc } } }");
    EXPECT_FALSE(media.streams.at(1).most_lost);
    EXPECT_EQ(told(network_failed, 0), "");
}

// MED-20
TEST_F(GatewayTest, InactivityIsWatchedAndNotifiedAsAsked) {
    request(add("$"));
    EXPECT_FALSE(media.streams.at(1).inactivity);
    example("33-media-inactivity-subscribe-request.txt");
    EXPECT_EQ(media.streams.at(1).inactivity, (Inactivity{std::chrono::seconds{30}, Inactivity::Direction::in}));
    media.seen = {{1, MediaEvent::Kind::stopped, 0, {}}};
    const auto notifications = gateway.tick(now);
    ASSERT_EQ(notifications.size(), 1U);
    EXPECT_EQ(notifications[0].observed.request_id, 4U);
    EXPECT_EQ(notifications[0].observed.events.at(0).name, "adid/ipstop");
    request("Context = 1 { Modify = ip/1 { Events = 5 { adid/ipstop } } }");
    EXPECT_EQ(media.streams.at(1).inactivity, (Inactivity{std::chrono::seconds{10}, Inactivity::Direction::both}));
    request("Context = 1 { Modify = ip/1 { Events } }");
    EXPECT_FALSE(media.streams.at(1).inactivity);
    const auto refused = [&](const std::string& event) {
        return error_of(request("Context = 1 { Modify = ip/1 { Events = 6 { " + event + " } } }"));
    };
    EXPECT_EQ(refused("adid/ipstop { dt = 0 }"), 449);
    EXPECT_EQ(refused("adid/ipstop { dir = UP }"), 449);
    EXPECT_EQ(refused("adid/ipstop { xx = 1 }"), 446);
    EXPECT_EQ(refused("dd/std { tl = d77 }"), 449);
    EXPECT_FALSE(media.streams.at(1).inactivity);
}

TEST_F(GatewayTest, ATerminationThatNoCommandComesForIsReportedOnceEachPeriod) {
    request(add("$", ", Events = 7 { g/cause, hangterm/thb { timerx = 60 } }"));
    EXPECT_EQ(gateway.next_deadline(), now + std::chrono::seconds{60});
    now += std::chrono::seconds{50};
    request("Context = 1 { AuditValue = ip/1 { Audit { } } }");
    EXPECT_TRUE(gateway.tick(now + std::chrono::seconds{59}).empty());
    now += std::chrono::seconds{60};
    const auto notifications = gateway.tick(now);
    ASSERT_EQ(notifications.size(), 1U);
    EXPECT_EQ(notifications[0].termination.text, "ip/1");
    EXPECT_EQ(notifications[0].context.value, 1U);
    EXPECT_EQ(notifications[0].observed.request_id, 7U);
    EXPECT_EQ(notifications[0].observed.events.at(0).name, "hangterm/thb");
    EXPECT_TRUE(gateway.tick(now).empty());
    EXPECT_EQ(gateway.next_deadline(), now + std::chrono::seconds{60});
}

TEST_F(GatewayTest, EventsReplacedWithoutHeartbeatEndIt) {
    request(add("$", ", Events = 7 { hangterm/thb }"));
    EXPECT_EQ(gateway.next_deadline(), now + std::chrono::seconds{3600});
    request("Context = 1 { Modify = ip/1 { Events = 8 { g/cause } } }");
    EXPECT_FALSE(gateway.next_deadline());
}

TEST_F(GatewayTest, ASubtractedTerminationLeavesNoTimer) {
    request(add("$", ", Events = 7 { hangterm/thb }"));
    request("Context = 1 { Subtract = ip/1 }");
    EXPECT_FALSE(gateway.next_deadline());
}

}  // namespace
}  // namespace isfocus::mrfpd
