#include "isfocus/confinfo/resource_lists.h"

#include <gtest/gtest.h>

namespace isfocus::confinfo {
namespace {

using Copy = ListEntry::CopyControl;

/// A document around this content of the root.
std::string document(std::string_view content, std::string_view attributes = {}) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<resource-lists "
           "xmlns=\"urn:ietf:params:xml:ns:resource-lists\" " +
           std::string(attributes) + ">" + std::string(content) + "</resource-lists>\n";
}

/// URIs joined by spaces; "-" for a fault.
std::string uris(const std::string& xml) {
    const auto entries = read_resource_lists(xml);
    if (!entries) return entries.error().status == 400 ? "-" : "?";
    std::string out;
    for (const auto& one : *entries) out.append(out.empty() ? "" : " ").append(one.uri);
    return out;
}

TEST(ResourceLists, AreTheEntriesInTheirOrder_REF19) {  // RFC 5368 figure 3
    EXPECT_EQ(uris(document("<list><entry uri=\"sip:bill@example.com?method=BYE\" />\n"
                            "<entry uri='sip:joe@example.org?method=BYE&amp;a=b'/>"
                            "<entry uri=\" tel:+1555 \"><display-name>Ted</display-name></entry></list>")),
              "sip:bill@example.com?method=BYE sip:joe@example.org?method=BYE&a=b tel:+1555");
    EXPECT_EQ(uris(document("<list><entry uri=\"sip:a@b\"/><entry uri=\"sip:a@b\"/></list>")), "sip:a@b sip:a@b");
    EXPECT_EQ(uris(document("")), "");
    EXPECT_EQ(uris(document("<list/>")), "");
}

TEST(ResourceLists, MayHaveAPrefixAndNoDeclaration_REF19) {
    EXPECT_EQ(
        uris("<rl:resource-lists xmlns:rl='urn:ietf:params:xml:ns:resource-lists'><rl:list><rl:entry uri='sip:a@b'/>"
             "</rl:list></rl:resource-lists>"),
        "sip:a@b");
}

TEST(ResourceLists, AreFlattened_CRE34) {
    EXPECT_EQ(uris(document("<list name='x'><display-name>X</display-name><entry uri='sip:a@b'/>"
                            "<list><entry uri='sip:c@d'/><list><entry uri='sip:e@f'/></list></list></list>"
                            "<list><entry uri='sip:g@h'/></list>")),
              "sip:a@b sip:c@d sip:e@f sip:g@h");
}

TEST(ResourceLists, FollowNoReferences_CRE34) {  // RFC 5368 8
    EXPECT_EQ(uris(document("<list><entry-ref ref='x/y'/><external anchor='http://ims.test/x'><entry uri='sip:no@b'/>"
                            "</external><entry uri='sip:a@b'/><x:entry xmlns:x='urn:x' uri='sip:no@b'/>"
                            "<x:list xmlns:x='urn:x'><entry uri='sip:no@b'/></x:list></list><entry uri='sip:no@b'/>")),
              "sip:a@b");
}

TEST(ResourceLists, TellCopyControlInBothSpellings_CRE33) {  // RFC 5364
    for (const char* space : {"urn:ietf:params:xml:ns:copycontrol", "urn:ietf:params:xml:ns:copyControl"}) {
        const auto entries = read_resource_lists(
            document("<list><entry uri='sip:a@b' cp:copyControl='to'/><entry uri='sip:c@d' cp:copyControl='cc' "
                     "cp:anonymize='true' cp:count='3'/><entry uri='sip:e@f' cp:copyControl='bcc' cp:anonymize='0'/>"
                     "<entry uri='sip:g@h' cp:copyControl='x' cp:anonymize='x' cp:count='-1'/>"
                     "<entry uri='sip:i@j' copyControl='to'/></list>",
                     std::string("xmlns:cp='") + space + "'"));
        ASSERT_TRUE(entries);
        EXPECT_EQ(*entries, (std::vector<ListEntry>{{"sip:a@b", Copy::to},
                                                    {"sip:c@d", Copy::cc, true, 3},
                                                    {"sip:e@f", Copy::bcc},
                                                    {"sip:g@h"},
                                                    {"sip:i@j"}}));
    }
}

TEST(ResourceLists, ThatAreNoneAreRefused_REF19) {
    for (const auto& xml : {std::string(), std::string("hello"),
                            std::string("<resource-lists><list><entry uri='sip:a@b'/></list></resource-lists>"),
                            document("<list><entry/></list>"), document("<list><entry uri=''/></list>"),
                            document("<list><entry uri='x'></list>"), document("") + "x",
                            document("<list><entry uri='&x;'/></list>"), document("<list><entry uri='\xff'/></list>"),
                            document("<list>"), std::string("<list xmlns='urn:ietf:params:xml:ns:resource-lists'/>"),
                            std::string("<?xml version='1.0' encoding='UTF-16'?><resource-lists/>"),
                            std::string("<x:resource-lists xmlns:x='urn:x'/>")})
        EXPECT_EQ(uris(xml), "-") << xml;
}

TEST(ResourceLists, DeclareNothing_REF19) {
    const std::string bomb =
        "<!DOCTYPE resource-lists [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>"
        "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list><entry "
        "uri='sip:&b;@b'/></list></resource-lists>";
    EXPECT_EQ(uris(bomb), "-");
    EXPECT_EQ(uris("<!DOCTYPE r SYSTEM 'http://ims.test/x.dtd'>" + document("")), "-");
    std::string wide = "\xff\xfe";
    for (char c : bomb) (wide += c) += '\0';
    EXPECT_EQ(uris(wide), "-");
}

TEST(ResourceLists, HaveAMostOfEverything_REF19) {
    const auto entries = [](std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) out += "<entry uri='sip:a@b'/>";
        return document("<list>" + out + "</list>");
    };
    EXPECT_NE(uris(entries(kMostListEntries)), "-");
    EXPECT_EQ(uris(entries(kMostListEntries + 1)), "-");
    const auto nested = [](int lists) {
        std::string open, close;
        for (int i = 0; i < lists; ++i) open += "<list>", close += "</list>";
        return document(open + "<entry uri='sip:a@b'/>" + close);
    };
    EXPECT_EQ(uris(nested(kDeepestList - 2)), "sip:a@b");
    EXPECT_EQ(uris(nested(kDeepestList - 1)), "-");
    EXPECT_EQ(uris(nested(10000)), "-");
    EXPECT_EQ(uris(document("<list/>" + std::string(kMostListOctets, ' '))), "-");
}

}  // namespace
}  // namespace isfocus::confinfo
