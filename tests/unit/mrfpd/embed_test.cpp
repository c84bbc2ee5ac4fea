#include "keys_fixture.h"

/// Signals and Events that are embedded in an event (H.248.1 7.1.9).
namespace isfocus::mrfpd {
namespace {

class Embedded : public Keys {
protected:
    Embedded() { request(add("$")); }

    /// What ip/1 plays to its user.
    std::vector<Tone> tones() {
        std::vector<Tone> tones;
        for (const auto& sequence : media.streams.at(1).plays) tones.push_back(sequence.front().tone);
        return tones;
    }
    /// The first sound of ip/1 comes to its end.
    std::string play_to_the_end() {
        media.seen.push_back({.termination = 1,
                              .kind = MediaEvent::Kind::played,
                              .play = media.streams.at(1).plays.front().front().number});
        return tick();
    }
};

TEST_F(Embedded, SignalsBeginWithTheEvent_MED68) {
    modify("Signals { cg/rt }, Events = 5 { dd/d1 { Embed { Signals { cg/dt } } }, dd/d2 { Embed { Signals } } }");
    EXPECT_EQ(tones(), std::vector{Tone::ringing});
    EXPECT_EQ(press("3"), "");
    EXPECT_EQ(tones(), std::vector{Tone::ringing});
    EXPECT_EQ(press("1"), "5 dd/d1");
    EXPECT_EQ(tones(), std::vector{Tone::dial});
    EXPECT_EQ(press("2"), "5 dd/d2");
    EXPECT_TRUE(tones().empty());
    modify("Events = 6 { dd/d1 { Embed { Signals { ipnapt/latch } } } }");
    press("1");
    EXPECT_TRUE(media.streams.at(1).latches);
}

TEST_F(Embedded, EventsTakeThePlaceOfThoseThatThereWere_MED68) {
    modify("Events = 5 { dd/std { Embed { Events = 6 { dd/ce { DM = { (12) } }, adid/ipstop { dt = 7 } } } } }");
    EXPECT_FALSE(gateway.next_deadline());
    EXPECT_EQ(press("9"), "5 dd/std tid=d9");
    EXPECT_EQ(gateway.next_deadline(), now + 16s);
    EXPECT_EQ(media.streams.at(1).inactivity, (Inactivity{7s, Inactivity::Direction::both}));
    EXPECT_EQ(press("12"), "6 dd/ce ds=12 Meth=UM");
    const auto audited = only_command(request("Context = 1 { AuditValue = ip/1 { Audit { Events } } }"));
    ASSERT_TRUE(audited.events);
    EXPECT_EQ(audited.events->request_id, 6U);
    modify("Events = 7 { dd/std { Embed { Events } } }");
    EXPECT_EQ(press("12"), "7 dd/std tid=d1") << "none, from then on";
    EXPECT_FALSE(media.streams.at(1).inactivity);
}

TEST_F(Embedded, EventsMayThemselvesBeginSignals_MED68) {
    modify(
        "Signals { cg/dt }, Events = 5 { dd/d1 { KeepActive, Embed { Events = 6 { "
        "dd/ce { DM = { (23) }, Embed { Signals { cg/ct } } } } } } }");
    EXPECT_EQ(press("1"), "5 dd/d1");
    EXPECT_EQ(tones(), std::vector{Tone::dial});
    EXPECT_EQ(press("23"), "6 dd/ce ds=23 Meth=UM");
    EXPECT_EQ(tones(), std::vector{Tone::congestion});
}

TEST_F(Embedded, DigitMapsTakeTheKeyThatTheOneBeforeDidNot_MED68) {
    modify("DM = pin { (9x) }, Events = 5 { dd/ce { DM = { (12) }, Embed { Events = 6 { dd/ce { DM = pin } } } } }");
    EXPECT_EQ(press("19"), "5 dd/ce ds=1 Meth=PM");
    EXPECT_EQ(press("5"), "6 dd/ce ds=95 Meth=UM");
    modify("Events = 7 { dd/ce { DM = { (12) }, Embed { Events = 8 { dd/ce { DM = pin } } } } }");
    modify("DM = pin");
    EXPECT_EQ(press("12"), "7 dd/ce ds=12 Meth=UM");
    EXPECT_EQ(press("95"), "") << "that map has been deleted meanwhile";
}

TEST_F(Embedded, WhatFollowsASignalBeginsWhenThatEndsByItself_MED68) {
    modify(
        "Signals { cg/wt { NotifyCompletion = { TO, IBE, IBS } } }, "
        "Events = 5 { g/sc { Embed { Signals { cg/dt }, Events = 6 { g/sc, dd/d1 } } }, dd/d1 }");
    EXPECT_EQ(play_to_the_end(), "5 g/sc SigID=cg/wt Meth=TO");
    EXPECT_EQ(tones(), std::vector{Tone::dial});
    EXPECT_EQ(press("1"), "6 dd/d1");
    modify(
        "Signals { cg/wt { NotifyCompletion = { TO, IBE, IBS } } }, "
        "Events = 7 { g/sc { Embed { Signals { cg/dt } } }, dd/d1 }");
    EXPECT_EQ(press("1"), "7 dd/d1, 7 g/sc SigID=cg/wt Meth=EV");
    EXPECT_TRUE(tones().empty()) << "it was the key that ended it, and that has nothing embedded";
    modify("Signals { cg/wt { NotifyCompletion = { IBS } } }");
    modify("Signals { cg/ct }");
    EXPECT_EQ(tick(), "7 g/sc SigID=cg/wt Meth=SD");
    EXPECT_EQ(tones(), std::vector{Tone::congestion}) << "as the newest command says";
}

TEST_F(Embedded, SignalsThatAreReplacedAreToldOf_MED68) {
    modify(
        "Signals { cg/rt { NotifyCompletion = { IBE } } }, Events = 5 { g/sc, dd/d1 { Embed { Signals { "
        "cg/dt { NotifyCompletion = { IBS } } } } }, dd/d2 { Embed { Signals { cg/ct } } } }");
    EXPECT_EQ(press("1"), "5 dd/d1, 5 g/sc SigID=cg/rt Meth=EV");
    modify("Signals { cg/bt }");
    EXPECT_EQ(tick(), "5 g/sc SigID=cg/dt Meth=SD");
}

TEST_F(Embedded, EventsChangeWhenATerminationHangs_MED68) {
    modify(
        "Events = 5 { hangterm/thb { timerx = 60 , Embed { Events = 6 { hangterm/thb { timerx = 20 }, dd/d1 } } } }");
    EXPECT_EQ(gateway.next_deadline(), now + 60s);
    now += 60s;
    EXPECT_EQ(tick(), "5 hangterm/thb");
    EXPECT_EQ(gateway.next_deadline(), now + 20s);
    now += 10s;
    EXPECT_EQ(press("1"), "6 dd/d1");
    EXPECT_EQ(gateway.next_deadline(), now + 10s) << "a key is no command";
    modify("Events = 7 { hangterm/thb, dd/d1 { Embed { Events = 8 { hangterm/thb, dd/d1 { Embed { Signals } } } } } }");
    now += 10s;
    press("1");
    EXPECT_EQ(gateway.next_deadline(), now + 1h - 10s) << "nor is it where nothing of that changes";
    modify("Events = 7 { hangterm/thb, dd/d1 { Embed { Events = 8 { dd/d1 } } } }");
    press("1");
    EXPECT_FALSE(gateway.next_deadline());
    modify("Events = 7 { hangterm/thb { Embed { Events } } }");
    now += 1h;
    EXPECT_EQ(tick(), "7 hangterm/thb");
    EXPECT_FALSE(gateway.next_deadline());
}

TEST_F(Embedded, DescriptorsThatCannotBeHadHaveTheirError_MED68) {
    const auto embedded = [&](const std::string& text) {
        return refusal("Events = 5 { dd/d1 { Embed { " + text + " } } }");
    };
    EXPECT_EQ(embedded("Signals { cg/none }"), 452);
    EXPECT_EQ(embedded("Signals { an/apf { an = none } }"), 514);
    EXPECT_EQ(embedded("Events = 6 { dd/none }"), 451);
    EXPECT_EQ(embedded("Events = 6 { dd/ce }"), 457);
    EXPECT_EQ(embedded("Events = 6 { dd/ce { DM = none } }"), 520);
    EXPECT_EQ(embedded("Events = 6 { dd/ce { DM = { (1|) } } }"), 442);
    EXPECT_EQ(embedded("Events = 6 { dd/d1 { KeepActive, Embed { Signals } } }"), 442);
    EXPECT_EQ(refusal("Events = 5 { dd/d1 { KeepActive, Embed { Signals { cg/dt } } } }"), 442);
    EXPECT_EQ(error_of(request("Context = - { Modify = ROOT { Events = 5 { it/ito { Embed { Events } } } } }")), 501);
    EXPECT_EQ(press("1"), "");
}

}  // namespace
}  // namespace isfocus::mrfpd
