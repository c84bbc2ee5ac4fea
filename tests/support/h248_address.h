#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "isfocus/h248/endpoint.h"

namespace isfocus::test {

/// `127.0.0.1:2944`, or of a transport other than UDP `tcp:[::1]:2944`. Throws for what is none.
inline h248::Endpoint h248_address(std::string_view spelled) {
    std::string text{spelled};
    auto transport = h248::Transport::udp;
    for (const auto& [prefix, named] : {std::pair{"tcp:", h248::Transport::tcp}, {"sctp:", h248::Transport::sctp}}) {
        if (!text.starts_with(prefix)) continue;
        transport = named;
        text.erase(0, text.find(':') + 1);
    }
    const auto colon = text.rfind(':');
    const auto host = text.starts_with('[') ? text.substr(1, colon - 2) : text.substr(0, colon);
    auto address = h248::endpoint(host, static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)))).value();
    address.transport = transport;
    return address;
}

}  // namespace isfocus::test
