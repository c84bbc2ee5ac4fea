#include "sip/digest_server.h"

#include <algorithm>
#include <optional>

#include "base/random.h"
#include "sip/digest_authorization.h"
#include "sip/message.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

constexpr std::size_t kMostHeaders = 8;

/// The answer to a challenge of ours among those that the request carries (RFC 3261 22.3).
std::optional<Authorization> find_authorization(const sip_t& request, const std::string& realm) {
    auto values = raw_values(request, "Authorization");
    values.resize(std::min(values.size(), kMostHeaders));
    for (const auto& value : values)
        if (auto given = parse_authorization(value); given && given->realm == realm) return given;
    return std::nullopt;
}

/// What was signed is this request: a proxy may have changed its Request-URI, but not its To.
bool is_meant(const Authorization& given, const sip_t& request) {
    const auto signed_uri = parse_uri(given.uri);
    if (!signed_uri) return false;
    for (const url_t* url : {request.sip_request->rq_url, request.sip_to->a_url})
        if (const auto uri = read_uri(*url); uri && equivalent(*uri, *signed_uri)) return true;
    return false;
}

bool knows_password(const Authorization& given, const DigestUser& user, const sip_t& request) {
    Challenge challenge;
    challenge.algorithm = given.algorithm;
    challenge.protection = Challenge::Protection::auth;
    challenge.realm = given.realm;
    challenge.nonce = given.nonce;
    const auto expected =
        digest_response(challenge, {given.realm, given.user, user.password},
                        {request.sip_request->rq_method_name, given.uri, {}}, given.cnonce, given.nonce_count);
    return same_secret(expected, given.response);
}

}  // namespace

DigestServer::DigestServer() : nonces_(random_text(32)), opaque_(random_text(8)) {}

DigestServer::Verdict DigestServer::check(const DigestSettings& settings, const sip_t& request, Time now) {
    const auto given = find_authorization(request, settings.realm);
    if (!given) return {Verdict::Why::unasked, nullptr};
    const auto known = std::find_if(settings.users.begin(), settings.users.end(),
                                    [&](const DigestUser& one) { return one.user == given->user; });
    // Also for an unknown user: how long it takes does not tell whom we know.
    const bool is_known = known != settings.users.end();
    const bool is_right = knows_password(*given, is_known ? *known : DigestUser{}, request);
    if (!is_known || !is_right || !is_meant(*given, request)) return {Verdict::Why::wrong, nullptr};
    if (!nonces_.use(given->nonce, given->count, now)) return {Verdict::Why::stale, nullptr};
    return {Verdict::Why::known, &*known};
}

std::vector<std::string> DigestServer::challenges(const DigestSettings& settings, bool is_stale, Time now) {
    std::vector<std::string> out;
    for (const char* algorithm : {"SHA-256", "MD5"})
        out.push_back("Digest realm=\"" + settings.realm + "\", nonce=\"" + nonces_.make(now) + "\", opaque=\"" +
                      opaque_ + "\", algorithm=" + algorithm + ", qop=\"auth\"" + (is_stale ? ", stale=true" : ""));
    return out;
}

}  // namespace isfocus::sip
