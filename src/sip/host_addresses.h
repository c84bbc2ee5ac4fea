#pragma once
#include <string>
#include <vector>

#include "isfocus/sip/settings.h"

namespace isfocus::sip {

/// An address of this host at one of its interfaces, numeric.
struct HostAddress {
    std::string host;
    bool is_loopback = false;
};

/// Those of all interfaces that are up, in the order of the interfaces; of IPv6 none of link-local scope.
std::vector<HostAddress> host_addresses();

/// Whether it stands for all addresses of its family.
bool is_wildcard(const ListenAddress& address);

/// What to bind for these: in the place of a wildcard each of the addresses of its family, loopback last, except for
/// those that are listed for themselves with the same transport and port. A message has to tell where an answer reaches
/// us, and a wildcard says nothing. Pure.
std::vector<ListenAddress> expanded(const std::vector<ListenAddress>& listen, const std::vector<HostAddress>& of_host);

/// Those that the host has now, and had not when `bound` was made of `listen`. Pure.
std::vector<ListenAddress> not_served(const std::vector<ListenAddress>& listen, const std::vector<HostAddress>& of_host,
                                      const std::vector<ListenAddress>& bound);

}  // namespace isfocus::sip
