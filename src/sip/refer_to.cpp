#include "sip/refer_to.h"

#include <algorithm>
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

/// urn:service:sos, and the services below it.
bool is_emergency(std::string_view uri) {
    constexpr std::string_view kService = "urn:service:sos";
    const auto rest = uri.substr(std::min(uri.size(), kService.size()));
    return equals_ignoring_case(uri.substr(0, kService.size()), kService) &&
           (rest.empty() || std::string_view(".;?").find(rest.front()) != std::string_view::npos);
}

/// Checks the scheme, for a status of its own, before the rest of the URI is looked at (REF-03..05).
std::optional<Rejection> check_scheme(std::string_view uri) {
    const auto scheme = uri.substr(0, uri.find(':'));
    if (scheme.size() == uri.size() || !is_token(scheme)) return bad("no URI scheme");
    if (equals_ignoring_case(scheme, "sip") || equals_ignoring_case(scheme, "tel")) return std::nullopt;
    // An emergency call is no matter of a conference (CHG-18, RFC 5031 4.2).
    if (is_emergency(uri))
        return Rejection{403, "Emergency Service Not Offered", "Refer-To names an emergency service"};
    // No transport of ours is secured, so a sips target cannot be called as it demands (RFC 3261 26.2.2).
    return Rejection{416, "Unsupported URI Scheme", "Refer-To scheme " + std::string(scheme)};
}

/// Nothing when it is not said; a fault when it is said twice.
Result<std::optional<std::string>> method_parameter(const Uri& uri) {
    std::optional<std::string> method;
    for (const auto& parameter : uri.parameters) {
        if (!equals_ignoring_case(parameter.name, "method")) continue;
        if (method) return bad("two method parameters");
        method = parameter.value.value_or("");
    }
    return method;
}

/// REF-06..09.
Result<ReferMethod> read_method(const std::optional<std::string>& method) {
    if (!method || equals_ignoring_case(*method, "INVITE")) return ReferMethod::invite;
    if (!is_token(*method)) return bad("method is no token");
    return equals_ignoring_case(*method, "BYE") ? ReferMethod::bye : ReferMethod::other;
}

bool is_uuid(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// session-id-value of RFC 7989 5.
bool is_session_id(std::string_view value) {
    if (!is_uuid(trimmed(next_part(value, ';')))) return false;
    while (!value.empty()) {
        const auto one = trimmed(next_part(value, ';'));
        const std::size_t equals = std::min(one.find('='), one.size());
        const auto name = trimmed(one.substr(0, equals));
        const auto text = trimmed(one.substr(std::min(one.size(), equals + 1)));
        const bool is_remote = equals_ignoring_case(name, "remote");
        if (!is_token(name) || (is_remote ? !is_uuid(text) : text.find(',') != std::string_view::npos)) return false;
    }
    return true;
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
    } else if (equals_ignoring_case(*name, "Session-ID") && is_session_id(*value)) {
        target.session_id = std::move(*value);
    }
    return std::nullopt;
}

/// Calls `take(one)` with each `name=value` until it gives back a fault.
template <class Take>
std::optional<Rejection> for_each_header(std::string_view headers, const Take& take) {
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find('&'), headers.size());
        if (auto fault = take(headers.substr(0, end))) return fault;
        headers.remove_prefix(std::min(headers.size(), end + 1));
    }
    return std::nullopt;
}

bool has_ignoring_case(std::string_view text, std::string_view part) {
    for (std::size_t i = 0; i + part.size() <= text.size(); ++i)
        if (equals_ignoring_case(text.substr(i, part.size()), part)) return true;
    return false;
}

/// REF-11: a bare ';' is taken for one of Replaces, unless it could as well be meant for the URI; and a bare '@' of its
/// Call-ID makes everything before it the user when there is no other.
std::optional<Rejection> check_ambiguity(const Uri& uri) {
    if (has_ignoring_case(uri.headers, ";method")) return bad("method behind the header part");
    if (has_ignoring_case(uri.user, "?Replaces=")) return bad("Replaces within the user");
    return std::nullopt;
}

/// REF-04: a local number means nothing without the context it is dialled in.
bool is_bare_local_number(const Uri& uri) {
    return uri.scheme == Uri::Scheme::tel && uri.user.front() != '+' && !uri.parameter("phone-context");
}

Result<ReferTarget> read_target(Uri uri, const std::optional<std::string>& said_method) {
    const auto method = read_method(said_method);
    if (!method) return method.error();
    ReferTarget target{.uri = std::move(uri), .method = *method};
    if (auto fault = check_ambiguity(target.uri)) return *fault;
    if (auto fault =
            for_each_header(target.uri.headers, [&](std::string_view one) { return take_header(one, target); }))
        return *fault;
    if (target.replaces && target.method == ReferMethod::bye) return bad("Replaces with method BYE");
    target.uri.remove_parameter("method");
    target.uri.headers.clear();
    return target;
}

Result<Uri> read_target_uri(std::string_view text) {
    if (auto fault = check_scheme(text)) return *fault;
    auto uri = parse_uri(text);
    if (!uri) return bad("malformed URI");
    if (is_bare_local_number(*uri)) return Rejection{484, "Address Incomplete", "local number without phone-context"};
    return std::move(*uri);
}

/// A call as its one end names it.
struct NamedCall {
    std::string call_id, from, to;

    void take(std::string_view one) {
        const std::size_t equals = std::min(one.find('='), one.size());
        auto value = percent_decode(one.substr(std::min(equals + 1, one.size()))).value_or("");
        if (has_control_characters(value)) return;
        const auto name = one.substr(0, equals);
        if (equals_ignoring_case(name, "Call-ID")) call_id = std::move(value);
        if (equals_ignoring_case(name, "From")) from = std::move(value);
        if (equals_ignoring_case(name, "To")) to = std::move(value);
    }

    /// Its Replaces header for the other end, whose own tag is that in To (RFC 3891 3). Nothing if something is
    /// missing.
    std::optional<std::string> replaces() const {
        const auto local = tag(to), remote = tag(from);
        if (call_id.empty() || local.empty() || remote.empty()) return std::nullopt;
        auto text = call_id + ";to-tag=" + local + ";from-tag=" + remote;
        if (!read_take_over(text, focus::TakeOver::Kind::replaces)) return std::nullopt;
        return text;
    }

    static std::string tag(std::string_view value) {
        return std::string(header_parameter(split_name_addr(trimmed(value)).parameters, "tag"));
    }
};

}  // namespace

Result<ReferTarget> read_refer_to(std::string_view value) {
    if (has_control_characters(value)) return bad("control character");
    const auto address = split_name_addr(trimmed(value));
    if (!address.is_valid) return bad("neither name-addr nor addr-spec");
    const bool has_comma = !address.has_brackets && address.uri.find(',') != std::string_view::npos;
    if (has_comma || find_unquoted(address.parameters, ',') != address.parameters.size()) return bad("two values");
    auto uri = read_target_uri(address.uri);
    if (!uri) return uri.error();
    if (!address.has_brackets && !uri->headers.empty()) return bad("'?' outside brackets");
    auto method = method_parameter(*uri);
    if (!method) return method.error();
    // Without brackets the parameter belongs to the header, but means the same to whoever wrote it (REF-02).
    const auto beside = header_parameter(address.parameters, "method");
    if (!address.has_brackets && !*method && beside.data()) *method = std::string(beside);
    return read_target(std::move(*uri), *method);
}

Result<ReferTarget> read_list_entry(std::string_view text) {
    if (has_control_characters(text)) return bad("control character");
    auto uri = read_target_uri(text);
    if (!uri) return uri.error();
    auto method = method_parameter(*uri);
    if (!method) return method.error();
    const auto take_method = [&](std::string_view one) -> std::optional<Rejection> {
        const std::size_t equals = one.find('=');
        if (!equals_ignoring_case(one.substr(0, equals), "method")) return std::nullopt;
        if (*method) return bad("two methods");
        *method = equals == std::string_view::npos ? "" : std::string(one.substr(equals + 1));
        return std::nullopt;
    };
    if (auto fault = for_each_header(uri->headers, take_method)) return *fault;
    return read_target(std::move(*uri), *method);
}

Result<ReferTarget> read_invited_entry(std::string_view text) {
    NamedCall call;
    if (const auto uri = parse_uri(text))
        for_each_header(uri->headers, [&](std::string_view one) -> std::optional<Rejection> {
            call.take(one);
            return std::nullopt;
        });
    auto target = read_list_entry(text);
    if (!target) return target;
    target->method = ReferMethod::invite;
    if (!target->replaces) target->replaces = call.replaces();
    return target;
}

}  // namespace isfocus::sip
