#include <gtest/gtest.h>

#include "parsed.h"
#include "sip/charging.h"
#include "sip/header_list.h"
#include "sip/text.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

using test::Parsed;
using test::request;

std::string names(HeaderList& list) {
    std::string out;
    for (const auto* one = list.chain(); one; one = one->un_next)
        out.append(out.empty() ? "" : " ").append(one->un_name);
    return out;
}

TEST(HeaderList, TakesNoLineBreaksAndNoStrangeNames) {
    HeaderList list;
    list.add("Subject", "a\r\nVia: x");
    list.add("Sub ject", "a");
    list.add("X\r\nVia", "a");
    EXPECT_EQ(list.chain(), nullptr);
    list.add("Subject", "lunch");
    EXPECT_EQ(names(list), "Subject");
}

TEST(Capabilities, GoIntoTheMessagesThatCarryThem) {  // procedures 0.4
    const auto of = [](sip_method_t method, int status) {
        HeaderList list;
        add_capabilities(list, method, status);
        return names(list);
    };
    EXPECT_EQ(of(sip_method_invite, 0), "Allow Supported Allow-Events Accept");
    EXPECT_EQ(of(sip_method_options, 0), "Supported Accept");
    EXPECT_EQ(of(sip_method_invite, 100), "");
    EXPECT_EQ(of(sip_method_invite, 183), "Allow Supported Allow-Events");
    EXPECT_EQ(of(sip_method_invite, 200), "Allow Supported Allow-Events Accept");
    EXPECT_EQ(of(sip_method_invite, 486), "");
    EXPECT_EQ(of(sip_method_options, 200), "Allow Supported Allow-Events Accept");
    EXPECT_EQ(of(sip_method_refer, 202), "Allow Supported");
    EXPECT_EQ(of(sip_method_notify, 0), "Allow Supported");
    EXPECT_EQ(of(sip_method_bye, 0), "Supported");
    EXPECT_EQ(of(sip_method_update, 0), "Supported");
    EXPECT_EQ(of(sip_method_message, 405), "Allow");
    EXPECT_EQ(of(sip_method_invite, 415), "Accept");
    EXPECT_EQ(of(sip_method_subscribe, 489), "Allow-Events");
}

TEST(FocusContact, HasTheUriAsItIsAndTheMarks) {
    EXPECT_EQ(focus_contact(*parse_uri("sip:c@ims.test;x=1")),
              "<sip:c@ims.test;x=1>;isfocus;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\"");
}

TEST(ChargingVector, KeepsIcidAndIoiOfTheFirstRequest) {  // CHG-01
    const auto vector = read_charging_vector(*Parsed(
        request("INVITE", "P-Charging-Vector: icid-value=\"a;b\" ; orig-ioi=x.test;icid-generated-at=1.2.3.4\n")));
    ASSERT_TRUE(vector);
    EXPECT_EQ(*vector, (ChargingVector{"\"a;b\"", "x.test", ""}));
    EXPECT_EQ(response_charging(*vector, "", "own.test"), "icid-value=\"a;b\";orig-ioi=x.test;term-ioi=own.test");
    EXPECT_EQ(response_charging(*vector, "", ""), "icid-value=\"a;b\";orig-ioi=x.test");
    EXPECT_EQ(later_charging(*vector, "own.test"), "icid-value=\"a;b\";orig-ioi=own.test");
}

TEST(ChargingVector, NamesWhoAsksAndWhoHasAnswered_CHG01) {
    const ChargingVector ours{"a", "", "far.test"};
    EXPECT_EQ(response_charging(ours, "far.test", "own.test"), "icid-value=a;orig-ioi=far.test;term-ioi=own.test");
    EXPECT_EQ(response_charging({"a", "x.test", ""}, "\"Type 3y\"", ""), "icid-value=a;orig-ioi=\"Type 3y\"");
    EXPECT_EQ(later_charging(ours, "own.test"), "icid-value=a;orig-ioi=own.test;term-ioi=far.test");
}

TEST(ChargingVector, IsMadeWhereNoneCame) {  // CHG-02
    EXPECT_FALSE(read_charging_vector(*Parsed(request("INVITE"))));
    EXPECT_FALSE(read_charging_vector(*Parsed(request("INVITE", "P-Charging-Vector: orig-ioi=x\n"))));
    const auto one = make_charging_vector();
    EXPECT_NE(one, make_charging_vector());
    EXPECT_EQ(initial_charging(one, "10.0.0.1", "own.test", ""),
              "icid-value=" + one.icid + ";icid-generated-at=10.0.0.1;orig-ioi=own.test");
    EXPECT_EQ(initial_charging(one, "[::1]", "", "\"ab\""),
              "icid-value=" + one.icid + ";icid-generated-at=[::1];related-icid=\"ab\"");
}

TEST(PeerCharging, IsWhatPHeadersSayForTheRecordOnly) {  // CHG-08, CHG-09
    const auto read = [](const char* lines) { return read_peer_charging(*Parsed(request("INVITE", lines))); };
    EXPECT_EQ(read(""), PeerCharging{});
    const auto both = read(
        "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=1, IEEE-802.11\n"
        "P-Access-Network-Info: ADSL;np\nP-Served-User: \"A\" <sip:a@ims.test>;sescase=orig;regstate=reg\n");
    EXPECT_EQ(both.access_network, "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=1, IEEE-802.11, ADSL;np");
    EXPECT_EQ(both.served_user, "sip:a@ims.test");
    EXPECT_EQ(read("P-Served-User: <sip:a@ims.test>;sescase=term\n").served_user, "");
    EXPECT_EQ(read("P-Served-User: <sip:a@ims.test\n").served_user, "");
}

TEST(ChargingAddresses, AreVerbatimAndOfOneHeader) {  // CHG-10
    const std::string line = "P-Charging-Function-Addresses: ccf=192.0.8.1;ecf=\"192.0.8.2\"\n";
    EXPECT_EQ(read_charging_addresses(*Parsed(request("INVITE", line))), "ccf=192.0.8.1;ecf=\"192.0.8.2\"");
    EXPECT_EQ(read_charging_addresses(*Parsed(request("INVITE", line + line))), "");
    EXPECT_EQ(read_charging_addresses(*Parsed(request("INVITE"))), "");
}

TEST(UrlView, WritesTheOctetsOfTheUri) {
    for (const char* text : {"sip:%61lice@h", "sip:a:b@[::1]:5061;lr;x=%41", "tel:+1-555;phone-context=x", "sip:h",
                             "sips:a@h;transport=tcp?x=y"}) {
        const auto uri = parse_uri(text);
        ASSERT_TRUE(uri) << text;
        const UrlView view(*uri);
        char buffer[200];
        url_e(buffer, sizeof buffer, &view.get());
        EXPECT_STREQ(buffer, text);
        const auto back = read_uri(view.get());
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, *uri);
    }
}

TEST(ReadUri, TakesALongOneWhole) {
    const auto uri = parse_uri("sip:" + std::string(3000, 'a') + "@h");
    ASSERT_TRUE(uri);
    EXPECT_EQ(read_uri(UrlView(*uri).get()), uri);
}

TEST(Text, FindsOnlyWhatIsNotQuoted) {
    EXPECT_EQ(find_unquoted("\"a;\\\";\";b", ';'), 7u);
    EXPECT_EQ(find_unquoted("abc", ';'), 3u);
    EXPECT_EQ(find_unquoted("\"abc;", ';'), 5u);
}

TEST(Text, QuotesAndUnquotes) {
    EXPECT_EQ(quoted("a\"b\\c\n"), "\"a\\\"b\\\\c \"");
    EXPECT_EQ(unquoted("\"a\\\"b\\\\c\""), "a\"b\\c");
    EXPECT_EQ(unquoted("plain"), "plain");
    EXPECT_EQ(unquoted("\""), "\"");
}

TEST(Text, FindsHeaderParameters) {
    EXPECT_EQ(header_parameter("; a=1; B = \"x;y\" ;c", "b"), "\"x;y\"");
    EXPECT_NE(header_parameter("a;c", "c").data(), nullptr);
    EXPECT_EQ(header_parameter("a;c", "c"), "");
    EXPECT_EQ(header_parameter("a;c", "d").data(), nullptr);
}

TEST(RawValues, FindsRepeatedCompactAndUnreadableHeaders) {
    const Parsed message(request("REFER", "r: a\nREFER-TO :\n b\n\tc\nX: Refer-To: d\n"));
    EXPECT_EQ(raw_values(*message, "Refer-To", 'r'), (std::vector<std::string>{"a", "b c"}));
    EXPECT_TRUE(raw_values(*message, "Subject", 's').empty());
}

TEST(RawValues, SeesNoHeaderInTheBody) {
    const Parsed message(
        request("REFER", "Content-Type: message/sipfrag\n", "Referred-By: <sip:mallory@ims.test>\r\n"));
    EXPECT_TRUE(raw_values(*message, "Referred-By", 'b').empty());
    EXPECT_FALSE(has_header(*message, "Referred-By", 'b'));
}

TEST(Supported, IsWhatRequireMayName_JOI12) {
    EXPECT_EQ(supported_extensions(), "timer, replaces, join, norefersub, explicitsub, nosub, tdialog, multiple-refer");
    for (const char* tag : {"timer", "replaces", "Join", "tdialog", "norefersub"}) {
        EXPECT_TRUE(supports(tag, sip_method_invite, false)) << tag;
        EXPECT_TRUE(supports(tag, sip_method_refer, false)) << tag;
    }
    for (const char* tag : {"explicitsub", "nosub", "multiple-refer"}) {
        EXPECT_TRUE(supports(tag, sip_method_refer, false)) << tag;
        EXPECT_FALSE(supports(tag, sip_method_invite, false)) << tag;
    }
    EXPECT_FALSE(supports("replaces, join", sip_method_invite, false));
}

TEST(Supported, ListsAreForConferencesThatAreStillToBeMade_CRE31_CRE38) {
    EXPECT_TRUE(supports("recipient-list-invite", sip_method_invite, false));
    EXPECT_FALSE(supports("recipient-list-invite", sip_method_invite, true));
    EXPECT_FALSE(supports("recipient-list-invite", sip_method_refer, false));
}

}  // namespace
}  // namespace isfocus::sip
