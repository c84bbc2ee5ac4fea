#include <gtest/gtest.h>

#include "parsed.h"
#include "sip/read.h"
#include "sip/validation.h"

namespace isfocus::sip {
namespace {

using test::Parsed;
using test::request;

constexpr std::string_view kMixed = "Content-Type: multipart/mixed;boundary=b\n";
constexpr std::string_view kSdp =
    "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 2000 RTP/AVP 0\r\n";

/// Each argument is the text of a part, headers and all.
template <class... Parts>
std::string mixed(const Parts&... parts) {
    std::string out;
    (out.append("--b\r\n").append(parts).append("\r\n"), ...);
    return out + "--b--\r\n";
}

std::string part(std::string_view headers, std::string_view content) {
    return std::string(headers) + "\r\n\r\n" + std::string(content);
}

int refused(std::string_view method, std::string_view lines, std::string_view body) {
    const auto refusal = check_request(*Parsed(request(method, lines, body)), Settings{}, true);
    return refusal ? refusal->status : 0;
}

TEST(ReadBody, OfAMessageIsAPartOfItsOwn) {
    const Parsed message(
        request("REFER", "c: text/plain\nContent-ID: <a@b>\nContent-Disposition: x;handling=optional\n", "hi"));
    const auto whole = read_body(*message);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->content, "hi");
    EXPECT_EQ(whole->content_id(), "a@b");
    EXPECT_TRUE(whole->is_optional());
    EXPECT_TRUE(whole->is_of("text/plain"));
}

TEST(ReadBody, OfAMessageHasNoControlCharactersInItsHeaders) {
    const Parsed message(request("REFER", "Content-Type: text/plain;\x19\nContent-ID:\t<a@b>\tx\n", "hi"));
    EXPECT_EQ(read_body(*message)->headers, (std::vector<focus::Header>{{"Content-ID", "<a@b> x"}}));
}

TEST(ReadDescription, FindsTheSessionInAMultipart_CRE32) {
    const auto sdp = part("Content-Type: application/sdp", kSdp);
    for (const auto& body :
         {mixed(part("Content-Type: text/plain", "v=0"), sdp), mixed(sdp),
          mixed(part("Content-Type: application/sdp\r\nContent-Disposition: early-session", "x"), sdp),
          mixed(part("Content-Type: application/sdp\r\nContent-Transfer-Encoding: base64", "x"), sdp)}) {
        const auto description = read_description(*Parsed(request("INVITE", kMixed, body)));
        ASSERT_TRUE(description && *description) << body;
        EXPECT_EQ((*description)->sdp, kSdp) << body;
    }
    const auto none =
        read_description(*Parsed(request("INVITE", kMixed, mixed(part("Content-Type: text/plain", "v=0")))));
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    EXPECT_FALSE(read_description(*Parsed(request("INVITE", kMixed, "--b\r\n"))));
}

TEST(CheckBody, OfPartsRefusesTheRequiredOnesThatAreNotUnderstood_REF36_CRE32) {  // RFC 5621 8.4
    const auto sdp = part("Content-Type: application/sdp", kSdp);
    const auto text = part("Content-Type: text/plain", "hi");
    const auto optional = part("Content-Type: text/plain\r\nContent-Disposition: render;handling=optional", "hi");
    EXPECT_EQ(refused("INVITE", kMixed, mixed(sdp)), 0);
    EXPECT_EQ(refused("INVITE", kMixed, mixed(sdp, optional)), 0);
    EXPECT_EQ(refused("INVITE", kMixed, mixed(sdp, text)), 415);
    EXPECT_EQ(refused("INVITE", kMixed, mixed(part("", "hi"))), 415) << "text/plain is what says nothing";
    EXPECT_EQ(refused("INVITE", "Content-Type: multipart/alternative;boundary=b\n", mixed(text, sdp)), 0);
    EXPECT_EQ(refused("INVITE", "Content-Type: multipart/alternative;boundary=b\n", mixed(text, text)), 415);
    EXPECT_EQ(refused("INVITE", kMixed,
                      mixed(part("Content-Type: application/sdp\r\nContent-Transfer-Encoding: base64", "x"))),
              415);
    EXPECT_EQ(refused("INVITE", kMixed, "hi"), 400);
    EXPECT_EQ(refused("INVITE", "Content-Type: multipart/mixed\n", mixed(sdp)), 400);
    EXPECT_EQ(refused("REFER", kMixed, mixed(optional)), 0);
    EXPECT_TRUE(
        read_body(*Parsed(request("REFER", std::string(kMixed) + "Content-Disposition: x;handling=optional\n", "hi"))));
    EXPECT_EQ(refused("REFER", kMixed, mixed(text)), 415);
    EXPECT_EQ(refused("SUBSCRIBE", kMixed, mixed(sdp)), 415);
    EXPECT_EQ(refused("BYE", kMixed, mixed(text)), 0);
}

TEST(CheckBody, TakesWhatAHeaderOfTheReferNames_REF19_REF28) {  // RFC 5621 9.3
    const auto token = part("Content-Type: multipart/signed;boundary=c\r\nContent-ID: <t@a>", "--c\r\n\r\nx\r\n--c--");
    EXPECT_EQ(refused("REFER", kMixed, mixed(token)), 415);
    EXPECT_EQ(refused("REFER", "Referred-By: <sip:a@b>;cid=\"t@a\"\n" + std::string(kMixed), mixed(token)), 0);
    EXPECT_EQ(refused("REFER", "b: <sip:a@b>;cid=\"other@a\"\n" + std::string(kMixed), mixed(token)), 415);

    const std::string list = "Content-Type: application/resource-lists+xml\n";
    EXPECT_EQ(refused("REFER", list, "x"), 415);
    EXPECT_EQ(refused("REFER", list + "Content-Disposition: recipient-list\n", "x"), 0);
    EXPECT_EQ(refused("REFER", list + "Content-ID: <l@a>\nRefer-To: <cid:l%40a>\n", "x"), 0);
    EXPECT_EQ(refused("REFER", list + "Refer-To: <cid:>\n", "x"), 415) << "names nothing";
    EXPECT_EQ(refused("INVITE", list + "Content-Disposition: recipient-list\n", "x"), 0);  // CRE-30
    EXPECT_EQ(refused("INVITE", list, "x"), 415);
    EXPECT_EQ(refused("UPDATE", list + "Content-Disposition: recipient-list\n", "x"), 415);
    EXPECT_EQ(refused("REFER", kMixed, mixed(part("Content-Type: application/resource-lists+xml", "x"))), 415);
    EXPECT_EQ(refused("REFER", kMixed,
                      mixed(part("Content-Type: application/resource-lists+xml\r\nContent-Disposition: Recipient-List",
                                 "x"))),
              0);
}

TEST(Cid, NamesAContentId_REF19) {  // RFC 2392 2
    EXPECT_EQ(content_id_of_cid("cid:cn35t8jf02@example.com"), "cn35t8jf02@example.com");
    EXPECT_EQ(content_id_of_cid("CID:foo4%25foo1@bar.net"), "foo4%foo1@bar.net");
    EXPECT_EQ(content_id_of_cid("cid:a%4"), "");
    EXPECT_EQ(content_id_of_cid("cid:"), "");
    EXPECT_EQ(content_id_of_cid("sip:a@b"), std::nullopt);
    EXPECT_EQ(content_id_of_cid("cid"), std::nullopt);
    EXPECT_EQ(token_id("sip:r@ref.example;cid=\"2UWQFN309shb3@ref.example\""), "2UWQFN309shb3@ref.example");
    EXPECT_EQ(token_id("<sip:r@ref.example;cid=x>;CID=y"), "y");
    EXPECT_EQ(token_id("<sip:r@ref.example>"), "");
}

}  // namespace
}  // namespace isfocus::sip
