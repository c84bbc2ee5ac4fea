#include "isfocus/confinfo/document.h"

#include <gtest/gtest.h>

#include "documents.h"
#include "support/conference_receiver.h"
#include "support/conference_schema.h"

namespace isfocus::confinfo {
namespace {

using focus::DocumentState;
using test::Element;

std::string schema_faults(const std::string& xml) {
    static const test::ConferenceSchema schema;
    EXPECT_TRUE(schema.is_loaded());
    return schema.faults(xml);
}

Element read(const std::string& xml) {
    const auto element = test::read_document(xml);
    EXPECT_TRUE(element) << xml;
    return element.value_or(Element{});
}

/// A user about whom everything is said that a document can say.
focus::UserInfo user_with_everything() {
    focus::UserInfo user = connected_user("sip:+15550002@home.example");
    user.display_text = "Bob";
    user.is_host = true;
    focus::EndpointInfo& endpoint = user.endpoints[0];
    endpoint.referred = focus::Execution{at(9, 59, 58), "SIP;cause=200", "sip:+15550001@home.example"};
    endpoint.status = focus::EndpointStatus::disconnected;
    endpoint.disconnection_method = focus::DisconnectionMethod::booted;
    endpoint.disconnection_info = focus::Execution{at(11, 0, 0), "SIP;cause=486;text=\"Busy Here\"", "sip:a@b"};
    endpoint.media[0].src_id = 1;
    endpoint.media.push_back({"2", "video", "", {}, Direction::recvonly});
    user.endpoints.push_back(connected_user("sip:bob@192.0.2.9").endpoints[0]);
    return user;
}

// Section 6.4 of the procedures: a partial document about one user who joined by REFER.
constexpr const char* kReference = R"(<?xml version="1.0" encoding="UTF-8"?>
<conference-info xmlns="urn:ietf:params:xml:ns:conference-info"
    entity="sip:conf-8f3a@conf.example" state="partial" version="2">
  <conference-state><user-count>2</user-count><active>true</active></conference-state>
  <users state="partial">
    <user entity="sip:+15550002@home.example" state="full">
      <display-text>Bob</display-text>
      <endpoint entity="sip:+15550002@192.0.2.7:5060">
        <referred><when>2025-01-01T10:00:00Z</when><by>sip:+15550001@home.example</by></referred>
        <status>connected</status>
        <joining-method>dialed-out</joining-method>
        <joining-info><when>2025-01-01T10:00:04Z</when></joining-info>
        <media id="1"><type>audio</type><label>11223</label><src-id>3735928559</src-id>
          <status>sendrecv</status></media>
      </endpoint>
    </user>
  </users>
</conference-info>)";

TEST(ConferenceDocument, OfAUserBroughtInByReferIsTheReferenceDocument) {  // EVT-25, XML-05, -08
    focus::UserInfo bob = connected_user("sip:+15550002@home.example");
    bob.display_text = "Bob";
    focus::EndpointInfo& endpoint = bob.endpoints[0];
    endpoint.entity = "sip:+15550002@192.0.2.7:5060";
    endpoint.referred = focus::Execution{at(10, 0, 0), "", "sip:+15550001@home.example"};
    endpoint.joining_method = focus::JoiningMethod::dialed_out;
    endpoint.joining_info = focus::Execution{at(10, 0, 4), "", ""};
    endpoint.media[0].src_id = 3735928559;
    auto document = document_about({bob}, DocumentState::partial, 2);
    document.user_count = 2;

    const std::string xml = to_xml(document);
    EXPECT_EQ(read(xml), read(kReference)) << xml;
    EXPECT_EQ(schema_faults(kReference), "");
}

TEST(ConferenceDocument, BeginsWithTheUtf8DeclarationAndAnUnprefixedRoot) {  // EVT-34
    const std::string xml = to_xml(document_about({connected_user("sip:a@b")}));
    EXPECT_EQ(xml.rfind("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" ",
                        0),
              0U)
        << xml;
    EXPECT_EQ(xml.find("DOCTYPE"), std::string::npos);
}

TEST(ConferenceDocument, SaysFullOrPartialOfTheUsersToo) {  // EVT-20, -25
    for (const auto& [state, word] : {std::pair{DocumentState::full, "full"}, {DocumentState::partial, "partial"}}) {
        const Element root = read(to_xml(document_about({connected_user("sip:a@b")}, state)));
        EXPECT_EQ(root.attribute("state"), word);
        ASSERT_TRUE(root.child("users"));
        EXPECT_EQ(root.child("users")->attribute("state"), word);
        EXPECT_EQ(root.child("users")->children.at(0).attribute("state"), "full");
    }
}

TEST(ConferenceDocument, WhenFullHasDescriptionAndUsersEvenWithNobodyInIt) {  // EVT-21
    auto document = document_about({});
    document.maximum_user_count = 10;
    const Element root = read(to_xml(document));
    ASSERT_TRUE(root.child("conference-description"));
    EXPECT_EQ(root.child("conference-description")->value("maximum-user-count"), "10");
    EXPECT_TRUE(root.child("users"));
    document.display_text = "Team <1>";
    document.subject = "Standup";
    const Element named = read(to_xml(document));
    EXPECT_EQ(named.child("conference-description")->value("display-text"), "Team <1>");
    EXPECT_EQ(named.child("conference-description")->value("subject"), "Standup");
    document = document_about({});
    EXPECT_TRUE(read(to_xml(document)).child("conference-description")->children.empty());
}

TEST(ConferenceDocument, WhenPartialHasTheDescriptionOnlyIfThatHasChanged_EVT30_XML11) {
    auto document = document_about({}, DocumentState::partial);
    document.subject = "Standup";
    EXPECT_FALSE(read(to_xml(document)).child("conference-description"));
    document.maximum_user_count = 10;
    EXPECT_EQ(read(to_xml(document)).child("conference-description")->value("maximum-user-count"), "10");
}

TEST(ConferenceDocument, TellsWhoIsTheHost_EVT30) {
    auto user = connected_user("sip:a@b");
    EXPECT_FALSE(read(to_xml(document_about({user}))).child("users")->children.at(0).child("roles"));
    user.is_host = true;
    EXPECT_EQ(read(to_xml(document_about({user}))).child("users")->children.at(0).child("roles")->value("entry"),
              "host");
}

TEST(ConferenceDocument, OfADeletedConferenceHasNoChildren) {  // TRM-05
    const Element root = read(to_xml(document_about({connected_user("sip:a@b")}, DocumentState::deleted, 9)));
    EXPECT_EQ(root.attribute("state"), "deleted");
    EXPECT_EQ(root.attribute("version"), "9");
    EXPECT_TRUE(root.children.empty());
}

TEST(ConferenceDocument, CarriesTheStateOfTheConference) {  // EVT-29
    auto document = document_about({connected_user("sip:a@b")});
    document.active = false;
    document.locked = true;
    const Element root = read(to_xml(document));
    ASSERT_TRUE(root.child("conference-state"));
    EXPECT_EQ(root.child("conference-state")->value("user-count"), "1");
    EXPECT_EQ(root.child("conference-state")->value("active"), "false");
    EXPECT_EQ(root.child("conference-state")->value("locked"), "true");
}

TEST(ConferenceDocument, CarriesTheWholeRangeOfVersions) {  // EVT-22
    EXPECT_EQ(read(to_xml(document_about({}, DocumentState::full, 4294967295U))).attribute("version"), "4294967295");
}

TEST(ConferenceDocument, OmitsWhatIsNotKnown) {  // XML-08, XML-10
    const Element user = read(to_xml(document_about({connected_user("sip:a@b")}))).child("users")->children.at(0);
    EXPECT_FALSE(user.child("display-text"));
    const Element& endpoint = *user.child("endpoint");
    for (const char* absent : {"referred", "disconnection-method", "disconnection-info"})
        EXPECT_FALSE(endpoint.child(absent)) << absent;
    EXPECT_FALSE(endpoint.child("media")->child("src-id"));
}

TEST(ConferenceDocument, KeepsTheOrderOfUsersEndpointsAndMedia) {  // EVT-27
    const auto document = document_about({user_with_everything(), connected_user("sip:z@b")});
    const Element users = *read(to_xml(document)).child("users");
    EXPECT_EQ(users.children.at(0).attribute("entity"), "sip:+15550002@home.example");
    EXPECT_EQ(users.children.at(1).attribute("entity"), "sip:z@b");
    EXPECT_EQ(users.children.at(0).children.at(2).value("status"), "disconnected");
    EXPECT_EQ(users.children.at(0).children.at(3).value("status"), "connected");
}

TEST(ConferenceDocument, IsValidInEveryStateOfTheDocument) {
    for (const auto state : {DocumentState::full, DocumentState::partial, DocumentState::deleted})
        for (const bool locked : {false, true}) {
            auto document = document_about({user_with_everything(), connected_user("tel:+15550003")}, state);
            document.maximum_user_count = locked ? 6 : 0;
            document.locked = locked;
            if (locked) document.display_text = document.subject = "Standup";
            EXPECT_EQ(schema_faults(to_xml(document)), "") << to_xml(document);
        }
}

TEST(ConferenceDocument, IsValidWithEveryEnumerator) {
    for (int i = 0; i <= static_cast<int>(focus::EndpointStatus::disconnected); ++i) {
        focus::UserInfo user = user_with_everything();
        user.endpoints[0].status = static_cast<focus::EndpointStatus>(i);
        user.endpoints[0].joining_method = static_cast<focus::JoiningMethod>(i % 3);
        user.endpoints[0].disconnection_method = static_cast<focus::DisconnectionMethod>(i % 4);
        user.endpoints[0].media[0].status = static_cast<Direction>(i % 4);
        EXPECT_EQ(schema_faults(to_xml(document_about({user}))), "") << i;
    }
}

TEST(ConferenceDocument, EscapesMarkupInUrisAndNames) {  // EVT-34
    focus::UserInfo user = connected_user("sip:a@b;x=1&y=<\"'>");
    user.display_text = "<b>&amp; \"Bob\" ]]>\t\n\r";
    const Element read_back = read(to_xml(document_about({user}))).child("users")->children.at(0);
    EXPECT_EQ(read_back.attribute("entity"), user.entity);
    EXPECT_EQ(read_back.value("display-text"), user.display_text);
}

TEST(ConferenceDocument, AlwaysParsesWhateverAPeerCalledItself) {
    for (int octet = 0; octet < 256; ++octet) {
        focus::UserInfo user = connected_user("sip:a" + std::string(1, static_cast<char>(octet)) + "@b");
        user.display_text = std::string("x") + static_cast<char>(octet) + "y";
        const std::string xml = to_xml(document_about({user}));
        EXPECT_TRUE(test::read_document(xml)) << octet << '\n' << xml;
    }
}

TEST(ConferenceDocument, KeepsNamesInAnyScript) {
    focus::UserInfo user = connected_user("sip:a@b");
    user.display_text = "Zoë 王 \xF0\x9F\x98\x80";
    const Element root = read(to_xml(document_about({user})));
    EXPECT_EQ(root.child("users")->children.at(0).value("display-text"), user.display_text);
}

TEST(ConferenceDocument, WritesTimesOfAnyYearAsUtc) {
    focus::UserInfo user = connected_user("sip:a@b");
    user.endpoints[0].joining_info = focus::Execution{focus::Time{std::chrono::milliseconds{951'782'399'999}}, "", ""};
    const std::string xml = to_xml(document_about({user}));
    EXPECT_NE(xml.find("<when>2000-02-28T23:59:59Z</when>"), std::string::npos) << xml;
}

}  // namespace
}  // namespace isfocus::confinfo
