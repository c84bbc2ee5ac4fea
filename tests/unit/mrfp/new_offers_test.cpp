#include "mp.h"

/// Modify (mp-h248 2): new offers of a user, and to one.
namespace isfocus::mrfp {
namespace {

// DLG-02
TEST_F(Orders, HoldAndResumeChangeTheModeAlone) {
    establish(1, 10);
    const std::pair<const char*, h248::StreamMode> steps[] = {{"a=sendonly\r\n", h248::StreamMode::inactive},
                                                              {"a=recvonly\r\n", h248::StreamMode::send_only},
                                                              {"", h248::StreamMode::send_receive}};
    for (const auto& [attribute, mode] : steps) {
        auto offer = ue();
        offer.sdp += attribute;
        client.renegotiate(LegId{1}, offer);
        const auto modify = expect_modify();
        const auto* stream = h248::find_stream(*modify.command.media, 1);
        EXPECT_EQ(stream->control->mode, mode);
        EXPECT_FALSE(stream->local);
        EXPECT_FALSE(stream->remote);
        reply_modified(modify);
        expect_event<focus::MediaReserved>();
    }
}

// DLG-01: unacceptable, session unchanged
TEST_F(Orders, ARefusedNewOfferLeavesTheTerminationAsItWas) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 18\r\n"));
    expect_failure(1, 488);
    client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 0\r\n"));
    reply_error(expect_modify(), 515);
    expect_failure(1, 488);
    EXPECT_TRUE(sent.empty());
    client.renegotiate(LegId{1}, ue());
    reply_modified(expect_modify());
    expect_event<focus::MediaReserved>();
    client.release(LegId{1});
    expect_subtract("ip/1");
}

TEST_F(Orders, AModifyThatFailsEndsTheLeg) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 0\r\n"));
    reply_error(expect_modify(), 529);
    expect_failure(1, 500);
    expect_subtract("ip/1");
}

TEST_F(Orders, AModifyThatTookTheVoiceAwayEndsTheLegBecauseThereIsNoWayBack) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 0\r\n"));
    reply(expect_modify().id, "Context = 1 { Modify = ip/1 { " + local(30000, "101") + " } }");
    expect_failure(1, 500);  // not 488, which would say that the session is unchanged
    expect_subtract("ip/1");
}

TEST_F(Orders, ATerminationThatTheMrfpDoesNotKnowIsGone) {
    for (const int code : {430, 435}) {
        establish(code, code);
        client.renegotiate(LegId{static_cast<std::uint64_t>(code)}, ue("m=audio 4000 RTP/AVP 0\r\n"));
        reply_error(expect_modify(), code);
        expect_failure(code, 500);
        EXPECT_TRUE(sent.empty());
    }
}

TEST_F(Orders, NeverAreTwoRequestsForOneTerminationUnderWay) {
    reserve(1, 10, std::nullopt);
    reply_added(expect_add());
    expect_event<focus::MediaReserved>();
    client.configure(LegId{1}, ue());
    const auto first = expect_modify();
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    client.offer_again(LegId{1});
    EXPECT_TRUE(sent.empty());
    reply_modified(first);
    expect_event<focus::MediaConfigured>();
    const auto second = expect_modify();
    EXPECT_TRUE(inbox.empty());
    reply_modified(second);
    expect_event<focus::MediaReserved>();
    const auto third = expect_modify();
    EXPECT_TRUE(inbox.empty());
    reply_modified(third);
    expect_event<focus::MediaReserved>();
}

TEST_F(Orders, ALegReleasedWhileItsModifyIsUnansweredIsSubtractedAfterwards) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    const auto modify = expect_modify();
    client.release(LegId{1});
    EXPECT_TRUE(sent.empty());
    reply_modified(modify);
    expect_subtract("ip/1");
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, AModifyThatIsNotAnsweredInTimeEndsTheLeg) {
    establish(1, 10);
    client.renegotiate(LegId{1}, ue("m=audio 4002 RTP/AVP 8\r\n"));
    const auto modify = expect_modify();
    advance(4100ms);
    expect_failure(1, 503);
    sent.clear();
    reply_modified(modify);
    expect_subtract("ip/1");
    EXPECT_TRUE(inbox.empty());
}

// RFC 3261 14.2
TEST_F(Orders, OffersAgainAllThatThereIs_DLG04) {
    establish(1, 10);
    client.offer_again(LegId{1});
    const auto wider = expect_modify();
    const auto* stream = h248::find_stream(*wider.command.media, 1);
    EXPECT_NE(stream->local->find("m=audio 30000 RTP/AVP 0 8 101\r\n"), std::string::npos);
    EXPECT_FALSE(stream->remote);
    reply_modified(wider);
    const auto reserved = expect_event<focus::MediaReserved>();
    EXPECT_NE(reserved.local.sdp.find("m=audio 30000 RTP/AVP 0 8 101\r\n"), std::string::npos);
    client.configure(LegId{1}, ue("m=audio 4008 RTP/AVP 0\r\n"));
    const auto narrower = expect_modify();
    EXPECT_NE(h248::find_stream(*narrower.command.media, 1)->local->find("m=audio 30000 RTP/AVP 0\r\n"),
              std::string::npos);
    reply_modified(narrower);
    expect_event<focus::MediaConfigured>();
}

TEST_F(Orders, OffersAgainWhatThereIsWhereTheMrfpGivesNoMore_DLG04) {
    establish(1, 10);
    for (const int code : {449, 510}) {
        client.offer_again(LegId{1});
        reply_error(expect_modify(), code);
        const auto reserved = expect_event<focus::MediaReserved>();
        EXPECT_NE(reserved.local.sdp.find("m=audio 30000 RTP/AVP 8 101\r\n"), std::string::npos);
    }
    client.configure(LegId{1}, ue("m=audio 4008 RTP/AVP 8\r\n"));
    reply_modified(expect_modify());
    expect_event<focus::MediaConfigured>();
}

// RFC 6337 5.3
TEST_F(Orders, OffersAgainWithoutAskingTheMrfpForWhatItHas) {
    reserve(1, 10, std::nullopt);
    reply_added(expect_add());
    expect_event<focus::MediaReserved>();
    client.offer_again(LegId{1});
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(sent.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
