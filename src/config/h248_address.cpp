#include "isfocus/config/h248_address.h"

#include "isfocus/h248/codec.h"

namespace isfocus::config {
namespace {

constexpr std::uint16_t kTextPort = 2944;  // H.248.1 annex D: the port of the text encoding

}  // namespace

std::optional<Endpoint> mid_endpoint(std::string_view text) {
    const auto mid = h248::parse_mid(text);
    const bool names_address = mid && (mid->kind == h248::MId::Kind::ip4 || mid->kind == h248::MId::Kind::ip6);
    const auto address = names_address ? parse_ip_address(mid->host) : std::nullopt;
    if (!address || !address->is_of_one_host()) return std::nullopt;
    return Endpoint{Endpoint::Transport::udp, address->text(), mid->port != 0 ? mid->port : kTextPort};
}

h248::Transport h248_transport(Endpoint::Transport transport) noexcept {
    switch (transport) {
        case Endpoint::Transport::tcp:
            return h248::Transport::tcp;
        case Endpoint::Transport::sctp:
            return h248::Transport::sctp;
        case Endpoint::Transport::udp:
        case Endpoint::Transport::tls:
            break;
    }
    return h248::Transport::udp;
}

std::optional<h248::Endpoint> h248_endpoint(const Endpoint& endpoint) {
    auto out = h248::endpoint(endpoint.host, endpoint.port);
    if (out) out->transport = h248_transport(endpoint.transport);
    return out;
}

}  // namespace isfocus::config
