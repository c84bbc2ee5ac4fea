#include "sip/refer_to.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace isfocus::sip {
namespace {

using focus::ReferMethod;

struct Good {
    const char* value;
    const char* uri;
    ReferMethod method = ReferMethod::invite;
    std::optional<std::string> replaces = std::nullopt;
    bool require_replaces = false;
    std::optional<std::string> subject = std::nullopt;
    std::optional<std::string> session_id = std::nullopt;
};

class GoodReferTo : public testing::TestWithParam<Good> {};

TEST_P(GoodReferTo, IsTakenApart) {
    const auto& row = GetParam();
    const auto target = read_refer_to(row.value);
    ASSERT_TRUE(target) << target.error().detail;
    EXPECT_EQ(target->uri.text(), row.uri);
    EXPECT_EQ(target->method, row.method);
    EXPECT_EQ(target->replaces, row.replaces);
    EXPECT_EQ(target->require_replaces, row.require_replaces);
    EXPECT_EQ(target->subject, row.subject);
    EXPECT_EQ(target->session_id, row.session_id);
}

constexpr auto kBye = ReferMethod::bye;
constexpr auto kOther = ReferMethod::other;
constexpr auto kInvite = ReferMethod::invite;

INSTANTIATE_TEST_SUITE_P(
    Table, GoodReferTo,
    testing::Values(
        // REF-02, REF-03: both forms, display names, white space
        Good{"<sip:bob@ims.test>", "sip:bob@ims.test"}, Good{"sip:bob@ims.test", "sip:bob@ims.test"},
        Good{" \"Bob, <the> one\" <sip:bob@ims.test>", "sip:bob@ims.test"},
        Good{"Bob<SIP:bob@ims.test>", "sip:bob@ims.test"}, Good{"<sip:bob@ims.test>;foo=bar", "sip:bob@ims.test"},
        Good{"< sip:bob@ims.test >", "sip:bob@ims.test"},
        // REF-04: tel
        Good{"<tel:+15551234>", "tel:+15551234"}, Good{"tel:+1-555-1234", "tel:+1-555-1234"},
        Good{"<tel:1234;phone-context=ims.test>", "tel:1234;phone-context=ims.test"},
        Good{"<tel:+1555;method=BYE>", "tel:+1555", kBye},
        // REF-06..08: method, in the URI or, without brackets, beside it
        Good{"<sip:bob@ims.test;method=INVITE>", "sip:bob@ims.test"},
        Good{"<sip:bob@ims.test;METHOD=invite>", "sip:bob@ims.test"},
        Good{"<sip:bob@ims.test;method=bye>", "sip:bob@ims.test", kBye},
        Good{"sip:bob@ims.test;method=BYE", "sip:bob@ims.test", kBye},
        // REF-09
        Good{"<sip:bob@ims.test;method=REFER>", "sip:bob@ims.test", kOther},
        Good{"<sip:b@ims.test;method=x%41>", "sip:b@ims.test", kOther},
        // REF-14: other parameters stay, octet by octet
        Good{"<sip:%61%2fb@ims.test:5061;user=phone;method=INVITE;x=%41;lr>",
             "sip:%61%2fb@ims.test:5061;user=phone;x=%41;lr"},
        // REF-10, REF-12, REF-13: the header part
        Good{"<sip:bob@ims.test?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>", "sip:bob@ims.test", kInvite,
             "a@b;to-tag=1;from-tag=2"},
        Good{"<sip:bob@ims.test;method=INVITE?replaces=a%3bfrom-tag%3d2%3bto-tag%3d1%3Bearly-only&Require=replaces>",
             "sip:bob@ims.test", kInvite, "a;from-tag=2;to-tag=1;early-only", true},
        Good{"<sip:bob@ims.test?Replaces=a%2540b%3Bto-tag%3D1%3Bfrom-tag%3D2>", "sip:bob@ims.test", kInvite,
             "a%40b;to-tag=1;from-tag=2"},
        Good{"<sip:bob@ims.test?Subject=a%20b&From=x&Route=%3Csip:evil%3E&body=z&P-Foo=1>", "sip:bob@ims.test", kInvite,
             std::nullopt, false, "a b"},
        // REF-11: not encoded, but in brackets
        Good{"<sip:bob@ims.test?Replaces=a@b;to-tag=1;from-tag=2>", "sip:bob@ims.test", kInvite,
             "a@b;to-tag=1;from-tag=2"},
        Good{"<sip:bob@ims.test?Replaces=a%40b;to-tag=1%3Bfrom-tag=2&Subject=x>", "sip:bob@ims.test", kInvite,
             "a@b;to-tag=1;from-tag=2", false, "x"},
        // REF-13: RFC 7989 5; one that is none is dropped like any other header
        Good{"<sip:bob@ims.test?Session-ID=f81d4fae7dec11d0a76500a0c91e6bf6%3Bremote%"
             "3D00000000000000000000000000000000>",
             "sip:bob@ims.test", kInvite, std::nullopt, false, std::nullopt,
             "f81d4fae7dec11d0a76500a0c91e6bf6;remote=00000000000000000000000000000000"},
        Good{"<sip:bob@ims.test?session-id=f81d4fae7dec11d0a76500a0c91e6bf6>", "sip:bob@ims.test", kInvite,
             std::nullopt, false, std::nullopt, "f81d4fae7dec11d0a76500a0c91e6bf6"},
        Good{"<sip:bob@ims.test?Session-ID=F81D4FAE7DEC11D0A76500A0C91E6BF6>", "sip:bob@ims.test"},
        Good{"<sip:bob@ims.test?Session-ID=f81d4fae7dec11d0a76500a0c91e6bf>", "sip:bob@ims.test"},
        Good{"<sip:bob@ims.test?Session-ID=f81d4fae7dec11d0a76500a0c91e6bf6%3Bremote%3Dx>", "sip:bob@ims.test"},
        Good{"<sip:bob@ims.test?Session-ID=f81d4fae7dec11d0a76500a0c91e6bf6%2Cx>", "sip:bob@ims.test"},
        Good{"<sip:bob@ims.test?From=%22x%22&To=y&Call-ID=z&CSeq=1&Via=v&Record-Route=r&Contact=c&Accept=a&Allow=b&"
             "Supported=s&Organization=o&User-Agent=u&Privacy=id&Max-Forwards=1&Content-Type=t&body=b&Referred-By=r>",
             "sip:bob@ims.test"}));

struct Bad {
    const char* value;
    int status = 400;
};

class BadReferTo : public testing::TestWithParam<Bad> {};

TEST_P(BadReferTo, IsRefused) {
    const auto target = read_refer_to(GetParam().value);
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().status, GetParam().status) << target.error().detail;
    EXPECT_FALSE(target.error().detail.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadReferTo,
    testing::Values(
        // REF-01, REF-02
        Bad{""}, Bad{"<>"}, Bad{"bob"}, Bad{"<sip:bob@ims.test"}, Bad{"<sip:>"}, Bad{"<sip:bob@>"},
        Bad{"<sip:b@ims.test:0>"}, Bad{"<sip:bob@ims.test>,<sip:carol@ims.test>"},
        Bad{"sip:bob@ims.test,sip:carol@ims.test"}, Bad{"<sip:bob@ims.test>;x=1,<sip:carol@ims.test>"},
        Bad{"<sip:bob@ims.test> garbage"}, Bad{"sip:bob@ims.test?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2"},
        Bad{"<sip:bob@ims.test;x=%4>"}, Bad{"<sip:b ob@ims.test>"},
        // REF-03..05
        Bad{"<sips:bob@ims.test>", 416}, Bad{"<http://ims.test/>", 416}, Bad{"<mailto:bob@ims.test>", 416},
        Bad{"<cid:a@b>", 416}, Bad{"<urn:service:sos>", 403}, Bad{"<URN:service:sos.police;method=INVITE>", 403},
        Bad{"urn:service:sosdesk", 416}, Bad{"<tel:1234>", 484}, Bad{"<tel:>"}, Bad{"<tel:+>"}, Bad{"<tel:+abc>"},
        // REF-09
        Bad{"<sip:bob@ims.test;method=>"}, Bad{"<sip:bob@ims.test;method>"}, Bad{"<sip:bob@ims.test;method=IN/ITE>"},
        Bad{"<sip:bob@ims.test;method=INVITE;method=BYE>"},
        // REF-10
        Bad{"<sip:b@ims.test?Replaces=%3Bto-tag%3D1%3Bfrom-tag%3D2>"}, Bad{"<sip:b@ims.test?Replaces=a%3Bto-tag%3D1>"},
        Bad{"<sip:b@ims.test?Replaces=a%3Bfrom-tag%3D1>"},
        Bad{"<sip:b@ims.test?Replaces=a%3Bto-tag%3D1%3Bto-tag%3D2%3Bfrom-tag%3D2>"},
        Bad{"<sip:b@ims.test?Replaces=a%3Bto-tag%3D%3Bfrom-tag%3D2>"},
        Bad{"<sip:b@ims.test?Replaces=a%20b%3Bto-tag%3D1%3Bfrom-tag%3D2>"},
        Bad{"<sip:b@ims.test?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=b%3Bto-tag%3D1%3Bfrom-tag%3D2>"},
        Bad{"<sip:b@ims.test;method=BYE?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2>"},
        // REF-11: what could as well be meant for the URI, or be its user
        Bad{"<sip:b@ims.test?Replaces=a;to-tag=1;from-tag=2;method=BYE>"}, Bad{"<sip:b@ims.test?Subject=x;Method=BYE>"},
        Bad{"<sip:ims.test?Replaces=a@b;to-tag=1;from-tag=2>"}, Bad{"<sip:b@ims.test?Replaces=a;to-tag=1>"},
        Bad{"sip:b@ims.test?Replaces=a;to-tag=1;from-tag=2"},
        // REF-12
        Bad{"<sip:b@ims.test?Require=100rel>"}, Bad{"<sip:b@ims.test?Require=replaces,100rel>"},
        // REF-13: injection, also through headers that would be dropped
        Bad{"<sip:b@ims.test?Subject=a%0d%0aVia:x>"}, Bad{"<sip:b@ims.test?Subject=a%0A>"},
        Bad{"<sip:b@ims.test?X=%00>"}, Bad{"<sip:b@ims.test?X%0d%0aRoute=1>"}, Bad{"<sip:b@ims.test?Subject=a%0>"},
        Bad{"<sip:b@ims.test?Subject>"}, Bad{"<sip:b@ims.test?=x>"}, Bad{"<sip:b@ims.test>\r\nRoute: <sip:evil>"}));

TEST(ListEntry, SaysItsMethodInOneOfTwoWays_REF19) {  // RFC 5368 9
    for (const char* text : {"sip:bob@ims.test;method=BYE", "sip:bob@ims.test?method=BYE",
                             "sip:bob@ims.test?a=b&Method=bye", "sip:bob@ims.test;METHOD=bye"}) {
        const auto target = read_list_entry(text);
        ASSERT_TRUE(target) << text;
        EXPECT_EQ(target->method, kBye) << text;
        EXPECT_EQ(target->uri.text(), "sip:bob@ims.test");
    }
    EXPECT_EQ(read_list_entry("tel:+1555")->method, kInvite);
    EXPECT_EQ(read_list_entry("sip:bob@ims.test?method=MESSAGE")->method, kOther);
    EXPECT_EQ(read_list_entry("sip:bob@ims.test?Replaces=a;to-tag=1;from-tag=2")->replaces, "a;to-tag=1;from-tag=2");
}

TEST(ListEntry, IsAUriAndNothingElse_REF19) {
    for (const char* text :
         {"", "<sip:bob@ims.test>", "sip:bob@ims.test>;x", "Bob <sip:bob@ims.test>", "bob", " sip:bob@ims.test",
          "sip:bob@ims.test;method=BYE?method=BYE", "sip:bob@ims.test?method=", "sip:bob@ims.test?method",
          "sip:bob@ims.test?method=BYE&method=BYE", "sip:bob@ims.test?method=a%0d%0ab", "sip:b\nob@ims.test"}) {
        const auto target = read_list_entry(text);
        ASSERT_FALSE(target) << text;
        EXPECT_EQ(target.error().status, 400) << text;
    }
    EXPECT_EQ(read_list_entry("cid:a@b").error().status, 416);
    EXPECT_EQ(read_list_entry("tel:1234").error().status, 484);
}

TEST(ReferTo, WithANulIsRefused) {
    EXPECT_FALSE(read_refer_to(std::string_view("<sip:b\0@ims.test>", 17)));
}

TEST(InvitedEntry, NamesTheCallThatItsInviteReplaces_CRE36) {
    const auto replaces = [](std::string_view entry) -> std::string {
        const auto target = read_invited_entry(entry);
        if (!target) return target.error().detail;
        EXPECT_EQ(target->method, ReferMethod::invite);
        EXPECT_EQ(target->uri.text(), "sip:bob@ims.test");
        return target->replaces.value_or("none");
    };
    EXPECT_EQ(
        replaces(
            "sip:bob@ims.test?Call-ID=c%40h&From=%3Csip:a%40ims.test%3E%3Btag%3Da1&To=sip:bob%40ims.test%3Btag%3Db1"),
        "c@h;to-tag=b1;from-tag=a1");
    EXPECT_EQ(replaces("sip:bob@ims.test;method=BYE"), "none");
    for (const char* incomplete : {"sip:bob@ims.test?Call-ID=c&From=%3Csip:a%40x%3E%3Btag%3Da1",
                                   "sip:bob@ims.test?From=x%3Btag%3Da&To=y%3Btag%3Db",
                                   "sip:bob@ims.test?Call-ID=c&From=%3Csip:a%40x%3E&To=%3Csip:b%40x%3E%3Btag%3Db",
                                   "sip:bob@ims.test?Call-ID=c%20d&From=x%3Btag%3Da&To=y%3Btag%3Db"})
        EXPECT_EQ(replaces(incomplete), "none") << incomplete;
    EXPECT_EQ(replaces("sip:bob@ims.test?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2"), "x;to-tag=1;from-tag=2");
}

}  // namespace
}  // namespace isfocus::sip
