#include <gtest/gtest.h>

#include "parsed.h"
#include "sip/read.h"

namespace isfocus::sip {
namespace {

using focus::ReferList;
using focus::ReferMethod;
using focus::ReferReports;
using test::Parsed;
using test::request;

/// A list is lines here, and "bad" is none.
Result<std::vector<std::string>> read_lines(std::string_view text) {
    if (text == "bad") return Rejection{400, "Bad", "no list"};
    std::vector<std::string> out;
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), text.find('\n')) + (text.find('\n') != text.npos)))
        out.emplace_back(text.substr(0, text.find('\n')));
    return out;
}

focus::ReferRequest read(std::string_view lines, std::string_view body = {}) {
    auto refer = read_refer(*Parsed(request("REFER", lines, body)), Assertion::none, read_lines);
    if (!refer) throw std::runtime_error(refer.error().detail);
    return *refer;
}

std::string uris(const focus::ReferRequest& refer) {
    std::string out;
    for (const auto& one : refer.targets) out.append(out.empty() ? "" : " ").append(one.uri.text());
    return out;
}

int fault(const focus::ReferRequest& refer) {
    return refer.target ? 0 : refer.target.error().status;
}

const std::string kListType = "Content-Type: application/resource-lists+xml\n";
const std::string kRecipients = kListType + "Content-Disposition: recipient-list\n";
const std::string kByCid = "Require: multiple-refer, norefersub\nRefer-To: <cid:l%40a>\n";

TEST(ReadRefer, TakesCSeqReferredByAndReferSub) {
    const auto refer = read_refer(
        *Parsed(request("REFER", "r: <sip:bob@ims.test>\nb: sip:alice@ims.test\n ;cid=x\nRefer-Sub: FALSE\n")),
        Assertion::none, nullptr);
    ASSERT_TRUE(refer);
    EXPECT_EQ(refer->cseq, 7u);
    EXPECT_EQ(refer->referred_by, "sip:alice@ims.test ;cid=x");
    EXPECT_EQ(refer->reports, focus::ReferReports::renounced);
    EXPECT_TRUE(refer->target);
    EXPECT_EQ(refer->request_uri.text(), "sip:conf-1@ims.test");
}

TEST(ReadRefer, KnowsHowTheReferrerWantsToHear_REF31_to_REF35) {
    const auto reports = [](std::string_view lines) {
        return read_refer(*Parsed(request("REFER", lines)), Assertion::none, nullptr)->reports;
    };
    using focus::ReferReports;
    for (const char* lines : {"", "Refer-Sub: true\n", "Supported: explicitsub, nosub, norefersub\n",
                              "Require: norefersub\n", "Refer-Sub: maybe\n"})
        EXPECT_EQ(reports(lines), ReferReports::implicit) << lines;
    for (const char* lines : {"Refer-Sub: false\n", "Require: norefersub\nRefer-Sub: False;x=1\n"})
        EXPECT_EQ(reports(lines), ReferReports::renounced) << lines;
    for (const char* lines : {"Require: explicitsub\n", "Require: norefersub, ExplicitSub\nRefer-Sub: false\n",
                              "Require: explicitsub\nRefer-Sub: true\n"})
        EXPECT_EQ(reports(lines), ReferReports::on_request) << lines;
    for (const char* lines : {"Require: nosub\n", "Require: nosub\nRefer-Sub: true\n"})
        EXPECT_EQ(reports(lines), ReferReports::none) << lines;
}

TEST(ReadRefer, CarriesAFaultOfReferToAlong) {  // the order of 3.1: other checks come first
    for (const char* lines : {"", "Refer-To: <sip:a@b>\nRefer-To: <sip:c@d>\n", "Refer-To: <<<\n", "Refer-To:\n"}) {
        const auto refer = read_refer(*Parsed(request("REFER", lines)), Assertion::none, nullptr);
        ASSERT_TRUE(refer) << lines;
        ASSERT_FALSE(refer->target) << lines;
        EXPECT_EQ(refer->target.error().status, 400);
    }
}

TEST(ReadRefer, IgnoresEventAndAccept_REF37_REF38) {
    const auto refer = read("Refer-To: <sip:bob@ims.test>\nEvent: refer\nAccept: application/sdp\n");
    EXPECT_EQ(refer.target->uri.text(), "sip:bob@ims.test");
    EXPECT_EQ(refer.reports, ReferReports::implicit);
    EXPECT_EQ(refer.list, ReferList::none);
}

TEST(ReadRefer, TakesTheListThatRefersToItsContentId_REF19) {  // RFC 5368 9
    for (const auto& type : {kRecipients, kListType}) {
        const auto refer =
            read(kByCid + type + "Content-ID: <l@a>\n", "sip:bill@h?method=BYE\nsip:joe@h;method=BYE\nsip:ted@h");
        EXPECT_EQ(refer.list, ReferList::by_cid);
        EXPECT_EQ(fault(refer), 0);
        EXPECT_EQ(uris(refer), "sip:bill@h sip:joe@h sip:ted@h");
        EXPECT_EQ(refer.targets[0].method, ReferMethod::bye);
        EXPECT_EQ(refer.targets[1].method, ReferMethod::bye);
        EXPECT_EQ(refer.targets[2].method, ReferMethod::invite);
        EXPECT_EQ(refer.reports, ReferReports::none);
    }
}

TEST(ReadRefer, TakesTheListFromItsPart_REF19) {
    const auto part = [](const std::string& headers, const std::string& content) {
        return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
    };
    const std::string type = "Content-Type: application/resource-lists+xml";
    const std::string multipart = "Content-Type: multipart/mixed;boundary=b\n";
    const auto named = part(type + "\r\nContent-ID: <l@a>\r\nContent-Disposition: recipient-list", "sip:a@h");
    const auto other = part(type + "\r\nContent-Disposition: recipient-list", "sip:b@h");
    const auto unused = part(type + "\r\nContent-Disposition: render;handling=optional", "sip:no@h");
    EXPECT_EQ(uris(read(kByCid + multipart, unused + named + "--b--")), "sip:a@h");
    EXPECT_EQ(uris(read(kByCid + multipart, other + named + "--b--")), "sip:a@h sip:b@h") << "RFC 5363 4.1";
    EXPECT_EQ(fault(read(kByCid + multipart, other + "--b--")), 400);
    const auto text = part("Content-Type: text/plain\r\nContent-ID: <l@a>", "sip:a@h");
    EXPECT_EQ(fault(read(kByCid + multipart, text + "--b--")), 400);
    const auto encoded = part(type + "\r\nContent-ID: <l@a>\r\nContent-Transfer-Encoding: base64", "c2lwOmFAaA==");
    EXPECT_EQ(fault(read(kByCid + multipart, encoded + "--b--")), 400);
}

TEST(ReadRefer, WithoutTheListItPromisesIsAtFault_REF19) {
    const auto is_at_fault = [](const focus::ReferRequest& refer, ReferList list) {
        EXPECT_EQ(fault(refer), 400);
        EXPECT_EQ(refer.list, list);
        EXPECT_TRUE(refer.targets.empty());
    };
    const std::string id = "Content-ID: <l@a>\n";
    is_at_fault(read(kByCid), ReferList::by_cid);
    is_at_fault(read(kByCid + kRecipients + "Content-ID: <other@a>\n", "sip:a@h"), ReferList::by_cid);
    is_at_fault(read(kByCid + kRecipients, "sip:a@h"), ReferList::by_cid);
    is_at_fault(read(kByCid + kRecipients + id, "bad"), ReferList::by_cid);
    is_at_fault(read(kByCid + kRecipients + id, "sip:a@h\nsip:"), ReferList::by_cid);
    is_at_fault(read("Require: multiple-refer\nRefer-To: <cid:>\n" + kRecipients, "sip:a@h"), ReferList::by_cid);
    is_at_fault(read("Require: multiple-refer\nRefer-To: <sip:bob@ims.test>\n"), ReferList::none);
}

TEST(ReadRefer, KeepsAllOfTheListForTheFocusToJudge_REF19) {
    const auto refer =
        read(kByCid + kRecipients + "Content-ID: <l@a>\n",
             "sip:a@h;method=SUBSCRIBE\nsip:a@h\nsip:a@h?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&Call-ID=y");
    ASSERT_EQ(refer.targets.size(), 3u);
    EXPECT_EQ(refer.targets[0].method, ReferMethod::other);
    EXPECT_EQ(refer.targets[1].uri, refer.targets[0].uri);
    EXPECT_EQ(refer.targets[2].replaces, "x;to-tag=1;from-tag=2");
    EXPECT_EQ(fault(read(kByCid + kRecipients + "Content-ID: <l@a>\n", "sip:a@h\nhttp://h/")), 416);
}

TEST(ReadRefer, SeesTheListOfOneThatNamesSomethingElse_REF19a) {
    const auto refer = read("Refer-To: <sip:mmtel@conf-factory.ims.test>\n" + kRecipients, "sip:a@h\nsip:b@h");
    EXPECT_EQ(refer.list, ReferList::unasked);
    EXPECT_EQ(refer.target->uri.text(), "sip:mmtel@conf-factory.ims.test");
    EXPECT_EQ(uris(refer), "sip:a@h sip:b@h");
    EXPECT_EQ(fault(read("Refer-To: <sip:bob@ims.test>\n" + kRecipients, "bad")), 400);
    EXPECT_EQ(read("Refer-To: <sip:bob@ims.test>\n" + kListType, "sip:a@h").list, ReferList::none);
}

TEST(ReadRefer, DoesNotFollowACidUnasked_REF05) {
    const auto refer = read("Refer-To: <cid:l@a>\nContent-ID: <l@a>\n" + kRecipients, "sip:a@h");
    EXPECT_EQ(fault(refer), 416);
    EXPECT_EQ(refer.list, ReferList::none);
}

TEST(ReadRefer, TakesTheTokenThatReferredByNames_REF28) {  // RFC 3892 2.2
    const std::string token = "--c\r\nContent-Type: message/sipfrag\r\n\r\nx\r\n--c--";
    const std::string body =
        "--b\r\nContent-Type: multipart/signed;\r\n boundary=c\r\nContent-ID: <t@a>\r\nX-A:  1 \r\n\r\n" + token +
        "\r\n--b--\r\n";
    const std::string lines = "Refer-To: <sip:bob@ims.test>\nContent-Type: multipart/mixed;boundary=b\n";
    const auto refer = read(lines + "Referred-By: <sip:r@ref.example>;cid=\"t@a\"\n", body);
    ASSERT_TRUE(refer.referred_by_token);
    EXPECT_EQ(refer.referred_by_token->content, token);
    EXPECT_EQ(refer.referred_by_token->headers,
              (std::vector<focus::Header>{
                  {"Content-Type", "multipart/signed; boundary=c"}, {"Content-ID", "<t@a>"}, {"X-A", "1"}}));
    EXPECT_EQ(refer.referred_by, "<sip:r@ref.example>;cid=\"t@a\"");
    EXPECT_EQ(refer.list, ReferList::none);
    for (const char* other :
         {"", "b: <sip:r@ref.example>\n", "b: <sip:r@ref.example>;cid=\"\"\n", "b: <sip:r@ref.example>;cid=\"u@a\"\n"})
        EXPECT_FALSE(read(lines + other, body).referred_by_token) << other;
}

}  // namespace
}  // namespace isfocus::sip
