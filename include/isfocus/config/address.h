#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace isfocus::config {

/// An IPv4 or IPv6 address as a value. An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2) is read as the IPv4 address,
/// because a dual-stack socket reports its IPv4 peers that way.
struct IpAddress {
    enum class Family : std::uint8_t { ipv4, ipv6 };

    Family family = Family::ipv4;
    std::array<std::uint8_t, 16> octets{};  ///< network order; IPv4 uses the first four

    /// Canonical text, without brackets.
    std::string text() const;
    /// Whether somebody can be told to send there: no wildcard, multicast or broadcast.
    bool is_of_one_host() const noexcept;
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// Numeric addresses only; IPv6 with or without brackets. Nothing on anything else: no name is ever looked up.
std::optional<IpAddress> parse_ip_address(std::string_view text);

/// What `TRANSPORT:ADDRESS:PORT` says, such as `udp:127.0.0.1:5060` or `tcp:[::1]:5060`; where it is said so, there may
/// be a host name in place of the address.
struct Endpoint {
    enum class Transport : std::uint8_t { udp, tcp, tls, sctp };

    Transport transport = Transport::udp;
    std::string host;        ///< canonical numeric address, without brackets, or a name
    std::uint16_t port = 0;  ///< 0 where one listens: any free port

    bool is_ipv6() const noexcept { return host.find(':') != std::string::npos; }
    /// Whether it stands for all addresses of its family.
    bool is_wildcard() const noexcept { return host == "0.0.0.0" || host == "::"; }
    /// As in the configuration: `udp:[::1]:5060`.
    std::string text() const;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

std::string_view name(Endpoint::Transport transport) noexcept;
std::optional<Endpoint> parse_endpoint(std::string_view text);
/// The same, or `TRANSPORT:NAME:PORT`. What looks like an address and is none is no name (RFC 1123 2.1).
std::optional<Endpoint> parse_endpoint_or_name(std::string_view text);

/// A CIDR range, such as `127.0.0.0/8`; an address alone is the range of that one address.
struct IpRange {
    IpAddress network;
    int prefix_length = 0;  ///< bits, 0..32 or 0..128

    bool contains(const IpAddress& address) const noexcept;
    friend bool operator==(const IpRange&, const IpRange&) = default;
};

/// Nothing when a bit beyond the prefix is set: `10.0.0.1/8` is more likely a slip than an intention.
std::optional<IpRange> parse_ip_range(std::string_view text);

/// UDP ports for RTP: even ones carry RTP, the odd one above each its RTCP (RFC 3550 11).
struct PortRange {
    std::uint16_t first = 0;  ///< even
    std::uint16_t last = 0;   ///< odd, above `first`

    /// How many media streams fit in.
    int pairs() const noexcept { return (last - first + 1) / 2; }
    std::string text() const;
    friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// Reads `20000-29999`. Nothing when the range is not made of whole pairs or begins below 1024.
std::optional<PortRange> parse_port_range(std::string_view text);

}  // namespace isfocus::config
