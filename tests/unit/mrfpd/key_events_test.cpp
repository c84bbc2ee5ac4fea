#include "keys_fixture.h"

/// The events of package dd beside dd/ce (H.248.1 E.4, E.6), and `*` for all of a package (7.1.9, 7.1.14.8).
namespace isfocus::mrfpd {
namespace {

class KeyEvents : public Keys {
protected:
    KeyEvents() { request(add("$")); }
};

TEST_F(KeyEvents, EachKeyHasItsOwn_MED67) {
    modify("Events = 5 { dd/d5, dd/ds, dd/do, dd/dd, DD/D1 }");
    EXPECT_EQ(press("152"), "5 dd/d1, 5 dd/d5");
    EXPECT_EQ(press("EFABCD"), "5 dd/ds, 5 dd/do, 5 dd/dd");
}

TEST_F(KeyEvents, TellThatAToneIsLongOnceItIs_MED67) {
    modify("Events = 5 { dd/ltd { tl = [d1, d2], dur = 500 }, dd/etd }");
    press_down('1');
    EXPECT_EQ(tick(), "");
    EXPECT_EQ(gateway.next_deadline(), now + 500ms);
    now += 499ms;
    EXPECT_EQ(tick(), "");
    now += 1ms;
    EXPECT_EQ(tick(), "5 dd/ltd tid=d1");
    EXPECT_FALSE(gateway.next_deadline());
    release('1', 700ms);
    EXPECT_EQ(tick(), "5 dd/etd tid=d1 dur=700") << "that was told";
    press_down('2');
    release('2', 500ms);
    EXPECT_EQ(tick(), "5 dd/ltd tid=d2, 5 dd/etd tid=d2 dur=500") << "however late it is known";
    EXPECT_EQ(press("2"), "5 dd/etd tid=d2 dur=100");
    press_down('3');
    tick();
    EXPECT_FALSE(gateway.next_deadline()) << "not one of its tones";
    modify("Events = 6 { dd/ltd }");
    EXPECT_EQ(gateway.next_deadline(), now + 2s) << "which has been going on";
    press_down('4');
    now += 2s;
    EXPECT_EQ(tick(), "") << "it began now";
    now += 2s;
    EXPECT_EQ(tick(), "6 dd/ltd tid=d4");
}

TEST_F(KeyEvents, OfATerminationThatGoesLeaveNoTimer_MED67) {
    modify("Events = 5 { dd/ltd }");
    press_down('1');
    tick();
    EXPECT_TRUE(gateway.next_deadline());
    modify("Events = 6 { dd/std }");
    EXPECT_FALSE(gateway.next_deadline());
    modify("Events = 7 { dd/ltd }");
    EXPECT_TRUE(gateway.next_deadline());
    request("Context = 1 { Subtract = ip/1 }");
    EXPECT_FALSE(gateway.next_deadline());
}

TEST_F(KeyEvents, AreAllAskedForByOneWord_MED67) {
    modify("Events = 5 { dd/* { DM = { (12) } } }");
    EXPECT_EQ(press("1"), "5 dd/std tid=d1, 5 dd/d1, 5 dd/etd tid=d1 dur=100");
    press_down('2');
    EXPECT_EQ(tick(), "5 dd/std tid=d2, 5 dd/d2, 5 dd/ce ds=12 Meth=UM");
    now += 2s;
    EXPECT_EQ(tick(), "5 dd/ltd tid=d2");
}

TEST_F(KeyEvents, ThatAreNamedGoBeforeAllOthers_MED67) {
    modify("Signals { cg/dt }, Events = 5 { dd/* { DM = { (12) } , KeepActive }, dd/std { tl = [d1] } }");
    EXPECT_EQ(press("2"), "5 dd/ce ds= Meth=PM, 5 dd/std tid=d2, 5 dd/d2, 5 dd/etd tid=d2 dur=100");
    EXPECT_FALSE(media.streams.at(1).plays.empty());
    press("1");
    EXPECT_TRUE(media.streams.at(1).plays.empty()) << "dd/std of this one has no KeepActive";
}

TEST_F(KeyEvents, AreNotTheOnlyOnesThatAWildcardIsFor_MED67) {
    modify("Events = 5 { adid/*, nt/*, g/*, hangterm/* }");
    EXPECT_EQ(media.streams.at(1).inactivity, (Inactivity{10s, Inactivity::Direction::both}));
    EXPECT_EQ(media.streams.at(1).most_lost, 10U);
    EXPECT_EQ(gateway.next_deadline(), now + 1h);
    media.seen.push_back({.termination = 1, .kind = MediaEvent::Kind::stopped});
    EXPECT_EQ(tick(), "5 adid/ipstop");
    request("Context = - { Modify = ROOT { Events = 6 { it/*, chp/* } } }");
    EXPECT_EQ(gateway.longest_silence(), 15s);
    EXPECT_TRUE(gateway.congestion(50));
}

TEST_F(KeyEvents, ThatCannotBeHadHaveTheirError_MED67) {
    const auto event = [&](const std::string& text) { return refusal("Events = 5 { " + text + " }"); };
    EXPECT_EQ(event("dd/*"), 457) << "it is for dd/ce, too";
    EXPECT_EQ(event("dd/* { DM = { (12) }, tl = * }"), 446);
    EXPECT_EQ(event("dd/d11"), 451);
    EXPECT_EQ(event("dd/d5 { tl = * }"), 446);
    EXPECT_EQ(event("dd/ltd { dur = 0 }"), 449);
    EXPECT_EQ(event("dd/ltd { tl = d11 }"), 449);
    EXPECT_EQ(event("dd/ltd { dt = 5 }"), 446);
    EXPECT_EQ(event("g/cause { x = 1 }"), 446);
    EXPECT_EQ(event("cg/*"), 451) << "it has none";
    EXPECT_EQ(event("*/*"), 440) << "nor is there a word for those of all packages (7.1.9)";
    EXPECT_EQ(event("g/*"), 0);
}

}  // namespace
}  // namespace isfocus::mrfpd
