#include "keys_fixture.h"

/// dd/ce and DigitMap descriptors (H.248.1 7.1.14, E.6).
namespace isfocus::mrfpd {
namespace {

class Dialling : public Keys {
protected:
    using Keys::Keys;

    std::vector<h248::DigitMap> audited(const std::string& termination = "ip/1") {
        const auto context = termination == "ROOT" ? "-" : "1";
        return only_command(request(std::string{"Context = "} + context + " { AuditValue = " + termination +
                                    " { Audit { DigitMap } } }"))
            .digit_maps;
    }
};

TEST_F(Dialling, WhatCompletesADigitMapIsToldOnce_MED64) {
    request(add("$", ", Events = 5 { dd/ce { DigitMap = { (1xx|EF|2x.) } } }"));
    EXPECT_EQ(press("1"), "");
    EXPECT_EQ(press("23"), "5 dd/ce ds=123 Meth=UM");
    EXPECT_EQ(press("123"), "") << "that was all, until there is another Events descriptor";
    EXPECT_FALSE(gateway.next_deadline());
    modify("Events = 6 { dd/ce { DM = { (1xx|EF|2x.) } } }");
    EXPECT_EQ(press("E0"), "6 dd/ce ds=E Meth=PM");
    modify("Events = 7 { dd/ce { DM = { (1xx|EF|2x.) } } }");
    EXPECT_EQ(press("EF"), "7 dd/ce ds=EF Meth=UM") << "* and #";
    modify("Events = 8 { dd/ce { DM = { (1xx|EF|2x.) } } }");
    EXPECT_EQ(press("27E"), "8 dd/ce ds=27 Meth=FM");
}

TEST_F(Dialling, TheTimersCompleteItToo_MED64) {
    request(add("$", ", Events = 5 { dd/ce { DM = { T:9,S:2,L:7,(1|123) } } }"));
    EXPECT_EQ(gateway.next_deadline(), now + 9s);
    now += 8s;
    EXPECT_EQ(press("1"), "");
    EXPECT_EQ(gateway.next_deadline(), now + 2s);
    now += 1999ms;
    EXPECT_EQ(tick(), "");
    now += 1ms;
    EXPECT_EQ(tick(), "5 dd/ce ds=1 Meth=FM");
    EXPECT_FALSE(gateway.next_deadline());
    modify("Events = 6 { dd/ce { DM = { T:9,S:2,L:7,(1|123) } } }");
    EXPECT_EQ(gateway.next_deadline(), now + 9s);
    now += 9s;
    EXPECT_EQ(tick(), "6 dd/ce ds= Meth=PM");
    modify("Events = 7 { dd/ce { DM = { T:0,1 } } }");
    EXPECT_FALSE(gateway.next_deadline());
    modify("Events = 8 { dd/ce { DM = { Z:10,(Z5|5x) } } }");
    media.seen.push_back({1, MediaEvent::Kind::key_pressed, 5, 0ms});
    EXPECT_EQ(tick(), "");
    now += 1s;
    EXPECT_EQ(tick(), "8 dd/ce ds=Z5 Meth=UM");
}

TEST_F(Dialling, KeysByThemselvesAreToldWhereTheyAreAskedFor_MED64) {
    request(add("$", ", Events = 5 { dd/std { tl = * }, dd/ce { DM = { (12) } } }"));
    EXPECT_EQ(press("1"), "5 dd/std tid=d1");
    EXPECT_EQ(press("2"), "5 dd/std tid=d2, 5 dd/ce ds=12 Meth=UM") << "the key was part of it";
    EXPECT_EQ(press("3"), "5 dd/std tid=d3") << "the rest of the descriptor stays";
    modify("Events = 6 { dd/ce { DM = { (12) } }, dd/etd }");
    EXPECT_EQ(press("13"), "6 dd/etd tid=d1 dur=100, 6 dd/ce ds=1 Meth=PM, 6 dd/etd tid=d3 dur=100");
    modify("Events = 7 { dd/std, dd/ce { DM = { (12) } } }");
    EXPECT_EQ(press("9"), "7 dd/ce ds= Meth=PM, 7 dd/std tid=d9") << "the key was no part of it";
}

TEST_F(Dialling, AnotherEventsDescriptorBeginsAnew_MED64) {
    request(add("$", ", Events = 5 { dd/ce { DM = { (123) } } }"));
    press("12");
    modify("Media { Stream = 1 { LocalControl { Mode = Inactive } } }");
    EXPECT_EQ(press("3"), "5 dd/ce ds=123 Meth=UM") << "another command is none";
    modify("Events = 6 { dd/ce { DM = { (123) } } }");
    press("12");
    modify("Events = 7 { dd/ce { DM = { (123) } } }");
    EXPECT_EQ(press("123"), "7 dd/ce ds=123 Meth=UM");
    modify("Events = 8 { dd/ce { DM = { (123) } } }");
    press("12");
    EXPECT_EQ(refusal("Events = 9 { dd/ce { DM = none } }"), 520);
    EXPECT_EQ(press("3"), "8 dd/ce ds=123 Meth=UM") << "what was refused changes nothing";
    modify("Events = 10 { dd/ce { DM = { (123) } } }");
    modify("Events");
    EXPECT_FALSE(gateway.next_deadline());
    EXPECT_EQ(press("123"), "");
    modify("Events = 11 { dd/ce { DM = { (123) } } }");
    EXPECT_TRUE(gateway.next_deadline());
    request("Context = 1 { Subtract = ip/1 }");
    EXPECT_FALSE(gateway.next_deadline());
    EXPECT_EQ(press("123"), "");
}

// 7.1.14.7
TEST_F(Dialling, TheFirstKeyEndsTheDialTone_MED64) {
    const auto with_tone = [&](const std::string& event) {
        modify("Signals { cg/dt { NotifyCompletion = { IBE } } }, Events = 5 { g/sc, dd/ce { " + event + " } }");
    };
    request(add("$"));
    with_tone("DM = { (12) }");
    EXPECT_FALSE(media.streams.at(1).plays.empty());
    EXPECT_EQ(press("1"), "5 g/sc SigID=cg/dt Meth=EV");
    EXPECT_TRUE(media.streams.at(1).plays.empty());
    with_tone("DM = { (12) }");
    now += 16s;
    EXPECT_EQ(tick(), "5 dd/ce ds= Meth=PM, 5 g/sc SigID=cg/dt Meth=EV") << "the completion is an event like others";
    with_tone("KeepActive, DM = { (12) }");
    EXPECT_EQ(press("12"), "5 dd/ce ds=12 Meth=UM");
    EXPECT_FALSE(media.streams.at(1).plays.empty());
}

// 7.1.14.1
TEST_F(Dialling, MapsAreDefinedRedefinedAndDeletedByName_MED64) {
    request(add("$", ", Events = 5 { dd/ce { DigitMap = plan } }, DigitMap = plan { (12) }"));
    EXPECT_EQ(audited(), (std::vector<h248::DigitMap>{{"plan", "(12)"}}));
    modify("DigitMap = PLAN { (34) }");
    EXPECT_EQ(press("12"), "5 dd/ce ds=12 Meth=UM") << "who uses it goes on with the old one";
    modify("Events = 6 { dd/ce { DigitMap = Plan } }");
    EXPECT_EQ(press("34"), "6 dd/ce ds=34 Meth=UM");
    modify("DM = pin { T:5,(xxxx) }");
    EXPECT_EQ(audited(), (std::vector<h248::DigitMap>{{"PLAN", "(34)"}, {"pin", "T:5,(xxxx)"}}));
    modify("Events = 7 { dd/ce { DigitMap = plan } }");
    modify("DigitMap = plan");
    EXPECT_EQ(press("34"), "7 dd/ce ds=34 Meth=UM");
    EXPECT_EQ(refusal("Events = 8 { dd/ce { DigitMap = plan } }"), 520);
    EXPECT_EQ(refusal("DigitMap = plan"), 520) << "there is none to delete";
    modify("DigitMap = pin { }");
    EXPECT_TRUE(audited().empty());
    request(add("1"));
    EXPECT_EQ(
        error_of(request("Context = 1 { Modify = ip/* { DM = all { (7x) }, Events = 9 { dd/ce { DM = all } } } }")), 0);
    EXPECT_EQ(press("78"), "9 dd/ce ds=78 Meth=UM");
}

TEST_F(Dialling, MapsOfRootAreForAll_MED64) {
    const auto on_root = [&](const std::string& descriptors) {
        return error_of(request("Context = - { Modify = ROOT { " + descriptors + " } }"));
    };
    EXPECT_EQ(on_root("DigitMap = plan { (12) }"), 0);
    EXPECT_EQ(audited("ROOT"), (std::vector<h248::DigitMap>{{"plan", "(12)"}}));
    request(add("$", ", Events = 5 { dd/ce { DM = plan } }"));
    EXPECT_TRUE(audited().empty());
    EXPECT_EQ(press("12"), "5 dd/ce ds=12 Meth=UM");
    modify("DM = plan { (34) }, Events = 6 { dd/ce { DM = plan } }");
    EXPECT_EQ(press("34"), "6 dd/ce ds=34 Meth=UM") << "but the own one goes first";
    EXPECT_EQ(on_root("Events = 1 { dd/ce { DM = plan } }"), 512) << "nobody dials there";
    EXPECT_EQ(on_root("DM = x"), 520);
    EXPECT_EQ(on_root("DM = plan"), 0);
    EXPECT_TRUE(audited("ROOT").empty());
    on_root("DM = plan { (12) }");
    request("Context = - { ServiceChange = ROOT { Services { Method = Restart, Reason = \"901 Cold Boot\" } } }");
    EXPECT_TRUE(audited("ROOT").empty()) << "an MGC that begins anew knows of none";
}

TEST_F(Dialling, WhatCannotBeHadHasItsError_MED64) {
    request(add("$"));
    const auto event = [&](const std::string& parameters) { return refusal("Events = 5 { dd/ce" + parameters + " }"); };
    EXPECT_EQ(event(""), 457);
    EXPECT_EQ(event(" { KeepActive }"), 457);
    EXPECT_EQ(event(" { DM = { (12) }, tl = * }"), 446);
    EXPECT_EQ(event(" { DM = none }"), 520);
    EXPECT_EQ(event(" { DM = { } }"), 442);
    EXPECT_EQ(event(" { DM = { (1|) } }"), 442);
    EXPECT_EQ(event(" { DM = { " + std::string(kMostDigitPositions, 'x') + " } }"), 519);
    EXPECT_EQ(refusal("Events = 5 { dd/std { DM = { (12) } } }"), 446);
    EXPECT_EQ(refusal("DM = a { (1|) }"), 442);
    EXPECT_EQ(refusal("DM = { (12) }"), 442) << "nobody could use it";
    EXPECT_FALSE(gateway.next_deadline());
    for (std::size_t i = 0; i < kMostDigitMaps; ++i) EXPECT_EQ(refusal("DM = a" + std::to_string(i) + " { 1 }"), 0);
    EXPECT_EQ(refusal("DM = b { 1 }"), 519);
    EXPECT_EQ(refusal("DM = a0 { 2 }"), 0) << "in place of another";
}

class DiallingWithOtherTimers : public Dialling {
protected:
    DiallingWithOtherTimers() : Dialling(DigitMapTimers{9s, 3s, 7s, 500ms}) {}
};

// 7.1.14.2
TEST_F(DiallingWithOtherTimers, MapsThatTellNoneHaveThem_MED64) {
    request(add("$", ", Events = 5 { dd/ce { DM = { (1|123|Z5) } } }"));
    EXPECT_EQ(gateway.next_deadline(), now + 9s);
    press("1");
    EXPECT_EQ(gateway.next_deadline(), now + 3s);
    press("2");
    EXPECT_EQ(gateway.next_deadline(), now + 7s);
    modify("DM = plan { T:0,Z:9,(Z5) }, Events = 6 { dd/ce { DM = plan } }");
    EXPECT_FALSE(gateway.next_deadline()) << "it tells one itself";
    modify("DM = plan { (Z5) }, Events = 7 { dd/ce { DM = plan } }");
    EXPECT_EQ(gateway.next_deadline(), now + 9s);
    press_down('5');
    tick();
    EXPECT_EQ(gateway.next_deadline(), now + 500ms);
    request("Context = - { Modify = ROOT { DM = other { (1x) } } }");
    modify("Events = 8 { dd/ce { DM = other } }");
    EXPECT_EQ(gateway.next_deadline(), now + 9s);
}

}  // namespace
}  // namespace isfocus::mrfpd
