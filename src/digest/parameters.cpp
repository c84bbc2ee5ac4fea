#include "digest/parameters.h"

#include "base/header_text.h"
#include "base/text.h"

namespace isfocus::digest {

using namespace text;

std::optional<std::string_view> digest_parameters(std::string_view header_value) {
    constexpr std::string_view kScheme = "Digest";
    auto value = trimmed(header_value);
    if (value.size() <= kScheme.size() || !is_space(value[kScheme.size()]) ||
        !equals_ignoring_case(value.substr(0, kScheme.size()), kScheme))
        return std::nullopt;
    value.remove_prefix(kScheme.size());
    return value;
}

std::optional<DigestParameter> next_digest_parameter(std::string_view& text) {
    const auto one = trimmed(next_part(text, ','));
    const auto equals = one.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    auto value = trimmed(one.substr(equals + 1));
    const bool is_quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    if (is_quoted) value = value.substr(1, value.size() - 2);
    const auto name = trimmed(one.substr(0, equals));
    // What is quoted may go back to the peer, so it must fit into a header line.
    if (!is_token(name) || (is_quoted ? has_control_characters(value) : !is_token(value))) return std::nullopt;
    return DigestParameter{name, value};
}

}  // namespace isfocus::digest
