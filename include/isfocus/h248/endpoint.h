#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr_storage;

namespace isfocus::h248 {

/// What H.248 goes over (H.248.1 annex D, H.248.4).
enum class Transport : std::uint8_t { udp, tcp, sctp };

/// A transport address as a value. Whoever compares peers compares the mId; this only says where octets go.
struct Endpoint {
    std::array<std::uint8_t, 16> address{};  ///< network order; IPv4 in the first four octets
    std::uint32_t scope = 0;                 ///< of an IPv6 link-local address
    std::uint16_t port = 0;
    bool is_ip6 = false;
    Transport transport = Transport::udp;

    /// The other end of a connection, or where one is to be made: TCP, or an SCTP association.
    bool has_connection() const noexcept { return transport != Transport::udp; }

    /// Whether both are of one host, at whatever port; IPv4 in IPv6 (RFC 4291 2.5.5.2) is IPv4.
    bool has_host_of(const Endpoint& other) const noexcept;

    /// `192.0.2.1:2944`, `[2001:db8::1]:2944`; with `tcp:` or `sctp:` before it for a connection.
    std::string text() const;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// That of a UDP socket: a numeric address without brackets, and a port; nothing for a name.
std::optional<Endpoint> endpoint(std::string_view address, std::uint16_t port);

std::size_t to_sockaddr(const Endpoint& endpoint, sockaddr_storage& out) noexcept;  ///< returns the length
std::optional<Endpoint> from_sockaddr(const sockaddr_storage& address) noexcept;

}  // namespace isfocus::h248

template <>
struct std::hash<isfocus::h248::Endpoint> {
    std::size_t operator()(const isfocus::h248::Endpoint& endpoint) const noexcept;
};
