#include <array>
#include <random>
#include <set>
#include <utility>

#include "keys_fixture.h"
#include "mrfpd/event_buffer.h"
#include "mrfpd/service_change.h"

/// EventBufferControl and the EventBuffer descriptor (H.248.1 7.1.5, 7.1.9, 7.1.10).
namespace isfocus::mrfpd {
namespace {

TEST(EventBufferTable, DecidesEveryPairOfStateAndEvent) {
    using S = EventBufferState;
    using E = EventBufferEvent;
    const std::set<std::pair<S, E>> ignored{
        {S::off, E::off},       {S::off, E::recognized},    {S::off, E::renewed},       {S::ready, E::lock_step},
        {S::ready, E::renewed}, {S::waiting, E::lock_step}, {S::waiting, E::recognized}};
    for (const auto state : {S::off, S::ready, S::waiting})
        for (const auto event : {E::lock_step, E::off, E::recognized, E::renewed})
            EXPECT_NE(find_row(kEventBuffer, state, event) != nullptr, ignored.contains({state, event}))
                << static_cast<int>(state) << " " << static_cast<int>(event);
}

class LockStep : public Keys {
protected:
    LockStep() { request(add("$")); }

    void lock_step(const std::string& descriptors) {
        EXPECT_EQ(refusal("Media { TerminationState { Buffer = LockStep } }, " + descriptors), 0);
    }
    /// A new Events descriptor; gives what is told thereupon.
    std::string events(const std::string& descriptor) {
        EXPECT_EQ(refusal("Events" + descriptor), 0);
        return tick();
    }
    h248::Command audited(const std::string& items) {
        return only_command(request("Context = 1 { AuditValue = ip/1 { Audit { " + items + " } } }"));
    }
};

TEST_F(LockStep, TellsOfOneEventForEachEventsDescriptor_MED69) {
    lock_step("EventBuffer { dd/std }, Events = 5 { dd/std, dd/etd }");
    EXPECT_EQ(press("12"), "5 dd/std tid=d1");
    EXPECT_EQ(press("3"), "");
    now += 3s;
    EXPECT_EQ(refusal("Media { Stream = 1 { LocalControl { Mode = Inactive } } }"), 0);
    EXPECT_EQ(tick(), "") << "that is none";
    modify("Events = 6 { dd/std }");
    const auto told = gateway.tick(now);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].observed.request_id, 6U);
    EXPECT_EQ(told[0].observed.events.at(0).parameters.at(0).value(), "d2");
    EXPECT_EQ(told[0].ago, 3s);
    EXPECT_FALSE(told[0].error);
    EXPECT_EQ(events(" = 7 { dd/std }"), "7 dd/std tid=d3");
    EXPECT_EQ(events(" = 8 { dd/std }"), "") << "that was all";
    EXPECT_EQ(press("45"), "8 dd/std tid=d4");
    EXPECT_LT(timestamp(24h), timestamp(1h)) << "the time when it was seen";
}

TEST_F(LockStep, PassesOverWhatIsNotAskedForAnyMore_MED69) {
    lock_step("EventBuffer { dd/std, dd/etd { tl = [d3] } }, Events = 5 { dd/std }");
    EXPECT_EQ(press("1234"), "5 dd/std tid=d1");
    EXPECT_EQ(events(" = 6 { dd/std { tl = [d4] }, dd/etd { tl = [d2, d3] } }"), "6 dd/etd tid=d3 dur=100");
    EXPECT_EQ(events(" = 7 { dd/std { tl = [d2, d3] } }"), "") << "those went by";
    EXPECT_EQ(press("3"), "7 dd/std tid=d3");
}

TEST_F(LockStep, KeepsWhatIsDialledForTheNextDigitMap_MED69) {
    lock_step("EventBuffer { dd/* }, Events = 5 { dd/ce { DM = { (12) } } }");
    EXPECT_EQ(press("12345"), "5 dd/ce ds=12 Meth=UM");
    EXPECT_EQ(events(" = 6 { dd/ce { DM = { (34) } } }"), "6 dd/ce ds=34 Meth=UM");
    EXPECT_EQ(events(" = 7 { dd/ce { DM = { S:3,(5x|5) } } }"), "");
    EXPECT_EQ(gateway.next_deadline(), now + 3s) << "from now on";
    EXPECT_EQ(press("691"), "7 dd/ce ds=56 Meth=UM");
    EXPECT_EQ(events(" = 8 { dd/ce { DM = { (12) } } }"), "8 dd/ce ds= Meth=PM");
    EXPECT_EQ(events(" = 9 { dd/ce { DM = { (9x) } } }"), "9 dd/ce ds=91 Meth=UM")
        << "the key that did not fit was kept once more, in its place";
}

TEST_F(LockStep, KeepsAllThatOneKeyIs_MED69) {
    lock_step("EventBuffer { dd/* }, Events = 5 { dd/std, dd/d1 }");
    EXPECT_EQ(press("1"), "5 dd/std tid=d1");
    EXPECT_EQ(events(" = 6 { dd/etd, dd/d1 }"), "6 dd/d1");
    EXPECT_EQ(press("34"), "");
    EXPECT_EQ(events(" = 7 { dd/etd, dd/d3, dd/d4 }"), "7 dd/etd tid=d1 dur=100");
    EXPECT_EQ(events(" = 7 { dd/std, dd/d3, dd/d4 }"), "7 dd/std tid=d3");
    EXPECT_EQ(events(" = 7 { dd/std, dd/d3, dd/d4 }"), "7 dd/d3");
    EXPECT_EQ(events(" = 7 { dd/std, dd/d3, dd/d4 }"), "7 dd/std tid=d4");
    press_down('2');
    EXPECT_EQ(tick(), "");
    EXPECT_EQ(gateway.next_deadline(), now + 2s) << "dd/ltd is one of them";
    now += 2s;
    EXPECT_EQ(tick(), "");
    EXPECT_EQ(events(" = 8 { dd/ltd }"), "8 dd/ltd tid=d2");
}

TEST_F(LockStep, LetsNoDigitMapGoOnMeanwhile_MED69) {
    lock_step("Events = 5 { dd/d1, dd/ce { DM = { (123) } } }");
    EXPECT_EQ(press("1"), "5 dd/d1");
    EXPECT_FALSE(gateway.next_deadline());
    EXPECT_EQ(press("23"), "");
    EXPECT_EQ(refusal("Media { TerminationState { Buffer = Off } }"), 0);
    EXPECT_TRUE(gateway.next_deadline());
    EXPECT_EQ(press("23"), "5 dd/ce ds=123 Meth=UM") << "as before";
}

TEST_F(LockStep, DoesNotWaitWhereEventsAreEmbedded_MED69) {
    lock_step("EventBuffer { dd/d2 }, Events = 5 { dd/d1 { Embed { Events = 6 { dd/d2 } } } }");
    EXPECT_EQ(press("122"), "5 dd/d1, 6 dd/d2");
    EXPECT_EQ(events(" = 7 { dd/d2 { Embed { Events = 8 { dd/d3 } } } }"), "7 dd/d2");
    EXPECT_EQ(press("3"), "8 dd/d3");
}

TEST_F(LockStep, ForgetsWhatIsKeptWhenItEndsAndWithEmptyDescriptors_MED69) {
    for (const char* forget : {"Media { TerminationState { Buffer = Off } }", "EventBuffer", "Events"}) {
        lock_step("EventBuffer { dd/std }, Events = 5 { dd/std }");
        EXPECT_EQ(press("12"), "5 dd/std tid=d1") << forget;
        EXPECT_EQ(refusal(forget), 0);
        EXPECT_EQ(tick(), "") << forget;
        EXPECT_EQ(events(" = 6 { dd/std }"), "") << forget;
        EXPECT_EQ(press("3"), "6 dd/std tid=d3") << forget;
        modify("Media { TerminationState { Buffer = Off } }");
    }
    EXPECT_EQ(press("45"), "6 dd/std tid=d4, 6 dd/std tid=d5") << "without LockStep each is told";
}

TEST_F(LockStep, IsAboutTheEndsOfSignalsToo_MED69) {
    lock_step("Signals { cg/dt { NotifyCompletion = { IBE } } }, EventBuffer { g/sc }, Events = 5 { g/sc, dd/d1 }");
    EXPECT_EQ(press("1"), "5 dd/d1");
    EXPECT_TRUE(media.streams.at(1).plays.empty()) << "the signal has ended all the same";
    EXPECT_EQ(events(" = 6 { g/sc }"), "6 g/sc SigID=cg/dt Meth=EV");
}

TEST_F(LockStep, LooksForWhatOnlyTheEventBufferHas_MED69) {
    lock_step("EventBuffer { adid/ipstop { dt = 7 }, nt/qualert { th = 3 } }, Events = 5 { dd/d1 }");
    EXPECT_EQ(media.streams.at(1).inactivity, (Inactivity{7s, Inactivity::Direction::both}));
    EXPECT_EQ(media.streams.at(1).most_lost, 3U);
    media.seen.push_back({.termination = 1, .kind = MediaEvent::Kind::stopped});
    EXPECT_EQ(tick(), "") << "not yet";
    EXPECT_EQ(press("1"), "5 dd/d1");
    media.seen.push_back({.termination = 1, .kind = MediaEvent::Kind::stopped});
    EXPECT_EQ(tick(), "");
    EXPECT_EQ(events(" = 6 { adid/ipstop }"), "6 adid/ipstop");
    modify("EventBuffer, Events = 7 { dd/d1 }");
    EXPECT_FALSE(media.streams.at(1).inactivity);
}

// H.248.1 7.2.7, H.248.8
TEST_F(LockStep, SaysWhenItCouldNotKeepAll_MED69) {
    lock_step("EventBuffer { dd/std }, Events = 5 { dd/std }");
    press("1");
    for (std::size_t i = 0; i <= kMostBuffered; ++i) press("2");
    const auto errors = [&](const std::string& id) {
        modify("Events = " + id + " { dd/std }");
        std::string codes;
        for (const auto& told : gateway.tick(now))
            codes += told.error ? std::to_string(static_cast<int>(told.error->code)) : "none";
        return codes;
    };
    EXPECT_EQ(errors("6"), "518");
    EXPECT_EQ(errors("7"), "none") << "it is said once";
}

// H.248.1 7.2.5
TEST_F(LockStep, IsToldByAnAudit_MED69) {
    auto before = audited("Media, EventBuffer, ObservedEvents");
    EXPECT_FALSE(before.media->termination_state->event_buffer_control);
    EXPECT_FALSE(before.event_buffer && !before.event_buffer->events.empty());
    EXPECT_FALSE(before.observed_events);
    lock_step("EventBuffer { dd/std { tl = [d2, d3] } }, Events = 5 { dd/std }");
    press("123");
    modify("DM = plan { (23x) }");
    const auto during = audited("Media, EventBuffer, ObservedEvents");
    EXPECT_EQ(during.media->termination_state->event_buffer_control, h248::EventBufferControl::lock_step);
    ASSERT_TRUE(during.event_buffer);
    EXPECT_EQ(during.event_buffer->events.at(0).name, "dd/std");
    ASSERT_TRUE(during.observed_events);
    EXPECT_EQ(during.observed_events->events.size(), 2U);
    EXPECT_EQ(events(" = 6 { dd/ce { DM = plan } }"), "");
    const auto dialling = audited("ObservedEvents");
    ASSERT_TRUE(dialling.observed_events);
    EXPECT_EQ(dialling.observed_events->request_id, 6U);
    ASSERT_EQ(dialling.observed_events->events.size(), 1U);
    EXPECT_EQ(dialling.observed_events->events[0].name, "dd/ce");
    ASSERT_EQ(dialling.observed_events->events[0].parameters.size(), 1U) << "no Meth";
    EXPECT_EQ(dialling.observed_events->events[0].parameters[0].value(), "23");
}

TEST_F(LockStep, HasItsErrors_MED69) {
    EXPECT_EQ(refusal("EventBuffer { dd/none }"), 451);
    EXPECT_EQ(refusal("EventBuffer { tonedet/std }"), 440);
    EXPECT_EQ(refusal("EventBuffer { dd/std { tl = d77 } }"), 449);
    EXPECT_EQ(refusal("EventBuffer { dd/ce { x = 1 } }"), 446);
    EXPECT_EQ(refusal("EventBuffer { dd/ce }"), 0) << "there is no place for its digit map";
    EXPECT_EQ(error_of(request("Context = - { Modify = ROOT { EventBuffer { it/ito } } }")), 501);
    EXPECT_EQ(error_of(request("Context = - { Modify = ROOT { Media { TerminationState { Buffer = LockStep } } } }")),
              501);
}

/// Whatever comes in whatever order: one event is told for each Events descriptor, none while nothing was asked for,
/// and no timer is left that is over.
class LockStepInAnyOrder : public LockStep, public testing::WithParamInterface<unsigned> {
protected:
    template <std::size_t N>
    std::string any(const std::array<const char*, N>& of) {
        return of.at(std::uniform_int_distribution<std::size_t>{0, N - 1}(random));
    }

    void anything() {
        static constexpr std::array kKinds{"key", "key", "key", "key", "down", "time", "events", "buffer", "signals"};
        static constexpr std::array kKeys{"1", "2", "9", "12", "E"};
        static constexpr std::array kTimes{"20", "500", "2000", "17000"};
        static constexpr std::array kEvents{
            "dd/std, g/sc", "dd/ce { DM = { T:3,(1|12|Z9) }, KeepActive }", "dd/* { DM = { (12|9x) } }",
            "dd/d1, dd/ltd { dur = 300 }, hangterm/thb { timerx = 5 }",
            "dd/etd { tl = [d2, d9] }, dd/ce { DM = { (2.) }, Embed { Signals { cg/bt } } }"};
        static constexpr std::array kBuffers{"EventBuffer", "EventBuffer { dd/* }", "EventBuffer { dd/std, g/sc }",
                                             "EventBuffer { dd/ltd { dur = 100 }, dd/d9 }"};
        static constexpr std::array kSignals{"Signals", "Signals { cg/dt { NotifyCompletion = { IBE, IBS } } }"};
        const auto kind = any(kKinds);
        if (kind == "key") tell(press(any(kKeys)));
        if (kind == "down") press_down('9');
        if (kind == "time") now += std::chrono::milliseconds{std::stoi(any(kTimes))};
        if (kind == "buffer") EXPECT_EQ(refusal(any(kBuffers)), 0);
        if (kind == "signals") EXPECT_EQ(refusal(any(kSignals)), 0);
        if (kind == "events") {
            ++id;
            EXPECT_EQ(refusal("Events = " + std::to_string(id) + " { " + any(kEvents) + " }"), 0);
        }
        tell(tick());
        EXPECT_GT(gateway.next_deadline().value_or(Time::max()), now);
    }

    void tell(const std::string& told) {
        if (told.empty()) return;
        EXPECT_EQ(told.find(", "), std::string::npos) << told;
        EXPECT_TRUE(ids_told.insert(std::stoi(told)).second) << told;
        EXPECT_EQ(std::stoi(told), id);
    }

    std::mt19937 random{GetParam()};
    int id = 0;
    std::set<int> ids_told;
};

TEST_P(LockStepInAnyOrder, TellsOfOneEventForEachEventsDescriptor_MED69) {
    lock_step("Audit { }");
    for (int i = 0; i < 400; ++i) anything();
    EXPECT_GT(ids_told.size(), 10U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LockStepInAnyOrder, testing::Range(1U, 21U));

}  // namespace
}  // namespace isfocus::mrfpd
