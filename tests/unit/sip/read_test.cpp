#include "sip/read.h"

#include <gtest/gtest.h>

#include "parsed.h"

namespace isfocus::sip {
namespace {

using focus::EventPackage;
using test::Parsed;
using test::request;

std::optional<focus::Identity> identity(std::string_view extra, Assertion assertion = Assertion::network) {
    return read_identity(*Parsed(request("INVITE", extra)), assertion);
}

TEST(ReadIdentity, PutsTheSipUriFirstWhateverItsPlace) {  // CHG-03
    for (const char* lines : {"P-Asserted-Identity: <tel:+1555>, \"Alice\" <sip:a@ims.test>\n",
                              "P-Asserted-Identity: <tel:+1555>\nP-Asserted-Identity: \"Alice\" <sip:a@ims.test>\n",
                              "P-Asserted-Identity: \"Alice\" <sip:a@ims.test>, <tel:+1555>\n"}) {
        const auto who = identity(lines);
        ASSERT_TRUE(who) << lines;
        EXPECT_EQ(who->uri.text(), "sip:a@ims.test");
        ASSERT_TRUE(who->alias);
        EXPECT_EQ(who->alias->text(), "tel:+1555");
        EXPECT_EQ(who->display_name, "Alice");
    }
}

TEST(ReadIdentity, TakesOneOfEachSchemeAndNoMore) {
    const auto who = identity("P-Asserted-Identity: <sip:a@ims.test>, <sip:b@ims.test>, <tel:+1>, <tel:+2>\n");
    ASSERT_TRUE(who && who->alias);
    EXPECT_EQ(who->uri.text(), "sip:a@ims.test");
    EXPECT_EQ(who->alias->text(), "tel:+1");
}

TEST(ReadIdentity, BelievesFromOnlyWhereItMay) {  // CHG-04
    EXPECT_FALSE(identity("", Assertion::network));
    EXPECT_FALSE(identity("", Assertion::none));
    EXPECT_FALSE(identity("P-Asserted-Identity: <sip:x@ims.test>\n", Assertion::none));
    EXPECT_EQ(identity("", Assertion::network_or_from)->uri.text(), "sip:alice@ims.test");
    EXPECT_EQ(identity("", Assertion::from_only)->display_name, "Al");
    EXPECT_EQ(identity("P-Asserted-Identity: <sip:x@ims.test>\n", Assertion::from_only)->uri.text(),
              "sip:alice@ims.test");
    EXPECT_EQ(identity("P-Asserted-Identity: <sip:x@ims.test>\n", Assertion::network_or_from)->uri.text(),
              "sip:x@ims.test");
}

TEST(ReadIdentity, HasNobodyInAnAnonymousFrom) {
    auto text = request("INVITE");
    text.replace(text.find("sip:alice@ims.test"), 18, "sip:anonymous@anonymous.invalid");
    EXPECT_FALSE(read_identity(*Parsed(text), Assertion::from_only));
}

TEST(ReadIdentity, TellsWhetherMoreWasAssertedThanCounts) {  // CHG-03
    const auto is_odd = [](std::string_view value) {
        return has_odd_assertion(*Parsed(request("INVITE", "P-Asserted-Identity: " + std::string(value) + "\n")));
    };
    EXPECT_FALSE(has_odd_assertion(*Parsed(request("INVITE"))));
    EXPECT_FALSE(is_odd("<sip:a@ims.test>"));
    EXPECT_FALSE(is_odd("<tel:+1>, <sips:a@ims.test>"));
    for (const char* value :
         {"<sip:a@ims.test>, <sips:b@ims.test>", "<tel:+1>, <tel:+2>", "<sip:a@ims.test>, <tel:+1>, <tel:+2>",
          "<mailto:a@ims.test>", "<sip:a@ims.test", "<sip:anonymous@anonymous.invalid>"})
        EXPECT_TRUE(is_odd(value)) << value;
}

TEST(ReadIdentity, HasNobodyInAnAnonymousAssertion) {  // CHG-03
    EXPECT_FALSE(identity("P-Asserted-Identity: \"Anonymous\" <sip:anonymous@anonymous.invalid>\n"));
}

TEST(ReadIdentity, KnowsWhoAskedForPrivacy) {  // CHG-06, CHG-07
    const std::string asserted = "P-Asserted-Identity: <sip:a@ims.test>\n";
    for (const char* value : {"id", "user", "header", "id;critical", "session;user", "ID", "x;;id", "id,user",
                              "user; id;", "history\nPrivacy: id", "\"?\";id"})
        EXPECT_TRUE(identity(asserted + "Privacy: " + value + "\n")->is_private) << value;
    for (const char* value : {"none", "session", "none;id"})
        EXPECT_FALSE(identity(asserted + "Privacy: " + value + "\n")->is_private) << value;
    EXPECT_FALSE(identity(asserted)->is_private);
}

TEST(ReadContact, IsVerbatimAlsoWhenFoldedAndCompact) {  // JOI-06, GEN-13
    auto text = request("INVITE");
    const std::string plain = "Contact: <sip:alice@127.0.0.1>";
    text.replace(text.find(plain), plain.size(), "m:\r\n \"A <b>\"\r\n <sip:%61%2d@h:1;a=%41;ob?x=y>\r\n ;q=1");
    const auto contact = read_contact(*Parsed(text));
    ASSERT_TRUE(contact && *contact);
    EXPECT_EQ((*contact)->text(), "sip:%61%2d@h:1;a=%41;ob?x=y");
}

TEST(ReadContact, RefusesWhatCannotBeARemoteTarget) {
    for (const char* value :
         {"*", "<tel:+1>", "<sip:a@b>, <sip:c@d>", "<sip:a@b>\r\nContact: <sip:c@d>", "<mailto:a@b>", "<sip:a@b"}) {
        auto text = request("INVITE");
        text.replace(text.find("<sip:alice@127.0.0.1>"), 21, value);
        const auto contact = read_contact(*Parsed(text));
        ASSERT_FALSE(contact) << value;
        EXPECT_EQ(contact.error().status, 400);
    }
}

TEST(ReadDescription, SeesStreamsInUseAndKeepsTheText) {
    const std::string sdp =
        "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\n"
        "m=audio 2000 RTP/AVP 0\r\na=recvonly\r\nm=video 0 RTP/AVP 31\r\n";
    const auto description = read_description(*Parsed(request("INVITE", "c: application/SDP;charset=utf-8\n", sdp)));
    ASSERT_TRUE(description && *description);
    EXPECT_EQ((*description)->sdp, sdp);
    ASSERT_EQ((*description)->streams.size(), 1u);
    EXPECT_EQ((*description)->streams[0].direction, Direction::recvonly);
}

TEST(ReadDescription, IsNothingWithoutBodyAndAFaultWhenMalformed) {
    const auto none = read_description(*Parsed(request("INVITE")));
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    const auto bad = read_description(*Parsed(request("INVITE", "Content-Type: application/sdp\n", "hello")));
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().status, 400);
}

TEST(ReadInvite, TakesTheUriOfReferredBy_JOI07) {
    const auto read = [](std::string_view lines) {
        return read_invite(*Parsed(request("INVITE", lines)), Assertion::none, nullptr);
    };
    for (const char* lines :
         {"Referred-By: \"Al\" <sip:alice@ims.test;x=1>;cid=\"a@b\"\n", "b: sip:alice@ims.test;cid=\"a@b\"\n"}) {
        ASSERT_TRUE(read(lines)->referred_by) << lines;
        EXPECT_EQ(read(lines)->referred_by->host, "ims.test");
    }
    EXPECT_EQ(read("Referred-By: <sip:alice@ims.test;x=1>\n")->referred_by->text(), "sip:alice@ims.test;x=1");
    for (const char* lines : {"", "Referred-By: <mailto:a@b>\n", "Referred-By: <<>\n"})
        EXPECT_FALSE(read(lines)->referred_by) << lines;
    const auto twice = read("b: <sip:a@b>\nReferred-By: <sip:a@b>\n");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().status, 400);
}

TEST(ReadInvite, TakesPriorityFromTheNetworkAlone_MP1_6) {
    const auto has_priority = [](std::string_view value, Assertion assertion = Assertion::network) {
        const auto lines = "Resource-Priority: " + std::string(value) + "\n";
        return read_invite(*Parsed(request("INVITE", lines)), assertion, nullptr)->has_priority;
    };
    for (const char* value : {"wps.0", "ETS.4", "dsn.flash, wps.2", "dsn.flash,ets.0"})
        EXPECT_TRUE(has_priority(value)) << value;
    for (const char* value : {"dsn.flash", "q735.0", "x-wps.0", "wpsx.0", ",", ""})
        EXPECT_FALSE(has_priority(value)) << value;
    EXPECT_TRUE(has_priority("wps.0", Assertion::network_or_from));
    for (const auto untrusted : {Assertion::none, Assertion::from_only}) EXPECT_FALSE(has_priority("wps.0", untrusted));
    EXPECT_FALSE(read_invite(*Parsed(request("INVITE")), Assertion::network, nullptr)->has_priority);
}

TEST(ReadSubscribe, ComparesPackagesByteByByte) {
    const auto package = [](std::string_view lines) {
        return read_subscribe(*Parsed(request("SUBSCRIBE", lines)), Assertion::none)->package;
    };
    EXPECT_EQ(package("Event: conference\n"), EventPackage::conference);
    EXPECT_EQ(package("Event: refer;id=7\n"), EventPackage::refer);
    EXPECT_EQ(package("Event: Conference\n"), EventPackage::unknown);
    EXPECT_EQ(package("Event: conference.winfo\n"), EventPackage::unknown);
    EXPECT_EQ(package(""), EventPackage::unknown);
}

TEST(ReadSubscribe, TakesTheRateThatIsAskedFor_EVT14) {
    const auto read = [](const std::string& parameter) {
        return read_subscribe(*Parsed(request("SUBSCRIBE", "Event: conference" + parameter + "\n")), Assertion::none);
    };
    EXPECT_FALSE(read("")->max_rate);
    EXPECT_FALSE(read(";min-rate=1;adaptive-min-rate=0.1")->max_rate) << "others are none of the package's";
    EXPECT_EQ(read(";max-rate=0.2")->max_rate, (focus::MaxRate{std::chrono::seconds(5), "0.2"}));
    EXPECT_EQ(read(";id=1;max-rate=10")->max_rate, (focus::MaxRate{std::chrono::milliseconds(100), "10"}));
    EXPECT_EQ(read(";max-rate=0.3")->max_rate->gap, std::chrono::milliseconds(3334)) << "never faster than asked for";
    EXPECT_EQ(read(";max-rate=0.0000000001")->max_rate->gap, std::chrono::hours(24));
    EXPECT_TRUE(read(";max-rate=99.9999999999"));
    for (const char* value : {"0", "0.0", "100", "-1", "1.", ".5", "1e3", "0.12345678901", "inf", "x"})
        EXPECT_EQ(read(std::string(";max-rate=") + value).error().status, 400) << value;
}

TEST(ReadSubscribe, WeighsAccept_EVT12) {
    const auto accepts = [](std::string_view lines) {
        return read_subscribe(*Parsed(request("SUBSCRIBE", lines)), Assertion::none)->accepts_document;
    };
    EXPECT_TRUE(accepts(""));
    for (const char* value : {"*/*", "application/*", "text/plain, application/conference-info+xml;q=0.1",
                              "APPLICATION/Conference-Info+XML"})
        EXPECT_TRUE(accepts("Accept: " + std::string(value) + "\n")) << value;
    for (const char* value : {"text/plain", "application/pidf+xml", "application/conference-info+xml;q=0.0", "*/*;q=0"})
        EXPECT_FALSE(accepts("Accept: " + std::string(value) + "\n")) << value;
}

}  // namespace
}  // namespace isfocus::sip
