#include "sip/validation.h"

#include <gtest/gtest.h>

#include "parsed.h"

namespace isfocus::sip {
namespace {

using test::Parsed;
using test::request;

struct Row {
    const char* what;
    std::string text;
    int status;  ///< 0: nothing to refuse
    std::string header = "";
    std::string value = "";
};

class CheckRequest : public testing::TestWithParam<Row> {};

TEST_P(CheckRequest, DecidesByTheFirstRuleBroken) {
    const auto refusal = check_request(*Parsed(GetParam().text), 100);
    ASSERT_EQ(refusal ? refusal->status : 0, GetParam().status);
    if (!refusal) return;
    EXPECT_EQ(refusal->header, GetParam().header);
    EXPECT_EQ(refusal->value, GetParam().value);
    EXPECT_FALSE(refusal->phrase.empty());
}

const std::string kText = "Content-Type: text/plain\n";
const std::string kLong(101, 'x');

INSTANTIATE_TEST_SUITE_P(
    Table, CheckRequest,
    testing::Values(
        Row{"plain", request("INVITE"), 0}, Row{"sdp", request("INVITE", "Content-Type: Application/SDP\n", "v=0"), 0},
        Row{"tel", request("OPTIONS", "", "", "tel:+1555"), 0}, Row{"sips", request("OPTIONS", "", "", "sips:a@b"), 0},
        // GEN-02..05, in this order
        Row{"method before scheme", request("FOO", "Require: x\n", "", "http://a/"), 501},
        Row{"known method", request("MESSAGE", "Require: x\n", "", "http://a/"), 405},
        Row{"scheme before Require", request("INVITE", "Require: x\n", "", "http://a/"), 416},
        Row{"Require before body", request("INVITE", "Require: x, norefersub\n" + kText, "a"), 420, "Unsupported", "x"},
        Row{"two Require", request("REFER", "Require: sec-agree\nRequire: replaces, 100rel\n"), 420, "Unsupported",
            "sec-agree, 100rel"},
        Row{"known Require", request("REFER", "Require: NoReferSub\n"), 0},
        Row{"timer", request("UPDATE", "Require: timer\n"), 0},
        Row{"Proxy-Require", request("INVITE", "Proxy-Require: sec-agree\n"), 0},
        Row{"explicitsub in SUBSCRIBE", request("SUBSCRIBE", "Require: explicitsub\n"), 420, "Unsupported",
            "explicitsub"},
        // REF-33, REF-34
        Row{"explicitsub in REFER", request("REFER", "Require: explicitsub\n"), 0},
        Row{"nosub in REFER", request("REFER", "Require: NoSub, norefersub\n"), 0},
        Row{"explicitsub and nosub", request("REFER", "Require: explicitsub\nRequire: nosub\n"), 400},
        Row{"explicitsub and a list", request("REFER", "Require: explicitsub, multiple-refer\n"), 420, "Unsupported",
            "explicitsub"},
        // JOI-07, JOI-10, JOI-11
        Row{"Replaces in INVITE", request("INVITE", "Replaces: a;to-tag=1;from-tag=2\n"), 0},
        Row{"Replaces in REFER", request("REFER", "Replaces: a;to-tag=1;from-tag=2\n"), 400},
        Row{"malformed Replaces in REFER", request("REFER", "Replaces:\n"), 400},
        Row{"Join in SUBSCRIBE", request("SUBSCRIBE", "Join: a;to-tag=1;from-tag=2\n"), 400},
        // GEN-06
        Row{"too long", request("INVITE", "Content-Type: application/sdp\n", kLong), 413},
        Row{"no type", request("INVITE", "", "a"), 400}, Row{"foreign type", request("INVITE", kText, "a"), 415},
        Row{"foreign type in REFER", request("REFER", kText, "a"), 415},
        Row{"fragment in REFER", request("REFER", "Content-Type: message/sipfrag\n", "a"), 0},
        Row{"optional", request("REFER", kText + "Content-Disposition: x;handling=optional\n", "a"), 0},
        Row{"required", request("REFER", kText + "Content-Disposition: x;handling=required\n", "a"), 415},
        Row{"encoding", request("INVITE", "Content-Type: application/sdp\nContent-Encoding: gzip\n", "a"), 415,
            "Accept-Encoding", "identity"},
        Row{"identity", request("INVITE", "Content-Type: application/sdp\nContent-Encoding: identity\n", "a"), 0},
        Row{"leaving", request("BYE", kText, "a"), 0}, Row{"INFO", request("INFO", kText, "a"), 0},
        // never refused
        Row{"ACK", request("ACK", "Require: x\n" + kText, "a"), 0},
        Row{"CANCEL", request("CANCEL", "Require: x\n"), 0}),
    [](const auto& row) {
        std::string name;
        for (char c : std::string(row.param.what)) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
        return name + std::to_string(row.index);
    });

}  // namespace
}  // namespace isfocus::sip
