#include <algorithm>

#include "base/text.h"
#include "isfocus/config/address.h"
#include "number.h"

namespace isfocus::config {
namespace {

constexpr std::uint16_t kTextPort = 2944;  // H.248.1 annex D: the port of the text encoding
constexpr std::size_t kMaxName = 64;

bool consists_of(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return text::is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

bool is_domain(std::string_view text) {
    return !text.empty() && text.size() <= kMaxName && consists_of(text, "-.") && consists_of(text.substr(0, 1), "");
}

bool is_device_name(std::string_view text) {
    const auto at = text.find('@');
    const auto path = text.substr(0, at);
    const bool good_path =
        !path.empty() && path.size() <= kMaxName && text::is_alphabetic(path.front()) && consists_of(path, "/_");
    return good_path && (at == std::string_view::npos || is_domain(text.substr(at + 1)));
}

bool is_mtp_address(std::string_view text) {
    if (!text.starts_with("MTP{") || !text.ends_with('}')) return false;
    const auto digits = text.substr(4, text.size() - 5);
    return digits.size() >= 4 && digits.size() <= 8 && std::all_of(digits.begin(), digits.end(), text::is_hex);
}

struct Host {
    std::string_view name;
    std::uint16_t port;
};

/// What stands between `open` and `close`, and the port after it.
std::optional<Host> bracketed_host(std::string_view text, char open, char close) {
    const auto end = text.find(close);
    if (!text.starts_with(open) || end == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(1, end - 1);
    const auto rest = text.substr(end + 1);
    if (rest.empty()) return Host{name, kTextPort};
    const auto port = rest.front() == ':' ? parse_number(rest.substr(1), 1, 65535) : std::nullopt;
    if (!port) return std::nullopt;
    return Host{name, static_cast<std::uint16_t>(*port)};
}

}  // namespace

std::optional<Endpoint> mid_endpoint(std::string_view mid) {
    const auto host = bracketed_host(mid, '[', ']');
    const auto address = host ? parse_ip_address(host->name) : std::nullopt;
    if (!address) return std::nullopt;
    return Endpoint{Endpoint::Transport::udp, address->text(), host->port};
}

bool is_mid(std::string_view text) {
    const auto named = bracketed_host(text, '<', '>');
    return mid_endpoint(text) || (named && is_domain(named->name)) || is_mtp_address(text) || is_device_name(text);
}

}  // namespace isfocus::config
