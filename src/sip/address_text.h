#pragma once
#include <arpa/inet.h>

#include <array>
#include <string>

#include "sip/sofia.h"

namespace isfocus::sip {

/// The address as the host of a URI (RFC 3261 25.1), IPv6 in brackets; "" for one of neither family.
inline std::string host_of(const su_sockaddr_t& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool is_ip4 = address.su_family == AF_INET;
    const void* octets = is_ip4 ? static_cast<const void*>(&address.su_sin.sin_addr)
                                : static_cast<const void*>(&address.su_sin6.sin6_addr);
    if (!inet_ntop(address.su_family, octets, text.data(), text.size())) return {};
    const std::string host = text.data();
    return is_ip4 ? host : "[" + host + "]";
}

}  // namespace isfocus::sip
