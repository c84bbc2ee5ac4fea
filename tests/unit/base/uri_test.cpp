#include "isfocus/base/uri.h"

#include <gtest/gtest.h>

namespace isfocus {
namespace {

Uri uri(std::string_view text) {
    const auto parsed = parse_uri(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Uri{});
}

class KeepsItsOctets : public testing::TestWithParam<const char*> {};
TEST_P(KeepsItsOctets, WhenReadAndWritten) {
    EXPECT_EQ(uri(GetParam()).text(), GetParam());
}
INSTANTIATE_TEST_SUITE_P(Uri, KeepsItsOctets,
                         testing::Values("sip:alice@home.example", "sip:home.example:5070;lr", "sips:a%40b@x",
                                         "sip:+15550001@home.example;user=phone;transport=tcp",
                                         "sip:a:pw@[2001:db8::1]:5060;lr=on?Subject=x&Replaces=1%3B2",
                                         "tel:+1-555-0001", "tel:0001;phone-context=+1555", "sip:a;b=c?d@host",
                                         "sip:mmtel@conf-factory.ims.mnc001.mcc001.3gppnetwork.org"));

class IsNoUri : public testing::TestWithParam<const char*> {};
TEST_P(IsNoUri, AndIsRefused) {
    EXPECT_FALSE(parse_uri(GetParam())) << GetParam();
}
INSTANTIATE_TEST_SUITE_P(Uri, IsNoUri,
                         testing::Values("", "sip:", "alice@home", "http://x", "sip:@host", "sip:a@", "sip:a@h:0",
                                         "sip:a@h:99999", "sip:a@h:5x", "sip:a b@h", "sip:a@h\r\nVia: x", "sip:a@h;=x",
                                         "sip:a@h;;", "sip:%4@h", "sip:%zz@h", "sip:a@[::1", "sip:a@[zz::1]",
                                         "tel:", "tel:+", "tel:alice", "tel:+1;", "sip:a@-h", "sip:a@h\x7f"));

TEST(Uri, ComparisonFollowsRfc3261Section19_1_4) {
    EXPECT_TRUE(equivalent(uri("sip:alice@AtLanTa.CoM;Transport=tcp"), uri("SIP:alice@AtLanTa.CoM;transport=TCP")));
    EXPECT_TRUE(equivalent(uri("sip:%61lice@atlanta.com"), uri("sip:alice@atlanta.com")));
    EXPECT_TRUE(equivalent(uri("sip:carol@chicago.com"), uri("sip:carol@chicago.com;newparam=5")));
    EXPECT_TRUE(equivalent(uri("sip:a@h?b=1&c=2"), uri("sip:a@h?c=2&b=1")));
    EXPECT_FALSE(equivalent(uri("SIP:ALICE@AtLanTa.CoM"), uri("sip:alice@AtLanTa.CoM")));
    EXPECT_FALSE(equivalent(uri("sip:bob@biloxi.com"), uri("sip:bob@biloxi.com:5060")));
    EXPECT_FALSE(equivalent(uri("sip:a@h"), uri("sip:a@h;user=phone")));
    EXPECT_FALSE(equivalent(uri("sip:a@h;x=1"), uri("sip:a@h;x=2")));
    EXPECT_FALSE(equivalent(uri("sip:a@h"), uri("sips:a@h")));
    EXPECT_FALSE(equivalent(uri("sip:a@h?b=1"), uri("sip:a@h")));
}

TEST(Uri, TelComparisonIgnoresVisualSeparators) {
    EXPECT_TRUE(equivalent(uri("tel:+1-555-(00)01"), uri("tel:+15550001")));
    EXPECT_FALSE(equivalent(uri("tel:0001;phone-context=+1"), uri("tel:0001;phone-context=+2")));
    EXPECT_FALSE(equivalent(uri("tel:0001;phone-context=+1"), uri("tel:0001")));
}

TEST(Uri, OneNumberIsOneAddressOfRecordInTelAndSipForm) {
    EXPECT_EQ(address_of_record(uri("tel:+1-555-0001")), address_of_record(uri("sip:+15550001@home.example")));
    EXPECT_EQ(address_of_record(uri("sip:+15550001@a.example;user=phone")), "+15550001");
    EXPECT_EQ(address_of_record(uri("sip:Bob@Home.Example;user=x")), "Bob@home.example");
    EXPECT_NE(address_of_record(uri("sip:5550001@a.example")), address_of_record(uri("sip:5550001@b.example")));
    EXPECT_FALSE(telephone_number(uri("sip:alice@home.example")));
}

TEST(Uri, ALocalNumberIsAnAddressOfRecordWithinItsContext) {
    const auto here = address_of_record(uri("tel:12-34;phone-context=a.example"));
    EXPECT_EQ(here, address_of_record(uri("tel:1234;Phone-Context=A.Example")));
    EXPECT_NE(here, address_of_record(uri("tel:1234;phone-context=b.example")));
    EXPECT_NE(here, address_of_record(uri("tel:1234;phone-context=+1")));
    EXPECT_EQ(address_of_record(uri("tel:+1234;phone-context=a.example")), "+1234");
}

TEST(Uri, ParametersAreFoundWithoutRegardToCaseAndRemoved) {
    Uri target = uri("sip:b@h;METHOD=INVITE;user=phone");
    EXPECT_EQ(target.parameter("method"), "INVITE");
    target.remove_parameter("Method");
    EXPECT_EQ(target.text(), "sip:b@h;user=phone");
    EXPECT_EQ(uri("sip:b@h;lr").parameter("lr"), "");
    EXPECT_EQ(uri("sip:b@h").parameter("lr"), std::nullopt);
}

TEST(Uri, PercentDecodingHappensOnceAndRefusesBrokenEscapes) {
    EXPECT_EQ(percent_decode("a%40b%253B"), "a@b%3B");
    EXPECT_EQ(percent_decode("%4"), std::nullopt);
    EXPECT_EQ(percent_decode("%zz"), std::nullopt);
}

}  // namespace
}  // namespace isfocus
