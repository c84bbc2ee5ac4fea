#include "digest/server.h"

#include <algorithm>
#include <optional>

#include "base/random.h"
#include "digest/authorization.h"

namespace isfocus::digest {
namespace {

constexpr std::size_t kMostHeaders = 8;

/// The answer to a challenge of ours among those that the request carries (RFC 3261 22.3).
std::optional<Authorization> find_authorization(std::vector<std::string> values, const std::string& realm) {
    values.resize(std::min(values.size(), kMostHeaders));
    for (const auto& value : values)
        if (auto given = parse_authorization(value); given && given->realm == realm) return given;
    return std::nullopt;
}

bool knows_password(const Authorization& given, const DigestUser& user, std::string_view method) {
    Challenge challenge;
    challenge.algorithm = given.algorithm;
    challenge.protection = Challenge::Protection::auth;
    challenge.realm = given.realm;
    challenge.nonce = given.nonce;
    const auto expected = digest_response(challenge, {given.realm, given.user, user.password}, {method, given.uri, {}},
                                          given.cnonce, given.nonce_count);
    return same_secret(expected, given.response);
}

}  // namespace

Server::Server() : nonces_(random_text(32)), opaque_(random_text(8)) {}

Server::Verdict Server::check(const DigestSettings& settings, std::vector<std::string> authorizations,
                              std::string_view method, const std::function<bool(const std::string& uri)>& is_meant,
                              Time now) {
    const auto given = find_authorization(std::move(authorizations), settings.realm);
    if (!given) return {Verdict::Why::unasked, nullptr};
    const auto known = std::find_if(settings.users.begin(), settings.users.end(),
                                    [&](const DigestUser& one) { return one.user == given->user; });
    // Also for an unknown user: how long it takes does not tell whom we know.
    const bool is_known = known != settings.users.end();
    const bool is_right = knows_password(*given, is_known ? *known : DigestUser{}, method);
    if (!is_known || !is_right || !is_meant(given->uri)) return {Verdict::Why::wrong, nullptr};
    if (!nonces_.use(given->nonce, given->count, now)) return {Verdict::Why::stale, nullptr};
    return {Verdict::Why::known, &*known};
}

std::vector<std::string> Server::challenges(const DigestSettings& settings, bool is_stale, Time now) {
    std::vector<std::string> out;
    for (const char* algorithm : {"SHA-256", "MD5"})
        out.push_back("Digest realm=\"" + settings.realm + "\", nonce=\"" + nonces_.make(now) + "\", opaque=\"" +
                      opaque_ + "\", algorithm=" + algorithm + ", qop=\"auth\"" + (is_stale ? ", stale=true" : ""));
    return out;
}

}  // namespace isfocus::digest
