#include "isfocus/config/address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"
#include "number.h"

namespace isfocus::config {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string_view without_brackets(std::string_view text) {
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']') return text.substr(1, text.size() - 2);
    return text;
}

int width(IpAddress::Family family) {
    return family == IpAddress::Family::ipv4 ? 32 : 128;
}

bool bit(const IpAddress& address, int index) {
    return (address.octets[static_cast<std::size_t>(index) / 8] >> (7 - index % 8) & 1) != 0;
}

std::string bracketed(std::string_view host) {
    std::string text{host};
    return host.find(':') == std::string_view::npos ? text : "[" + text + "]";
}

}  // namespace

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    inet_ntop(family == Family::ipv4 ? AF_INET : AF_INET6, octets.data(), buffer.data(), buffer.size());
    return buffer.data();
}

bool IpAddress::is_of_one_host() const noexcept {
    const auto first = octets.front();
    const bool is_multicast = family == Family::ipv4 ? first >= 224 && first < 240 : first == 0xff;
    const bool is_broadcast = family == Family::ipv4 && std::all_of(octets.begin(), octets.begin() + 4,
                                                                    [](std::uint8_t octet) { return octet == 0xff; });
    return octets != decltype(octets){} && !is_multicast && !is_broadcast;
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    const std::string bare{without_brackets(text)};
    if (bare.find('\0') != std::string::npos) return std::nullopt;
    IpAddress address;
    if (bare.size() == text.size() && inet_pton(AF_INET, bare.c_str(), address.octets.data()) == 1) return address;
    if (inet_pton(AF_INET6, bare.c_str(), address.octets.data()) != 1) return std::nullopt;
    if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.octets.begin())) {
        std::copy_n(address.octets.begin() + 12, 4, address.octets.begin());
        std::fill(address.octets.begin() + 4, address.octets.end(), std::uint8_t{0});
        return address;
    }
    address.family = IpAddress::Family::ipv6;
    return address;
}

std::string_view name(Endpoint::Transport transport) noexcept {
    switch (transport) {
        case Endpoint::Transport::udp:
            return "udp";
        case Endpoint::Transport::tcp:
            return "tcp";
        case Endpoint::Transport::tls:
            return "tls";
        case Endpoint::Transport::sctp:
            return "sctp";
    }
    return "";
}

std::string Endpoint::text() const {
    return std::string{name(transport)} + ":" + bracketed(host) + ":" + std::to_string(port);
}

namespace {

/// The three parts of TRANSPORT:HOST:PORT, the host as it stands.
std::optional<Endpoint> parts_of(std::string_view text) {
    const auto first = text.find(':');
    const auto last = text.rfind(':');
    if (first == std::string_view::npos || first == last) return std::nullopt;
    constexpr std::array kTransports{Endpoint::Transport::udp, Endpoint::Transport::tcp, Endpoint::Transport::tls,
                                     Endpoint::Transport::sctp};
    const auto* transport =
        std::find_if(kTransports.begin(), kTransports.end(), [&](auto t) { return name(t) == text.substr(0, first); });
    const auto port = parse_number(text.substr(last + 1), 0, 65535);
    if (transport == kTransports.end() || !port) return std::nullopt;
    return Endpoint{*transport, std::string{text.substr(first + 1, last - first - 1)},
                    static_cast<std::uint16_t>(*port)};
}

/// What looks like an address and is none is no name (RFC 1123 2.1). The underline is not in it, but in the names of
/// containers.
bool is_host_name(std::string_view text) {
    constexpr std::size_t kMostOctets = 253;
    const auto is_of_name = [](char c) { return text::is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; };
    if (text.empty() || text.size() > kMostOctets || !text::is_alphanumeric(text.front())) return false;
    const auto last_label = text.substr(text.rfind('.') + 1);
    return std::ranges::all_of(text, is_of_name) && std::ranges::any_of(last_label, text::is_alphabetic);
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
    auto parts = parts_of(text);
    const auto address = parts ? parse_ip_address(parts->host) : std::nullopt;
    const bool unbracketed_ipv6 = parts && parts->is_ipv6() && parts->host.front() != '[';
    if (!address || unbracketed_ipv6) return std::nullopt;
    parts->host = address->text();
    return parts;
}

std::optional<Endpoint> parse_endpoint_or_name(std::string_view text) {
    if (const auto endpoint = parse_endpoint(text)) return endpoint;
    auto parts = parts_of(text);
    return parts && is_host_name(parts->host) ? parts : std::nullopt;
}

bool IpRange::contains(const IpAddress& address) const noexcept {
    if (address.family != network.family) return false;
    for (int i = 0; i < prefix_length; ++i)
        if (bit(address, i) != bit(network, i)) return false;
    return true;
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
    const auto slash = text.find('/');
    const auto network = parse_ip_address(text.substr(0, slash));
    if (!network) return std::nullopt;
    const int bits = width(network->family);
    if (slash == std::string_view::npos) return IpRange{*network, bits};
    const auto length = parse_number(text.substr(slash + 1), 0, bits);
    if (!length) return std::nullopt;
    for (int i = static_cast<int>(*length); i < bits; ++i)
        if (bit(*network, i)) return std::nullopt;
    return IpRange{*network, static_cast<int>(*length)};
}

std::string PortRange::text() const {
    return std::to_string(first) + "-" + std::to_string(last);
}

std::optional<PortRange> parse_port_range(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = parse_number(text.substr(0, dash), 1024, 65535);
    const auto last = parse_number(text.substr(dash + 1), 1024, 65535);
    if (!first || !last || *first > *last || *first % 2 != 0 || *last % 2 == 0) return std::nullopt;
    return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

}  // namespace isfocus::config
