#include "sip/trust.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>
#include <string>

#include "sip/text.h"

namespace isfocus::sip {
namespace {

bool same_host(const su_sockaddr_t& a, const su_sockaddr_t& b) {
    if (a.su_family != b.su_family) return false;
    if (a.su_family == AF_INET) return a.su_sin.sin_addr.s_addr == b.su_sin.sin_addr.s_addr;
    return a.su_family == AF_INET6 &&
           std::memcmp(&a.su_sin6.sin6_addr, &b.su_sin6.sin6_addr, sizeof a.su_sin6.sin6_addr) == 0;
}

}  // namespace

bool Trust::trusts(const msg_t* message) {
    return trusts_address(message) || trusts_certificate(message);
}

bool Trust::trusts_certificate(const msg_t* message) const {
    if (settings_.trusted_certificates.empty()) return false;
    auto* transports = nta_agent_tports(agent_);
    const auto* connection = tport_delivered_by(transports, message);
    if (!connection || !tport_is_secondary(connection) || !tport_has_tls(connection) || !tport_is_verified(connection))
        return false;
    const auto* subjects = tport_delivered_from_subjects(transports, message);
    for (usize_t i = 0; subjects && i < su_strlst_len(subjects); ++i)
        for (const auto& name : settings_.trusted_certificates)
            if (equals_ignoring_case(su_strlst_item(subjects, i), name)) return true;
    return false;
}

bool Trust::trusts_address(const msg_t* message) {
    // The library only reads through this pointer.
    const su_sockaddr_t& peer = *msg_addr(const_cast<msg_t*>(message));
    if (same_host(peer, last_)) return last_decision_;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address = peer.su_family == AF_INET ? static_cast<const void*>(&peer.su_sin.sin_addr)
                                                    : static_cast<const void*>(&peer.su_sin6.sin6_addr);
    last_ = peer;
    last_decision_ = settings_.is_trusted && inet_ntop(peer.su_family, address, text.data(), text.size()) &&
                     settings_.is_trusted(text.data());
    return last_decision_;
}

bool Trust::trusts_hop(const Uri& hop) const {
    std::string host = hop.host;
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    std::array<unsigned char, sizeof(in6_addr)> address{};
    const bool is_numeric =
        inet_pton(AF_INET, host.c_str(), address.data()) == 1 || inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
    return !is_numeric || (settings_.is_trusted && settings_.is_trusted(host));
}

Assertion Trust::assertion(bool is_trusted) const noexcept {
    const bool from_counts =
        settings_.identity_without_assertion == Settings::IdentityWithoutAssertion::from && !settings_.digest;
    if (is_trusted) return from_counts ? Assertion::network_or_from : Assertion::network;
    return from_counts ? Assertion::from_only : Assertion::none;
}

}  // namespace isfocus::sip
