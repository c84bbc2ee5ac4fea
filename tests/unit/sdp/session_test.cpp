#include "isfocus/sdp/session.h"

#include <gtest/gtest.h>

namespace isfocus::sdp {
namespace {

constexpr std::string_view kSessionLines =
    "v=0\r\no=alice 17 3 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

std::string with_lines(std::string_view media_lines) {
    return std::string{kSessionLines}.append(media_lines);
}

/// The only media line of a description that must be readable.
Media media_of(std::string_view media_lines) {
    const auto session = parse(with_lines(media_lines));
    EXPECT_TRUE(session) << session.error().detail;
    return session && session->media.size() == 1 ? session->media.front() : Media{};
}

std::string fault_of(std::string_view text) {
    const auto session = parse(text);
    if (session) return "";
    EXPECT_EQ(session.error().status, 400);
    return session.error().detail;
}

TEST(Session, ReadsTheOfferOfAVoLteUe) {
    const auto session = parse(
        "v=0\r\no=- 1111 2222 IN IP6 2001:db8::11\r\ns=-\r\nc=IN IP6 2001:db8::11\r\nb=AS:41\r\nt=0 0\r\n"
        "m=audio 49152 RTP/AVP 97 98 100\r\nb=AS:41\r\n"
        "a=curr:qos local none\r\na=des:qos mandatory local sendrecv\r\n"
        "a=rtpmap:97 AMR-WB/16000/1\r\na=fmtp:97 mode-change-capability=2;max-red=220\r\n"
        "a=rtpmap:98 AMR/8000\r\na=rtpmap:100 telephone-event/16000\r\na=fmtp:100 0-15\r\n"
        "a=ptime:20\r\na=maxptime:240\r\na=label:7\r\na=inactive\r\n");
    ASSERT_TRUE(session) << session.error().detail;
    EXPECT_EQ(session->origin, (Origin{"-", 1111, 2222, {Address::Family::ip6, "2001:db8::11"}}));
    EXPECT_EQ(session->bandwidths, (std::vector<Bandwidth>{{"AS", 41}}));
    ASSERT_EQ(session->media.size(), 1U);
    const auto& audio = session->media.front();
    EXPECT_EQ(audio.port, 49152);
    EXPECT_EQ(audio.connection, (Address{Address::Family::ip6, "2001:db8::11"}));
    EXPECT_EQ(audio.direction, Direction::inactive);
    EXPECT_EQ(audio.label, "7");
    EXPECT_EQ(audio.ptime, 20U);
    EXPECT_EQ(audio.maxptime, 240U);
    EXPECT_EQ(audio.codecs, (std::vector<Codec>{{97, "AMR-WB", 16000, 1, "mode-change-capability=2;max-red=220"},
                                                {98, "AMR", 8000, 1, ""},
                                                {100, "telephone-event", 16000, 1, "0-15"}}));
    EXPECT_EQ(audio.attributes,
              (std::vector<Attribute>{{"curr", "qos local none"}, {"des", "qos mandatory local sendrecv"}}));
}

TEST(Session, GivesStaticPayloadTypesTheirNames) {
    const auto audio = media_of("m=audio 4000 RTP/AVP 0 8 9 96\r\n");
    EXPECT_EQ(audio.codecs,
              (std::vector<Codec>{
                  {0, "PCMU", 8000, 1, ""}, {8, "PCMA", 8000, 1, ""}, {9, "G722", 8000, 1, ""}, {96, "", 0, 1, ""}}));
}

TEST(Session, KeepsEachPayloadTypeOnce) {
    EXPECT_EQ(media_of("m=audio 4000 RTP/AVP 8 8 0 8\r\n").codecs.size(), 2U);
}

TEST(Session, ReadsTheChannelsOfARtpmap) {
    const auto audio = media_of("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n");
    EXPECT_EQ(audio.codecs, (std::vector<Codec>{{96, "opus", 48000, 2, ""}}));
}

TEST(Session, KeepsRawFormatsOfOtherProtocols) {
    const auto message = media_of("m=message 7394 TCP/MSRP *\r\na=accept-types:*\r\n");
    EXPECT_EQ(message.type, "message");
    EXPECT_EQ(message.protocol, "TCP/MSRP");
    EXPECT_EQ(message.formats, std::vector<std::string>{"*"});
    EXPECT_TRUE(message.codecs.empty());
}

TEST(Session, APortOfZeroRejectsTheLineAndKeepsWhatItSays) {
    const auto audio = media_of("m=audio 0 RTP/AVP 96\r\na=rtpmap:96 AMR/8000\r\na=sendonly\r\n");
    EXPECT_TRUE(audio.rejected());
    EXPECT_EQ(audio.codecs.front().name, "AMR");
    EXPECT_EQ(audio.direction, Direction::sendonly);
}

TEST(Session, MediaLevelDirectionAndAddressGoBeforeThoseOfTheSession) {
    const auto session =
        parse(with_lines("a=sendonly\r\nm=audio 4000 RTP/AVP 0\r\n"
                         "m=audio 4002 RTP/AVP 0\r\nc=IN IP4 192.0.2.9\r\na=RecvOnly\r\n"));
    ASSERT_TRUE(session);
    EXPECT_EQ(session->media.at(0).direction, Direction::sendonly);
    EXPECT_EQ(session->media.at(0).connection.host, "192.0.2.1");
    EXPECT_EQ(session->media.at(1).direction, Direction::recvonly);
    EXPECT_EQ(session->media.at(1).connection.host, "192.0.2.9");
}

// DLG-02: the legacy hold, which RFC 3264 8.4 asks to understand.
TEST(Session, AnUnspecifiedAddressMeansThatTheSideDoesNotReceive) {
    EXPECT_EQ(media_of("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n").direction, Direction::sendonly);
    EXPECT_EQ(media_of("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 ::\r\na=recvonly\r\n").direction, Direction::inactive);
}

TEST(Session, TakesAnyEndOfLineAndEmptyLines) {
    const auto session =
        parse("v=0\no=- 1 1 IN IP4 192.0.2.1\n\ns=-\nc=IN IP4 192.0.2.1\rt=0 0\r\n\r\nm=audio 5 RTP/AVP 0");
    ASSERT_TRUE(session);
    EXPECT_EQ(session->media.size(), 1U);
}

TEST(Session, RefusesWhatIsNoDescription) {
    EXPECT_NE(fault_of(""), "");
    EXPECT_NE(fault_of("hello"), "");
    EXPECT_NE(fault_of("v=0\r\n"), "");                                                 // no o=
    EXPECT_NE(fault_of("v=1\r\no=- 1 1 IN IP4 192.0.2.1\r\n"), "");                     // version
    EXPECT_NE(fault_of("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 5 RTP/AVP 0"), "");  // no c=
    EXPECT_NE(fault_of(with_lines("m=audio 5 RTP/AVP 0\r\nx\r\na=ptime:20\r\n")), "");
    EXPECT_NE(fault_of(with_lines("m=audio 65536 RTP/AVP 0\r\n")), "");
    EXPECT_NE(fault_of(with_lines("m=audio -1 RTP/AVP 0\r\n")), "");
    EXPECT_NE(fault_of(with_lines("m=audio 5 RTP/AVP 128\r\n")), "");
    EXPECT_NE(fault_of(with_lines("m=audio\r\n")), "");
    EXPECT_NE(fault_of(with_lines("m=\r\n")), "");
    EXPECT_NE(fault_of(with_lines("m=audio 5 RTP/AVP 0\r\nc=IN\r\n")), "");
}

TEST(Session, RefusesControlCharacters) {
    using namespace std::string_view_literals;
    EXPECT_EQ(fault_of(with_lines("m=audio 5 RTP/AVP 0\r\na=x\0y\r\n"sv)), "sdp: control character");
    EXPECT_EQ(fault_of(with_lines("m=audio 5 RTP/AVP 0\r\na=x\x1b[2J\r\n")), "sdp: control character");
    EXPECT_EQ(fault_of(with_lines("m=audio 5 RTP/AVP 0\r\na=x\x7f\r\n")), "sdp: control character");
}

TEST(Session, RefusesAMediaLineThatIsNotMadeAsItShouldBe) {
    EXPECT_EQ(fault_of(with_lines("m=audio 5 FOO \xff\r\n")),
              "sdp: media line is not type, port, protocol and formats");
    EXPECT_EQ(fault_of(with_lines("m=audio 5 FOO a(b\r\n")), "sdp: media line is not type, port, protocol and formats");
    EXPECT_EQ(fault_of(with_lines("m=audio 4912X /AVP 97\r\n")),
              "sdp: media line is not type, port, protocol and formats");
    EXPECT_EQ(fault_of(with_lines("m=audio 5/ RTP/AVP 0\r\n")),
              "sdp: media line is not type, port, protocol and formats");
    EXPECT_EQ(fault_of(with_lines("m=audio 5 /AVP 0\r\n")), "sdp: media line is not type, port, protocol and formats");
    EXPECT_EQ(fault_of(with_lines("m=au/dio 5 FOO 1\r\n")), "sdp: media line is not type, port, protocol and formats");
}

TEST(Session, IgnoresLinesThatTellNothingAboutMedia) {
    const auto session =
        parse(with_lines("i=x\r\nu=y\r\nr=nonsense\r\nz=nonsense\r\nk=\r\nm=audio 5 RTP/AVP 0\r\ni=x\r\n"));
    ASSERT_TRUE(session) << session.error().detail;
    EXPECT_EQ(session->media.size(), 1U);
}

TEST(Session, IsBoundedInSizeLinesAndFormats) {
    EXPECT_EQ(fault_of(with_lines("a=" + std::string(kMaxTextSize, 'x') + "\r\n")), "sdp: over 64 KiB");
    std::string lines;
    for (int i = 0; i < 300; ++i) lines += "m=audio 5 RTP/AVP 0\r\n";
    EXPECT_EQ(fault_of(with_lines(lines)), "sdp: too many media lines");
    std::string formats;
    for (int i = 0; i < 300; ++i) formats += " 0";
    EXPECT_EQ(fault_of(with_lines("m=audio 5 RTP/AVP" + formats + "\r\n")), "sdp: too many formats");
}

TEST(Session, AnRtpmapOutOfRangeLeavesItsCodecWithoutName) {
    const auto audio = media_of("m=audio 5 RTP/AVP 96 97\r\na=rtpmap:96 AMR/0\r\na=rtpmap:97 AMR/99999999999\r\n");
    EXPECT_EQ(audio.codecs.at(0).name, "");
    EXPECT_EQ(audio.codecs.at(1).name, "");
    EXPECT_FALSE(same_encoding(audio.codecs.at(0), audio.codecs.at(1)));
}

TEST(Session, WhatIsMalformedAndTellsNothingDecisiveIsNoReasonToRefuse) {
    const auto audio = media_of(
        "m=audio 5 RTP/AVP 8 96 97\r\nb=AS\r\nb=AS:x\r\nb=AS:64\r\na=:x\r\na=rtpmap:96 AMR\r\n"
        "a=rtpmap:98 EVS/16000\r\na=fmtp:97 x=1\r\na=fmtp:99 y\r\n");
    EXPECT_EQ(audio.bandwidths, (std::vector<Bandwidth>{{"AS", 64}}));
    EXPECT_EQ(audio.codecs, (std::vector<Codec>{{8, "PCMA", 8000, 1, ""}, {96, "", 0, 1, ""}, {97, "", 0, 1, "x=1"}}));
    EXPECT_EQ(audio.attributes, (std::vector<Attribute>{{"rtpmap", "98 EVS/16000"}, {"fmtp", "99 y"}}));
}

TEST(Session, TakesAnyNumberOfBlanksAndAnySpelling) {
    const auto session = parse(
        "v=0\r\no=-  18446744073709551616\t-2  in ip4 h\r\ns=-\r\nc= IN IP4 224.2.1.1/127/3 \r\nt=0 0\r\n"
        "m=AUDIO  5/2\trtp/avp  96\r\na=RTPMAP:96  opus/48000/2 \r\na=fmtp: 96  a=1; b=2\r\na=label: 7\r\n");
    ASSERT_TRUE(session) << session.error().detail;
    EXPECT_EQ(session->origin.address.host, "h");
    const auto& audio = session->media.at(0);
    EXPECT_EQ(audio.type, "audio");
    EXPECT_EQ(audio.protocol, "RTP/AVP");
    EXPECT_EQ(audio.connection.host, "224.2.1.1");
    EXPECT_EQ(audio.codecs, (std::vector<Codec>{{96, "opus", 48000, 2, "a=1; b=2"}}));
    EXPECT_EQ(audio.label, "7");
}

TEST(Session, IsOneDescriptionNotTwo) {
    EXPECT_NE(fault_of("v=0\r\nv=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4 h\r\n"), "");
    EXPECT_NE(fault_of("v=0\r\no=- 1 IN IP4 h\r\nc=IN IP4 h\r\n"), "");
    EXPECT_NE(fault_of("v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP5 h\r\n"), "");
    EXPECT_NE(fault_of("v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4 h/x\r\n"), "");
}

TEST(Session, WritesEveryLineThatSdpDemandsInItsOrder) {
    Session session;
    session.origin = {"-", 5, 1, address_of("127.0.0.2")};
    session.connection = address_of("127.0.0.2");
    Media audio;
    audio.port = 30000;
    audio.connection = session.connection;
    audio.codecs = {{0, "PCMU", 8000, 1, ""}, {101, "telephone-event", 8000, 1, "0-15"}};
    audio.label = "1";
    audio.ptime = 20;
    audio.bandwidths = {{"AS", 80}};
    session.media = {audio};
    EXPECT_EQ(
        write(session),
        "v=0\r\no=- 5 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 "
        "101\r\nb=AS:80\r\n"
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=label:1\r\n"
        "a=sendrecv\r\n");
}

TEST(Session, ComesBackFromItsTextAsItWas) {
    const auto session = parse(
        with_lines("b=CT:64\r\na=tool:x\r\na=recvonly\r\nm=audio 4000 RTP/AVP 96 8\r\nc=IN IP6 2001:db8::1\r\n"
                   "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=label:a\r\na=rtcp:4001\r\n"
                   "m=image 5000 udptl t38\r\na=sendonly\r\nm=message 9 TCP/MSRP *\r\na=path:msrp://x/y;tcp\r\n"));
    ASSERT_TRUE(session);
    const auto again = parse(write(*session));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(*again, *session);
}

TEST(Session, NeverWritesALineBreakThatAValueHolds) {
    Session session;
    session.origin.address = session.connection = address_of("192.0.2.1");
    Media audio;
    audio.label = "1\r\na=evil";
    audio.attributes = {{"x", "a\nb"}};
    session.media = {audio};
    const auto text = write(session);
    EXPECT_EQ(text.find("evil"), std::string::npos);
    EXPECT_EQ(text.find("a=x"), std::string::npos);
}

TEST(Direction, CommonIsWhatBothAllow) {
    EXPECT_EQ(common(Direction::sendrecv, Direction::recvonly), Direction::recvonly);
    EXPECT_EQ(common(Direction::sendonly, Direction::recvonly), Direction::inactive);
}

}  // namespace
}  // namespace isfocus::sdp
