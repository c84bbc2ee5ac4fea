#include "digest/digest.h"

#include <gtest/gtest.h>

#include "base/header_text.h"
#include "digest/sha256.h"

namespace isfocus::digest {
namespace {

using namespace text;

std::string value_of(std::string_view header, std::string_view name) {
    header.remove_prefix(std::string_view("Digest ").size());
    while (!header.empty()) {
        const auto one = trimmed(next_part(header, ','));
        if (one.substr(0, one.find('=')) == name) return std::string(one.substr(one.find('=') + 1));
    }
    return "absent";
}

TEST(Sha256, HasTheValuesOfFips180) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256_hex(std::string(1000000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/// RFC 7616 3.9.1; its MD5 value is that of RFC 2617 3.5 with another nonce.
TEST(Digest, HasTheValuesOfRFC7616) {  // OUT-48
    const std::string challenge =
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=%, "
        "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
        "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
    const Credentials mufasa{"http-auth@example.org", "Mufasa", "Circle of Life"};
    for (const auto& [algorithm, expected] :
         {std::pair("MD5", "\"8ca523f5e9506fed4657c9700eebdbec\""),
          std::pair("SHA-256", "\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"")}) {
        std::string text = challenge;
        const auto parsed = parse_challenge(text.replace(text.find('%'), 1, algorithm));
        ASSERT_TRUE(parsed);
        const auto header = authorization(*parsed, mufasa, {"GET", "/dir/index.html", ""},
                                          "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        EXPECT_EQ(value_of(header, "response"), expected);
        EXPECT_EQ(value_of(header, "algorithm"), algorithm);
        EXPECT_EQ(value_of(header, "username"), "\"Mufasa\"");
        EXPECT_EQ(value_of(header, "realm"), "\"http-auth@example.org\"");
        EXPECT_EQ(value_of(header, "uri"), "\"/dir/index.html\"");
        EXPECT_EQ(value_of(header, "qop"), "auth");
        EXPECT_EQ(value_of(header, "nc"), "00000001");
        EXPECT_EQ(value_of(header, "opaque"), "\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }
}

/// Values of RFC 2617 3.5, and computed by hand with another implementation of MD5 from its formulas.
TEST(Digest, KnowsEveryFormOfRFC2617) {
    const Credentials mufasa{"testrealm@host.com", "Mufasa", "Circle Of Life"};
    const std::string begin = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    const auto response_to = [&](const std::string& rest) {
        return authorization(parse_challenge(begin + rest).value(), mufasa, {"GET", "/dir/index.html", "v=0\r\n"},
                             "0a4f113b");
    };
    EXPECT_EQ(value_of(response_to(", qop=\"auth,auth-int\""), "response"), "\"6629fae49393a05397450978507c4ef1\"");
    const auto old = response_to("");
    EXPECT_EQ(value_of(old, "response"), "\"670fd8c2df070c60b045671b8b24ff02\"");
    for (const char* name : {"cnonce", "nc", "qop", "algorithm", "opaque"}) EXPECT_EQ(value_of(old, name), "absent");
    const auto body = response_to(", qop=\"auth-int\"");
    EXPECT_EQ(value_of(body, "response"), "\"151b6cabb7e59e0ac757207a039ff3d0\"");
    EXPECT_EQ(value_of(body, "qop"), "auth-int");
    const auto session = response_to(", algorithm=md5-SESS");
    EXPECT_EQ(value_of(session, "response"), "\"4726bc10c33fa6cb357eb27807b1cce8\"");
    EXPECT_EQ(value_of(session, "algorithm"), "md5-SESS");
    EXPECT_EQ(value_of(session, "cnonce"), "\"0a4f113b\"");
}

TEST(Challenge, IsReadHoweverItIsSpelled) {
    const auto read =
        parse_challenge("  dIgEsT\tNONCE = \"a\\\"b,c\" ,realm=\"home1, net\",domain=\"sip:x\", stale=TRUE,x=\"y\"");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->realm, "home1, net");
    EXPECT_EQ(read->nonce, "a\\\"b,c");
    EXPECT_TRUE(read->is_stale);
    EXPECT_EQ(read->protection, Challenge::Protection::none);
    EXPECT_FALSE(read->opaque);
}

TEST(Challenge, IsNoneWhenWeCannotAnswerIt) {
    for (const char* text :
         {"", "Digest", "Digest ", "Basic realm=\"home1.net\"", "Digest realm=\"x\"", "Digest nonce=\"x\"",
          "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512-256", "Digest realm=\"x\", nonce=\"y\", algorithm=-sess",
          "Digest realm=\"x\", nonce=\"y\", algorithm=AKAv1-MD5", "Digest realm=\"x\", nonce=\"y\", qop=\"auth-conf\"",
          "Digest realm=\"x\", nonce=\"y\", qop=\"\"", "Digest realm=\"x, nonce=\"y\"",
          "Digest realm=\"x\",, nonce=\"y\"", "Digest realm=\"x\", nonce=\"y\r\nZ: 1\"",
          "Digestrealm=\"x\", nonce=\"y\"", "Digest realm=\"\", nonce=\"y\""})
        EXPECT_FALSE(parse_challenge(text)) << text;
}

TEST(CredentialsFor, PreferTheRealmToAnyRealm) {
    const std::vector<Credentials> all{{"*", "any", ""}, {"home1.net", "one", ""}};
    EXPECT_EQ(credentials_for("home1.net", all)->user, "one");
    EXPECT_EQ(credentials_for("home2.net", all)->user, "any");
    EXPECT_EQ(credentials_for("home2.net", {{"home1.net", "one", ""}}), nullptr);
    EXPECT_EQ(credentials_for("HOME1.net", {{"home1.net", "one", ""}}), nullptr);
}

}  // namespace
}  // namespace isfocus::digest
