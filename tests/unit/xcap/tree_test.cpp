#include "xcap/tree.h"

#include <gtest/gtest.h>

namespace isfocus::xcap {
namespace {

const Namespaces kNone;

/// The outcome, and the document after it or the cause why not.
std::string put(std::string_view document, std::string_view selector, std::string_view content,
                const Namespaces& bindings = kNone) {
    auto tree = Tree::parse(document);
    if (!tree) return "unreadable";
    const auto change = tree->put(*parse_selector(selector), {"", bindings}, content);
    if (!change) return std::string(name(change.error().cause)) + ' ' + change.error().ancestor;
    auto text = tree->text();
    text.erase(0, text.find('\n') + 1);
    return (*change == Tree::Outcome::created ? "+" : "=") + text;
}

std::string remove(std::string_view document, std::string_view selector) {
    auto tree = Tree::parse(document);
    const auto change = tree->remove(*parse_selector(selector), {"", kNone});
    if (!change) return "none";
    if (!*change) return std::string(name(change->error().cause));
    auto text = tree->text();
    return text.substr(text.find('\n') + 1);
}

std::string get(std::string_view document, std::string_view selector, std::string_view space = "",
                const Namespaces& bindings = kNone) {
    const auto tree = Tree::parse(document);
    return tree->get(*parse_selector(selector), {space, bindings}).value_or("none");
}

// The documents of RFC 4825 8.2.3 and 6.4.
constexpr std::string_view kExample = R"(<?xml version="1.0"?>
<root>
 <el1 att="first"/>
 <el1 att="second"/>
 <!-- comment -->
 <el2 att="first"/>
</root>)";
constexpr std::string_view kSpaces = R"(<?xml version="1.0"?>
<foo xmlns="urn:test:default-namespace">
  <ns1:bar xmlns:ns1="urn:test:namespace1-uri"
           xmlns="urn:test:namespace1-uri">
    <baz/>
    <ns2:baz xmlns:ns2="urn:test:namespace2-uri"/>
  </ns1:bar>
  <ns3:hi xmlns:ns3="urn:test:namespace3-uri">
    <there/>
  </ns3:hi>
</foo>)";

TEST(Tree, InsertsWhereTheExamplesOfRfc4825Do_POL04) {
    const std::string third = R"(+<root>
 <el1 att="first"/>
 <el1 att="second"/><el1 att="third"/>
 <!-- comment -->
 <el2 att="first"/>
</root>
)";
    for (const char* selector :
         {"root/el1[@att=\"third\"]", "root/el1[3][@att=\"third\"]", "root/*[3][@att=\"third\"]"})
        EXPECT_EQ(put(kExample, selector, "<el1 att=\"third\"/>"), third) << selector;
    EXPECT_EQ(put(kExample, "root/el3", "<el3 att=\"first\"/>"), R"(+<root>
 <el1 att="first"/>
 <el1 att="second"/>
 <!-- comment -->
 <el2 att="first"/>
<el3 att="first"/></root>
)");
    const std::string last = R"(+<root>
 <el1 att="first"/>
 <el1 att="second"/>
 <!-- comment -->
 <el2 att="first"/><el2 att="2"/>
</root>
)";
    for (const char* selector : {"root/el2[@att=\"2\"]", "root/el2[2][@att=\"2\"]"})
        EXPECT_EQ(put(kExample, selector, "<el2 att=\"2\"/>"), last) << selector;
    EXPECT_EQ(put(kExample, "root/*[2][@att=\"2\"]", "<el2 att=\"2\"/>"), R"(+<root>
 <el1 att="first"/><el2 att="2"/>
 <el1 att="second"/>
 <!-- comment -->
 <el2 att="first"/>
</root>
)");
    EXPECT_EQ(put(kExample, "root/el2[1][@att=\"2\"]", "<el2 att=\"2\"/>"), R"(+<root>
 <el1 att="first"/>
 <el1 att="second"/>
 <!-- comment -->
 <el2 att="2"/><el2 att="first"/>
</root>
)");
    EXPECT_EQ(put("<r><a/></r>", "r/*[@b=\"1\"]", "<c b='1'/>"), "+<r><a/><c b=\"1\"/></r>\n");
    EXPECT_EQ(put("<r><a/></r>", "r/*[1][@b=\"1\"]", "<c b='1'/>"), "+<r><c b=\"1\"/><a/></r>\n");
    EXPECT_EQ(put("<r/>", "r/*[1]", "<c/>"), "+<r><c/></r>\n");
}

TEST(Tree, ReplacesWhatIsThere_POL04) {
    EXPECT_EQ(put("<r><a/> <b x='1'>t</b><c/></r>", "r/b", "\n<b><d/></b>\n"), "=<r><a/> <b><d/></b><c/></r>\n");
    EXPECT_EQ(put("<r><a/><a x='1'/></r>", "r/a[2]", "<a x='2'/>"), "=<r><a/><a x=\"2\"/></r>\n");
    EXPECT_EQ(put("<r><a/><b/></r>", "r/*[2]", "<c/>"), "=<r><a/><c/></r>\n");
    EXPECT_EQ(put("<!-- kept --><r><a/></r>", "r", "<r><b/></r>"), "=<!-- kept -->\n<r><b/></r>\n");
}

TEST(Tree, NewRootHasNothingOfTheOldOne_POL04) {
    const auto put_root = [](std::string_view content) {
        auto tree = Tree::parse("<r xmlns='urn:r' xmlns:p='urn:p'><a/></r>");
        const auto change = tree->put(*parse_selector("r"), {"urn:r", kNone}, content);
        return change ? tree->text() : std::string(name(change.error().cause));
    };
    EXPECT_EQ(put_root("<r><b/></r>"), "cannot-insert");  // of no namespace
    EXPECT_EQ(put_root("<r xmlns='urn:r'/>"), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r xmlns=\"urn:r\"/>\n");
    for (const char* content : {"<?xml version='1.0'?><r xmlns='urn:r'/>", "<!DOCTYPE r><r xmlns='urn:r'/>",
                                "<!-- c --><r xmlns='urn:r'/>", "<r>", ""})
        EXPECT_EQ(put_root(content), "not-xml-frag") << content;
}

TEST(Tree, PutsOnlyWhatTheUriSelectsThen_POL06) {
    for (const auto& [selector, content] :
         std::vector<std::pair<const char*, const char*>>{{"root/el3", "<el4/>"},
                                                          {"root/el1", "<el1/>"},  // of several
                                                          {"root/el1[@att=\"third\"]", "<el1 att='fourth'/>"},
                                                          {"root/el1[@att=\"first\"]", "<el1 att='second'/>"},
                                                          {"root/el1[5]", "<el1/>"},
                                                          {"root/el1[0]", "<el1/>"},
                                                          {"root/*[9][@att=\"x\"]", "<el1 att='x'/>"},
                                                          {"other", "<other/>"},
                                                          {"root", "<other/>"},
                                                          {"root/*", "<el1/>"}})
        EXPECT_EQ(put(kExample, selector, content), "cannot-insert ") << selector;
    EXPECT_EQ(put(kExample, "root/el1[@att=\"first\"]/@att", "\"third\""), "cannot-insert ");
    EXPECT_EQ(put("<r><a/></r>", "r/a/@p:b", "\"1\"", {{"p", "urn:p"}}), "cannot-insert ");
}

TEST(Tree, NamesTheClosestParent_POL05) {
    EXPECT_EQ(put(kExample, "root/el2/a/b/c", "<c/>"), "no-parent root/el2");
    EXPECT_EQ(put(kExample, "root/el1/c", "<c/>"), "no-parent root");  // it could be one or the other
    EXPECT_EQ(put(kExample, "rood/el1/c", "<c/>"), "no-parent ");
    EXPECT_EQ(put(kExample, "root/el2[@att=\"no\"]/@x", "\"1\""), "no-parent root");
}

TEST(Tree, TakesOneElementOrOneValue_POL05) {
    for (const char* content : {"", "x", "<a>", "<a/><b/>", "<a/>x", "</root><root>", "<a b=1/>", "<a>&x;</a>",
                                "<?xml version='1.0'?><a/>", "<!DOCTYPE a><a/>", "<!-- a -->", "<a><![CDATA[</a>"})
        EXPECT_EQ(put(kExample, "root/a", content), "not-xml-frag ") << content;
    EXPECT_EQ(put(kExample, "root/a", "<a>\xff</a>"), "not-utf-8 ");
    EXPECT_EQ(put(kExample, "root/el2/@b", "\"\xc3\""), "not-utf-8 ");
    for (const char* content : {"", "x", "\"", "\"a'", "\"<\"", "\"&\"", "\"&x;\"", "\"a\"b\"", "\"a\" b=\"c\""})
        EXPECT_EQ(put(kExample, "root/el2/@b", content), "not-xml-att-value ") << content;
}

TEST(Tree, SetsAttributes_POL04) {
    EXPECT_EQ(put("<r><a/></r>", "r/a/@b", "'x&amp;&#60;\"'"), "+<r><a b=\"x&amp;&lt;&quot;\"/></r>\n");
    EXPECT_EQ(put("<r><a b='1' c='2'/></r>", "r/a[@c=\"2\"]/@b", "\"3\""), "=<r><a b=\"3\" c=\"2\"/></r>\n");
    EXPECT_EQ(put("<r xmlns:q='urn:p'><a/></r>", "r/a/@p:b", "\"1\"", {{"p", "urn:p"}}),
              "+<r xmlns:q=\"urn:p\"><a q:b=\"1\"/></r>\n");
}

TEST(Tree, GetsElementsAttributesAndBindings_POL04) {
    const Namespaces one{{"a", "urn:test:namespace1-uri"}, {"b", "urn:test:namespace1-uri"}};
    const Namespaces two{
        {"a", "urn:test:namespace1-uri"}, {"b", "urn:test:namespace2-uri"}, {"d", "urn:test:default-namespace"}};
    constexpr std::string_view kDefault = "urn:test:default-namespace";
    EXPECT_EQ(get(kSpaces, "foo/a:bar/b:baz", kDefault, one), "<baz/>");
    EXPECT_EQ(get(kSpaces, "foo/a:bar/b:baz", kDefault, two), "<ns2:baz xmlns:ns2=\"urn:test:namespace2-uri\"/>");
    EXPECT_EQ(get(kSpaces, "d:foo/a:bar/b:baz", "urn:other", two), "<ns2:baz xmlns:ns2=\"urn:test:namespace2-uri\"/>");
    EXPECT_EQ(get(kSpaces, "foo/a:bar/b:baz/namespace::*", kDefault, one),
              "<baz xmlns:ns1=\"urn:test:namespace1-uri\" xmlns=\"urn:test:namespace1-uri\"/>");
    EXPECT_EQ(get(kSpaces, "foo/bar", kDefault), "none");
    EXPECT_EQ(get(kExample, "root/el1"), "none");
    EXPECT_EQ(get(kExample, "root/el1[2]/@att"), "\"second\"");
    EXPECT_EQ(get(kExample, "root/el1[2][@att=\"first\"]"), "none");
    EXPECT_EQ(get(kExample, "*/*[3]"), "<el2 att=\"first\"/>");
    EXPECT_EQ(get("<a xmlns='' xmlns:b='urn:b'/>", "a[@xmlns=\"\"]"), "none");
    EXPECT_EQ(get("<a b='&lt;&quot;&#10;'> t<!-- c --><![CDATA[<]]></a>", "a/@b"), "\"&lt;&quot;&#10;\"");
    EXPECT_EQ(get("<a> t<!-- c --><![CDATA[<]]></a>", "a"), "<a> t<!-- c --><![CDATA[<]]></a>");
}

TEST(Tree, RemovesWhatTheUriSelectsNoMore_POL06) {
    EXPECT_EQ(remove("<r> <a x='1'/> <a x='2'/> </r>", "r/a[@x=\"1\"]"), "<r>  <a x=\"2\"/> </r>\n");
    EXPECT_EQ(remove("<r><a x='1'/><a x='2'/></r>", "r/a[2]"), "<r><a x=\"1\"/></r>\n");
    EXPECT_EQ(remove("<r><a x='1'/><a x='2'/></r>", "r/a[1]"), "cannot-delete");
    EXPECT_EQ(remove("<r><a x='1'/></r>", "r/*[1]"), "<r/>\n");
    EXPECT_EQ(remove("<r><a x='1'/></r>", "r/a/@x"), "<r><a/></r>\n");
    EXPECT_EQ(remove("<r><a x='1'/></r>", "r/a/@y"), "none");
    EXPECT_EQ(remove("<r><a/><a/></r>", "r/a"), "none");
    EXPECT_EQ(remove("<r><a/></r>", "r"), "schema-validation-error");
}

TEST(Tree, RefusesWhatIsNoDocument_POL05) {
    const auto cause = [](std::string_view text) {
        const auto tree = Tree::parse(text);
        return tree ? std::string_view("none") : name(tree.error().cause);
    };
    for (const char* text : {"", "x", "<a>", "<a/><b/>", "<a>&x;</a>", "<p:a/>", "<a p:b='1'/>", "<a b='1' b='2'/>"})
        EXPECT_EQ(cause(text), "not-well-formed") << text;
    EXPECT_EQ(cause("<a>\xe4</a>"), "not-utf-8");
    EXPECT_EQ(cause("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), "not-utf-8");
    EXPECT_EQ(cause("<?xml version='1.0' encoding='utf-8'?><a/>"), "none");
    EXPECT_EQ(cause("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), "constraint-failure");
    std::string wide;  // as UTF-16 it would be well-formed
    for (const char c : std::string_view("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")) wide.append({c, '\0'});
    EXPECT_EQ(cause(wide), "not-well-formed");
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "<a>";
    EXPECT_EQ(cause(deep), "not-well-formed");
}

}  // namespace
}  // namespace isfocus::xcap
