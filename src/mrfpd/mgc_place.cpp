#include "mrfpd/mgc_place.h"

namespace isfocus::mrfpd {

std::string MgcPlace::text() const {
    const auto address = at.text();
    if (name.empty()) return address;
    const bool has_transport = at.transport != h248::Transport::udp;
    return (has_transport ? address.substr(0, address.find(':') + 1) : "") + name + ":" + std::to_string(at.port);
}

std::optional<MgcPlace> place_of(const h248::MId& mgc, h248::Transport transport) {
    constexpr std::uint16_t kTextPort = 2944;
    const std::uint16_t port = mgc.port ? mgc.port : kTextPort;
    if (mgc.kind == h248::MId::Kind::domain_name) return MgcPlace{mgc.host, port, transport};
    const bool is_literal = mgc.kind == h248::MId::Kind::ip4 || mgc.kind == h248::MId::Kind::ip6;
    auto address = is_literal ? h248::endpoint(mgc.host, port) : std::nullopt;
    if (!address) return std::nullopt;
    address->transport = transport;
    return *address;
}

}  // namespace isfocus::mrfpd
