#include "xcap/selector.h"

#include <gtest/gtest.h>

#include "xcap/caller.h"
#include "xcap/characters.h"
#include "xcap/conditions.h"
#include "xcap/head.h"
#include "xcap/uri.h"

namespace isfocus::xcap {
namespace {

/// Those of RFC 4825 6.3, 6.4, 7, 8.2.3 and 13, and what else the grammar allows.
TEST(Selector, ReadsWhatTheGrammarAllows_POL01) {
    for (const char* text : {
             "watcherinfo/watcher-list/watcher[@id=\"8ajksjda7s\"]",
             "watcherinfo/watcher-list/*[2][@id=\"hhggff\"]",
             "watcherinfo/watcher-list/*[2]",
             "foo/a:bar/b:baz",
             "d:foo/a:bar/b:baz",
             "df:foo/df2:bar/df2:baz/namespace::*",
             "root/el1[@att=\"third\"]",
             "root/el1[3][@att=\"third\"]",
             "root/*[3][@att=\"third\"]",
             "root/el3",
             "root/el2[1][@att=\"2\"]",
             "resource-lists/list[@name=\"friends\"]/entry",
             "resource-lists/list/list/entry[@uri=\"sip:petri@example.com\"]",
             "resource-lists/list/list/entry[2]/@uri",
             "rls-services/service[@uri=\"sip:good-friends@example.com\"]/@uri",
             "a/*/@b:c",
             "a[@b:c=\"a/b]\"]",
             "a[0]",
             "caf\xc3\xa9/_x.y-z",
         }) {
        const auto selector = parse_selector(text);
        ASSERT_TRUE(selector) << text;
        EXPECT_EQ(text_of(*selector), text);
    }
}

TEST(Selector, TellsItsParts_POL01) {
    const auto selector = parse_selector("*/p:el[12][@q:id='a\"&amp;&#x3c;b']/@r:at");
    ASSERT_TRUE(selector);
    EXPECT_EQ(*selector,
              (NodeSelector{
                  {Step{}, Step{Name{"p", "el"}, 12, AttributeTest{{"q", "id"}, "a\"&<b"}}}, Name{"r", "at"}, false}));
    EXPECT_EQ(parse_selector(text_of(*selector)), selector);
    EXPECT_TRUE(parse_selector("a/namespace::*")->namespaces);
}

TEST(Selector, RefusesAllElse_POL01) {
    for (const char* text : {"",
                             "/",
                             "/a",
                             "a/",
                             "a//b",
                             "@a",
                             "namespace::*",
                             "a/@",
                             "a/@b/c",
                             "a/namespace::*/b",
                             "a[",
                             "a[]",
                             "a[1",
                             "a[-1]",
                             "a[1][2]",
                             "a[@b]",
                             "a[@b=c]",
                             "a[@b=\"c]",
                             "a[@b=\"c\"",
                             "a[@b=\"c\"][1]",
                             "a[@b=\"<\"]",
                             "a[@b=\"&x;\"]",
                             "a[last()]",
                             "a[1234567890]",
                             "..",
                             "a/..",
                             "id(\"x\")",
                             "child::a",
                             "a|b",
                             "a:",
                             ":a",
                             "a:b:c",
                             "1a",
                             "-a",
                             "a b",
                             "a\xff",
                             "text()",
                             "**",
                             "a[@b=\"&#0;\"]",
                             "a[@b=\"&#xd800;\"]"})
        EXPECT_FALSE(parse_selector(text)) << text;
    std::string deep = "a";
    for (int i = 0; i < 40; ++i) deep += "/a";
    EXPECT_FALSE(parse_selector(deep));
}

TEST(Selector, BindsPrefixesByTheQuery_POL01) {
    EXPECT_EQ(parse_bindings("xmlns(a=urn:test:namespace1-uri)xmlns(b=urn:test:namespace1-uri)"),
              (Namespaces{{"a", "urn:test:namespace1-uri"}, {"b", "urn:test:namespace1-uri"}}));
    EXPECT_EQ(parse_bindings(" xmlns( a = urn:x ) other((a)b) xmlns(b=u(r)n^)^^) "),
              (Namespaces{{"a", "urn:x"}, {"b", "u(r)n)^"}}));
    EXPECT_EQ(parse_bindings(""), Namespaces{});
    for (const char* text : {"a", "xmlns", "xmlns(", "xmlns(a)", "xmlns(a=b", "xmlns(=b)", "xmlns(a=)", "xmlns(1=b)",
                             "(a=b)", "xmlns(a=b))", "xmlns(a=^b)", "a=b&c=d"})
        EXPECT_FALSE(parse_bindings(text)) << text;
}

TEST(ResourceUri, NamesDocumentsAndNodes_POL01) {
    const auto uri = parse_resource(
        "/xcap-root/conference-policy/users/sip:a%2fb@home1.test/in%64ex/~~/p:conference/dialout-list/"
        "target%5b@uri=%22sip:bob@home1.test%22%5d?xmlns(p=urn:x)",
        "/xcap-root");
    ASSERT_TRUE(uri) << uri.error().detail;
    EXPECT_EQ(uri->auid, "conference-policy");
    EXPECT_EQ(uri->xui, "sip:a/b@home1.test");
    EXPECT_EQ(uri->document, "index");
    EXPECT_EQ(uri->home, "/xcap-root/conference-policy/users/sip:a%2fb@home1.test/");
    EXPECT_EQ(uri->document_path, uri->home + "in%64ex");
    EXPECT_EQ(text_of(*uri->node), "p:conference/dialout-list/target[@uri=\"sip:bob@home1.test\"]");
    EXPECT_EQ(uri->namespaces, (Namespaces{{"p", "urn:x"}}));
    const auto caps = parse_resource("http://as.test/xcap-root/xcap-caps/global/index", "/xcap-root");
    ASSERT_TRUE(caps);
    EXPECT_TRUE(caps->is_global);
    EXPECT_EQ(caps->document, "index");
    EXPECT_TRUE(parse_resource("/x/y/users/sip:a@b/folder/index", "/x")->has_folders);
    EXPECT_EQ(parse_resource("/x/y/users/sip:a@b/", "/x")->document, "");
}

TEST(ResourceUri, SaysWhatIsWrong_POL01) {
    const auto status = [](const char* target) {
        const auto uri = parse_resource(target, "/x");
        return uri ? 200 : uri.error().status;
    };
    for (const char* target : {"", "/", "/y/a/users/b/c", "/xa/users/b/c", "/x/a", "/x/a/else/b", "/x/a/users",
                               "/x/a/users//c", "/x/a/users/b//c", "/x/a/users/b/c/", "/x/a/users/b/..",
                               "/x/a/users/b/c%00d", "/x/a/users/b/~~/c", "/x/a/users/b/c%2fd"})
        EXPECT_EQ(status(target), 404) << target;
    for (const char* target :
         {"/x/a/users/b/\xff", "/x/a/users/b/c d", "/x/a/users/b/c%g0", "/x/a/users/b/c/~~", "/x/a/users/b/c/~~/",
          "/x/a/users/b/c/~~/d[", "/x/a/users/b/c/~~/p:d", "/x/a/users/b/c/~~/d/@p:e", "/x/a/users/b/c?xmlns(",
          "/x/a/users/b/c/~~/d%5b@p:e=%22%22%5d?xmlns(q=r)", "/x/a/users/b/c?%"})
        EXPECT_EQ(status(target), 400) << target;
}

TEST(Conditions, AreOfRfc9110_POL03) {
    const std::optional<std::string> tag = "\"a\"", none;
    const auto with = [](const char* match, const char* none_match) {
        Conditions out;
        if (match) out.if_match = match;
        if (none_match) out.if_none_match = none_match;
        return out;
    };
    EXPECT_EQ(judge(with(nullptr, nullptr), tag, false), 0);
    EXPECT_EQ(judge(with("\"a\"", nullptr), tag, false), 0);
    EXPECT_EQ(judge(with("\"b\", \"a\"", nullptr), tag, false), 0);
    EXPECT_EQ(judge(with("*", nullptr), tag, false), 0);
    EXPECT_EQ(judge(with("\"b\"", nullptr), tag, false), 412);
    EXPECT_EQ(judge(with("W/\"a\"", nullptr), tag, false), 412);
    EXPECT_EQ(judge(with("a", nullptr), tag, false), 412);
    EXPECT_EQ(judge(with("*", nullptr), none, false), 412);
    EXPECT_EQ(judge(with("\"a\"", nullptr), none, false), 412);
    EXPECT_EQ(judge(with(nullptr, "*"), none, false), 0);
    EXPECT_EQ(judge(with(nullptr, "*"), tag, false), 412);
    EXPECT_EQ(judge(with(nullptr, "\"a\""), tag, true), 304);
    EXPECT_EQ(judge(with(nullptr, "W/\"a\""), tag, true), 304);
    EXPECT_EQ(judge(with(nullptr, "\"b\""), tag, true), 0);
}

TEST(Caller, IsWhomTheProxyNames_POL08) {
    const auto texts = [](std::vector<std::string> values) {
        std::string out;
        for (const auto& one : asserted_identities(values)) out += one.text() + ' ';
        return out;
    };
    EXPECT_EQ(texts({"\"sip:a@b.test\""}), "sip:a@b.test ");
    EXPECT_EQ(texts({" \"sip:a@b.test\" , tel:+15550100", "<sip:c@d.test>"}),
              "sip:a@b.test tel:+15550100 sip:c@d.test ");
    EXPECT_EQ(texts({"\"sip:x,sip:a@b.test\""}), "sip:x,sip:a@b.test ");  // one user of an odd name, not a second one
    EXPECT_EQ(texts({"", "a", "\"", "sip:b.test", "\"sip:a@b.test\nX\""}), "");
}

TEST(Head, LeavesNoDoubtWhereARequestEnds) {
    const auto good =
        parse_head("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\nx-A:  \t b%41 \r\nX-a: c\r\n\r\n");
    ASSERT_TRUE(good);
    EXPECT_EQ(good->body, 65536u);
    EXPECT_EQ(good->all("X-A"), (std::vector<std::string>{"b%41", "c"}));
    const auto status = [](const std::string& lines) {
        const auto head = parse_head("PUT / HTTP/1.1\r\n" + lines + "\r\n");
        return head ? 200 : head.error().status;
    };
    EXPECT_EQ(status("Content-Length: 65537\r\n"), 413);
    EXPECT_EQ(status("Content-Length: 99999999999999999999999\r\n"), 413);
    EXPECT_EQ(status("Transfer-Encoding: chunked\r\n"), 411);
    EXPECT_EQ(status("Content-Length: 5\r\nContent-Encoding: gzip\r\n"), 415);
    for (const char* lines :
         {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
          "Content-Length: +5\r\n", "Content-Length: \r\n", "Content-Length: 5, 5\r\n", "Content-Length : 5\r\n",
          " folded: a\r\n", "a\r\n", ": a\r\n", "A: b\nC: d\r\n", "A: \x01\r\n"})
        EXPECT_EQ(status(lines), 400) << lines;
}

}  // namespace
}  // namespace isfocus::xcap
