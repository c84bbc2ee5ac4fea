#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/uri.h"
#include "isfocus/sip/settings.h"

namespace isfocus::sip {

struct NaptrRecord {
    std::uint16_t order = 0, preference = 0;
    std::string flags, service, replacement;
};

struct SrvRecord {
    std::uint16_t priority = 0, weight = 0, port = 0;
    std::string target;
};

/// What DNS says of a name. Nothing: that is not known yet. An empty list: there are none.
struct DnsView {
    std::function<std::optional<std::vector<NaptrRecord>>(const std::string& name)> naptr;
    std::function<std::optional<std::vector<SrvRecord>>(const std::string& name)> srv;
    /// Numeric, IPv6 without brackets.
    std::function<std::optional<std::vector<std::string>>(const std::string& name)> addresses;
};

/// A number from 0 to the given one.
using Draw = std::function<std::uint32_t(std::uint32_t most)>;

/// Where requests for this URI may be sent over the transports that we have, the best first (RFC 3263 4, RFC 2782):
/// URIs with numeric host or maddr, port and transport. Nothing when DNS has not said all that it takes. Pure.
std::optional<std::vector<Uri>> locate(const Uri& uri, const std::vector<ListenAddress::Transport>& transports,
                                       const DnsView& dns, const Draw& draw);

/// Whether the host is an address and no name.
bool is_numeric(std::string_view host);

}  // namespace isfocus::sip
