#include "sip/digest_server.h"

#include <gtest/gtest.h>

#include "digest/authorization.h"
#include "digest/digest.h"
#include "digest/sha256.h"
#include "parsed.h"

namespace isfocus::sip {
namespace {

using namespace digest;
using test::Parsed;
using Why = DigestServer::Verdict::Why;
using std::chrono::seconds;

TEST(Sha256, SealsAsRFC4231Does) {
    EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/// The example of RFC 7616 3.9.1, whose answers a server has to compute as the client did.
TEST(ReadAuthorization, HasWhatTheResponseIsMadeOf_CHG04) {
    const auto given = parse_authorization(
        "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, "
        "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
        "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
        "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", "
        "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    ASSERT_TRUE(given);
    Challenge challenge{.algorithm = given->algorithm, .protection = Challenge::Protection::auth};
    challenge.realm = given->realm;
    challenge.nonce = given->nonce;
    EXPECT_EQ(digest_response(challenge, {"", given->user, "Circle of Life"}, {"GET", given->uri, ""}, given->cnonce,
                              given->nonce_count),
              given->response);
    EXPECT_EQ(given->count, 1u);
}

TEST(ReadAuthorization, RefusesWhatNoChallengeOfOursAsksFor_CHG04) {
    const std::string md5(32, 'a');
    const std::string good =
        "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", cnonce=\"c\", nc=0000000a, "
        "qop=auth, response=\"" +
        md5 + "\"";
    ASSERT_TRUE(parse_authorization(good));
    EXPECT_EQ(parse_authorization(good)->count, 10u);
    const auto changed = [&](std::string_view from, std::string_view to) {
        auto text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const auto& text :
         {changed("Digest", "Basic"), changed("Digest ", "Digest"), changed("qop=auth", "qop=auth-int"),
          changed(", qop=auth", ""), changed("nc=0000000a", "nc=00000000"), changed("nc=0000000a", "nc=a"),
          changed("nc=0000000a", "nc=-000000a"), changed("username=\"u\"", "username=\"\""), changed(md5, "abc"),
          changed(md5, std::string(32, 'g')), changed("qop=auth", "qop=auth, algorithm=MD5-sess"),
          changed("qop=auth", "qop=auth, algorithm=SHA-256"), changed("qop=auth", "qop=auth, nonce=\"m\""),
          changed("uri=\"sip:h\"", "uri"), changed("realm=\"r\"", "realm=\"a\x01\""), std::string("Digest"),
          std::string("Digest ,,,"), std::string()})
        EXPECT_FALSE(parse_authorization(text)) << text;
}

class Nonce : public testing::Test {
protected:
    Nonces nonces{"secret"};
    Nonces::Time now{std::chrono::hours(1)};
};

TEST_F(Nonce, CountsOnceForEachCount_CHG04) {
    const auto nonce = nonces.make(now);
    EXPECT_TRUE(nonces.use(nonce, 1, now));
    EXPECT_FALSE(nonces.use(nonce, 1, now));
    EXPECT_TRUE(nonces.use(nonce, 3, now));
    EXPECT_TRUE(nonces.use(nonce, 2, now));  // came by another way
    EXPECT_FALSE(nonces.use(nonce, 2, now));
    EXPECT_TRUE(nonces.use(nonce, 200, now));
    EXPECT_TRUE(nonces.use(nonce, 137, now));
    EXPECT_FALSE(nonces.use(nonce, 136, now));  // too far back to be known
    EXPECT_TRUE(nonces.use(nonce, 0xffffffff, now));
    EXPECT_FALSE(nonces.use(nonce, 0xffffffff, now));
}

TEST_F(Nonce, LastsForItsTime_CHG04) {
    const auto nonce = nonces.make(now);
    EXPECT_TRUE(nonces.use(nonce, 1, now + Nonces::kLife));
    EXPECT_FALSE(nonces.use(nonce, 2, now + Nonces::kLife + std::chrono::milliseconds(1)));
    EXPECT_FALSE(nonces.use(nonce, 1, now + 2 * Nonces::kLife));
}

TEST_F(Nonce, OfSomebodyElseIsNone_CHG04) {
    EXPECT_FALSE(nonces.use(Nonces("other secret").make(now), 1, now));
    auto changed = nonces.make(now);
    changed[20] = changed[20] == '0' ? '1' : '0';  // another time
    EXPECT_FALSE(nonces.use(changed, 1, now));
    for (const auto& text : {std::string(), std::string(64, '0'), std::string(100000, 'x')})
        EXPECT_FALSE(nonces.use(text, 1, now));
}

TEST_F(Nonce, IsTooOldWhenItsUseIsForgotten_CHG04) {
    const auto first = nonces.make(now), unused = nonces.make(now);
    EXPECT_TRUE(nonces.use(first, 1, now));
    for (std::size_t i = 0; i <= Nonces::kMostUsed; ++i) EXPECT_TRUE(nonces.use(nonces.make(now), 1, now));
    EXPECT_FALSE(nonces.use(first, 1, now));
    EXPECT_FALSE(nonces.use(unused, 1, now));
}

class Asked : public testing::Test {
protected:
    std::string challenge(std::size_t which = 0) { return server.challenges(settings, false, now).at(which); }

    /// What a UE makes of the challenge.
    std::string answer(const std::string& to, const std::string& password = "s3cret",
                       std::string_view uri = "sip:conf-1@ims.test", std::string_view user = "al") {
        return "Authorization: " +
               authorization(*parse_challenge(to), {"", std::string(user), password}, {"INVITE", uri, ""}, "c") + "\n";
    }
    DigestServer::Verdict check(const std::string& lines) {
        return server.check(settings, *Parsed(test::request("INVITE", lines)), now);
    }

    DigestSettings settings{"lab", {{*parse_uri("sip:alice@ims.test"), "al", "s3cret"}}};
    DigestServer server;
    DigestServer::Time now{std::chrono::hours(1)};
};

TEST_F(Asked, OffersTheBetterAlgorithmFirst_CHG04) {
    const auto offers = server.challenges(settings, true, now);
    ASSERT_EQ(offers.size(), 2u);
    EXPECT_EQ(parse_challenge(offers[0])->algorithm, Challenge::Algorithm::sha256);
    EXPECT_EQ(parse_challenge(offers[1])->algorithm, Challenge::Algorithm::md5);
    for (const auto& one : offers) {
        EXPECT_EQ(parse_challenge(one)->realm, "lab");
        EXPECT_EQ(parse_challenge(one)->protection, Challenge::Protection::auth);
        EXPECT_TRUE(parse_challenge(one)->is_stale);
        EXPECT_TRUE(parse_challenge(one)->opaque);
    }
    EXPECT_FALSE(parse_challenge(challenge())->is_stale);
}

TEST_F(Asked, KnowsWhoKnowsThePassword_CHG04) {
    for (const std::size_t which : {0, 1}) {
        const auto verdict = check(answer(challenge(which)));
        ASSERT_EQ(verdict.why, Why::known);
        EXPECT_EQ(verdict.user->uri.text(), "sip:alice@ims.test");
    }
    EXPECT_EQ(check("Authorization: Digest x\n" + answer(challenge())).why, Why::known);
}

TEST_F(Asked, KnowsNobodyElse_CHG04) {
    EXPECT_EQ(check("").why, Why::unasked);
    EXPECT_EQ(check("Authorization: Basic YWw6czNjcmV0\n").why, Why::unasked);
    EXPECT_EQ(check(answer("Digest realm=\"other\", nonce=\"n\", qop=\"auth\"")).why, Why::unasked);
    EXPECT_EQ(check(answer(challenge(), "guess")).why, Why::wrong);
    EXPECT_EQ(check(answer(challenge(), "", "sip:conf-1@ims.test", "bob")).why, Why::wrong);
    EXPECT_EQ(check(answer(challenge(), "s3cret", "sip:conf-2@ims.test")).why, Why::wrong);
    EXPECT_EQ(check(answer(challenge(), "s3cret", "mailto:x")).why, Why::wrong);
}

TEST_F(Asked, TakesAnAnswerOnceAndInTime_CHG04) {
    const auto given = answer(challenge());
    EXPECT_EQ(check(given).why, Why::known);
    EXPECT_EQ(check(given).why, Why::stale);
    const auto late = answer(challenge());
    now += Nonces::kLife + seconds(1);
    EXPECT_EQ(check(late).why, Why::stale);
    EXPECT_EQ(check(answer("Digest realm=\"lab\", nonce=\"of another process\", qop=\"auth\"")).why, Why::stale);
}

}  // namespace
}  // namespace isfocus::sip
