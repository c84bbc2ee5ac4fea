#include "sip/validation.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/service.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

using BodyTypes = std::array<std::string_view, 2>;
constexpr BodyTypes kSession{"application/sdp"};
/// Beside the offer, those whom a new conference is for (RFC 5366 3.1).
constexpr BodyTypes kSessionAndList{"application/sdp", kResourceLists};
/// A token of old (RFC 3892), passed over, and the list of targets (RFC 5368).
constexpr BodyTypes kReferral{"message/sipfrag", kResourceLists};
constexpr BodyTypes kNone{};

/// What we know of a method: whether it is offered anywhere, and what its body may be.
struct MethodRow {
    sip_method_t method;
    bool offered;
    bool body_decides;  ///< an unknown body refuses the request
    BodyTypes body_types;

    bool takes(std::string_view type) const {
        return std::any_of(body_types.begin(), body_types.end(),
                           [type](auto one) { return !one.empty() && equals_ignoring_case(one, type); });
    }
};

constexpr std::array kMethods{
    MethodRow{sip_method_invite, true, true, kSessionAndList},
    MethodRow{sip_method_update, true, true, kSession},
    MethodRow{sip_method_options, true, true, kSession},
    MethodRow{sip_method_refer, true, true, kReferral},
    MethodRow{sip_method_subscribe, true, true, kNone},
    MethodRow{sip_method_bye, true, false, kNone},     // a user who leaves is not to be held for it
    MethodRow{sip_method_notify, true, false, kNone},  // gets 481, whatever it tells
    MethodRow{sip_method_info, true, false, kNone},    // has rules of its own (RFC 6086)
    MethodRow{sip_method_prack, true, true, kSession},
    MethodRow{sip_method_message, false, false, kNone},
    MethodRow{sip_method_publish, false, false, kNone},
    MethodRow{sip_method_register, false, false, kNone},
};

const MethodRow* find_method(sip_method_t method) {
    for (const auto& row : kMethods)
        if (row.method == method) return &row;
    return nullptr;
}

struct Context {
    const Settings& settings;
    bool is_trusted;
};

/// The network tells us by a REGISTER that one of its users is there (TS 24.229 5.4.1.7): its sender is not who it is
/// for. Nobody registers here by himself.
bool is_welcome_register(const sip_t& sip, const Context& context) {
    return context.settings.accepts_third_party_register && context.is_trusted &&
           url_cmp(sip.sip_from->a_url, sip.sip_to->a_url) != 0;
}

bool is_ignored(std::string_view option_tag, const Settings& settings) {
    const auto& ignored = settings.ignored_requires;
    return std::any_of(ignored.begin(), ignored.end(),
                       [&](const auto& one) { return equals_ignoring_case(one, option_tag); });
}

std::optional<Refusal> check_version(const sip_t& sip, const Context&) {
    if (is_of_our_version(sip)) return std::nullopt;
    return Refusal{505, sip_505_Version_not_supported, "", ""};
}

std::optional<Refusal> check_method(const sip_t& sip, const Context& context) {
    const auto* row = find_method(sip.sip_request->rq_method);
    if (!row) return Refusal{501, sip_501_Not_implemented, "", ""};
    if (row->method == sip_method_register && is_welcome_register(sip, context)) return std::nullopt;
    if (!row->offered) return Refusal{405, sip_405_Method_not_allowed, "", ""};
    return std::nullopt;
}

/// Neither headers nor brackets have a place in a Request-URI (RFC 3261 19.1.1).
std::optional<Refusal> check_uri(const sip_t& sip, const Context&) {
    const url_t& uri = *sip.sip_request->rq_url;
    const bool has_brackets = uri.url_scheme && uri.url_scheme[0] == '<';
    if (has_readable_uri(sip) && !has_brackets && !uri.url_headers) return std::nullopt;
    return Refusal{400, "Bad Request-URI", "", ""};
}

std::optional<Refusal> check_scheme(const sip_t& sip, const Context&) {
    const auto type = sip.sip_request->rq_url->url_type;
    if (type == url_sip || type == url_sips || type == url_tel) return std::nullopt;
    return Refusal{416, sip_416_Unsupported_uri, "", ""};
}

/// Whether they are taken is a matter of the settings and of the dialog, so it is looked at there.
bool is_of_a_session(std::string_view option_tag, sip_method_t method) {
    const bool is_invite = method == sip_method_invite;
    if (equals_ignoring_case(option_tag, "100rel")) return is_invite;
    return equals_ignoring_case(option_tag, "precondition") &&
           (is_invite || method == sip_method_update || method == sip_method_prack);
}

/// Lists exactly those option tags that we lack (RFC 3261 8.2.2.3).
std::optional<Refusal> check_require(const sip_t& sip, const Context& context) {
    std::string unsupported;
    const auto* require = sip.sip_require;
    for (auto* tag = require ? require->k_items : nullptr; tag && *tag; ++tag) {
        if (supports(*tag, sip.sip_request->rq_method, sip.sip_to->a_tag != nullptr) ||
            is_ignored(*tag, context.settings))
            continue;
        if (is_of_a_session(*tag, sip.sip_request->rq_method)) continue;
        if (!unsupported.empty()) unsupported += ", ";
        unsupported += *tag;
    }
    if (unsupported.empty()) return std::nullopt;
    return Refusal{420, sip_420_Bad_extension, "Unsupported", unsupported};
}

/// Each of nosub and explicitsub works, but not both: one answers with a URI to subscribe to (RFC 7614 4.3), the other
/// says that nobody will (5.1). Nor is there a way to report on a list in one subscription (RFC 5368 5).
std::optional<Refusal> check_combination(const sip_t& sip, const Context&) {
    if (!requires_extension(sip, "explicitsub")) return std::nullopt;
    if (requires_extension(sip, "nosub")) return Refusal{400, "Require of explicitsub and nosub", "", ""};
    if (!requires_extension(sip, "multiple-refer")) return std::nullopt;
    return Refusal{420, sip_420_Bad_extension, "Unsupported", "explicitsub"};
}

/// Replaces and Join are for an INVITE that makes a dialog (RFC 3891 3 and 6.1, RFC 3911 4 and 7.1).
std::optional<Refusal> check_take_over(const sip_t& sip, const Context&) {
    const bool may_take_over = sip.sip_request->rq_method == sip_method_invite && !sip.sip_to->a_tag;
    if (may_take_over) return std::nullopt;
    for (const auto& [name, phrase] : {std::pair{"Replaces", "Bad Replaces Header"}, {"Join", "Bad Join Header"}})
        if (has_header(sip, name)) return Refusal{400, phrase, "", ""};
    return std::nullopt;
}

std::optional<Refusal> check_size(const sip_t& sip, const Context& context) {
    if (body(sip).size() <= context.settings.max_body_bytes) return std::nullopt;
    return Refusal{413, sip_413_Request_too_large, "", ""};
}

/// An absent handling parameter means required (RFC 3261 20.11).
bool is_optional(const sip_content_disposition_t* disposition) {
    return disposition && disposition->cd_optional;
}

bool has_foreign_encoding(const sip_content_encoding_t* encoding) {
    for (auto* item = encoding ? encoding->k_items : nullptr; item && *item; ++item)
        if (!equals_ignoring_case(*item, "identity")) return true;
    return false;
}

/// Whether we can do with a part what its sender wants. A part that a header field names is for that field to judge.
bool is_understood(const MimePart& part, const MethodRow& row, const std::vector<std::string>& referenced) {
    if (part.is_optional() || std::find(referenced.begin(), referenced.end(), part.content_id()) != referenced.end())
        return true;
    const auto understood = [&](const MimePart& one) { return is_understood(one, row, referenced); };
    // One of several alternatives is enough (RFC 5621 8.3); every other multipart is read as mixed (4.2).
    if (part.is_of("multipart/alternative")) return std::any_of(part.parts.begin(), part.parts.end(), understood);
    if (!part.parts.empty()) return std::all_of(part.parts.begin(), part.parts.end(), understood);
    if (part.is_of(kResourceLists) && !is_recipient_list(part)) return false;
    return row.takes(part.media_type()) && !part.is_encoded();
}

/// RFC 3261 8.2.3 holds for REFER, too: RFC 3515 2.3 gives its body no meaning, but does not make it optional (REF-36).
std::optional<Refusal> check_body(const sip_t& sip, const Context&) {
    const auto* row = find_method(sip.sip_request->rq_method);
    if (body(sip).empty() || !row->body_decides) return std::nullopt;
    if (!sip.sip_content_type) return Refusal{400, "Missing Content-Type Header", "", ""};
    if (is_optional(sip.sip_content_disposition)) return std::nullopt;
    if (has_foreign_encoding(sip.sip_content_encoding))
        return Refusal{415, sip_415_Unsupported_media, "Accept-Encoding", "identity"};
    const std::string_view type = sip.sip_content_type->c_type;
    if (row->takes(type) && !equals_ignoring_case(type, kResourceLists)) return std::nullopt;
    const auto whole = read_body(sip);
    if (!whole) return Refusal{whole.error().status, whole.error().reason, "", ""};
    if (is_understood(*whole, *row, referenced_parts(sip))) return std::nullopt;
    return Refusal{415, sip_415_Unsupported_media, "", ""};
}

std::optional<Refusal> check_accept(const sip_t& sip, const Context&) {
    if (sip.sip_request->rq_method != sip_method_invite || accepts(sip, "application/sdp")) return std::nullopt;
    return Refusal{406, sip_406_Not_acceptable, "", ""};
}

/// CRE-15: who vouches for the caller has said which service this is.
std::optional<Refusal> check_service(const sip_t& sip, const Context& context) {
    const bool matters = context.settings.serves_mmtel_only && context.is_trusted;
    if (!matters || sip.sip_request->rq_method != sip_method_invite || sip.sip_to->a_tag) return std::nullopt;
    return is_of_another_service(sip) ? std::optional(Refusal{403, "Service Not Served", "", ""}) : std::nullopt;
}

unsigned port_of(const sip_via_t& via) {
    return via.v_port ? static_cast<unsigned>(std::strtoul(via.v_port, nullptr, 10)) : 5060;
}

}  // namespace

bool came_from_us(const sip_t& sip, const sip_via_t* our_vias) {
    for (const auto* via = sip.sip_via; via; via = via->v_next)
        for (const auto* ours = our_vias; ours; ours = ours->v_next)
            if (via->v_host && ours->v_host && equals_ignoring_case(via->v_host, ours->v_host) &&
                port_of(*via) == port_of(*ours))
                return true;
    return false;
}

std::optional<Refusal> check_request(const sip_t& sip, const Settings& settings, bool is_trusted) {
    const auto method = sip.sip_request->rq_method;
    if (method == sip_method_ack || method == sip_method_cancel || is_hidden_cancel(sip)) return std::nullopt;
    for (auto* check : {check_version, check_method, check_uri, check_scheme, check_require, check_combination,
                        check_take_over, check_size, check_body, check_accept, check_service})
        if (auto refusal = check(sip, Context{settings, is_trusted})) return refusal;
    return std::nullopt;
}

}  // namespace isfocus::sip
