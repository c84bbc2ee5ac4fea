#include "sip/message.h"
#include "sip/privacy.h"
#include "sip/read.h"
#include "sip/text.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

using focus::Identity;

std::string display_name(const char* text) {
    std::string name = text ? unquoted(trimmed(text)) : std::string();
    return has_control_characters(name) ? std::string() : name;
}

/// sip:anonymous@anonymous.invalid says that it is nobody's (RFC 3323 4.1.1.3).
bool is_of_nobody(const Uri& uri) {
    return equals_ignoring_case(uri.host, "anonymous.invalid");
}

/// At most one SIP and one tel URI count, the first of each, and other schemes not at all (RFC 3325 9.1; RFC 5876 4.5);
/// the SIP one comes first whatever the order on the wire.
std::optional<Identity> read_asserted(const sip_t& sip) {
    std::optional<Identity> out;
    for (auto* one = sip_p_asserted_identity(&sip); one; one = one->paid_next) {
        auto uri = read_uri(*one->paid_url);
        if (!uri || is_of_nobody(*uri)) continue;
        if (!out) {
            out = Identity{.uri = std::move(*uri), .display_name = display_name(one->paid_display)};
        } else if (!out->alias && (out->uri.scheme == Uri::Scheme::tel) != (uri->scheme == Uri::Scheme::tel)) {
            out->alias = std::move(*uri);
            if (out->display_name.empty()) out->display_name = display_name(one->paid_display);
        }
    }
    if (out && out->alias && out->uri.scheme == Uri::Scheme::tel) std::swap(out->uri, *out->alias);
    return out;
}

std::optional<Identity> read_from(const sip_t& sip) {
    if (!sip.sip_from) return std::nullopt;
    auto uri = read_uri(*sip.sip_from->a_url);
    if (!uri || is_of_nobody(*uri)) return std::nullopt;
    return Identity{.uri = std::move(*uri), .display_name = display_name(sip.sip_from->a_display)};
}

}  // namespace

bool asks_for_privacy(const sip_t& sip) {
    return read_privacy(sip).hides_user;
}

bool has_odd_assertion(const sip_t& sip) {
    const auto read = read_asserted(sip);
    std::size_t values = 0;
    for (auto* one = sip_p_asserted_identity(&sip); one; one = one->paid_next) ++values;
    const bool is_unreadable = values == 0 && has_header(sip, "P-Asserted-Identity");
    return is_unreadable || values != (read ? (read->alias ? 2u : 1u) : 0u);
}

std::optional<Identity> read_identity(const sip_t& sip, Assertion assertion) {
    std::optional<Identity> out;
    if (assertion == Assertion::network || assertion == Assertion::network_or_from) out = read_asserted(sip);
    if (!out && (assertion == Assertion::network_or_from || assertion == Assertion::from_only)) out = read_from(sip);
    if (out) out->is_private = asks_for_privacy(sip);
    return out;
}

}  // namespace isfocus::sip
