#include "isfocus/sdp/preconditions.h"

#include <gtest/gtest.h>

namespace isfocus::sdp {
namespace {

Session described(std::string_view lines) {
    std::string text = "v=0\r\no=- 7 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    const auto session = parse(text.append("m=audio 4000 RTP/AVP 0\r\n").append(lines));
    EXPECT_TRUE(session);
    return session ? *session : Session{};
}

/// What is said of preconditions, in short.
std::string said(const Session& session) {
    std::string out;
    for (const auto& media : session.media)
        for (const auto& attribute : media.attributes) out += attribute.name + ":" + attribute.value + "\n";
    return out;
}

std::string ready(std::string_view theirs) {
    return "curr:qos local sendrecv\ncurr:qos remote " + std::string(theirs) +
           "\ndes:qos mandatory local sendrecv\ndes:qos mandatory remote sendrecv\n";
}

TEST(Preconditions, OfAnOfferSayThatOurSideIsReady_OUT11) {  // RFC 3312 5
    EXPECT_EQ(said(with_preconditions(described("a=x:1\r\n"), nullptr)), "x:1\n" + ready("none"));
}

TEST(Preconditions, AreReplacedByWhatTheOtherSideHasTold_OUT42) {  // RFC 3312 5: their local is our remote
    const auto before = with_preconditions(described("a=x:1\r\n"), nullptr);
    const std::pair<const char*, const char*> told[] = {
        {"a=curr:qos local none\r\n", "none"},
        {"a=curr:qos local send\r\na=curr:qos remote none\r\n", "recv"},
        {"a=curr:qos local recv\r\n", "send"},
        {"a=curr:qos local sendrecv\r\n", "sendrecv"},
        {"a=curr:qos local both\r\n", "none"},
        {"a=curr:qos local recv\r\na=curr:qos e2e sendrecv\r\n", "send"},
        {"a=curr:other local sendrecv\r\n", "none"},
        {"a=curr:other e2e send\r\n", "none"},
        {"", "none"},
    };
    for (const auto& [theirs, ours] : told) {
        const auto session = described(theirs);
        EXPECT_EQ(said(with_preconditions(before, &session)), "x:1\n" + ready(ours)) << theirs;
    }
}

TEST(Preconditions, AreNoneOfARefusedLine_OUT11) {
    auto session = described("");
    session.media.front().port = 0;
    EXPECT_EQ(said(with_preconditions(session, nullptr)), "");
}

TEST(Preconditions, OfAnAnswerAskToHearWhenTheOtherSideIsReady_CRE08) {  // RFC 3312 7
    const auto conf = [](std::string_view their_status) {
        const auto theirs = described("a=curr:qos local " + std::string(their_status) + "\r\n");
        const auto text = write(answer_with_preconditions(described(""), theirs));
        return text.find("a=conf:qos remote sendrecv") != std::string::npos;
    };
    EXPECT_TRUE(conf("none"));
    EXPECT_TRUE(conf("send"));
    EXPECT_FALSE(conf("sendrecv"));
}

TEST(Preconditions, OfAnOfferSayWhetherItsSideIsReady_CRE08) {  // RFC 3312 6
    EXPECT_TRUE(is_ready(described("")));
    EXPECT_FALSE(is_ready(described("a=des:qos mandatory local sendrecv\r\na=curr:qos local none\r\n")));
    EXPECT_FALSE(is_ready(described("a=des:qos mandatory local sendrecv\r\n")));
    EXPECT_FALSE(is_ready(described("a=des:qos mandatory local sendrecv\r\na=curr:qos local send\r\n")));
    EXPECT_TRUE(is_ready(described("a=des:qos mandatory local send\r\na=curr:qos local sendrecv\r\n")));
    EXPECT_TRUE(is_ready(described("a=des:qos mandatory local sendrecv\r\na=curr:qos local sendrecv\r\n")));
    EXPECT_TRUE(is_ready(described("a=des:qos optional local sendrecv\r\na=curr:qos local none\r\n")));
    EXPECT_TRUE(is_ready(described("a=des:qos mandatory remote sendrecv\r\na=curr:qos remote none\r\n")));
}

TEST(Preconditions, AreSpokenOfByTheirAttributesAlone_CRE08) {
    const auto speaks = [](std::string_view lines) { return speaks_of_preconditions(write(described(lines))); };
    EXPECT_TRUE(speaks("a=curr:qos local none\r\n"));
    EXPECT_TRUE(speaks("a=des:qos mandatory local sendrecv\r\n"));
    EXPECT_FALSE(speaks(""));
    EXPECT_FALSE(speaks("a=x:a=curr:qos local none\r\n"));
    EXPECT_FALSE(speaks("a=curr:qosmic local none\r\n"));
    EXPECT_FALSE(speaks("a=des:sec mandatory local sendrecv\r\n"));
    EXPECT_FALSE(speaks_of_preconditions("no description\na=curr:qos local none\r\n"));
}

/// RFC 3312 5.1.2, 5.2, table 4, and the example of 13.1.
TEST(Preconditions, OfAnEndToEndOfferAreAnsweredEndToEnd_CRE08) {
    const std::pair<const char*, const char*> offers[] = {
        {"a=curr:qos e2e none\r\na=des:qos mandatory e2e sendrecv\r\n",
         "curr:qos e2e none\ndes:qos mandatory e2e sendrecv\nconf:qos e2e sendrecv\n"},
        {"a=curr:qos e2e send\r\na=des:qos mandatory e2e sendrecv\r\n",
         "curr:qos e2e recv\ndes:qos mandatory e2e sendrecv\nconf:qos e2e send\n"},
        {"a=curr:qos e2e sendrecv\r\na=des:qos mandatory e2e sendrecv\r\n",
         "curr:qos e2e sendrecv\ndes:qos mandatory e2e sendrecv\n"},
        {"a=curr:qos e2e send\r\na=des:qos optional e2e send\r\na=des:qos mandatory e2e recv\r\n",
         "curr:qos e2e recv\ndes:qos optional e2e recv\ndes:qos mandatory e2e send\nconf:qos e2e send\n"},
        {"a=curr:qos e2e none\r\na=des:qos optional e2e sendrecv\r\n",
         "curr:qos e2e none\ndes:qos optional e2e sendrecv\n"},
        {"a=curr:qos e2e none\r\na=des:qos failure e2e send\r\na=des:qos mandatory e2e up\r\n",
         "curr:qos e2e none\ndes:qos none e2e sendrecv\n"},
        {"a=curr:qos e2e send\r\na=des:qos mandatory e2e send\r\na=des:qos none e2e sendrecv\r\n",
         "curr:qos e2e recv\ndes:qos mandatory e2e recv\n"},
        {"a=des:qos mandatory e2e send\r\n", "curr:qos e2e none\ndes:qos mandatory e2e recv\nconf:qos e2e recv\n"},
    };
    for (const auto& [theirs, ours] : offers)
        EXPECT_EQ(said(answer_with_preconditions(described(""), described(theirs))), ours) << theirs;
}

TEST(Preconditions, OfAnEndToEndOfferSayWhetherTheWayIsReady_CRE08) {  // RFC 3312 6
    const auto offer = [](std::string_view current, std::string_view desired) {
        return described("a=curr:qos e2e " + std::string(current) + "\r\na=des:qos " + std::string(desired) + "\r\n");
    };
    EXPECT_FALSE(is_ready(offer("none", "mandatory e2e sendrecv")));
    EXPECT_FALSE(is_ready(offer("send", "mandatory e2e sendrecv")));
    EXPECT_FALSE(is_ready(offer("send", "mandatory e2e recv")));
    EXPECT_TRUE(is_ready(offer("send", "mandatory e2e send")));
    EXPECT_TRUE(is_ready(offer("sendrecv", "mandatory e2e sendrecv")));
    EXPECT_TRUE(is_ready(offer("none", "optional e2e sendrecv")));
    auto refused = offer("none", "mandatory e2e sendrecv");
    refused.media.front().port = 0;
    EXPECT_TRUE(is_ready(refused));
}

TEST(Preconditions, AreTakenOutWhenTheyAreMet_OUT42) {
    const auto session = described("a=x:1\r\n");
    EXPECT_EQ(without_preconditions(with_preconditions(session, nullptr)), session);
}

TEST(Preconditions, AreConfirmedToWhoWaitsOrAsks_OUT42) {  // RFC 3312 7
    EXPECT_TRUE(wants_confirmation(described("a=curr:qos local none\r\na=curr:qos remote sendrecv\r\n")));
    EXPECT_TRUE(wants_confirmation(described("a=curr:qos local send\r\n")));
    EXPECT_TRUE(wants_confirmation(described("a=curr:qos local sendrecv\r\na=conf:qos remote sendrecv\r\n")));
    EXPECT_FALSE(wants_confirmation(described("a=curr:qos local sendrecv\r\na=curr:qos remote none\r\n")));
    EXPECT_FALSE(wants_confirmation(described("a=curr:qos\r\na=conf\r\n")));
    EXPECT_FALSE(wants_confirmation(described("")));
}

TEST(Preconditions, LeaveTheSessionInAVersionOfItsOwn_OUT42_DLG01) {  // RFC 3264 8
    auto session = described("a=x:1\r\n");
    const auto plain = write(session);
    const auto first = write(with_preconditions(session, nullptr));
    session.origin.version = 2;
    const auto second = write(session);
    EXPECT_EQ(settled(first), second);
    EXPECT_EQ(settled(second), second);
    EXPECT_EQ(in_step(first, plain), second);
    EXPECT_EQ(in_step(second, plain), second);
    EXPECT_EQ(settled("no SDP"), "no SDP");
    EXPECT_EQ(in_step("no SDP", plain), plain);
}

/// What the text says is what the values say.
TEST(Preconditions, AFirstOfferGetsThemAsText_OUT11) {
    const std::string session = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    const std::string audio = "m=audio 4000 RTP/AVP 96 8\r\na=rtpmap:96 AMR-WB/16000\r\na=ptime:20\r\na=sendrecv\r\n";
    const std::string before =
        "a=curr:qos local sendrecv\r\na=des:qos mandatory local sendrecv\r\na=conf:qos remote sendrecv\r\n";
    for (const auto& offer :
         {session + audio, session + "m=video 0 RTP/AVP 99\r\n" + audio, session + audio + "m=video 0 RTP/AVP 99\r\n",
          session + audio + audio, session + audio + before, session + audio + before + audio, session}) {
        const auto with = parse(offer_with_preconditions(offer));
        ASSERT_TRUE(with) << offer;
        EXPECT_EQ(*with, with_preconditions(*parse(offer), nullptr)) << offer;
    }
}

}  // namespace
}  // namespace isfocus::sdp
