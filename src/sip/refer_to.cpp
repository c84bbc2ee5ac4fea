#include "sip/refer_to.h"

#include <optional>
#include <string>
#include <utility>

#include "sip/dialog_name.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

using focus::ReferMethod;
using focus::ReferTarget;

Rejection bad(std::string detail) {
    return {400, "Bad Refer-To", std::move(detail)};
}

/// Checks the scheme, for a status of its own, before the rest of the URI is looked at (REF-03..05).
std::optional<Rejection> check_scheme(std::string_view uri) {
    const auto scheme = uri.substr(0, uri.find(':'));
    if (scheme.size() == uri.size() || !is_token(scheme)) return bad("no URI scheme");
    if (equals_ignoring_case(scheme, "sip") || equals_ignoring_case(scheme, "tel")) return std::nullopt;
    // No transport of ours is secured, so a sips target cannot be called as it demands (RFC 3261 26.2.2).
    return Rejection{416, "Unsupported URI Scheme", "Refer-To scheme " + std::string(scheme)};
}

/// REF-06..09. Without brackets the parameter belongs to the header, but means the same to whoever wrote it (REF-02).
Result<ReferMethod> read_method(const Uri& uri, const NameAddr& address) {
    std::optional<std::string_view> method;
    for (const auto& parameter : uri.parameters) {
        if (!equals_ignoring_case(parameter.name, "method")) continue;
        if (method) return bad("two method parameters");
        method = parameter.value ? std::string_view(*parameter.value) : std::string_view("");
    }
    if (!address.has_brackets && !method) {
        const auto value = header_parameter(address.parameters, "method");
        if (value.data() != nullptr) method = value;
    }
    if (!method) return ReferMethod::invite;
    if (!is_token(*method)) return bad("method is no token");
    if (equals_ignoring_case(*method, "INVITE")) return ReferMethod::invite;
    return equals_ignoring_case(*method, "BYE") ? ReferMethod::bye : ReferMethod::other;
}

/// Takes one `name=value` of the URI's headers into the target, or drops it (REF-10, REF-12, REF-13).
std::optional<Rejection> take_header(std::string_view one, ReferTarget& target) {
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0) return bad("header part without name or value");
    const auto name = percent_decode(one.substr(0, equals));
    auto value = percent_decode(one.substr(equals + 1));
    if (!name || !value) return bad("broken escape in header part");
    // A line break here would become a header of our INVITE.
    if (has_control_characters(*name) || has_control_characters(*value)) return bad("control character in header part");
    if (equals_ignoring_case(*name, "Replaces")) {
        if (target.replaces) return bad("two Replaces");
        const auto named = read_take_over(*value, focus::TakeOver::Kind::replaces);
        if (!named) return bad("Replaces: " + named.error().detail);
        target.replaces = std::move(*value);
    } else if (equals_ignoring_case(*name, "Require")) {
        if (!equals_ignoring_case(trimmed(*value), "replaces")) return bad("Require of an extension that we lack");
        target.require_replaces = true;
    } else if (equals_ignoring_case(*name, "Subject")) {
        target.subject = std::move(*value);
    }
    return std::nullopt;
}

std::optional<Rejection> take_headers(std::string_view headers, ReferTarget& target) {
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find('&'), headers.size());
        if (auto fault = take_header(headers.substr(0, end), target)) return fault;
        headers.remove_prefix(std::min(headers.size(), end + 1));
    }
    if (target.replaces && target.method == ReferMethod::bye) return bad("Replaces with method BYE");
    return std::nullopt;
}

/// REF-04: a local number means nothing without the context it is dialled in.
bool is_bare_local_number(const Uri& uri) {
    return uri.scheme == Uri::Scheme::tel && uri.user.front() != '+' && !uri.parameter("phone-context");
}

}  // namespace

Result<ReferTarget> read_refer_to(std::string_view value) {
    if (has_control_characters(value)) return bad("control character");
    const auto address = split_name_addr(trimmed(value));
    if (!address.is_valid) return bad("neither name-addr nor addr-spec");
    const bool has_comma = !address.has_brackets && address.uri.find(',') != std::string_view::npos;
    if (has_comma || find_unquoted(address.parameters, ',') != address.parameters.size()) return bad("two values");
    if (auto fault = check_scheme(address.uri)) return *fault;
    auto uri = parse_uri(address.uri);
    if (!uri) return bad("malformed URI");
    if (!address.has_brackets && !uri->headers.empty()) return bad("'?' outside brackets");
    if (is_bare_local_number(*uri)) return Rejection{484, "Address Incomplete", "local number without phone-context"};

    auto method = read_method(*uri, address);
    if (!method) return method.error();
    ReferTarget target{.uri = std::move(*uri), .method = *method};
    if (auto fault = take_headers(target.uri.headers, target)) return *fault;
    target.uri.remove_parameter("method");
    target.uri.headers.clear();
    return target;
}

}  // namespace isfocus::sip
