#include <algorithm>

#include "base/text.h"
#include "isfocus/base/uri.h"

namespace isfocus {
namespace {

using text::equals_ignoring_case;

/// An escape stands for its character (RFC 3261 19.1.4); what cannot be decoded stands for itself.
std::string unescaped(std::string_view value) {
    return percent_decode(value).value_or(std::string(value));
}

bool same_value(const Uri& a, const Uri& b, std::string_view name) {
    const auto mine = a.parameter(name), others = b.parameter(name);
    if (mine.has_value() != others.has_value()) return false;
    return !mine || equals_ignoring_case(unescaped(*mine), unescaped(*others));
}

/// "Any uri-parameter appearing in both URIs must match" and user, ttl, method, maddr even if in one only.
bool same_parameters(const Uri& a, const Uri& b) {
    for (const auto name : {"user", "ttl", "method", "maddr"})
        if (!same_value(a, b, name)) return false;
    return std::all_of(a.parameters.begin(), a.parameters.end(),
                       [&](const Uri::Parameter& one) { return !b.parameter(one.name) || same_value(a, b, one.name); });
}

std::string digits_of(std::string_view number) {
    std::string out;
    for (char c : number)
        if (std::string_view("-.()").find(c) == std::string_view::npos) out += text::lower(c);
    return out;
}

bool same_tel(const Uri& a, const Uri& b) {
    if (digits_of(a.user) != digits_of(b.user) || a.parameters.size() != b.parameters.size()) return false;
    return std::all_of(a.parameters.begin(), a.parameters.end(),
                       [&](const Uri::Parameter& one) { return same_value(a, b, one.name); });
}

/// The header part matters as a set (RFC 3261 19.1.4); the order of its members does not.
std::vector<std::string> header_set(std::string_view headers) {
    std::vector<std::string> out;
    while (!headers.empty()) {
        const auto one = headers.substr(0, headers.find('&'));
        headers.remove_prefix(std::min(headers.size(), one.size() + 1));
        const auto equals = one.find('=');
        std::string member = text::lower(one.substr(0, equals));
        if (equals != std::string_view::npos) member += '=' + unescaped(one.substr(equals + 1));
        out.push_back(std::move(member));
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

bool equivalent(const Uri& a, const Uri& b) {
    if (a.scheme != b.scheme) return false;
    if (a.scheme == Uri::Scheme::tel) return same_tel(a, b);
    return unescaped(a.user) == unescaped(b.user) && equals_ignoring_case(a.host, b.host) && a.port == b.port &&
           same_parameters(a, b) && (a.headers == b.headers || header_set(a.headers) == header_set(b.headers));
}

std::optional<std::string> telephone_number(const Uri& uri) {
    const auto subscriber = std::string_view(uri.user).substr(0, uri.user.find(';'));
    if (uri.scheme == Uri::Scheme::tel) return digits_of(subscriber);
    const std::string decoded = unescaped(subscriber);
    const bool digits = decoded.size() > 1 && std::all_of(decoded.begin() + 1, decoded.end(), [](char c) {
                            return text::is_digit(c) || std::string_view("-.()").find(c) != std::string_view::npos;
                        });
    const bool global = digits && decoded.front() == '+';
    const auto user = uri.parameter("user");
    const bool says_phone = user && equals_ignoring_case(*user, "phone");
    if (!global && !says_phone) return std::nullopt;
    return digits_of(decoded);
}

std::string address_of_record(const Uri& uri) {
    if (const auto number = telephone_number(uri); number && number->starts_with('+')) return *number;
    if (uri.scheme == Uri::Scheme::tel) {  // a local number is one within its context alone (RFC 3966 5.1.4)
        const auto context = uri.parameter("phone-context");
        return digits_of(uri.user) + (context ? ";phone-context=" + text::lower(*context) : "");
    }
    std::string out = unescaped(uri.user) + '@' + text::lower(uri.host);
    if (uri.port != 0) out.append(":").append(std::to_string(uri.port));
    return out;
}

}  // namespace isfocus
