#include "sip/read_response.h"

#include <gtest/gtest.h>

#include <string>

#include "parsed.h"

namespace isfocus::sip {
namespace {

using test::Parsed;

std::string response(std::string_view extra) {
    const std::string lines =
        "SIP/2.0 302 Moved\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\nFrom: <sip:conf-1@ims.test>;tag=1\n"
        "To: <sip:bob@ims.test>;tag=2\nCall-ID: c\nCSeq: 7 INVITE\n" +
        std::string(extra) + "Content-Length: 0\n\n";
    std::string out;
    for (char c : lines) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

std::optional<long> retry_after(std::string_view value) {
    const auto seconds = read_retry_after(*Parsed(response("Retry-After: " + std::string(value) + "\n")));
    return seconds ? std::optional(static_cast<long>(seconds->count())) : std::nullopt;
}

TEST(RetryAfter, IsTheDeltaSecondsWhateverFollows) {  // NTF-16, RFC 3261 20.33
    EXPECT_EQ(retry_after("5"), 5);
    EXPECT_EQ(retry_after("0"), 0);
    EXPECT_EQ(retry_after("18000;duration=3600"), 18000);
    EXPECT_EQ(retry_after("120 (I'm in a (long) meeting)"), 120);
    EXPECT_EQ(retry_after("7(no blank) ; duration=3"), 7);
    EXPECT_EQ(retry_after("99999999999999999999"), 2147483647);
}

TEST(RetryAfter, IsNothingWhenItIsMissingOrMalformed) {
    EXPECT_FALSE(read_retry_after(*Parsed(response(""))));
    for (const char* value : {"soon", "-5", "5s", ";duration=5", "0x5", "Fri, 01 Jan 2027 00:00:00 GMT", "5, 6"})
        EXPECT_FALSE(retry_after(value)) << value;
    EXPECT_FALSE(read_retry_after(*Parsed(response("Retry-After: 5\nRetry-After: 6\n"))));
}

std::string alternatives(std::string_view lines) {
    std::string out;
    for (const auto& one : read_alternatives(*Parsed(response(lines)))) out += one.text() + " ";
    return out;
}

TEST(Alternatives, AreInTheOrderOfQAndThenOfTheMessage) {  // OUT-47, RFC 3261 20.10
    EXPECT_EQ(alternatives("Contact: <sip:a@x>;q=0.5, <sip:b@x>;q=0.75,<sip:c@x>\nm: <sip:d@x>;q=1.0\n"),
              "sip:c@x sip:d@x sip:b@x sip:a@x ");
    EXPECT_EQ(alternatives("Contact: <sip:a@x>;q=0.10, <sip:b@x>;Q=0.1, <sip:c@x>;q=0\n"), "sip:a@x sip:b@x sip:c@x ");
}

TEST(Alternatives, AreVerbatim) {
    EXPECT_EQ(alternatives("Contact: \"a, <b>\" <sip:a,%41@x;user=phone?Replaces=b%40c>;q=0.3,\n sip:c@x;q=0.4\n"),
              "sip:c@x sip:a,%41@x;user=phone?Replaces=b%40c ");
    EXPECT_EQ(alternatives("Contact: <tel:+1-555>, <sips:a@x>\n"), "tel:+1-555 sips:a@x ");
}

TEST(Alternatives, PassOverWhatIsMalformed) {
    EXPECT_EQ(alternatives(""), "");
    EXPECT_EQ(alternatives("Contact: *\n"), "");
    EXPECT_EQ(alternatives("Contact: <http://x>, <sip:a@x>;q=2, <sip:b@x>;q=0.1234, <sip:c@x>;q, , <sip:d@x>\n"),
              "sip:d@x ");
    EXPECT_EQ(alternatives("Contact: <sip:a@x>, <sip:b@x\n"), "sip:a@x ");
}

TEST(Alternatives, AreEightAtMost) {
    std::string lines = "Contact: <sip:last@x>;q=0.1\n";
    for (int i = 0; i < 100; ++i) lines += "Contact: <sip:u" + std::to_string(i) + "@x>;q=0.2\n";
    EXPECT_EQ(read_alternatives(*Parsed(response(lines))).size(), 8u);
    EXPECT_TRUE(alternatives(lines).ends_with("sip:u7@x "));
}

}  // namespace
}  // namespace isfocus::sip
