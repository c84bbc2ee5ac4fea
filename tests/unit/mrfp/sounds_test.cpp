#include <string>
#include <vector>

#include "log.h"
#include "mp.h"

/// What is heard when somebody comes or goes (mp-h248 2, examples 35 and 37; H.248.7, H.248.1 E.7).
namespace isfocus::mrfp {
namespace {

using focus::Announcement;

class Sounds : public Mp {
protected:
    explicit Sounds(Settings settings = tones()) : Mp(std::move(settings)) {
        register_mrfp(kMid, "g-2, nt-1, rtp-1, an-1, cg-1");
    }

    static Settings tones() {
        auto settings = two_mrfps();
        settings.on_join = "cg/bt";
        settings.on_leave = "cg/prt";
        settings.welcome = "an/welcome";
        settings.tones_up_to = 3;
        settings.heartbeat = 1h;  // silence is what other tests are about
        return settings;
    }
    static ConferenceId conference(std::uint64_t number) { return ConferenceId{number}; }

    /// Three users in conference 10, context 1.
    void three_users() {
        establish(1, 10, "ip/1");
        establish(2, 10, "ip/2", 1, 30002);
        establish(3, 10, "ip/3", 1, 30004);
    }
    /// A Modify of that termination that plays one signal and says nothing else: gives the request.
    Request expect_signal(std::string_view termination, std::string_view name) {
        auto modify = expect_modify();
        EXPECT_EQ(modify.command.termination.text, termination);
        EXPECT_FALSE(modify.command.media);
        EXPECT_FALSE(modify.command.events);
        EXPECT_TRUE(modify.command.signals && modify.command.signals->signals.size() == 1);
        if (modify.command.signals && !modify.command.signals->signals.empty())
            EXPECT_EQ(modify.command.signals->signals.front().name, name);
        return modify;
    }
    /// The same of several.
    Request expect_signals(std::string_view termination, const std::vector<std::string>& names) {
        auto modify = expect_modify();
        EXPECT_EQ(modify.command.termination.text, termination);
        std::vector<std::string> played;
        if (modify.command.signals)
            for (const auto& signal : modify.command.signals->signals) played.push_back(signal.name);
        EXPECT_EQ(played, names);
        return modify;
    }
    static const h248::Signal& signal_of(const Request& modify) { return modify.command.signals->signals.at(0); }
};

class SoundsByAnnouncement : public Sounds {
protected:
    SoundsByAnnouncement() : Sounds(announcements()) {}

    static Settings announcements() {
        auto settings = two_mrfps();
        settings.on_join = "an/joined";
        settings.on_leave = "an/left";
        return settings;
    }
};

TEST_F(SoundsByAnnouncement, OneTerminationPlaysAnAnnouncementForAll_MP2_4) {
    three_users();
    client.announce(conference(10), Announcement::joined, LegId{1});
    const auto modify = expect_signal("ip/2", "an/apf");
    const auto& signal = signal_of(modify);
    EXPECT_EQ(signal.type, h248::SignalType::brief);
    EXPECT_EQ(h248::find(signal.parameters, "an")->value(), "joined");
    EXPECT_EQ(h248::find(signal.parameters, "noc")->value(), "1");
    EXPECT_EQ(h248::find(signal.parameters, "di")->value(), "both");
    reply_modified(modify);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

TEST_F(SoundsByAnnouncement, ThoseWhoComeCloseTogetherAreToldOfTogether_MP2_4) {
    three_users();
    client.announce(conference(10), Announcement::joined, LegId{2});
    const auto joined = expect_signal("ip/1", "an/apf");
    client.announce(conference(10), Announcement::joined, LegId{3});
    reply_modified(joined);
    advance(900ms);
    client.announce(conference(10), Announcement::joined, LegId{3});
    EXPECT_TRUE(sent.empty());
    client.announce(conference(10), Announcement::left, LegId{3});  // is other news
    reply_modified(expect_signal("ip/1", "an/apf"));
    advance(100ms);
    client.announce(conference(10), Announcement::joined, LegId{3});
    expect_signal("ip/1", "an/apf");
}

TEST_F(SoundsByAnnouncement, NobodyIsAskedToPlayWhoHearsNothing_MP2_4) {
    three_users();
    auto hold = ue();
    hold.sdp += "a=sendonly\r\n";
    client.renegotiate(LegId{1}, hold);
    reply_modified(expect_modify());
    expect_event<focus::MediaReserved>();
    client.announce(conference(10), Announcement::joined, LegId{3});
    expect_signal("ip/2", "an/apf");
    client.announce(conference(11), Announcement::joined, LegId{3});
    EXPECT_TRUE(sent.empty());
}

TEST_F(SoundsByAnnouncement, ALegThatIsStillCalledIsNoListener_MP2_4) {
    establish(1, 10);
    reserve(2, 10, std::nullopt);
    reply_added(expect_add(), 1, "ip/2", 30002);
    expect_event<focus::MediaReserved>();
    client.announce(conference(10), Announcement::left, LegId{1});
    EXPECT_TRUE(sent.empty());
}

TEST_F(Sounds, AToneIsPlayedToEachForHalfASecondButNotToTheNewcomer_MP2_4) {
    three_users();
    client.announce(conference(10), Announcement::joined, LegId{3});
    for (const auto* const termination : {"ip/1", "ip/2"}) {
        const auto modify = expect_signal(termination, "cg/bt");
        EXPECT_EQ(signal_of(modify).type, h248::SignalType::time_out);
        EXPECT_EQ(signal_of(modify).duration, 50);
        reply_modified(modify);
    }
    EXPECT_TRUE(sent.empty());
    client.announce(conference(10), Announcement::left, LegId{4});
    for (const auto* const termination : {"ip/1", "ip/2", "ip/3"}) expect_signal(termination, "cg/prt");
}

TEST_F(Sounds, InALargeConferenceNoTonesArePlayed_MP2_4) {
    three_users();
    establish(4, 10, "ip/4", 1, 30006);
    client.announce(conference(10), Announcement::left, LegId{5});
    EXPECT_TRUE(sent.empty());
    client.announce(conference(10), Announcement::joined, LegId{4});
    EXPECT_EQ(sent.size(), 3U);
}

TEST_F(Sounds, ANewcomerAloneIsWelcomed_MP2_4) {
    establish(1, 10);
    client.welcome(LegId{1});
    const auto modify = expect_signal("ip/1", "an/apf");
    const auto& signal = signal_of(modify);
    EXPECT_EQ(h248::find(signal.parameters, "an")->value(), "welcome");
    EXPECT_EQ(h248::find(signal.parameters, "di")->value(), "ext");
}

TEST_F(Sounds, ASoundWaitsForWhatIsUnderWayAndTheLastOneCounts_MP2_4_MP6) {
    establish(1, 10);
    establish(2, 10, "ip/2", 1, 30002);
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    const auto modify = expect_modify();
    client.announce(conference(10), Announcement::joined, LegId{2});
    client.announce(conference(10), Announcement::left, LegId{2});
    EXPECT_TRUE(sent.empty());
    reply_modified(modify);
    expect_event<focus::MediaReserved>();
    const auto tone = expect_signal("ip/1", "cg/prt");
    client.renegotiate(LegId{1}, ue("m=audio 4004 RTP/AVP 8\r\n"));
    EXPECT_TRUE(sent.empty());
    reply_modified(tone);
    const auto next = expect_modify();
    EXPECT_FALSE(next.command.signals);  // what is played goes on
    reply_modified(next);
    expect_event<focus::MediaReserved>();
}

TEST_F(Sounds, AWelcomeGoesOnWhileOthersAreToldOf_MP2_4) {
    establish(1, 10);
    client.welcome(LegId{1});
    const auto welcome = expect_signal("ip/1", "an/apf");
    EXPECT_FALSE(signal_of(welcome).keep_active);
    reply_modified(welcome);
    for (const auto later : {5s, 54s}) {
        advance(later);
        client.announce(conference(10), Announcement::joined, LegId{2});
        const auto both = expect_signals("ip/1", {"an/apf", "cg/bt"});
        ASSERT_FALSE(HasFailure());
        EXPECT_TRUE(signal_of(both).keep_active);
        EXPECT_EQ(h248::find(signal_of(both).parameters, "an")->value(), "welcome");
        EXPECT_FALSE(both.command.signals->signals.at(1).keep_active);
        reply_modified(both);
    }
    advance(1s);
    client.announce(conference(10), Announcement::joined, LegId{2});
    reply_modified(expect_signal("ip/1", "cg/bt"));  // no announcement is longer than a minute
}

TEST_F(Sounds, AWelcomeThatWaitsIsPlayedWithWhatWaits_MP2_4_MP6) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    auto modify = expect_modify();
    client.welcome(LegId{1});
    client.announce(conference(10), Announcement::joined, LegId{2});
    client.announce(conference(10), Announcement::left, LegId{2});
    reply_modified(modify);
    expect_event<focus::MediaReserved>();
    auto both = expect_signals("ip/1", {"an/apf", "cg/prt"});
    EXPECT_FALSE(signal_of(both).keep_active);
    reply_modified(both);
    EXPECT_TRUE(sent.empty());
    advance(1s);

    establish(2, 10, "ip/2", 1, 30002);
    client.renegotiate(LegId{2}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    modify = expect_modify();
    client.announce(conference(10), Announcement::left, LegId{1});
    client.welcome(LegId{2});
    reply_modified(modify);
    expect_event<focus::MediaReserved>();
    expect_signals("ip/2", {"an/apf", "cg/prt"});
}

TEST_F(Sounds, AtAnMrfpThatPlaysOneSoundTheWelcomeGivesWay_MP2_4) {
    establish(1, 10);
    client.welcome(LegId{1});
    reply_modified(expect_signal("ip/1", "an/apf"));
    client.announce(conference(10), Announcement::joined, LegId{2});
    reply_error(expect_signals("ip/1", {"an/apf", "cg/bt"}), 513);
    reply_modified(expect_signal("ip/1", "cg/bt"));
    advance(2s);
    client.announce(conference(10), Announcement::joined, LegId{2});
    reply_error(expect_signal("ip/1", "cg/bt"), 513);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Sounds, WhatCannotBePlayedCostsTheLegNothing_MP2_4) {
    establish(1, 10);
    client.welcome(LegId{1});
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    reply_error(expect_signal("ip/1", "an/apf"), 514);
    reply_modified(expect_modify());
    expect_event<focus::MediaReserved>();
    client.welcome(LegId{1});
    expect_signal("ip/1", "an/apf");
    advance(8s);  // longer than an order of the focus may take
    EXPECT_TRUE(inbox.empty());
    EXPECT_EQ(client.counters().media_timeouts, 0U);
}

TEST_F(Sounds, AnOrderBehindASoundThatIsNotAnsweredDoesNotWaitForever_MP2_4) {
    establish(1, 10);
    client.welcome(LegId{1});
    const auto welcome = expect_signal("ip/1", "an/apf");
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    advance(4s);
    expect_failure(1, 503);
    sent.clear();
    reply_modified(welcome);
    expect_subtract("ip/1");
}

TEST_F(Sounds, ATerminationThatIsGoneIsNoticedAllTheSame_MP2_4) {
    establish(1, 10);
    client.welcome(LegId{1});
    reply_error(expect_signal("ip/1", "an/apf"), 430);
    expect_failure(1, 500);
}

TEST_F(Sounds, AtAnotherMrfpNothingIsMadeUpFor_MP2_4) {
    register_mrfp(kSecond, "g-2, an-1, cg-1");
    establish(1, 10);
    client.welcome(LegId{1});
    expect_signal("ip/1", "an/apf");
    client.announce(conference(10), Announcement::joined, LegId{2});
    service_change("Method = Forced, Reason = \"905 x\"");
    next_reply();
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    client.move(LegId{1});
    const auto add = expect_add();
    EXPECT_FALSE(add.command.signals);
    reply(add.id, "Context = 5 { Add = ip/9 { " + local(30000, "8 101") + " } }", kSecond);
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(sent.empty());
    client.announce(conference(10), Announcement::left, LegId{2});
    expect_signal("ip/9", "cg/prt");  // and the welcome with it is over
}

TEST_F(Sounds, AnMrfpWithoutThePackageIsAskedForNothingAndOneLineSaysSo_MP2_4) {
    Log log;
    register_mrfp(kSecond, "g-2, cg-1");
    EXPECT_EQ(log.count("has no package an: media.welcome is not played"), 1U);
    EXPECT_EQ(log.count("is not played"), 1U);
    establish(1, 10);
    reserve(2, 20);  // of both MRFPs the second one has less to do
    reply(expect_add().id, "Context = 5 { Add = ip/9 { " + local(30000, "8 101") + " } }", kSecond);
    expect_event<focus::MediaReserved>();
    client.welcome(LegId{2});
    EXPECT_TRUE(sent.empty());
    EXPECT_EQ(log.count("is not played"), 1U);
}

}  // namespace
}  // namespace isfocus::mrfp
