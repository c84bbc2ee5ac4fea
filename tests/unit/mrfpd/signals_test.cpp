#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway_fixture.h"

/// MED-21: signals at the same time, and in lists (H.248.1 7.1.11); how they end, and what is told of it (E.1.2).
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

const std::string kAll = "NotifyCompletion = { TimeOut, IntByEvent, IntBySigDescr }";

class SignalsTest : public GatewayTest {
protected:
    SignalsTest() { request(add("$", ", Events = 3 { g/sc, dd/std, dd/etd { KeepActive } }")); }

    /// A Signals descriptor of ip/1. Gives the error of the reply; 0 for none.
    int signals(const std::string& body) {
        return error_of(request("Context = 1 { Modify = ip/1 { Signals { " + body + " } } }"));
    }
    /// What each sequence of sounds is: the numbers of the sounds.
    std::string playing() {
        std::string text;
        for (const auto& sequence : media.streams.at(1).plays) {
            text += text.empty() ? "" : " ";
            for (const auto& play : sequence)
                text += (&play == &sequence.front() ? "" : ",") + std::to_string(play.number);
        }
        return text;
    }
    const Play& play(std::size_t sequence, std::size_t sound = 0) {
        return media.streams.at(1).plays.at(sequence).at(sound);
    }

    void end(std::uint32_t number) {
        media.seen.push_back({.termination = 1, .kind = MediaEvent::Kind::played, .play = number});
    }
    void press_a_key() { media.seen.push_back({1, MediaEvent::Kind::key_pressed, 5, {}}); }

    /// The completions that are notified now: `cg/rt=TO`, with the list and the request as `cg/rt=TO SLID=1 RID=5`.
    std::vector<std::string> told() {
        std::vector<std::string> all;
        for (const auto& notification : gateway.tick(now))
            for (const auto& event : notification.observed.events) {
                if (event.name != "g/sc") continue;
                auto& text = all.emplace_back(h248::find(event.parameters, "SigID")->value());
                text += "=" + std::string{h248::find(event.parameters, "Meth")->value()};
                for (const char* more : {"SLID", "RID"})
                    if (const auto* found = h248::find(event.parameters, more))
                        text += " " + std::string{more} + "=" + std::string{found->value()};
            }
        return all;
    }
    using Told = std::vector<std::string>;
};

TEST_F(SignalsTest, SignalsAndListsArePlayedAtTheSameTime_MED21) {
    EXPECT_EQ(
        signals("cg/rt { SignalType = OnOff }, an/apf { an = hello, noc = 2, di = int }, SignalList = 7 { cg/wt { "
                "Intersignal = 30 }, cg/bt { SignalType = TimeOut, Duration = 50, SPADirection = Both }, cg/dt { "
                "SignalType = OnOff } }"),
        0);
    const std::vector<PlaySequence> expected{
        {{.number = 1, .tone = Tone::ringing}},
        {{.number = 2, .is_brief = true, .announcement = hello, .cycles = 2, .hearers = Hearers::others}},
        {{.number = 3, .tone = Tone::warning, .is_brief = true, .pause = 300ms},
         {.number = 4, .tone = Tone::busy, .length = 500ms, .hearers = Hearers::all},
         {.number = 5, .tone = Tone::dial}}};
    EXPECT_EQ(media.streams.at(1).plays, expected);
}

TEST_F(SignalsTest, EachSignalHasItsDirection_MED21) {
    signals(
        "cg/rt { SPADirection = Internal }, cg/bt { SPADirection = External }, cg/ct, an/apf { an = hello, "
        "SPADirection = "
        "Both }, an/apf { an = hello, di = int, SPADirection = Both }");
    const std::vector<Hearers> expected{Hearers::others, Hearers::user, Hearers::user, Hearers::all, Hearers::others};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(play(i).hearers, expected[i]) << i;
}

TEST_F(SignalsTest, EachSignalOfAListIsToldOfWhenItEnds_MED21) {
    signals("cg/rt { " + kAll + " }, SignalList = 7 { cg/wt { " + kAll + ", SPARequestID = 9 }, cg/sit, cg/bt { " +
            kAll + " } }");
    end(2);
    EXPECT_EQ(told(), (Told{"cg/wt=TO SLID=7 RID=9"}));
    EXPECT_EQ(playing(), "1 2,3,4") << "told of is not stopped";
    end(2);
    end(3);
    EXPECT_EQ(told(), Told{}) << "once, and of the other one nobody wants to know";
    end(4);
    EXPECT_EQ(told(), (Told{"cg/bt=TO SLID=7"}));
    press_a_key();
    EXPECT_EQ(told(), (Told{"cg/rt=EV"}));
    EXPECT_EQ(playing(), "");
}

TEST_F(SignalsTest, AnEventStopsAllUnlessItHasKeepActive_MED21) {
    const std::string two =
        "cg/rt { " + kAll + ", KeepActive }, SignalList = 7 { cg/wt { " + kAll + " }, cg/bt { " + kAll + " } }";
    signals(two);
    media.seen = {{1, MediaEvent::Kind::key_released, 5, 80ms}};
    EXPECT_EQ(told(), Told{});
    EXPECT_EQ(playing(), "1 2,3");
    end(2);
    press_a_key();
    EXPECT_EQ(told(), (Told{"cg/wt=TO SLID=7", "cg/rt=EV", "cg/bt=EV SLID=7"}));
    EXPECT_EQ(playing(), "");
    end(1);
    end(3);
    EXPECT_EQ(told(), Told{}) << "what was on its way when all was stopped";
}

TEST_F(SignalsTest, ANewDescriptorStopsWhatIsNotInIt_MED21) {
    signals("cg/rt { " + kAll + " }, SignalList = 7 { cg/wt { " + kAll + " }, cg/bt { " + kAll + " } }");
    signals("cg/ct");
    EXPECT_EQ(told(), (Told{"cg/rt=SD", "cg/wt=SD SLID=7"})) << "and nothing of what had not begun";
    EXPECT_EQ(playing(), "4");
    signals("");
    EXPECT_EQ(playing(), "");
    EXPECT_EQ(told(), Told{}) << "nobody wants to know of the third";
}

TEST_F(SignalsTest, ADescriptorThatIsRefusedStopsNothing_MED21) {
    signals("cg/rt { " + kAll + " }");
    EXPECT_EQ(signals("cg/bt, cg/none"), 452);
    EXPECT_EQ(told(), Told{});
    EXPECT_EQ(playing(), "1");
}

TEST_F(SignalsTest, WhatHasKeepActiveGoesOn_MED21) {
    const std::string kept = "an/apf { an = hello, KeepActive, " + kAll + " }";
    signals("cg/rt { KeepActive }, an/apf { an = hello }");
    EXPECT_EQ(playing(), "1 2") << "there was nothing to keep";
    signals(kept + ", cg/bt");
    EXPECT_EQ(playing(), "2 3");
    end(2);
    EXPECT_EQ(told(), (Told{"an/apf=TO"})) << "as the new descriptor wants it";
    signals(kept + ", cg/ct { KeepActive }");
    EXPECT_EQ(playing(), "") << "what is not being played is ignored";
    signals("");
    signals(kept);
    EXPECT_EQ(playing(), "4");
    signals("an/apf { an = hello, av = de, KeepActive }");
    EXPECT_EQ(playing(), "") << "another announcement is another signal";
}

TEST_F(SignalsTest, WithoutKeepActiveASignalBeginsAnewUnlessItIsOnOff_MED21) {
    const std::string tone =
        "cg/rt { SignalType = OnOff }, cg/bt { SignalType = TimeOut, Duration = 100, " + kAll + " }";
    signals(tone);
    signals(tone);
    EXPECT_EQ(playing(), "1 3");
    EXPECT_EQ(told(), (Told{"cg/bt=SD"}));
}

TEST_F(SignalsTest, AListGoesOnWhateverAnotherOfItsNumberSays_MED21) {
    signals("SignalList = 7 { cg/wt { " + kAll + " }, cg/bt }, SignalList = 8 { cg/sit }");
    signals("SignalList = 7 { cg/ct }, SignalList = 9 { cg/wt }, cg/rt");
    EXPECT_EQ(playing(), "4 1,2 5") << "and list 8 is stopped";
    EXPECT_EQ(told(), Told{});
    end(1);
    EXPECT_EQ(told(), (Told{"cg/wt=TO SLID=7"}));
    end(2);
    told();
    signals("SignalList = 7 { cg/ct }");
    EXPECT_EQ(playing(), "6") << "after its end it is a new one";
}

TEST_F(SignalsTest, AListLeavesLatchingAsItIs_MED21) {
    signals("ipnapt/latch");
    signals("SignalList = 7 { cg/ct }");
    EXPECT_TRUE(media.streams.at(1).latches);
    signals("");
    EXPECT_FALSE(media.streams.at(1).latches);
}

TEST_F(SignalsTest, AnAuditTellsWhatIsBeingPlayed_MED21) {
    signals("cg/rt { SignalType = OnOff }, cg/wt, SignalList = 7 { cg/sit, cg/bt }, ipnapt/latch");
    end(2);
    told();
    const auto audit = [&] { return only_command(request("Context = 1 { AuditValue = ip/1 { Audit { Signals } } }")); };
    auto reply = audit();
    ASSERT_TRUE(reply.signals);
    ASSERT_EQ(reply.signals->signals.size(), 1U);
    EXPECT_EQ(reply.signals->signals[0].name, "cg/rt");
    ASSERT_EQ(reply.signals->lists.size(), 1U);
    EXPECT_EQ(reply.signals->lists[0].id, 7);
    EXPECT_EQ(reply.signals->lists[0].signals.size(), 2U);
    signals("");
    reply = audit();
    EXPECT_FALSE(reply.signals && !reply.signals->signals.empty());
}

TEST_F(SignalsTest, WhatCannotBePlayedIsRefused_MED21) {
    const auto times = [](int count, const std::string& what) {
        std::string all;
        for (int i = 0; i < count; ++i) all += (i == 0 ? "" : ", ") + what;
        return all;
    };
    EXPECT_EQ(signals(times(8, "cg/rt") + ", ipnapt/latch"), 0);
    EXPECT_EQ(signals(times(9, "cg/rt")), 513);
    EXPECT_EQ(signals(times(8, "cg/rt") + ", SignalList = 1 { cg/wt }"), 513);
    EXPECT_EQ(signals("SignalList = 1 { " + times(32, "cg/wt") + " }"), 0);
    EXPECT_EQ(signals("SignalList = 1 { " + times(33, "cg/wt") + " }"), 513);
    EXPECT_EQ(signals("SignalList = 1 { cg/wt }, SignalList = 1 { cg/wt }"), 456);
    EXPECT_EQ(signals("SignalList = 1 { cg/rt { SignalType = OnOff }, cg/wt }"), 449);
    EXPECT_EQ(signals("SignalList = 1 { cg/wt, ipnapt/latch }"), 501);
    EXPECT_EQ(signals("SignalList = 1 { cg/wt, an/apf { an = nobody } }"), 514);
    EXPECT_EQ(signals("an/apf { an = hello, SignalType = TimeOut }"), 457);
    EXPECT_EQ(signals("SignalList = 1 { cg/wt { SignalType = TimeOut } }"), 457);
    EXPECT_EQ(signals("cg/rt { SignalType = TimeOut }"), 0);
}

}  // namespace
}  // namespace isfocus::mrfpd
