#include "digest/digest.h"

#include <openssl/evp.h>

#include <array>

#include "base/header_text.h"
#include "base/text.h"
#include "digest/parameters.h"
#include "digest/sha256.h"

namespace isfocus::digest {

using namespace text;
namespace {

using Protection = Challenge::Protection;

/// "" where the machine's rules of cryptography forbid MD5: then nothing is equal to it.
std::string md5_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
    unsigned size = 0;
    std::string hex;
    if (EVP_Digest(text.data(), text.size(), octets.data(), &size, EVP_md5(), nullptr) != 1) return hex;
    for (unsigned i = 0; i < size; ++i)
        for (const int shift : {4, 0}) hex += "0123456789abcdef"[octets[i] >> shift & 15];
    return hex;
}

std::string hash(const Challenge& challenge, std::string_view text) {
    return challenge.algorithm == Challenge::Algorithm::md5 ? md5_hex(text) : sha256_hex(text);
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts) out.append(part) += ':';
    out.pop_back();
    return out;
}

bool take_algorithm(Challenge& challenge, std::string_view name) {
    constexpr std::string_view kSession = "-sess";
    challenge.algorithm_name = name;
    challenge.is_session =
        name.size() > kSession.size() && equals_ignoring_case(name.substr(name.size() - kSession.size()), kSession);
    if (challenge.is_session) name.remove_suffix(kSession.size());
    challenge.algorithm = equals_ignoring_case(name, "MD5") ? Challenge::Algorithm::md5 : Challenge::Algorithm::sha256;
    return equals_ignoring_case(name, "MD5") || equals_ignoring_case(name, "SHA-256");
}

/// `auth` where there is a choice: a proxy on the way may have to change the body.
bool take_qop(Challenge& challenge, std::string_view options) {
    bool has_auth = false, has_auth_int = false;
    while (!options.empty()) {
        const auto one = trimmed(next_part(options, ','));
        has_auth |= equals_ignoring_case(one, "auth");
        has_auth_int |= equals_ignoring_case(one, "auth-int");
    }
    challenge.protection = has_auth ? Protection::auth : Protection::auth_int;
    return has_auth || has_auth_int;
}

/// False when we cannot do what the parameter wants. Unknown ones are ignored (RFC 2617 3.2.1).
bool take(Challenge& challenge, const DigestParameter& one) {
    if (equals_ignoring_case(one.name, "realm")) challenge.realm = one.value;
    if (equals_ignoring_case(one.name, "nonce")) challenge.nonce = one.value;
    if (equals_ignoring_case(one.name, "opaque")) challenge.opaque = one.value;
    if (equals_ignoring_case(one.name, "stale")) challenge.is_stale = equals_ignoring_case(one.value, "true");
    if (equals_ignoring_case(one.name, "algorithm")) return take_algorithm(challenge, one.value);
    if (equals_ignoring_case(one.name, "qop")) return take_qop(challenge, one.value);
    return true;
}

std::string_view qop(const Challenge& challenge) {
    return challenge.protection == Protection::auth ? "auth" : "auth-int";
}

constexpr std::string_view kNonceCount = "00000001";

}  // namespace

std::string digest_response(const Challenge& challenge, const Credentials& credentials, const Protected& request,
                            std::string_view cnonce, std::string_view nonce_count) {
    std::string a1 = hash(challenge, joined({credentials.user, challenge.realm, credentials.password}));
    if (challenge.is_session) a1 = hash(challenge, joined({a1, challenge.nonce, cnonce}));
    const std::string a2 =
        hash(challenge, challenge.protection == Protection::auth_int
                            ? joined({request.method, request.request_uri, hash(challenge, request.body)})
                            : joined({request.method, request.request_uri}));
    if (challenge.protection == Protection::none) return hash(challenge, joined({a1, challenge.nonce, a2}));
    return hash(challenge, joined({a1, challenge.nonce, nonce_count, cnonce, qop(challenge), a2}));
}

std::optional<Challenge> parse_challenge(std::string_view value) {
    auto parameters = digest_parameters(value);
    if (!parameters) return std::nullopt;
    Challenge out;
    while (!parameters->empty()) {
        const auto parameter = next_digest_parameter(*parameters);
        if (!parameter || !take(out, *parameter)) return std::nullopt;
    }
    if (out.realm.empty() || out.nonce.empty()) return std::nullopt;
    return out;
}

std::string authorization(const Challenge& challenge, const Credentials& credentials, const Protected& request,
                          std::string_view cnonce) {
    std::string out = "Digest username=\"" + credentials.user + "\"";
    const auto add = [&](std::string_view name, std::string_view value, std::string_view quote) {
        out.append(", ").append(name).append("=").append(quote).append(value).append(quote);
    };
    add("realm", challenge.realm, "\"");
    add("nonce", challenge.nonce, "\"");
    add("uri", request.request_uri, "\"");
    add("response", digest_response(challenge, credentials, request, cnonce, kNonceCount), "\"");
    if (!challenge.algorithm_name.empty()) add("algorithm", challenge.algorithm_name, "");
    if (challenge.opaque) add("opaque", *challenge.opaque, "\"");
    const bool has_qop = challenge.protection != Protection::none;
    if (has_qop || challenge.is_session) add("cnonce", cnonce, "\"");
    if (has_qop) add("qop", qop(challenge), "");
    if (has_qop) add("nc", kNonceCount, "");
    return out;
}

const Credentials* credentials_for(std::string_view realm, const std::vector<Credentials>& all) {
    for (const std::string_view wanted : {realm, std::string_view("*")})
        for (const auto& one : all)
            if (one.realm == wanted) return &one;
    return nullptr;
}

}  // namespace isfocus::digest
