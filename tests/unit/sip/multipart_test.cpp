#include "sip/multipart.h"

#include <gtest/gtest.h>

namespace isfocus::sip {
namespace {

MimePart body(std::string_view content, std::string_view type = "multipart/mixed;boundary=b") {
    return {.headers = {{"Content-Type", std::string(type)}}, .content = content};
}

/// Contents of the parts, joined by '|'; "-" for a fault.
std::string contents(std::string_view content, std::string_view type = "multipart/mixed;boundary=b") {
    auto whole = body(content, type);
    if (const auto fault = open_multipart(whole)) return fault->status == 400 && whole.parts.empty() ? "-" : "?";
    std::string out;
    for (const auto& part : whole.parts) out.append(&part == &whole.parts.front() ? "" : "|").append(part.content);
    return out;
}

TEST(Multipart, IsTakenApartAtItsBoundary_CRE32) {  // RFC 2046 5.1.1
    EXPECT_EQ(contents("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n\r\n--b--\r\n"), "one|two\r\n");
    EXPECT_EQ(contents("--b\r\n\r\n--b--"), "");
    EXPECT_EQ(contents("--b\r\n\r\n\r\n--b--"), "");
    EXPECT_EQ(contents("--b\r\n--b\r\n\r\nx\r\n--b--"), "|x");
    EXPECT_EQ(contents("--b\r\nA: 1\r\n--b--"), "");
}

TEST(Multipart, HasPreambleEpilogueAndPaddingPassedOver_CRE32) {
    EXPECT_EQ(contents("preamble\r\n--bee\r\n--b \t\r\n\r\none\r\n--b-- \r\nepilogue\r\n--b\r\n\r\nno\r\n--b--"),
              "one");
    EXPECT_EQ(contents("--b\r\n\r\n --b\r\n--b-\r\n--bb--\r\n--b--"), " --b\r\n--b-\r\n--bb--");
}

TEST(Multipart, MayHaveBareLineFeeds_CRE32) {
    EXPECT_EQ(contents("--b\nA: 1\n\none\ntwo\n--b\n\nthree\n--b--\n"), "one\ntwo|three");
    EXPECT_EQ(contents("--b\nA: 1\n\none\n\r\n--b--"), "one\n");
}

TEST(Multipart, TakesQuotedAndUnquotedBoundaries_CRE32) {
    for (const char* type :
         {"multipart/mixed; boundary=\"x y:z\"", "MULTIPART/Related ;a=\"b;c\" ; Boundary = \"x y:z\""})
        EXPECT_EQ(contents("--x y:z\r\n\r\none\r\n--x y:z--", type), "one") << type;
    EXPECT_EQ(contents("--=_a/1?\r\n\r\none\r\n--=_a/1?--", "multipart/mixed;boundary==_a/1?"), "one");
}

TEST(Multipart, WithoutBoundaryPartOrEndIsRefused_CRE32) {
    for (const char* content : {"", "x", "--b", "--b\r\n", "--b--", "x\r\n--b--\r\n", "--b\r\n\r\none\r\n",
                                "--b\r\n\r\none--b--", "--b\r\nno header\r\n\r\n--b--", "--b\r\n folded\r\n\r\n--b--",
                                "--b\r\n: x\r\n\r\n--b--", "--b\r\nA: \x01\r\n\r\n--b--", "--b\r\nA B: x\r\n\r\n--b--"})
        EXPECT_EQ(contents(content), "-") << content;
    for (const char* type : {"multipart/mixed", "multipart/mixed;boundary=", "multipart/mixed;boundary=\"\"",
                             "multipart/mixed;boundary=\"b \"", "multipart/mixed;boundary=b@b"})
        EXPECT_EQ(contents("--b\r\n\r\none\r\n--b--", type), "-") << type;
    const std::string longest(70, 'b'), longer(71, 'b');
    EXPECT_EQ(contents("--" + longest + "\n\none\n--" + longest + "--", "multipart/mixed;boundary=" + longest), "one");
    EXPECT_EQ(contents("--" + longer + "\n\none\n--" + longer + "--", "multipart/mixed;boundary=" + longer), "-");
}

TEST(Multipart, HasAMostOfEverything_CRE32) {
    const auto many = [](std::size_t parts) {
        std::string out;
        for (std::size_t i = 0; i < parts; ++i) out += "--b\r\n\r\nx\r\n";
        return out + "--b--";
    };
    EXPECT_NE(contents(many(kMostParts)), "-");
    EXPECT_EQ(contents(many(kMostParts + 1)), "-");
    std::string headers;
    for (std::size_t i = 0; i < kMostHeadersOfAPart; ++i) headers += "A: 1\r\n";
    EXPECT_EQ(contents("--b\r\n" + headers + "\r\nx\r\n--b--"), "x");
    EXPECT_EQ(contents("--b\r\nA: 1\r\n" + headers + "\r\nx\r\n--b--"), "-");
}

TEST(MultipartPart, HasItsHeadersUnfoldedAndOtherwiseVerbatim_REF28) {
    auto whole = body(
        "--b\r\nContent-Type : text/plain;\r\n\tcharset=utf-8\r\nCONTENT-ID:<a%b@c>\r\nX:\r\n"
        "content-disposition: Recipient-List; HANDLING=\"optional\"\r\n\r\nx\r\n--b--");
    ASSERT_FALSE(open_multipart(whole));
    const auto& part = whole.parts.at(0);
    EXPECT_EQ(part.headers,
              (std::vector<focus::Header>{{"Content-Type", "text/plain; charset=utf-8"},
                                          {"CONTENT-ID", "<a%b@c>"},
                                          {"X", ""},
                                          {"content-disposition", "Recipient-List; HANDLING=\"optional\""}}));
    EXPECT_TRUE(part.is_of("Text/Plain"));
    EXPECT_EQ(part.content_id(), "a%b@c");
    EXPECT_EQ(part.disposition(), "Recipient-List");
    EXPECT_EQ(part.is_optional(), false) << "a quoted token is another value";
}

TEST(MultipartPart, IsRequiredUnlessItSaysOtherwise_REF36) {  // RFC 3261 20.11
    const auto optional = [](const char* value) {
        return MimePart{.headers = {{"Content-Disposition", value}}}.is_optional();
    };
    EXPECT_TRUE(optional("render;handling=optional"));
    EXPECT_TRUE(optional("render; a=b ; Handling = Optional"));
    for (const char* value : {"", "render", "render;handling=required", "handling=optional"})
        EXPECT_FALSE(optional(value)) << value;
    EXPECT_EQ(MimePart{}.media_type(), "text/plain");
}

TEST(MultipartPart, KnowsWhetherItWantsDecoding) {
    const auto encoded = [](const char* name, const char* value) {
        return MimePart{.headers = {{name, value}}}.is_encoded();
    };
    for (const char* value : {"7bit", "8BIT", "binary", ""})
        EXPECT_FALSE(encoded("Content-Transfer-Encoding", value)) << value;
    EXPECT_TRUE(encoded("Content-Transfer-Encoding", "base64"));
    EXPECT_TRUE(encoded("Content-Encoding", "gzip"));
}

TEST(Multipart, IsOpenedOnceMoreInside_CRE32) {
    const std::string inner =
        "Content-Type: multipart/signed;boundary=c\r\nContent-ID: <s>\r\n\r\n--c\r\nContent-ID: "
        "<t>\r\n\r\none\r\n--c\r\n"
        "Content-Type: multipart/mixed;boundary=d\r\n\r\n--d\r\n\r\ndeep\r\n--d--\r\n--c--";
    const std::string text = "--b\r\n" + inner + "\r\n--b\r\nContent-Type: multipart/mixed\r\n\r\nbroken\r\n--b--";
    auto whole = body(text);
    ASSERT_FALSE(open_multipart(whole));
    ASSERT_EQ(whole.parts.size(), 2u);
    ASSERT_EQ(whole.parts[0].parts.size(), 2u);
    EXPECT_TRUE(whole.parts[0].parts[1].parts.empty());
    EXPECT_TRUE(whole.parts[1].parts.empty()) << "a fault inside leaves only that part closed";
    const auto named = [&](const char* id) {
        return find_part(whole, [id](const MimePart& part) { return part.content_id() == id; });
    };
    EXPECT_EQ(named("t")->content, "one");
    EXPECT_TRUE(named("s")->content.starts_with("--c\r\n"));
    EXPECT_EQ(named("u"), nullptr);
}

TEST(Multipart, LeavesOtherTypesAlone) {
    auto whole = body("--b\r\n\r\none\r\n--b--", "text/plain;boundary=b");
    EXPECT_FALSE(open_multipart(whole));
    EXPECT_TRUE(whole.parts.empty());
}

}  // namespace
}  // namespace isfocus::sip
