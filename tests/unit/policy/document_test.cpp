#include "isfocus/policy/document.h"

#include <gtest/gtest.h>

#include <chrono>

namespace isfocus::policy {
namespace {

using focus::JoinHandling;
using focus::Permission;
using Standing = focus::PolicyRule::Standing;
using namespace std::chrono;

const std::string kUri = "<settings><conference-uri>sip:room@as.test</conference-uri></settings>";

/// A document around this content of the root, which begins in its third line.
std::string document(std::string_view content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<conference "
           "xmlns=\"urn:ietf:params:xml:ns:conference-policy\">\n" +
           std::string(content) + "</conference>\n";
}

focus::ConferencePolicy read(std::string_view content) {
    const auto policy = read_policy(document(kUri + std::string(content)));
    EXPECT_TRUE(policy) << policy.error().text();
    return policy ? *policy : focus::ConferencePolicy{};
}

std::string fault(const std::string& xml) {
    const auto policy = read_policy(xml);
    return policy ? "none" : policy.error().text();
}

/// Of a document that is well but for this content.
std::string fault_in(std::string_view content) {
    return fault(document(kUri + std::string(content)));
}

std::string rules(std::string_view conditions, std::string_view actions = "<join-handling>allow</join-handling>") {
    return "<authorization-rules><rule id=\"r\"><conditions>" + std::string(conditions) + "</conditions><actions>" +
           std::string(actions) + "</actions></rule></authorization-rules>";
}

std::vector<std::string> texts(const std::vector<Uri>& uris) {
    std::vector<std::string> out;
    for (const auto& one : uris) out.push_back(one.text());
    return out;
}

using Texts = std::vector<std::string>;

TEST(Document, SaysWhatTheConferenceIs_POL09) {
    const auto policy = read_policy(
        document("<settings><conference-uri> sip:room@as.test </conference-uri>"
                 "<max-participant-count>7</max-participant-count><allow-sidebars>false</allow-sidebars></settings>\n"
                 "<info><subject>Standup &amp; more</subject><display-name>Team</display-name><keywords>a b</keywords>"
                 "<host-info><uri>sip:owner@ims.test</uri><e-mail>mailto:x@y.test</e-mail></host-info></info>"));
    ASSERT_TRUE(policy) << policy.error().text();
    EXPECT_EQ(policy->uri.text(), "sip:room@as.test");
    EXPECT_EQ(policy->max_participants, 7u);
    EXPECT_EQ(policy->subject, "Standup & more");
    EXPECT_EQ(policy->display_text, "Team");
    EXPECT_EQ(policy->owner->text(), "sip:owner@ims.test");
    EXPECT_FALSE(policy->start);
}

TEST(Document, SaysWhen_POL10_TRM06) {
    const auto policy = read(
        "<time><start-time>2026-12-01T09:00:00+01:00</start-time><stop-time>2026-12-01T09:00:00.5Z</stop-time>"
        "<can-join-after>2026-12-01T02:50:00-05:30</can-join-after>"
        "<must-join-before>2026-12-01T08:30:00Z</must-join-before></time>");
    const auto day = sys_days{2026y / 12 / 1};
    EXPECT_EQ(policy.start, day + 8h);
    EXPECT_EQ(policy.stop, day + 9h);
    EXPECT_EQ(policy.join_after, day + 8h + 20min);
    EXPECT_EQ(policy.join_before, day + 8h + 30min);
}

TEST(Document, SaysWhomItsRulesAreAbout_JOI01) {
    const auto policy =
        read(rules("<identity><id>sip:a@b.test</id><one id=\"tel:+15550100\"/><domain>c.test</domain>"
                   "<many domain=\"d.test\"><except id=\"sip:e@d.test\"/><except domain=\"f.test\"/></many>"
                   "<except>sip:g@c.test</except><except>h.test</except></identity>"));
    ASSERT_EQ(policy.rules.size(), 1u);
    EXPECT_EQ(texts(policy.rules[0].users), (Texts{"sip:a@b.test", "tel:+15550100", "sip:*@c.test", "sip:*@d.test"}));
    EXPECT_EQ(texts(policy.rules[0].except), (Texts{"sip:e@d.test", "sip:*@f.test", "sip:g@c.test", "sip:*@h.test"}));
    for (const char* anybody : {"", "<identity><any/></identity>", "<identity><many/></identity>"})
        EXPECT_TRUE(read(rules(anybody)).rules.at(0).users.empty());
}

TEST(Document, SaysWhatItsRulesGrant_REF22_REM01_EVT04) {
    const auto policy =
        read(rules("<is-on-dialout-list/><validity><from>2026-12-01T09:00:00Z</from><until>2026-12-01T10:00:00Z</until>"
                   "</validity>",
                   "<join-handling>confirm</join-handling><allow-conference-state>true</allow-conference-state>"
                   "<allow-invite-users-dynamically>1</allow-invite-users-dynamically>"
                   "<allow-remove-users-dynamically>false</allow-remove-users-dynamically>"));
    const auto& rule = policy.rules.at(0);
    EXPECT_EQ(rule.standing, Standing::on_dial_out_list);
    EXPECT_EQ(rule.join, JoinHandling::confirm);
    EXPECT_EQ(rule.grants, (std::vector{Permission::see, Permission::invite}));
    EXPECT_EQ(*rule.until - *rule.from, 1h);
}

TEST(Document, NamesWhomToCall_POL10) {
    const auto policy =
        read("<dialout-list><target uri=\"sip:a@b.test\"/><target uri=\"tel:+15550100\"/></dialout-list>");
    ASSERT_EQ(policy.dial_out.size(), 2u);
    EXPECT_EQ(policy.dial_out[0].uri.text(), "sip:a@b.test");
    EXPECT_EQ(policy.dial_out[1].uri.text(), "tel:+15550100");
}

TEST(Document, NamesWhomToAskToDialIn_POL12) {
    const auto policy = read(
        "<refer-list><target uri=\"sip:a@b.test\"/></refer-list><dialout-list><target "
        "uri=\"sip:a@b.test\"/></dialout-list><authorization-rules><rule id=\"r\"><conditions>"
        "<is-on-refer-list/></conditions></rule></authorization-rules>");
    ASSERT_EQ(policy.refer.size(), 1u);
    EXPECT_EQ(policy.refer[0].uri.text(), "sip:a@b.test");
    EXPECT_EQ(policy.rules.at(0).standing, Standing::on_refer_list);
    EXPECT_EQ(fault_in("<refer-list><target uri='sip:a@b.test'/><target uri='sip:a@B.test'/></refer-list>"),
              "line 3: target: expects each target once");
}

TEST(Document, MayHavePrefixesAndCommonPolicyAndOtherNamespaces) {
    const auto policy = read_policy(
        "<p:conference xmlns:p='urn:ietf:params:xml:ns:conference-policy' "
        "xmlns:c='urn:ietf:params:xml:ns:common-policy' "
        "xmlns:x='urn:x'><x:y><p:settings/></x:y><p:settings><p:conference-uri>sip:room@as.test</p:conference-uri>"
        "</p:settings><p:authorization-rules><c:rule id='r'><c:conditions><c:identity><c:one id='sip:a@b.test'/>"
        "</c:identity></c:conditions><c:actions><p:join-handling>allow</p:join-handling></c:actions></c:rule>"
        "</p:authorization-rules></p:conference>");
    ASSERT_TRUE(policy) << policy.error().text();
    EXPECT_EQ(policy->rules.size(), 1u);
}

TEST(Document, RuleWithAConditionOfWhichNothingIsKnownNeverApplies) {  // RFC 4745 6
    EXPECT_TRUE(read(rules("<identity><any/></identity><x:sphere xmlns:x='urn:x'/>")).rules.empty());
    EXPECT_TRUE(read(rules("<identity><many><x:but xmlns:x='urn:x'/></many></identity>")).rules.empty());
}

TEST(Document, TellsTheLineOfAFault_POL05) {
    EXPECT_EQ(fault_in("\n<dialout-list>\n<target uri='sip:a@b.test'/>\n<target uri='nobody'/></dialout-list>"),
              "line 6: target: expects the SIP or tel URI of a user");
    EXPECT_EQ(fault_in("\n\n<info><subject>x</info>"), "line 5: expects well-formed XML in UTF-8");
}

TEST(Document, FaultsAreToldInWordsOfTheDocument_POL05) {
    struct Case {
        const char* content;
        const char* fault;
    };
    for (const auto& [content, expected] : {
             Case{"<settings/>", "settings is there twice"},
             Case{"<setting/>", "unknown element setting in conference"},
             Case{"<info><target uri='sip:a@b.test'/></info>", "unknown element target in info"},
             Case{"<info>text</info>", "expects no text in info"},
             Case{"<info><subject>a\nb</subject></info>", "subject: expects at most 128 octets on one line"},
             Case{"<info><host-info><uri>http://x</uri></host-info></info>",
                  "uri: expects the SIP or tel URI of a user"},
             Case{"<time><start-time>2026-12-01T09:00:00Z</start-time></time>",
                  "time: expects a stop-time beside start-time"},
             Case{"<time><start-time>2026-12-01T09:00:00Z</start-time><stop-time>2026-12-01T09:00:00Z</stop-time></"
                  "time>",
                  "time: expects stop-time to be after start-time"},
             Case{"<time><stop-time>2026-02-30T09:00:00Z</stop-time></time>",
                  "stop-time: expects a date and time with its time zone, such as 2026-12-01T09:00:00+01:00"},
             Case{"<time><stop-time>2026-12-01T09:00:00</stop-time></time>",
                  "stop-time: expects a date and time with its time zone, such as 2026-12-01T09:00:00+01:00"},
             Case{"<dialout-list><target uri='sip:a@b.test'/><target uri='sip:a@B.test'/></dialout-list>",
                  "target: expects each target once"},
             Case{"<dialout-list><target uri='sips:a@b.test'/></dialout-list>",
                  "target: expects the SIP or tel URI of a user"},
             Case{"<dialout-list><target uri='sip:a@b.test;method=BYE'/></dialout-list>",
                  "target: expects the SIP or tel URI of a user"},
         })
        EXPECT_TRUE(fault_in(content).ends_with(std::string(": ") + expected)) << fault_in(content);
    EXPECT_EQ(fault_in(rules("<identity/>")), "line 3: identity: expects who is meant");
    EXPECT_EQ(fault_in(rules("<identity><any/><id>sip:a@b</id></identity>")),
              "line 3: identity: expects either anybody or some, not both");
    EXPECT_EQ(fault_in(rules("<participant/><is-on-dialout-list/>")),
              "line 3: is-on-dialout-list: expects one of is-on-dialout-list, is-on-refer-list and participant only");
    EXPECT_EQ(fault_in(rules("<pin>1234</pin>")), "line 3: unknown element pin in conditions");
    EXPECT_EQ(fault_in(rules("", "<join-handling>ivr</join-handling>")),
              "line 3: join-handling: expects block, confirm or allow");
    EXPECT_EQ(fault(document("<info/>")), "line 2: conference: expects a conference-uri in settings");
    EXPECT_EQ(fault("<other/>"), "line 1: expects the root conference of urn:ietf:params:xml:ns:conference-policy");
}

TEST(Document, HostileOnesAreRefused) {
    EXPECT_EQ(fault(""), "line 1: expects well-formed XML in UTF-8");
    EXPECT_EQ(fault(std::string(kMostOctets + 1, ' ')), "expects at most 64 KiB");
    EXPECT_EQ(fault("<!DOCTYPE conference [<!ENTITY a 'b'>]>" + document(kUri)), "expects no DOCTYPE");
    EXPECT_EQ(fault_in("<info><subject>&a;</subject></info>"), "line 3: expects well-formed XML in UTF-8");
    EXPECT_EQ(fault_in("<info><subject>\xff</subject></info>"), "line 3: expects well-formed XML in UTF-8");
    std::string deep, many = "<dialout-list>", much = "<authorization-rules>";
    for (int i = 0; i < 20; ++i) deep += "<media-streams>";
    EXPECT_NE(fault_in(deep), "none");
    for (std::size_t i = 0; i <= kMostTargets; ++i) many += "<target uri='sip:u" + std::to_string(i) + "@b.test'/>";
    EXPECT_EQ(fault_in(many + "</dialout-list>"), "line 3: target: expects fewer targets");
    for (std::size_t i = 0; i <= kMostRules; ++i) much += "<rule id='r'/>";
    EXPECT_EQ(fault_in(much + "</authorization-rules>"), "line 3: rule: expects fewer rules");
}

}  // namespace
}  // namespace isfocus::policy
