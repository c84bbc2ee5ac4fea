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
    Settings settings;
    settings.max_body_bytes = 100;
    const auto refusal = check_request(*Parsed(GetParam().text), settings, true);
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
        // GEN-01
        Row{"headers in the URI", request("INVITE", "", "", "sip:a@b?Route=%3Csip:c%3E"), 400},
        Row{"brackets around the URI", request("INVITE", "", "", "<sip:a@b>"), 400},
        Row{"space in the URI", request("INVITE", "", "", "sip:a@b; lr"), 400},
        Row{"method before URI", request("FOO", "", "", "sip:a@b; lr"), 501},
        // GEN-07
        Row{"Accept of SDP", request("INVITE", "Accept: text/x, Application/SDP;level=1\n"), 0},
        Row{"Accept of all", request("INVITE", "Accept: */*;q=0.1\n"), 0},
        Row{"Accept of the family", request("INVITE", "Accept: application/*\n"), 0},
        Row{"Accept of another", request("INVITE", "Accept: text/nobodyKnowsThis\n"), 406},
        Row{"Accept of all but SDP", request("INVITE", "Accept: */*, application/sdp;q=0.0\n"), 406},
        Row{"Accept of SDP alone in its family", request("INVITE", "Accept: application/*;q=0, application/sdp\n"), 0},
        Row{"Accept of another in BYE", request("BYE", "Accept: text/plain\n"), 0},
        Row{"Accept of another in OPTIONS", request("OPTIONS", "Accept: text/plain\n"), 0},
        // CRE-15
        Row{"MMTEL", request("INVITE", "P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel\n"), 0},
        Row{"part of MMTEL", request("INVITE", "P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel.x\n"), 0},
        Row{"MMTEL among others",
            request("INVITE", "P-Asserted-Service: urn:urn-7:x, urn:urn-7:3gpp-service.ims.icsi.mmtel\n"), 0},
        Row{"another service", request("INVITE", "P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.oma.cpm\n"), 403},
        Row{"nearly MMTEL", request("INVITE", "P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtelx\n"), 403},
        Row{"MMTEL wanted",
            request("INVITE", "Accept-Contact: *;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"\n"), 0},
        Row{"another wanted", request("INVITE", "a: *;require;+G.3gpp.icsi-ref=\"urn%3Aurn-7%3Aims.cpm\";explicit\n"),
            403},
        Row{"MMTEL among those wanted",
            request(
                "INVITE",
                "Accept-Contact: *;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3Ax,urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"\n"),
            0},
        Row{"another wanted, MMTEL asserted",
            request("INVITE",
                    "Accept-Contact: *;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3Ax\"\n"
                    "P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel\n"),
            0},
        Row{"MMTEL wanted, and what not",
            request("INVITE",
                    "Accept-Contact: *;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\", *;audio\n"),
            0},
        Row{"no service wanted", request("INVITE", "Accept-Contact: *;audio;require\n"), 0},
        // CRE-20
        Row{"REGISTER for another", request("REGISTER"), 0},
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

int status(const std::string& text, const Settings& settings, bool is_trusted = true) {
    const auto refusal = check_request(*Parsed(text), settings, is_trusted);
    return refusal ? refusal->status : 0;
}

TEST(RequestRules, SubscriptionsHaveNoListsAndNoFilters_EVT13) {  // RFC 4662, RFC 5367, RFC 4660
    const auto refusal = check_request(*Parsed(request("SUBSCRIBE", "Require: eventlist, recipient-list-subscribe\n")),
                                       Settings{}, true);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 420);
    EXPECT_EQ(refusal->value, "eventlist, recipient-list-subscribe");
    const std::string filter = "Content-Type: application/simple-filter+xml\n";
    EXPECT_EQ(status(request("SUBSCRIBE", filter, "<filter-set/>"), Settings{}), 415);
    EXPECT_EQ(status(request("SUBSCRIBE", filter + "Content-Disposition: x;handling=optional\n", "a"), Settings{}), 0);
}

TEST(RequestRules, RequireMayNameWhatTheOperatorIgnores_GEN05) {
    Settings settings;
    settings.ignored_requires = {"sec-agree"};
    EXPECT_EQ(status(request("INVITE", "Require: Sec-Agree\n"), settings), 0);
    const auto refusal = check_request(*Parsed(request("INVITE", "Require: sec-agree, x\n")), settings, true);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->value, "x");
}

TEST(RequestRules, OnlyTheNetworkSaysWhichServiceItIs_CRE15_GEN14) {
    const auto other = request("INVITE", "P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.oma.cpm\n");
    Settings settings;
    EXPECT_EQ(status(other, settings, false), 0);
    settings.serves_mmtel_only = false;
    EXPECT_EQ(status(other, settings), 0);
}

TEST(RequestRules, NobodyRegistersHere_CRE20) {
    Settings settings;
    EXPECT_EQ(status(request("REGISTER"), settings, false), 405) << "no S-CSCF";
    auto by_itself = request("REGISTER");
    by_itself.replace(by_itself.find("<sip:conf-1@ims.test>"), 21, "<sip:alice@ims.test>");
    EXPECT_EQ(status(by_itself, settings), 405);
    settings.accepts_third_party_register = false;
    EXPECT_EQ(status(request("REGISTER"), settings), 405);
}

TEST(CameFromUs, IsSeenByAnyVia_GEN09) {
    const Parsed ours(request("OPTIONS", "Via: SIP/2.0/TCP [2001:DB8::1]:5070;branch=z9hG4bK3\n"));
    const auto* vias = (*ours).sip_via;
    EXPECT_TRUE(came_from_us(*ours, vias));
    EXPECT_TRUE(came_from_us(*Parsed(request("OPTIONS", "Via: SIP/2.0/UDP [2001:db8::1]:5070\n")), vias->v_next));
    EXPECT_FALSE(came_from_us(*Parsed(request("OPTIONS", "Via: SIP/2.0/UDP [2001:db8::1]:5071\n")), vias->v_next));
    EXPECT_FALSE(came_from_us(*Parsed(request("OPTIONS")), vias->v_next));
    EXPECT_FALSE(came_from_us(*ours, nullptr));
}

}  // namespace
}  // namespace isfocus::sip
