#include "sip/read.h"

#include <algorithm>
#include <utility>

#include "isfocus/sdp/preconditions.h"
#include "sip/message.h"
#include "sip/recipient_lists.h"
#include "sip/refer_to.h"
#include "sip/session_timer.h"
#include "sip/text.h"
#include "sip/url.h"

namespace isfocus::sip {

Result<std::optional<Uri>> read_contact(const sip_t& sip) {
    const Rejection bad{400, "Bad Contact Header", "Contact is not one SIP URI"};
    const auto values = raw_values(sip, "Contact", 'm');
    if (values.empty()) return std::optional<Uri>();
    const auto address = split_name_addr(values.front());
    if (values.size() > 1 || !address.is_valid) return bad;
    if (find_unquoted(address.parameters, ',') != address.parameters.size()) return bad;
    auto uri = parse_uri(address.uri);
    if (!uri || uri->scheme == Uri::Scheme::tel) return bad;
    return std::optional<Uri>(std::move(*uri));
}

Result<Uri> read_request_uri(const sip_t& sip) {
    const url_t& url = *sip.sip_request->rq_url;
    if (url.url_type != url_sip && url.url_type != url_sips && url.url_type != url_tel)
        return Rejection{416, sip_416_Unsupported_uri, "Request-URI scheme"};
    auto uri = read_uri(url);
    if (!uri) return Rejection{400, "Bad Request-URI", "malformed Request-URI"};
    return std::move(*uri);
}

focus::Description describe(std::string_view text, const sdp::Session& session) {
    focus::Description out{.sdp = std::string(text), .streams = {}, .is_ready = sdp::is_ready(session)};
    for (const auto& media : session.media)
        if (!media.rejected()) out.streams.push_back({media.type, media.label, media.direction});
    return out;
}

namespace {

/// A part of another disposition, such as early-session, is no offer or answer of the session (RFC 3261 20.11).
bool describes_session(const MimePart& part) {
    const auto disposition = part.disposition();
    return part.is_of("application/sdp") && !part.is_encoded() &&
           (disposition.empty() || equals_ignoring_case(disposition, "session"));
}

}  // namespace

Result<std::string_view> description_text(const sip_t& sip) {
    const auto* type = sip.sip_content_type;
    const std::string_view name = type && type->c_type ? type->c_type : "";
    if (equals_ignoring_case(name, "application/sdp")) return body(sip);
    if (!is_multipart(name)) return std::string_view();
    const auto whole = read_body(sip);
    if (!whole) return whole.error();
    const auto* part = find_part(*whole, describes_session);
    return part ? part->content : std::string_view();
}

Result<std::optional<focus::Description>> read_description(const sip_t& sip) {
    const auto text = description_text(sip);
    if (!text) return text.error();
    if (text->empty()) return std::optional<focus::Description>();
    const auto session = sdp::parse(*text);
    if (!session) return Rejection{400, "Bad Session Description", session.error().detail};
    return std::optional(describe(*text, *session));
}

Result<std::optional<std::string>> read_referred_by(const sip_t& sip) {
    auto values = raw_values(sip, "Referred-By", 'b');
    if (values.size() > 1) return Rejection{400, "Bad Referred-By Header", "two Referred-By"};
    if (values.empty()) return std::optional<std::string>();
    return std::optional(std::move(values.front()));
}

namespace {

/// CRE-30: whether it is demanded or not (DEC-04).
Result<std::vector<focus::ReferTarget>> read_invited(const sip_t& sip, const ListReader& read_list) {
    const auto body = read_body(sip);
    if (!body) return body.error();
    std::vector<const MimePart*> lists;
    collect_lists(*body, lists);
    if (lists.empty() && requires_extension(sip, "recipient-list-invite")) return bad_list("none");
    return lists.empty() ? std::vector<focus::ReferTarget>{} : read_targets(lists, read_list, read_invited_entry);
}

focus::Reliability reliability_of(const sip_t& sip) {
    if (requires_extension(sip, "100rel")) return focus::Reliability::required;
    return supports_extension(sip, "100rel") ? focus::Reliability::supported : focus::Reliability::none;
}

/// Of a priority service as 3GPP has it (MPS: TS 24.229 4.11, namespaces ets and wps of RFC 4412), when the network
/// says so.
bool has_priority(const sip_t& sip, Assertion assertion) {
    if (assertion != Assertion::network && assertion != Assertion::network_or_from) return false;
    const auto is_priority = [](std::string_view value) {
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        const auto name_space = value.substr(0, value.find('.'));
        return equals_ignoring_case(name_space, "ets") || equals_ignoring_case(name_space, "wps");
    };
    for (const auto& values : raw_values(sip, "Resource-Priority")) {
        std::string_view rest = values;
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            if (is_priority(rest.substr(0, comma))) return true;
            rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
    }
    return false;
}

}  // namespace

Result<focus::InviteRequest> read_invite(const sip_t& sip, Assertion assertion, const ListReader& read_list) {
    auto request_uri = read_request_uri(sip);
    if (!request_uri) return request_uri.error();
    auto contact = read_contact(sip);
    if (!contact) return contact.error();
    if (!*contact) return Rejection{400, "Missing Contact Header", "INVITE without Contact"};
    auto offer = read_description(sip);
    if (!offer) return offer.error();
    auto list = read_invited(sip, read_list);
    if (!list) return list.error();
    const auto session = read_session_timer(sip);
    if (!session) return session.error();
    const auto referred_by = read_referred_by(sip);
    if (!referred_by) return referred_by.error();
    return focus::InviteRequest{
        .request_uri = std::move(*request_uri),
        .asserted = read_identity(sip, assertion),
        .contact = std::move(**contact),
        .offer = std::move(*offer),
        .session = *session,
        .provisionals = reliability_of(sip),
        .allows_update = allows_update(sip),
        .has_priority = has_priority(sip, assertion),
        .referred_by = *referred_by ? parse_uri(split_name_addr(**referred_by).uri) : std::nullopt,
        .list = std::move(*list)};
}

}  // namespace isfocus::sip
