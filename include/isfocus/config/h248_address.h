#pragma once
#include <optional>
#include <string_view>

#include "isfocus/config/address.h"
#include "isfocus/h248/endpoint.h"

/// Addresses of the configuration as those of H.248.
namespace isfocus::config {

/// The UDP address that an mId of the form `[ADDRESS]:PORT` names, at 2944 if it says no port; nothing for the other
/// forms (H.248.1 annex B), and for an address that is not of one host.
std::optional<Endpoint> mid_endpoint(std::string_view mid);

/// UDP for TLS, too, which the configuration refuses where H.248 is meant.
h248::Transport h248_transport(Endpoint::Transport transport) noexcept;

/// Nothing for a host name, which is for others to look up.
std::optional<h248::Endpoint> h248_endpoint(const Endpoint& endpoint);

}  // namespace isfocus::config
