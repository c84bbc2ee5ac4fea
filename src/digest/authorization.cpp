#include "digest/authorization.h"

#include <charconv>
#include <vector>

#include "base/header_text.h"
#include "base/text.h"
#include "digest/parameters.h"

namespace isfocus::digest {

using namespace text;
namespace {

constexpr std::size_t kMostParameters = 32;

/// Nothing when one is malformed, or there twice.
std::optional<std::vector<DigestParameter>> all_parameters(std::string_view text) {
    std::vector<DigestParameter> all;
    while (!text.empty()) {
        const auto parameter = next_digest_parameter(text);
        if (!parameter || all.size() == kMostParameters) return std::nullopt;
        for (const auto& one : all)
            if (equals_ignoring_case(one.name, parameter->name)) return std::nullopt;
        all.push_back(*parameter);
    }
    return all;
}

std::string_view value_of(const std::vector<DigestParameter>& all, std::string_view name) {
    for (const auto& one : all)
        if (equals_ignoring_case(one.name, name)) return one.value;
    return {};
}

/// No algorithm is MD5 (RFC 3261 22.4, RFC 7616 3.4).
std::optional<Challenge::Algorithm> read_algorithm(std::string_view name) {
    if (name.empty() || equals_ignoring_case(name, "MD5")) return Challenge::Algorithm::md5;
    if (equals_ignoring_case(name, "SHA-256")) return Challenge::Algorithm::sha256;
    return std::nullopt;
}

bool is_hexadecimal(std::string_view text, std::size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::optional<Authorization> parse_authorization(std::string_view value) {
    const auto text = digest_parameters(value);
    const auto all = text ? all_parameters(*text) : std::nullopt;
    if (!all) return std::nullopt;
    const auto algorithm = read_algorithm(value_of(*all, "algorithm"));
    const auto response = value_of(*all, "response");
    const auto count = value_of(*all, "nc");
    if (!algorithm || !equals_ignoring_case(value_of(*all, "qop"), "auth") || !is_hexadecimal(count, 8) ||
        !is_hexadecimal(response, *algorithm == Challenge::Algorithm::md5 ? 32 : 64))
        return std::nullopt;
    Authorization out{.algorithm = *algorithm,
                      .user = std::string(value_of(*all, "username")),
                      .realm = std::string(value_of(*all, "realm")),
                      .nonce = std::string(value_of(*all, "nonce")),
                      .uri = std::string(value_of(*all, "uri")),
                      .response = lower(response),
                      .cnonce = std::string(value_of(*all, "cnonce")),
                      .nonce_count = std::string(count)};
    std::from_chars(count.data(), count.data() + count.size(), out.count, 16);
    if (out.user.empty() || out.nonce.empty() || out.uri.empty() || out.cnonce.empty() || out.count == 0)
        return std::nullopt;
    return out;
}

}  // namespace isfocus::digest
