#pragma once
#include <optional>
#include <string>
#include <utility>

#include "isfocus/h248/endpoint.h"
#include "isfocus/h248/names.h"

namespace isfocus::mrfpd {

/// Where an MGC is to be had: an address, or a name that has to be looked up each time, for it may have moved.
struct MgcPlace {
    h248::Endpoint at;  ///< transport and port; the address, too, if there is no name
    std::string name;   ///< a domain name

    MgcPlace() = default;
    MgcPlace(const h248::Endpoint& address) : at(address) {}  // NOLINT: an address is a place
    MgcPlace(std::string domain, std::uint16_t port, h248::Transport transport) : name(std::move(domain)) {
        at.port = port;
        at.transport = transport;
    }

    /// Like that of an address: `tcp:mgc.ims.test:2944`.
    std::string text() const;
    friend bool operator==(const MgcPlace&, const MgcPlace&) = default;
};

/// Where the MGC of that mId is (H.248.1 7.2.8.1.6), over `transport`, which an mId does not name, and at 2944 unless
/// it says otherwise. Nothing for a device name or an MTP address, which say where on no IP network.
std::optional<MgcPlace> place_of(const h248::MId& mgc, h248::Transport transport);

}  // namespace isfocus::mrfpd
