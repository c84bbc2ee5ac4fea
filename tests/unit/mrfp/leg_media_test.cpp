#include "mrfp/leg_media.h"

#include <gtest/gtest.h>

namespace isfocus::mrfp {
namespace {

Settings narrowband() {
    Settings settings;
    settings.codecs = {{0, "PCMU", 8000, 1, ""}, {8, "PCMA", 8000, 1, ""}, {101, "telephone-event", 8000, 1, "0-15"}};
    return settings;
}

const Settings kSettings = narrowband();

std::string description(std::string_view media_lines, std::string_view address = "IN IP4 192.0.2.1") {
    std::string text = "v=0\r\no=ue 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=";
    return text.append(address).append("\r\nt=0 0\r\n").append(media_lines);
}

std::string local(int port = 30000, std::string_view formats = "0 8 101") {
    return "v=0\nc=IN IP4 127.0.0.2\nm=audio " + std::to_string(port) + " RTP/AVP " + std::string{formats} +
           "\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\n";
}

sdp::Session read(const Result<focus::Description>& result) {
    EXPECT_TRUE(result) << (result ? "" : result.error().detail);
    auto session = result ? sdp::parse(result->sdp) : Result<sdp::Session>(Rejection{});
    EXPECT_TRUE(session);
    return session ? *session : sdp::Session{};
}

LegMedia leg_media() {
    return {kSettings, LegId{7}, "3"};
}

/// A leg whose UE has offered PCMA and telephone-event as 96, and has its answer.
LegMedia answered_leg() {
    auto media = leg_media();
    EXPECT_TRUE(
        media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n")));
    EXPECT_TRUE(media.reserved(
        kSettings, "v=0\nc=IN IP4 127.0.0.2\nm=audio 30000 RTP/AVP 8 96\na=rtpmap:96 telephone-event/8000\n"));
    return media;
}

// CRE-12: reserve and configure in one.
TEST(LegMedia, AsksForWhatTheOfferAndWeHaveInCommon) {
    auto media = leg_media();
    const auto request =
        media.reserve(kSettings, description("m=audio 4000 RTP/AVP 18 8 96\r\na=rtpmap:96 telephone-event/8000\r\n"
                                             "a=fmtp:96 0-11\r\na=ptime:30\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::sendrecv);
    EXPECT_TRUE(request->reserve_value());
    EXPECT_EQ(
        sdp::write_h248({*request->local}),
        "v=0\r\nc=IN IP4 $\r\nm=audio $ RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:96 telephone-event/8000\r\n"
        "a=fmtp:96 0-15\r\na=ptime:20\r\na=maxptime:240\r\n");
    EXPECT_EQ(sdp::write_h248({*request->remote}),
              "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\n"
              "a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-11\r\na=ptime:30\r\n");
}

// RFC 3389
TEST(LegMedia, TakesComfortNoiseThatIsOfferedAndOffersNone_MED33) {
    auto media = leg_media();
    const auto request = media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8 13\r\n"));
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->reserve_value());
    EXPECT_NE(sdp::write_h248({*request->local}).find("m=audio $ RTP/AVP 8 13\r\n"), std::string::npos);
    EXPECT_NE(sdp::write_h248({*request->remote}).find("m=audio 4000 RTP/AVP 8 13\r\n"), std::string::npos);
    const auto answer = media.reserved(kSettings, local(30000, "8 13"));
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->sdp.find("m=audio 30000 RTP/AVP 8 13\r\n"), std::string::npos) << answer->sdp;
    EXPECT_NE(answer->sdp.find("a=rtpmap:13 CN/8000\r\n"), std::string::npos) << answer->sdp;
    const auto wider = media.widen(kSettings);
    ASSERT_TRUE(wider);
    EXPECT_NE(sdp::write_h248({*wider->local}).find(" RTP/AVP 0 8 101 13\r\n"), std::string::npos)
        << sdp::write_h248({*wider->local});

    auto other = leg_media();
    ASSERT_TRUE(other.reserve(kSettings, description("m=audio 4000 RTP/AVP 8 13\r\n")));
    const auto without = other.reserved(kSettings, local(30000, "8"));
    ASSERT_TRUE(without);
    EXPECT_NE(without->sdp.find("m=audio 30000 RTP/AVP 8\r\n"), std::string::npos) << "an MRFP that has none";

    auto called = leg_media();
    const auto offered = called.reserve(kSettings, kSettings.family);
    ASSERT_TRUE(offered);
    EXPECT_EQ(sdp::write_h248({*offered->local}).find(" 13"), std::string::npos);
}

TEST(LegMedia, KnowsTheClockOfTheVoiceThatTheUePrefers_MP2_1) {
    auto settings = kSettings;
    settings.codecs.insert(settings.codecs.begin(), {96, "AMR-WB", 16000, 1, ""});
    auto wide = LegMedia{settings, LegId{7}, "3"};
    EXPECT_EQ(wide.clock(), 8000U) << "nothing is known";
    ASSERT_TRUE(wide.reserve(settings, description("m=audio 4000 RTP/AVP 101 98 8\r\na=rtpmap:98 AMR-WB/16000\r\n"
                                                   "a=rtpmap:101 telephone-event/8000\r\n")));
    ASSERT_TRUE(
        wide.reserved(settings, "v=0\nc=IN IP4 127.0.0.2\nm=audio 30000 RTP/AVP 8 98\na=rtpmap:98 AMR-WB/16000\n"));
    EXPECT_EQ(wide.clock(), 16000U) << "whatever the MRFP lists first";
    EXPECT_EQ(answered_leg().clock(), 8000U);
}

TEST(LegMedia, ReservesNoFurtherValueForASingleFormat) {
    auto media = leg_media();
    const auto request = media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8\r\n"));
    ASSERT_TRUE(request);
    EXPECT_FALSE(request->reserve_value());
}

TEST(LegMedia, ChoosesAnAddressOfTheOfferersFamily) {
    auto media = leg_media();
    const auto request = media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8\r\n", "IN IP6 2001:db8::1"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->local->connection, (sdp::Address{sdp::Address::Family::ip6, "$"}));
}

// CRE-11
TEST(LegMedia, RefusesAnOfferWithoutACodecOfOurs) {
    auto media = leg_media();
    const auto request = media.reserve(kSettings, description("m=audio 4000 RTP/AVP 18\r\n"));
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().status, 488);
}

TEST(LegMedia, AnswersWithWhatTheMrfpChoseAndGranted) {
    auto media = leg_media();
    ASSERT_TRUE(media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8 0\r\nm=video 5000 RTP/AVP 31\r\n")));
    const auto given = media.reserved(kSettings, "v=0\nc=IN IP4 127.0.0.2\nm=audio 30000 RTP/AVP 8\n");
    const auto answer = read(given);
    EXPECT_EQ(answer.origin.id, 7U);
    EXPECT_EQ(answer.origin.version, 1U);
    ASSERT_EQ(answer.media.size(), 2U);
    EXPECT_EQ(answer.media[0].port, 30000);
    EXPECT_EQ(answer.media[0].connection.host, "127.0.0.2");
    EXPECT_EQ(answer.media[0].codecs.size(), 1U);
    EXPECT_EQ(answer.media[0].label, "3");
    EXPECT_TRUE(answer.media[1].rejected());
    EXPECT_EQ(given->streams, (std::vector<focus::MediaStream>{{"audio", "3", Direction::sendrecv}}));
}

// OUT-06, OUT-11
TEST(LegMedia, OffersWhatTheMrfpGrantedAndIsNotHeardBeforeTheAnswer) {
    auto media = leg_media();
    const auto request = media.reserve(kSettings, kSettings.family);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::inactive);
    EXPECT_TRUE(request->reserve_value());
    EXPECT_FALSE(request->remote);
    EXPECT_EQ(sdp::write_h248({*request->local}),
              "v=0\r\nc=IN IP4 $\r\nm=audio $ RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
              "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=maxptime:240\r\n");
    const auto given = media.reserved(kSettings, local());
    ASSERT_TRUE(given);
    EXPECT_EQ(
        given->sdp,
        "v=0\r\no=- 7 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 8 101\r\n"
        "b=AS:80\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        "a=fmtp:101 0-15\r\na=ptime:20\r\na=maxptime:240\r\na=label:3\r\na=sendrecv\r\n");
}

TEST(LegMedia, NarrowsLocalToWhatTheAnswerKeeps) {
    auto media = leg_media();
    ASSERT_TRUE(media.reserve(kSettings, kSettings.family));
    ASSERT_TRUE(media.reserved(kSettings, local()));
    const auto request =
        media.configure(description("m=audio 4000 RTP/AVP 8 98\r\na=rtpmap:98 telephone-event/8000\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::sendrecv);
    EXPECT_EQ(sdp::write_h248({*request->local}),
              "v=0\r\nc=IN IP4 127.0.0.2\r\nm=audio 30000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
              "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n");
    EXPECT_EQ(sdp::write_h248({*request->remote}),
              "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8 98\r\na=rtpmap:8 PCMA/8000\r\n"
              "a=rtpmap:98 telephone-event/8000\r\n");
}

/// The UE's direction mirrored, but who only sends is not heard: that may be hold music.
TEST(LegMedia, EachDirectionOfTheUeIsOneModeInOfferReofferAndAnswer_MP2_1) {
    struct Case {
        const char *direction, *address;
        Mode mode;
    };
    for (const auto& [direction, address, mode] :
         {Case{"", "IN IP4 192.0.2.1", Mode::sendrecv}, Case{"a=sendrecv\r\n", "IN IP4 192.0.2.1", Mode::sendrecv},
          Case{"a=sendonly\r\n", "IN IP4 192.0.2.1", Mode::inactive},
          Case{"a=recvonly\r\n", "IN IP4 192.0.2.1", Mode::sendonly},
          Case{"a=inactive\r\n", "IN IP4 192.0.2.1", Mode::inactive}, Case{"", "IN IP4 0.0.0.0", Mode::inactive},
          Case{"a=sendonly\r\n", "IN IP4 0.0.0.0", Mode::inactive},
          Case{"a=recvonly\r\n", "IN IP4 0.0.0.0", Mode::inactive}}) {
        SCOPED_TRACE(std::string{direction} + address);
        const auto theirs = description(std::string{"m=audio 4000 RTP/AVP 8\r\n"} + direction, address);
        auto dialled_in = leg_media();
        const auto offered = dialled_in.reserve(kSettings, theirs);
        ASSERT_TRUE(offered);
        EXPECT_EQ(offered->mode, mode);
        auto again = answered_leg();
        const auto offered_again = again.renegotiate(kSettings, theirs);
        ASSERT_TRUE(offered_again);
        EXPECT_EQ(offered_again->mode, mode);
        auto dialled_out = leg_media();
        ASSERT_TRUE(dialled_out.reserve(kSettings, kSettings.family));
        ASSERT_TRUE(dialled_out.reserved(kSettings, local()));
        const auto answered = dialled_out.configure(theirs);
        ASSERT_TRUE(answered);
        EXPECT_EQ(answered->mode, mode);
        for (const auto& request : {*offered, *offered_again, *answered})  // mode says it, and nothing else does
            for (const auto& part : {request.local, request.remote})
                if (part) EXPECT_EQ(sdp::write_h248({*part}).find("only\r\n"), std::string::npos);
    }
}

// OUT-44
TEST(LegMedia, RefusesAnAnswerOfNoUse) {
    auto media = leg_media();
    ASSERT_TRUE(media.reserve(kSettings, kSettings.family));
    ASSERT_TRUE(media.reserved(kSettings, local()));
    for (const auto& answer :
         {std::string{"nonsense"}, description("m=audio 0 RTP/AVP 0\r\n"), description("m=audio 4 RTP/AVP 18\r\n")}) {
        const auto request = media.configure(answer);
        ASSERT_FALSE(request);
        EXPECT_EQ(request.error().status, 488);
    }
}

TEST(LegMedia, AReplyWithoutAUsableLocalIsAnError) {
    for (const std::optional<std::string>& reply :
         {std::optional<std::string>{}, std::optional<std::string>{"v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 8\n"},
          std::optional<std::string>{"v=0\nc=IN IP4 127.0.0.2\nm=audio - RTP/AVP -\n"}, std::optional<std::string>{"x"},
          std::optional<std::string>{""}}) {
        auto media = leg_media();
        ASSERT_TRUE(media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8\r\n")));
        const auto given = media.reserved(kSettings, reply);
        ASSERT_FALSE(given);
        EXPECT_EQ(given.error().status, 500);
    }
}

TEST(LegMedia, AnMrfpThatGrantsNoVoiceMakesTheOfferUnacceptable) {
    auto media = leg_media();
    ASSERT_TRUE(
        media.reserve(kSettings, description("m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n")));
    const auto given = media.reserved(kSettings, local(30000, "101"));
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().status, 488);
}

// DLG-02
TEST(LegMedia, HoldsWithTheModeAlone) {
    auto media = answered_leg();
    const auto request = media.renegotiate(
        kSettings, description("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\na=sendonly\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::inactive);  // hold music shall not reach the others
    EXPECT_FALSE(request->local);
    EXPECT_FALSE(request->remote);
    const auto given = media.reserved(kSettings, std::nullopt);
    EXPECT_EQ(read(given).media[0].direction, Direction::recvonly);
    EXPECT_EQ(read(given).origin.version, 2U);  // DLG-01
    EXPECT_EQ(given->streams[0].direction, Direction::sendonly);
}

TEST(LegMedia, ListensOnlyWhenTheUeWantsToHearOnly) {
    auto media = answered_leg();
    const auto request = media.renegotiate(
        kSettings, description("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\na=recvonly\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::sendonly);
}

TEST(LegMedia, ALegacyHoldLeavesTheRemoteAsItWas) {
    auto media = answered_leg();
    const auto request = media.renegotiate(
        kSettings, description("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n", "IN IP4 0.0.0.0"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::inactive);
    EXPECT_FALSE(request->remote);
}

TEST(LegMedia, FollowsTheUeToAnotherAddressAndCodec) {
    auto media = answered_leg();
    const auto request = media.renegotiate(kSettings, description("m=audio 4444 RTP/AVP 0\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->local->media[0].codecs[0].name, "PCMU");
    EXPECT_EQ(request->local->media[0].port, 30000);
    EXPECT_EQ(request->remote->media[0].port, 4444);
    const auto answer = read(media.reserved(kSettings, std::nullopt));
    EXPECT_EQ(answer.media[0].codecs[0].name, "PCMU");
    EXPECT_EQ(answer.origin.version, 2U);
}

TEST(LegMedia, AnOfferThatChangesNothingGetsTheSameAnswerAgain) {
    auto media = answered_leg();
    ASSERT_TRUE(
        media.renegotiate(kSettings, description("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n")));
    EXPECT_EQ(read(media.reserved(kSettings, std::nullopt)).origin.version, 1U);
}

TEST(LegMedia, OffersAgainToBothSendAndReceiveEvenWhileHeld) {
    auto media = answered_leg();
    ASSERT_TRUE(media.renegotiate(
        kSettings, description("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\na=inactive\r\n")));
    ASSERT_TRUE(media.reserved(kSettings, std::nullopt));
    const auto offer = read(media.offer_again());
    EXPECT_EQ(offer.media[0].direction, Direction::sendrecv);
    EXPECT_EQ(offer.origin.version, 3U);
    const auto request = media.configure(description("m=audio 4002 RTP/AVP 8\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, Mode::sendrecv);
    EXPECT_EQ(request->remote->media[0].port, 4002);
}

TEST(LegMedia, MovesWithEverythingAndOffersItsNewPlaceAsTheNextVersion) {
    auto media = answered_leg();
    const auto request = media.relocate(kSettings);
    EXPECT_EQ(request.mode, Mode::sendrecv);
    EXPECT_TRUE(request.local->media[0].choose_port);
    EXPECT_EQ(request.remote->media[0].port, 4000);
    const auto offer = read(media.reserved(kSettings,
                                           "v=0\nc=IN IP4 127.0.0.3\nm=audio 40000 RTP/AVP 8 96\n"
                                           "a=rtpmap:96 telephone-event/8000\n"));
    EXPECT_EQ(offer.origin.version, 2U);
    EXPECT_EQ(offer.media[0].port, 40000);
    EXPECT_EQ(offer.media[0].connection.host, "127.0.0.3");
    EXPECT_EQ(offer.media[0].direction, Direction::sendrecv);
}

}  // namespace
}  // namespace isfocus::mrfp
