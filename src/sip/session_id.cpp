#include "sip/session_id.h"

#include <algorithm>

#include "base/random.h"
#include "sip/message.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

constexpr std::size_t kDigits = 32;

std::string nil() {
    return std::string(kDigits, '0');
}

/// Capital letters are tolerated, and made small.
std::optional<std::string> read_uuid(std::string_view text) {
    std::string uuid;
    for (const char c : text) uuid += lower(c);
    const bool is_uuid = uuid.size() == kDigits && uuid.find_first_not_of("0123456789abcdef") == std::string::npos;
    return is_uuid ? std::optional(std::move(uuid)) : std::nullopt;
}

}  // namespace

std::string SessionId::text() const {
    return local + ";remote=" + remote;
}

/// Version 4 (RFC 4122 4.4).
SessionId make_session_id() {
    std::string uuid = random_text(kDigits / 2);
    constexpr std::size_t kVersion = 12, kVariant = 16;
    uuid[kVersion] = '4';
    uuid[kVariant] = "89ab"[static_cast<unsigned char>(uuid[kVariant]) % 4];
    return {std::move(uuid), nil()};
}

std::optional<std::string> read_peer_uuid(const sip_t& sip) {
    const auto values = raw_values(sip, "Session-ID");
    if (values.size() != 1) return std::nullopt;
    std::string_view rest = values.front();
    return read_uuid(trimmed(next_part(rest, ';')));
}

void learn_peer(SessionId& session, const sip_t& sip) {
    auto uuid = read_peer_uuid(sip);
    // One of RFC 7329 gives back what we sent.
    if (uuid && *uuid != session.local) session.remote = std::move(*uuid);
}

std::string peer_of_referral(std::string_view session_id) {
    next_part(session_id, ';');
    return read_uuid(header_parameter(session_id, "remote")).value_or(nil());
}

}  // namespace isfocus::sip
