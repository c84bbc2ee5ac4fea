#include "log/line.h"

#include <gtest/gtest.h>

namespace isfocus::log {
namespace {

Line line(std::string_view message) {
    constexpr std::chrono::milliseconds kTime{1738324800123};
    return {std::chrono::system_clock::time_point{kTime}, "info", "isfocusd", message};
}

constexpr std::string_view kHead = R"({"ts":"2025-01-31T12:00:00.123Z","level":"info","program":"isfocusd","msg":)";

std::string text(std::string_view message) {
    std::string out;
    append_text_line(out, line(message));
    return out;
}

std::string json(std::string_view message) {
    std::string text;
    append_json_line(text, line(message));
    EXPECT_EQ(text.substr(0, kHead.size()), kHead);
    return text.substr(kHead.size());
}

TEST(TextLine, SaysWhenHowWhoAndWhat) {
    EXPECT_EQ(text("ready sip=udp:127.0.0.1:5060"),
              "2025-01-31T12:00:00.123Z info isfocusd: ready sip=udp:127.0.0.1:5060\n");
}

TEST(TextLine, CannotBeForgedByControlCharacters) {
    EXPECT_EQ(text("a\r\nb\x1b[31m\x7f").substr(40), R"(a\r\nb\x1b[31m\x7f)"
                                                     "\n");
}

TEST(TextLine, IsUtf8WhateverTheMessage) {
    EXPECT_EQ(text("\xc3\xbc \xff \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82").substr(40),
              "\xc3\xbc "
              R"(\xff \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82)"
              "\n");
}

TEST(JsonLine, HoldsThePairsOfTheMessage) {
    EXPECT_EQ(json("leg connected conf=1 leg=2 call-id=abc@host"),
              R"("leg connected conf=1 leg=2 call-id=abc@host","conf":"1","leg":"2","call-id":"abc@host"})"
              "\n");
}

TEST(JsonLine, AQuotedValueMayHoldBlanks) {
    EXPECT_EQ(json(R"(refused detail="not the host" status=403)"),
              R"("refused detail=\"not the host\" status=403","detail":"not the host","status":"403"})"
              "\n");
}

TEST(JsonLine, OnlyWhatLooksLikeAKeyIsOne) {
    EXPECT_EQ(json("a= =b 1=2 A=3 x.y=4 sip:a;b=c x"), R"("a= =b 1=2 A=3 x.y=4 sip:a;b=c x","a":""})"
                                                       "\n");
}

TEST(JsonLine, NeverHasAMemberTwice) {
    EXPECT_EQ(json("x=1 x=2 msg=forged level=error ts=0 program=p"),
              R"("x=1 x=2 msg=forged level=error ts=0 program=p","x":"1"})"
              "\n");
}

TEST(JsonLine, LiftsABoundedNumberOfPairs) {
    std::string message;
    for (char c = 'a'; c <= 'z'; ++c) message += std::string{c} + "=1 ";
    const auto text = json(message);
    EXPECT_EQ(std::count(text.begin(), text.end(), ':'), 16);
}

TEST(JsonLine, EscapesWhatJsonDoesNotTake) {
    EXPECT_EQ(json("\"\\\n\x01\xff\xc3\xbc"), R"("\"\\\u000a\u0001\ufffd)"
                                              "\xc3\xbc\"}\n");
}

TEST(JsonLine, AnOpenQuoteEndsWithItsWord) {
    EXPECT_EQ(json("detail=\"open x=1"), R"("detail=\"open x=1","detail":"\"open","x":"1"})"
                                         "\n");
}

}  // namespace
}  // namespace isfocus::log
