#include "mp.h"
#include "mrfp/leg_media.h"

/// A user who is not heard although he wants to be (example 10), and the keys by which he says so (examples 27 and 28).
namespace isfocus::mrfp {
namespace {

class Muting : public Mp {
protected:
    Muting() { register_mrfp(); }

    static focus::Description ue_that(std::string_view direction) {
        auto description = ue();
        description.sdp += "a=" + std::string{direction} + "\r\n";
        return description;
    }
    Request expect_mode(h248::StreamMode mode) {
        auto modify = expect_modify();
        EXPECT_EQ(mode_of(modify), mode);
        return modify;
    }
    static std::optional<h248::StreamMode> mode_of(const Request& request) {
        const auto* stream = request.command.media ? h248::find_stream(*request.command.media, 1) : nullptr;
        return stream && stream->control ? stream->control->mode : std::nullopt;
    }
    void renegotiated(std::string_view direction, h248::StreamMode mode) {
        client.renegotiate(LegId{1}, ue_that(direction));
        reply_modified(expect_mode(mode));
        expect_event<focus::MediaReserved>();
    }
};

TEST_F(Muting, IsTheModeThatIsLeftOfWhatTheUeAgreedTo_MED26_MP2_1) {
    EXPECT_EQ(muted(Mode::sendrecv), Mode::sendonly);
    EXPECT_EQ(muted(Mode::sendonly), Mode::sendonly);
    EXPECT_EQ(muted(Mode::recvonly), Mode::inactive);
    EXPECT_EQ(muted(Mode::inactive), Mode::inactive);
}

TEST_F(Muting, IsAModifyOfTheModeAlone_MED26) {
    establish(1, 10);
    client.mute(LegId{1}, true);
    const auto modify = expect_mode(h248::StreamMode::send_only);
    const auto* stream = h248::find_stream(*modify.command.media, 1);
    EXPECT_FALSE(stream->local);
    EXPECT_FALSE(stream->remote);
    EXPECT_FALSE(modify.command.events);
    EXPECT_FALSE(modify.command.signals);
    reply_modified(modify);
    client.mute(LegId{1}, false);
    reply_modified(expect_mode(h248::StreamMode::send_receive));
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

/// Each way in which the UE may send and receive, without and with the mute.
TEST_F(Muting, GoesThroughHoldAndResume_MED26) {
    using enum h248::StreamMode;
    establish(1, 10);
    client.mute(LegId{1}, true);
    reply_modified(expect_mode(send_only));
    renegotiated("sendonly", inactive);
    renegotiated("inactive", inactive);
    renegotiated("recvonly", send_only);
    renegotiated("sendrecv", send_only);
    renegotiated("sendonly", inactive);
    client.mute(LegId{1}, false);
    reply_modified(expect_mode(inactive));
    renegotiated("recvonly", send_only);
    renegotiated("sendonly", inactive);
    renegotiated("inactive", inactive);
    renegotiated("sendrecv", send_receive);
}

TEST_F(Muting, AnswersToOffersOfOursLeaveItMuted_MED26) {
    establish(1, 10);
    client.mute(LegId{1}, true);
    reply_modified(expect_mode(h248::StreamMode::send_only));
    client.offer_again(LegId{1});
    reply_modified(expect_mode(h248::StreamMode::send_only));
    expect_event<focus::MediaReserved>();
    client.configure(LegId{1}, ue());
    reply_modified(expect_mode(h248::StreamMode::send_only));
    expect_event<focus::MediaConfigured>();
}

TEST_F(Muting, WaitsForWhatIsUnderWayAndTheLastWordCounts_MED26_MP6) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    const auto modify = expect_modify();
    client.mute(LegId{1}, true);
    client.mute(LegId{1}, false);
    client.mute(LegId{1}, true);
    EXPECT_TRUE(sent.empty());
    reply_modified(modify);
    expect_event<focus::MediaReserved>();
    reply_modified(expect_mode(h248::StreamMode::send_only));
    EXPECT_TRUE(sent.empty());
}

TEST_F(Muting, IsKeptAtAnotherMrfp_MED26) {
    register_mrfp(kSecond);
    establish(1, 10);
    client.mute(LegId{1}, true);
    expect_mode(h248::StreamMode::send_only);
    service_change("Method = Forced, Reason = \"905 x\"");
    next_reply();
    EXPECT_TRUE(expect_event<focus::MrfpLost>().can_move);
    client.move(LegId{1});
    const auto add = expect_add();
    EXPECT_EQ(mode_of(add), h248::StreamMode::send_only);
    reply(add.id, "Context = 5 { Add = ip/9 { " + local(30000, "8 101") + " } }", kSecond);
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(sent.empty());
    client.mute(LegId{1}, false);
    expect_mode(h248::StreamMode::send_receive);
}

TEST_F(Muting, WhatIsRefusedIsToldAndUndone_MED26) {
    establish(1, 10);
    client.mute(LegId{1}, true);
    reply_error(expect_mode(h248::StreamMode::send_only), 517);
    const auto failed = expect_event<focus::MuteFailed>();
    EXPECT_EQ(failed.leg, LegId{1});
    EXPECT_FALSE(failed.is_muted);
    renegotiated("sendrecv", h248::StreamMode::send_receive);
}

TEST_F(Muting, OfNobodyIsNothing_MED26) {
    client.mute(LegId{7}, true);
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

class Pressed : public Mp {
protected:
    Pressed() : Mp(with_keys()) {}

    static Settings with_keys() {
        auto settings = two_mrfps();
        settings.keys = true;
        return settings;
    }
    void notify(std::uint32_t request_id, std::string_view event) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 1 { Notify = ip/1 { ObservedEvents = " +
                   std::to_string(request_id) + " { 20251120T09012550:" + std::string{event} + " } } } }");
        EXPECT_FALSE(next_reply().error);
    }
};

TEST_F(Pressed, KeysAreAskedForAndTold_MED26) {
    register_mrfp(kMid, "g-2, dd-1");
    reserve(1, 10);
    const auto add = expect_add();
    const auto& events = *add.command.events;
    ASSERT_EQ(events.events.size(), 2U);
    EXPECT_EQ(events.events[1].name, "dd/std");
    EXPECT_TRUE(events.events[1].keep_active);  // nothing that is played stops for a key
    EXPECT_EQ(h248::find(events.events[1].parameters, "tl")->value(), "*");
    reply_added(add);
    expect_event<focus::MediaReserved>();
    const std::pair<const char*, char> keys[] = {{"d0", '0'}, {"D9", '9'}, {"ds", '*'},
                                                 {"do", '#'}, {"da", 'A'}, {"dd/dd", 'D'}};
    for (const auto& [id, key] : keys) {
        notify(*events.request_id, "dd/std { tid = " + std::string{id} + " }");
        const auto pressed = expect_event<focus::KeyPressed>();
        EXPECT_EQ(pressed.leg, LegId{1});
        EXPECT_EQ(pressed.key, key);
    }
    for (const auto* const id : {"dx", "x1", "d", "d10", "dd/"})
        notify(*events.request_id, "dd/std { tid = " + std::string{id} + " }");
    notify(*events.request_id, "dd/std");
    notify(*events.request_id + 1, "dd/std { tid = d1 }");
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

TEST_F(Pressed, KeysAreNotAskedForWhereTheMrfpTellsNone_MED26) {
    register_mrfp(kMid, "g-2, cg-1");
    reserve(1, 10);
    EXPECT_EQ(expect_add().command.events->events.size(), 1U);
}

TEST_F(Muting, KeysAreNotAskedForWhereNobodyWantsThem_MED26) {
    register_mrfp(kMid, "g-2, dd-1");
    reserve(1, 10);
    EXPECT_EQ(expect_add().command.events->events.size(), 1U);
}

}  // namespace
}  // namespace isfocus::mrfp
