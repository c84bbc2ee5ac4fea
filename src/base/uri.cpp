#include "isfocus/base/uri.h"
#include "base/number.h"

#include <algorithm>

#include "base/text.h"

namespace isfocus {
namespace {

using text::equals_ignoring_case;

bool is_unreserved(char c) {
    return text::is_alphanumeric(c) || std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
}

/// Unreserved, the extra characters given, and well-formed escapes.
bool consists_of(std::string_view value, std::string_view extra) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '%') {
            if (i + 2 >= value.size() || !text::is_hex(value[i + 1]) || !text::is_hex(value[i + 2])) return false;
            i += 2;
        } else if (!is_unreserved(value[i]) && extra.find(value[i]) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

bool is_hostname(std::string_view host) {
    if (host.empty() || host.size() > 255 || host.front() == '.' || host.front() == '-') return false;
    return std::all_of(host.begin(), host.end(),
                       [](char c) { return text::is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_ipv6_reference(std::string_view host) {
    if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
    const auto inside = host.substr(1, host.size() - 2);
    return inside.find(':') != std::string_view::npos &&
           std::all_of(inside.begin(), inside.end(), [](char c) { return text::is_hex(c) || c == ':' || c == '.'; });
}

bool read_host_port(std::string_view text, Uri& uri) {
    const std::size_t bracket = text.empty() || text.front() != '[' ? std::string_view::npos : text.find(']');
    const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const auto host = text.substr(0, colon);
    if (!is_hostname(host) && !is_ipv6_reference(host)) return false;
    uri.host = host;
    if (colon == std::string_view::npos) return true;
    uri.port = text::parse_number<std::uint16_t>(text.substr(colon + 1)).value_or(0);
    return uri.port != 0;
}

bool read_parameters(std::string_view text, Uri& uri) {
    constexpr std::string_view kParameterExtra = "[]/:&+$";  // param-unreserved, RFC 3261 25.1
    while (!text.empty()) {
        const auto one = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        const std::size_t equals = one.find('=');
        const auto name = one.substr(0, equals);
        if (name.empty() || !consists_of(name, kParameterExtra)) return false;
        Uri::Parameter parameter{std::string(name), std::nullopt};
        if (equals != std::string_view::npos) {
            const auto value = one.substr(equals + 1);
            const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
            if (!quoted && !consists_of(value, kParameterExtra)) return false;
            parameter.value = std::string(value);
        }
        uri.parameters.push_back(std::move(parameter));
    }
    return true;
}

bool is_tel_number(std::string_view number) {
    if (number.empty()) return false;
    const bool global = number.front() == '+';
    if (global) number.remove_prefix(1);
    bool any_digit = false;
    for (char c : number) {
        const bool digit = text::is_digit(c) || (!global && (text::is_hex(c) || c == '*' || c == '#'));
        if (!digit && std::string_view("-.()").find(c) == std::string_view::npos) return false;
        any_digit |= digit;
    }
    return any_digit;
}

/// What is left of `;parameters` once `?headers` are cut off.
std::string_view cut_headers(std::string_view rest, Uri& uri) {
    const std::size_t question = rest.find('?');
    if (question == std::string_view::npos) return rest;
    uri.headers = rest.substr(question + 1);
    return rest.substr(0, question);
}

bool read_tel(std::string_view rest, Uri& uri) {
    const std::size_t semicolon = rest.find(';');
    uri.user = rest.substr(0, semicolon);
    if (!is_tel_number(uri.user)) return false;
    return semicolon == std::string_view::npos ||
           (semicolon + 1 < rest.size() && read_parameters(rest.substr(semicolon + 1), uri));
}

bool read_sip(std::string_view rest, Uri& uri) {
    // The user part may hold ';' and '?', so '@' decides first where it ends (RFC 3261 25.1).
    const std::size_t at = rest.find('@');
    if (at != std::string_view::npos) {
        uri.user = rest.substr(0, at);
        if (uri.user.empty() || !consists_of(uri.user, "&=+$,;?/:#")) return false;
        rest.remove_prefix(at + 1);
    }
    rest = cut_headers(rest, uri);
    const std::size_t semicolon = rest.find(';');
    if (!read_host_port(rest.substr(0, semicolon), uri)) return false;
    return semicolon == std::string_view::npos || read_parameters(rest.substr(semicolon + 1), uri);
}

}  // namespace

std::optional<std::string_view> Uri::parameter(std::string_view name) const {
    for (const auto& one : parameters)
        if (equals_ignoring_case(one.name, name)) return one.value ? std::string_view(*one.value) : std::string_view{};
    return std::nullopt;
}

void Uri::remove_parameter(std::string_view name) {
    std::erase_if(parameters, [&](const Parameter& one) { return equals_ignoring_case(one.name, name); });
}

std::string Uri::text() const {
    std::string out;
    out.reserve(16 + user.size() + host.size() + headers.size());  // enough but for parameters
    out = scheme == Scheme::sip ? "sip:" : scheme == Scheme::sips ? "sips:" : "tel:";
    out += user;
    if (scheme != Scheme::tel) {
        if (!user.empty()) out += '@';
        out += host;
        if (port != 0) out.append(":").append(std::to_string(port));
    }
    for (const auto& one : parameters) {
        out.append(";").append(one.name);
        if (one.value) out.append("=").append(*one.value);
    }
    if (!headers.empty()) out.append("?").append(headers);
    return out;
}

std::optional<Uri> parse_uri(std::string_view text) {
    constexpr std::size_t kLongest = 4096;
    if (text.size() > kLongest) return std::nullopt;
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }))
        return std::nullopt;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto scheme = text.substr(0, colon), rest = text.substr(colon + 1);
    Uri uri;
    if (equals_ignoring_case(scheme, "tel")) {
        uri.scheme = Uri::Scheme::tel;
        return read_tel(rest, uri) ? std::optional(std::move(uri)) : std::nullopt;
    }
    if (equals_ignoring_case(scheme, "sips"))
        uri.scheme = Uri::Scheme::sips;
    else if (!equals_ignoring_case(scheme, "sip"))
        return std::nullopt;
    return read_sip(rest, uri) ? std::optional(std::move(uri)) : std::nullopt;
}

std::optional<std::string> percent_decode(std::string_view encoded) {
    std::string out(encoded.substr(0, encoded.find('%')));
    for (std::size_t i = out.size(); i < encoded.size(); ++i) {
        if (encoded[i] != '%') {
            out += encoded[i];
            continue;
        }
        const auto digits = encoded.substr(i + 1, 2);
        const auto octet = digits.size() == 2 ? text::parse_number<unsigned>(digits, 0xFF, 16) : std::nullopt;
        if (!octet) return std::nullopt;
        out += static_cast<char>(*octet);
        i += 2;
    }
    return out;
}

}  // namespace isfocus
