#include <gtest/gtest.h>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {
namespace {

Session only_alternative(std::string_view text) {
    const auto alternatives = parse_h248(text);
    EXPECT_TRUE(alternatives) << alternatives.error().detail;
    return alternatives && alternatives->size() == 1 ? alternatives->front() : Session{};
}

std::string fault_of_h248(std::string_view text) {
    const auto alternatives = parse_h248(text);
    return alternatives ? "" : alternatives.error().detail;
}

TEST(H248Form, ReadsALocalDescriptorWithAddressAndPortToChoose) {
    const auto session = only_alternative(
        "v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\na=rtpmap:101 "
        "telephone-event/8000\na=ptime:20\n");
    ASSERT_EQ(session.media.size(), 1U);
    const auto& audio = session.media.front();
    EXPECT_TRUE(audio.choose_port);
    EXPECT_FALSE(audio.rejected());
    EXPECT_EQ(audio.connection, (Address{Address::Family::ip4, "$"}));
    EXPECT_EQ(audio.codecs.size(), 2U);
    EXPECT_EQ(audio.ptime, 20U);
}

TEST(H248Form, ReadsARemoteDescriptorWithoutOriginNameAndTime) {
    const auto session = only_alternative("v=0\r\nc=IN IP6 2001:db8::12\r\nm=audio 40000 RTP/AVP 8\r\n");
    EXPECT_EQ(session.media.at(0).port, 40000);
    EXPECT_EQ(session.media.at(0).connection, (Address{Address::Family::ip6, "2001:db8::12"}));
    EXPECT_FALSE(session.media.at(0).choose_port);
}

TEST(H248Form, EachVersionLineBeginsAnAlternative) {
    const auto alternatives =
        parse_h248("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 8\nm=audio 7 RTP/AVP 0\n");
    ASSERT_TRUE(alternatives);
    ASSERT_EQ(alternatives->size(), 2U);
    EXPECT_EQ(alternatives->at(0).media.at(0).codecs.at(0).name, "PCMU");
    EXPECT_EQ(alternatives->at(1).media.at(0).codecs.at(0).name, "PCMA");
    EXPECT_EQ(alternatives->at(1).media.at(1).port, 7);
}

TEST(H248Form, ReadsNoFormatAndAnyFormat) {
    const auto none = only_alternative("v=0\nc=IN IP4 $\nm=audio - RTP/AVP -\n");
    EXPECT_TRUE(none.media.at(0).rejected());
    EXPECT_EQ(none.media.at(0).formats, std::vector<std::string>{"-"});
    const auto any = only_alternative("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP $\n");
    EXPECT_TRUE(any.media.at(0).choose_port);
    EXPECT_EQ(any.media.at(0).formats, std::vector<std::string>{"$"});
    EXPECT_TRUE(any.media.at(0).codecs.empty());
}

TEST(H248Form, AnEmptyDescriptorHasNoAlternatives) {
    const auto alternatives = parse_h248("\r\n \n");
    ASSERT_TRUE(alternatives);
    EXPECT_TRUE(alternatives->empty());
}

TEST(H248Form, RefusesWhatDoesNotBeginWithAVersion) {
    EXPECT_NE(fault_of_h248("c=IN IP4 $\nv=0\n"), "");
    EXPECT_NE(fault_of_h248("v=1\nc=IN IP4 $\n"), "");
    EXPECT_NE(fault_of_h248("v=0\nm=audio $\n"), "");
    EXPECT_NE(fault_of_h248("v=0\nm=audio $x RTP/AVP 0\n"), "");
}

TEST(H248Form, IsBoundedInAlternatives) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "v=0\n";
    EXPECT_EQ(fault_of_h248(text), "sdp: too many alternatives");
}

TEST(H248Form, WritesNeitherOriginNorDirection) {
    Session session;
    session.connection = {Address::Family::ip6, "$"};
    Media audio;
    audio.choose_port = true;
    audio.connection = session.connection;
    audio.codecs = {{8, "PCMA", 8000, 1, ""}};
    audio.ptime = 20;
    session.media = {audio};
    EXPECT_EQ(write_h248({session, session}),
              "v=0\r\nc=IN IP6 $\r\nm=audio $ RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n"
              "v=0\r\nc=IN IP6 $\r\nm=audio $ RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n");
}

TEST(H248Form, LeavesOutALineThatWouldEndTheDescriptor) {
    auto session = only_alternative("v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 8\na=fmtp:8 x}y\na=label:1\n");
    const auto text = write_h248({session});
    EXPECT_EQ(text.find('}'), std::string::npos);
    EXPECT_NE(text.find("a=label:1"), std::string::npos);
}

TEST(H248Form, ComesBackFromItsTextAsItWas) {
    const auto alternatives = parse_h248(
        "v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 8\nv=0\nc=IN IP4 10.0.0.1\nm=audio - RTP/AVP -\nm=video 7000 RTP/AVP 96\n"
        "a=rtpmap:96 H264/90000\n");
    ASSERT_TRUE(alternatives);
    const auto again = parse_h248(write_h248(*alternatives));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(*again, *alternatives);
}

}  // namespace
}  // namespace isfocus::sdp
