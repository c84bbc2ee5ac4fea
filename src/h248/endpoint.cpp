#include "isfocus/h248/endpoint.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstring>

namespace isfocus::h248 {
namespace {

std::string prefix_of(Transport transport) {
    switch (transport) {
        case Transport::udp:
            break;
        case Transport::tcp:
            return "tcp:";
        case Transport::sctp:
            return "sctp:";
    }
    return "";
}

}  // namespace

std::string Endpoint::text() const {
    char shown[INET6_ADDRSTRLEN] = "";
    inet_ntop(is_ip6 ? AF_INET6 : AF_INET, address.data(), shown, sizeof shown);
    return prefix_of(transport) + (is_ip6 ? "[" + std::string{shown} + "]" : std::string{shown}) + ":" +
           std::to_string(port);
}

std::optional<Endpoint> endpoint(std::string_view address, std::uint16_t port) {
    Endpoint result;
    result.port = port;
    result.is_ip6 = address.find(':') != std::string_view::npos;
    const std::string text{address};
    if (inet_pton(result.is_ip6 ? AF_INET6 : AF_INET, text.c_str(), result.address.data()) != 1) return std::nullopt;
    return result;
}

namespace {

/// In the form of an IPv6 address, which each IPv4 address has (RFC 4291 2.5.5.2).
std::array<std::uint8_t, 16> as_ip6(const Endpoint& endpoint) {
    if (endpoint.is_ip6) return endpoint.address;
    std::array<std::uint8_t, 16> mapped{};
    mapped[10] = mapped[11] = 0xff;
    std::copy_n(endpoint.address.begin(), 4, mapped.begin() + 12);
    return mapped;
}

}  // namespace

bool Endpoint::has_host_of(const Endpoint& other) const noexcept {
    return as_ip6(*this) == as_ip6(other);
}

std::size_t to_sockaddr(const Endpoint& endpoint, sockaddr_storage& out) noexcept {
    std::memset(&out, 0, sizeof out);
    if (endpoint.is_ip6) {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(endpoint.port);
        address.sin6_scope_id = endpoint.scope;
        std::memcpy(&address.sin6_addr, endpoint.address.data(), sizeof address.sin6_addr);
        std::memcpy(&out, &address, sizeof address);
        return sizeof address;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    std::memcpy(&address.sin_addr, endpoint.address.data(), sizeof address.sin_addr);
    std::memcpy(&out, &address, sizeof address);
    return sizeof address;
}

std::optional<Endpoint> from_sockaddr(const sockaddr_storage& address) noexcept {
    Endpoint result;
    if (address.ss_family == AF_INET6) {
        sockaddr_in6 from{};
        std::memcpy(&from, &address, sizeof from);
        result.is_ip6 = true;
        result.port = ntohs(from.sin6_port);
        result.scope = from.sin6_scope_id;
        std::memcpy(result.address.data(), &from.sin6_addr, sizeof from.sin6_addr);
        return result;
    }
    if (address.ss_family != AF_INET) return std::nullopt;
    sockaddr_in from{};
    std::memcpy(&from, &address, sizeof from);
    result.port = ntohs(from.sin_port);
    std::memcpy(result.address.data(), &from.sin_addr, sizeof from.sin_addr);
    return result;
}

}  // namespace isfocus::h248

std::size_t std::hash<isfocus::h248::Endpoint>::operator()(const isfocus::h248::Endpoint& endpoint) const noexcept {
    std::uint64_t digest = 0xcbf29ce484222325U ^ endpoint.port;  // FNV-1a
    for (const auto octet : endpoint.address) digest = (digest ^ octet) * 0x100000001b3U;
    return digest;
}
