#include "sip/validation.h"

#include <array>
#include <string_view>
#include <utility>

#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

/// What we know of a method: whether it is offered anywhere, and what its body may be.
struct MethodRow {
    sip_method_t method;
    bool offered;
    bool body_decides;  ///< an unknown body refuses the request
    const char* body_type;
};

constexpr std::array kMethods{
    MethodRow{sip_method_invite, true, true, "application/sdp"},
    MethodRow{sip_method_update, true, true, "application/sdp"},
    MethodRow{sip_method_options, true, true, "application/sdp"},
    MethodRow{sip_method_refer, true, true, "message/sipfrag"},  // a token of RFC 3892, passed over
    MethodRow{sip_method_subscribe, true, true, ""},
    MethodRow{sip_method_bye, true, false, ""},     // a user who leaves is not to be held for it
    MethodRow{sip_method_notify, true, false, ""},  // gets 481, whatever it tells
    MethodRow{sip_method_info, true, false, ""},    // has rules of its own (RFC 6086)
    MethodRow{sip_method_prack, true, false, ""},
    MethodRow{sip_method_message, false, false, ""},
    MethodRow{sip_method_publish, false, false, ""},
    MethodRow{sip_method_register, false, false, ""},
};

const MethodRow* find_method(sip_method_t method) {
    for (const auto& row : kMethods)
        if (row.method == method) return &row;
    return nullptr;
}

std::optional<Refusal> check_version(const sip_t& sip, std::size_t) {
    if (equals_ignoring_case(sip.sip_request->rq_version, "SIP/2.0")) return std::nullopt;
    return Refusal{505, sip_505_Version_not_supported, "", ""};
}

std::optional<Refusal> check_method(const sip_t& sip, std::size_t) {
    const auto* row = find_method(sip.sip_request->rq_method);
    if (!row) return Refusal{501, sip_501_Not_implemented, "", ""};
    if (!row->offered) return Refusal{405, sip_405_Method_not_allowed, "", ""};
    return std::nullopt;
}

std::optional<Refusal> check_scheme(const sip_t& sip, std::size_t) {
    const auto type = sip.sip_request->rq_url->url_type;
    if (type == url_sip || type == url_sips || type == url_tel) return std::nullopt;
    return Refusal{416, sip_416_Unsupported_uri, "", ""};
}

/// Lists exactly those option tags that we lack (RFC 3261 8.2.2.3).
std::optional<Refusal> check_require(const sip_t& sip, std::size_t) {
    std::string unsupported;
    const auto* require = sip.sip_require;
    for (auto* tag = require ? require->k_items : nullptr; tag && *tag; ++tag) {
        if (supports(*tag, sip.sip_request->rq_method)) continue;
        if (!unsupported.empty()) unsupported += ", ";
        unsupported += *tag;
    }
    if (unsupported.empty()) return std::nullopt;
    return Refusal{420, sip_420_Bad_extension, "Unsupported", unsupported};
}

/// Each of nosub and explicitsub works, but not both: one answers with a URI to subscribe to (RFC 7614 4.3), the other
/// says that nobody will (5.1). Nor is there a way to report on a list in one subscription (RFC 5368 5).
std::optional<Refusal> check_combination(const sip_t& sip, std::size_t) {
    if (!requires_extension(sip, "explicitsub")) return std::nullopt;
    if (requires_extension(sip, "nosub")) return Refusal{400, "Require of explicitsub and nosub", "", ""};
    if (!requires_extension(sip, "multiple-refer")) return std::nullopt;
    return Refusal{420, sip_420_Bad_extension, "Unsupported", "explicitsub"};
}

/// Replaces and Join are for an INVITE that makes a dialog (RFC 3891 3 and 6.1, RFC 3911 4 and 7.1).
std::optional<Refusal> check_take_over(const sip_t& sip, std::size_t) {
    const bool may_take_over = sip.sip_request->rq_method == sip_method_invite && !sip.sip_to->a_tag;
    if (may_take_over) return std::nullopt;
    for (const auto& [name, phrase] : {std::pair{"Replaces", "Bad Replaces Header"}, {"Join", "Bad Join Header"}})
        if (has_header(sip, name)) return Refusal{400, phrase, "", ""};
    return std::nullopt;
}

std::optional<Refusal> check_size(const sip_t& sip, std::size_t max_body_bytes) {
    if (body(sip).size() <= max_body_bytes) return std::nullopt;
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

std::optional<Refusal> check_body(const sip_t& sip, std::size_t) {
    const auto* row = find_method(sip.sip_request->rq_method);
    if (body(sip).empty() || !row->body_decides) return std::nullopt;
    if (!sip.sip_content_type) return Refusal{400, "Missing Content-Type Header", "", ""};
    if (is_optional(sip.sip_content_disposition)) return std::nullopt;
    if (has_foreign_encoding(sip.sip_content_encoding))
        return Refusal{415, sip_415_Unsupported_media, "Accept-Encoding", "identity"};
    if (!equals_ignoring_case(sip.sip_content_type->c_type, row->body_type))
        return Refusal{415, sip_415_Unsupported_media, "", ""};
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_request(const sip_t& sip, std::size_t max_body_bytes) {
    const auto method = sip.sip_request->rq_method;
    if (method == sip_method_ack || method == sip_method_cancel) return std::nullopt;
    for (auto* check : {check_version, check_method, check_scheme, check_require, check_combination, check_take_over,
                        check_size, check_body})
        if (auto refusal = check(sip, max_body_bytes)) return refusal;
    return std::nullopt;
}

}  // namespace isfocus::sip
