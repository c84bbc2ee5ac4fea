#include "isfocus/sdp/offer_answer.h"

#include <gtest/gtest.h>

namespace isfocus::sdp {
namespace {

const std::vector<Codec> kG711{
    {0, "PCMU", 8000, 1, ""}, {8, "PCMA", 8000, 1, ""}, {101, "telephone-event", 8000, 1, "0-15"}};

Session offered(std::string_view media_lines, std::string_view address = "IN IP4 192.0.2.1") {
    std::string text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=";
    auto session = parse(text.append(address).append("\r\nt=0 0\r\n").append(media_lines));
    EXPECT_TRUE(session) << session.error().detail;
    return session ? *session : Session{};
}

LocalMedia our_media() {
    LocalMedia local;
    local.origin = {"-", 77, 1, address_of("127.0.0.2")};
    local.address = address_of("127.0.0.2");
    local.port = 30000;
    local.codecs = kG711;
    local.label = "1";
    return local;
}

Session answered(const Session& offer, const LocalMedia& local = our_media()) {
    auto result = answer(offer, local);
    EXPECT_TRUE(result) << result.error().detail;
    return result ? *result : Session{};
}

std::vector<int> payload_types(const std::vector<Codec>& codecs) {
    std::vector<int> types;
    for (const auto& codec : codecs) types.push_back(codec.payload_type);
    return types;
}

// CRE-09
TEST(Answer, KeepsTheOfferersPreferenceAndPayloadTypes) {
    const auto result =
        answered(offered("m=audio 4000 RTP/AVP 18 8 96 0\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-11\r\n"));
    ASSERT_EQ(result.media.size(), 1U);
    EXPECT_EQ(result.media[0].codecs,
              (std::vector<Codec>{
                  {8, "PCMA", 8000, 1, ""}, {96, "telephone-event", 8000, 1, "0-15"}, {0, "PCMU", 8000, 1, ""}}));
    EXPECT_EQ(result.media[0].port, 30000);
    EXPECT_EQ(result.media[0].connection.host, "127.0.0.2");
}

// XML-08, OUT-11
TEST(Widened, HasAllCodecsUnderThePayloadTypesInUse_DLG04) {  // RFC 3264 8.3.2
    const std::vector<Codec> ours = {{96, "AMR-WB", 16000, 1, ""},
                                     {97, "AMR", 8000, 1, ""},
                                     {0, "PCMU", 8000, 1, ""},
                                     {98, "telephone-event", 8000, 1, "0-15"}};
    const std::vector<Codec> agreed = {{0, "PCMU", 8000, 1, ""}, {96, "telephone-event", 8000, 1, "0-15"}};
    const auto all = widened(agreed, ours);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0].name, "AMR-WB");
    EXPECT_EQ(all[0].payload_type, 99);  // 96 is in use for another, 97 and 98 are somebody's
    EXPECT_EQ(all[1].payload_type, 97);
    EXPECT_EQ(all[2], agreed[0]);
    EXPECT_EQ(all[3], agreed[1]);
    EXPECT_EQ(widened(all, ours), all);
}

TEST(Answer, RepeatsTheTimesOfTheOffer) {  // RFC 3264 6
    const auto answer_to = [](const std::string& times) {
        const auto offer = parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n" + times +
                                 "m=audio 4000 RTP/AVP 0\r\n");
        EXPECT_TRUE(offer);
        LocalMedia local;
        local.address = {Address::Family::ip4, "127.0.0.1"};
        local.port = 30000;
        local.codecs = {{0, "PCMU", 8000, 1, ""}};
        return write(*answer(*offer, local));
    };
    EXPECT_NE(answer_to("t=3034423619 3042462419\r\nt=1 0\r\n").find("\r\nt=3034423619 3042462419\r\n"),
              std::string::npos);
    for (const char* none : {"t=0 0\r\n", "", "t=now and then\r\n", "t=1\r\n", "t=1 2 3\r\n"})
        EXPECT_NE(answer_to(none).find("\r\nt=0 0\r\n"), std::string::npos) << none;
}

TEST(Answer, LabelsTheLineInUse) {
    EXPECT_EQ(answered(offered("m=audio 4000 RTP/AVP 0\r\n")).media[0].label, "1");
}

TEST(Answer, KeepsTelephoneEventOnlyAtTheClockOfAVoiceThatStays) {
    const auto offer = offered(
        "m=audio 4000 RTP/AVP 97 0 98 99\r\na=rtpmap:97 AMR-WB/16000\r\na=rtpmap:98 telephone-event/16000\r\n"
        "a=rtpmap:99 telephone-event/8000\r\n");
    auto local = our_media();
    local.codecs.push_back({102, "telephone-event", 16000, 1, ""});
    EXPECT_EQ(payload_types(answered(offer, local).media[0].codecs), (std::vector<int>{0, 99}));
}

// RFC 3264 6: as many lines as the offer, in its order.
// RFC 3389, RFC 3264 6
TEST(Answer, KeepsComfortNoiseBesideAVoiceThatHasNoneOfItsOwn_MED33) {
    auto local = our_media();
    local.codecs.push_back({9, "G722", 8000, 1, ""});
    local.codecs.push_back({96, "AMR", 8000, 1, ""});
    local.codecs.push_back({97, "AMR-WB", 16000, 1, ""});
    local.codecs.push_back({13, "CN", 8000, 1, ""});
    local.codecs.push_back({98, "CN", 16000, 1, ""});
    const auto kept = [&](std::string_view line) {
        return payload_types(answered(offered(std::string{"m=audio 4000 RTP/AVP "}.append(line).append(
                                          "\r\na=rtpmap:96 AMR/8000\r\na=rtpmap:97 AMR-WB/16000\r\n"
                                          "a=rtpmap:98 CN/16000\r\na=rtpmap:101 telephone-event/8000\r\n")),
                                      local)
                                 .media[0]
                                 .codecs);
    };
    EXPECT_EQ(kept("13 8"), (std::vector{13, 8}));
    EXPECT_EQ(kept("0 18 13 101"), (std::vector{0, 13, 101}));
    EXPECT_EQ(kept("9 13"), (std::vector{9, 13}));
    EXPECT_EQ(kept("96 13 101"), (std::vector{96, 101})) << "AMR has its own";
    EXPECT_EQ(kept("96 8 13"), (std::vector{96, 8, 13}));
    EXPECT_EQ(kept("97 98"), (std::vector{97}));
    EXPECT_EQ(kept("8 98"), (std::vector{8})) << "at another clock";
    const auto refused = answer(offered("m=audio 4000 RTP/AVP 13 101\r\na=rtpmap:101 telephone-event/8000\r\n"), local);
    ASSERT_FALSE(refused) << "no voice";
    EXPECT_EQ(refused.error().status, 488);
    EXPECT_EQ(payload_types(answered(offered("m=audio 4000 RTP/AVP 8 13\r\n")).media[0].codecs), std::vector{8})
        << "not where we have none";
}

TEST(Answer, ComfortNoiseTakesNoBandwidthOfItsOwn_MED33) {
    auto local = our_media();
    const auto without = answered(offered("m=audio 4000 RTP/AVP 8\r\n"), local).media[0].bandwidths;
    local.codecs.push_back({13, "CN", 8000, 1, ""});
    EXPECT_EQ(answered(offered("m=audio 4000 RTP/AVP 8 13\r\n"), local).media[0].bandwidths, without);
    EXPECT_FALSE(without.empty());
}

TEST(Answer, RefusesEveryOtherLineInItsPlace) {
    const auto result =
        answered(offered("m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio 4000 RTP/AVP 0\r\n"
                         "m=audio 4002 RTP/AVP 0\r\nm=message 7394 TCP/MSRP *\r\n"));
    ASSERT_EQ(result.media.size(), 4U);
    EXPECT_TRUE(result.media[0].rejected());
    EXPECT_EQ(result.media[0].type, "video");
    EXPECT_FALSE(result.media[1].rejected());
    EXPECT_TRUE(result.media[2].rejected());
    EXPECT_TRUE(result.media[3].rejected());
    const auto text = write(result);
    EXPECT_NE(text.find("m=video 0 RTP/AVP 96\r\n"), std::string::npos);
    EXPECT_NE(text.find("m=message 0 TCP/MSRP *\r\n"), std::string::npos);
    EXPECT_EQ(text.find("H264"), std::string::npos);
}

TEST(Answer, SkipsAnAudioLineWithoutACodecOfOurs) {
    const auto result = answered(offered("m=audio 4000 RTP/AVP 18\r\nm=audio 4002 RTP/AVP 0\r\n"));
    EXPECT_TRUE(result.media[0].rejected());
    EXPECT_FALSE(result.media[1].rejected());
}

// DLG-02
TEST(Answer, MirrorsTheDirection) {
    const auto direction_for = [](std::string_view attribute) {
        return answered(offered("m=audio 4000 RTP/AVP 0\r\na=" + std::string{attribute} + "\r\n")).media[0].direction;
    };
    EXPECT_EQ(direction_for("sendrecv"), Direction::sendrecv);
    EXPECT_EQ(direction_for("sendonly"), Direction::recvonly);
    EXPECT_EQ(direction_for("recvonly"), Direction::sendonly);
    EXPECT_EQ(direction_for("inactive"), Direction::inactive);
    EXPECT_EQ(answered(offered("m=audio 4000 RTP/AVP 0\r\n", "IN IP4 0.0.0.0")).media[0].direction,
              Direction::recvonly);
}

TEST(Answer, NeverExceedsTheDirectionThatWeWant) {
    auto local = our_media();
    local.direction = Direction::sendonly;
    EXPECT_EQ(answered(offered("m=audio 4000 RTP/AVP 0\r\n"), local).media[0].direction, Direction::sendonly);
    EXPECT_EQ(answered(offered("m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n"), local).media[0].direction,
              Direction::inactive);
}

TEST(Answer, SpeaksIpv6) {
    auto local = our_media();
    local.address = address_of("2001:db8::2");
    const auto text = write(answered(offered("m=audio 4000 RTP/AVP 0\r\n", "IN IP6 2001:db8::1"), local));
    EXPECT_NE(text.find("c=IN IP6 2001:db8::2\r\n"), std::string::npos);
}

// CRE-11
TEST(Answer, TellsWhyAnOfferIsNotAcceptable) {
    const auto detail_for = [](std::string_view media_lines) {
        const auto result = answer(offered(media_lines), our_media());
        EXPECT_FALSE(result);
        EXPECT_EQ(result.error().status, 488);
        return result.error().detail;
    };
    EXPECT_EQ(detail_for("m=audio 4000 RTP/AVP 18\r\n"), "sdp: no common audio codec");
    EXPECT_EQ(detail_for("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 telephone-event/8000\r\n"),
              "sdp: no common audio codec");
    EXPECT_EQ(detail_for("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMU/16000\r\n"), "sdp: no common audio codec");
    EXPECT_EQ(detail_for("m=audio 0 RTP/AVP 0\r\n"), "sdp: no audio over RTP/AVP offered");
    EXPECT_EQ(detail_for("m=audio 4000 RTP/SAVP 0\r\n"), "sdp: no audio over RTP/AVP offered");
    EXPECT_EQ(detail_for("m=video 4000 RTP/AVP 31\r\n"), "sdp: no audio over RTP/AVP offered");
    EXPECT_EQ(detail_for(""), "sdp: no audio over RTP/AVP offered");
    for (const char* many : {"IP4 224.2.1.1/127", "IP4 239.255.255.255/1", "IP4 255.255.255.255", "IP6 FF1E::1"})
        EXPECT_EQ(detail_for("m=audio 4000 RTP/AVP 0\r\nc=IN " + std::string(many) + "\r\n"),
                  "sdp: no audio over RTP/AVP offered")
            << many;
}

// RFC 4867 8.3.1: octet-align is not negotiated, both packings are offered as payload types of their own.
TEST(Answer, TakesTheAmrPackingThatWeHave) {
    const auto offer = offered(
        "m=audio 4000 RTP/AVP 96 97\r\na=rtpmap:96 AMR/8000\r\na=fmtp:96 mode-change-capability=2; octet-align=1\r\n"
        "a=rtpmap:97 AMR/8000\r\n");
    auto local = our_media();
    local.codecs = {{110, "AMR", 8000, 1, "max-red=0"}};
    EXPECT_EQ(answered(offer, local).media[0].codecs, (std::vector<Codec>{{97, "AMR", 8000, 1, "max-red=0"}}));
    local.codecs = {{110, "amr", 8000, 1, "octet-align=1"}};
    EXPECT_EQ(payload_types(answered(offer, local).media[0].codecs), std::vector<int>{96});
}

// RFC 4867 8.3.1, TS 26.114 6.2.2
TEST(Answer, RepeatsWhatAnAmrOfferSaysOfBothDirections) {
    auto local = our_media();
    local.codecs = {{110, "AMR-WB", 16000, 1, ""}, {111, "AMR-WB", 16000, 1, "octet-align=1; mode-set=0,1,2"}};
    const auto answered_to = [&](const std::string& fmtp) {
        const auto result = answer(
            offered("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 AMR-WB/16000/1\r\na=fmtp:96 " + fmtp + "\r\n"), local);
        return result ? result->media[0].codecs[0].fmtp : result.error().detail;
    };
    EXPECT_EQ(answered_to("mode-change-capability=2; max-red=220"), "mode-change-capability=2; max-red=220");
    EXPECT_EQ(answered_to("mode-set=0,2; octet-align=0"), "octet-align=0; mode-set=0,2");
    EXPECT_EQ(answered_to("octet-align=1"), "octet-align=1; mode-set=0,1,2");
    EXPECT_EQ(answered_to("mode-set=2,8,1;octet-align=1"), "octet-align=1; mode-set=2,1");
    for (const char* none : {"octet-align=1; mode-set=8", "octet-align=1; crc=1", "robust-sorting=1; octet-align=1",
                             "octet-align=1; interleaving=30"})
        EXPECT_EQ(answered_to(none), "sdp: no common audio codec") << none;
}

// What a VoLTE UE offers: EVS, each AMR in both packings, events at both clocks.
TEST(Answer, ChoosesAmongAllThatAVolteUeOffers) {
    const auto offer = offered(
        "m=audio 4000 RTP/AVP 127 96 97 98 99 100 101\r\nb=AS:80\r\nb=RS:600\r\nb=RR:2000\r\n"
        "a=rtpmap:127 EVS/16000\r\na=fmtp:127 br=5.9-24.4; bw=nb-swb\r\n"
        "a=rtpmap:96 AMR-WB/16000\r\na=fmtp:96 mode-change-capability=2; max-red=220\r\n"
        "a=rtpmap:97 AMR-WB/16000\r\na=fmtp:97 octet-align=1; max-red=220\r\n"
        "a=rtpmap:98 AMR/8000\r\na=rtpmap:99 AMR/8000\r\na=fmtp:99 octet-align=1\r\n"
        "a=rtpmap:100 telephone-event/16000\r\na=rtpmap:101 telephone-event/8000\r\n"
        "a=ptime:20\r\na=maxptime:240\r\nm=video 5000 RTP/AVP 31\r\nm=text 0 RTP/AVP 98\r\n");
    auto local = our_media();
    local.codecs = {{110, "AMR-WB", 16000, 1, ""}, {111, "telephone-event", 16000, 1, "0-15"}};
    const auto result = answered(offer, local);
    EXPECT_EQ(payload_types(result.media[0].codecs), (std::vector<int>{96, 100}));
    EXPECT_EQ(result.media[0].bandwidths, (std::vector<Bandwidth>{{"AS", 41}, {"RS", 600}, {"RR", 2000}}));
    EXPECT_TRUE(result.media[1].rejected() && result.media[2].rejected());
}

TEST(Answer, SaysWhichBandwidthItTakes) {
    const auto as = [](std::vector<Codec> codecs, std::string_view ours) {
        auto local = our_media();
        local.codecs = std::move(codecs);
        local.address = address_of(ours);
        const auto lines = make_offer(local).media[0].bandwidths;
        return lines.empty() ? 0U : lines.front().value;
    };
    const Codec amr{96, "AMR", 8000, 1, ""}, amr_wb{97, "AMR-WB", 16000, 1, ""},
        event{101, "telephone-event", 8000, 1, ""};
    EXPECT_EQ(as(kG711, "127.0.0.2"), 80U);
    EXPECT_EQ(as({amr, event}, "127.0.0.2"), 29U);  // the values of TS 26.114 for one frame in a packet
    EXPECT_EQ(as({amr}, "::1"), 37U);
    EXPECT_EQ(as({amr, amr_wb}, "127.0.0.2"), 41U);
    EXPECT_EQ(as({amr_wb}, "::1"), 49U);
    EXPECT_EQ(as({{98, "EVS", 16000, 1, ""}}, "::1"), 0U);
}

TEST(CommonAudio, KeepsTheOfferersParametersForSending) {
    const auto offer = offered("m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-11\r\n");
    const auto audio = common_audio(offer, kG711);
    ASSERT_TRUE(audio);
    EXPECT_EQ(audio->offered.at(1).fmtp, "0-11");
    EXPECT_EQ(audio->codecs.at(1).fmtp, "0-15");
}

// OUT-11
TEST(Offer, HasOneLabelledAudioLineWithAllOurCodecs) {
    const auto offer = make_offer(our_media());
    EXPECT_EQ(
        write(offer),
        "v=0\r\no=- 77 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 8 101\r\n"
        "b=AS:80\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 "
        "0-15\r\n"
        "a=ptime:20\r\na=label:1\r\na=sendrecv\r\n");
}

TEST(Agreement, HasThePayloadTypesOfEachDirection) {
    const auto agreement =
        agree(make_offer(our_media()),
              offered("m=audio 4000 RTP/AVP 8 98\r\na=rtpmap:98 telephone-event/8000\r\na=recvonly\r\n"));
    ASSERT_TRUE(agreement);
    EXPECT_EQ(payload_types(agreement->receive), (std::vector<int>{8, 101}));
    EXPECT_EQ(payload_types(agreement->send), (std::vector<int>{8, 98}));
    EXPECT_EQ(agreement->direction, Direction::sendonly);
}

// OUT-44
TEST(Agreement, AnAnswerThatKeepsNothingIsOfNoUse) {
    const auto offer = make_offer(our_media());
    EXPECT_TRUE(usable_answer(offer, offered("m=audio 4000 RTP/AVP 0\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("m=audio 0 RTP/AVP 0\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("m=audio 4000 RTP/AVP 18\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 telephone-event/8000\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("m=audio 4000 RTP/SAVP 0\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("m=video 4000 RTP/AVP 31\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("m=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\n")));
    EXPECT_FALSE(usable_answer(offer, offered("")));
    EXPECT_FALSE(usable_answer(Session{}, Session{}));
}

// DLG-01
TEST(NextVersion, GrowsOnlyWhenTheDescriptionChanges) {
    const auto first = make_offer(our_media());
    auto local = our_media();
    local.origin = {"other", 9, 9, address_of("127.0.0.9")};
    EXPECT_EQ(next_version(first, make_offer(local)), first);
    local.direction = Direction::recvonly;
    const auto second = next_version(first, make_offer(local));
    EXPECT_EQ(second.origin.id, 77U);
    EXPECT_EQ(second.origin.version, 2U);
    EXPECT_EQ(second.media[0].direction, Direction::recvonly);
}

}  // namespace
}  // namespace isfocus::sdp
