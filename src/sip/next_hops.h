#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "isfocus/base/uri.h"

namespace isfocus::sip {

/// Where a request goes next: the URI of the next hop and, where DNS gave it one, the address of one of its servers.
struct NextHop {
    Uri uri;      ///< as configured
    Uri address;  ///< the same where there is no other

    bool is_resolved() const { return !(address == uri); }
    friend bool operator==(const NextHop&, const NextHop&) = default;
};

/// Which next hops are in service (OUT-53; RFC 3263 4.3, RFC 3261 21.5.4). Those that cannot serve are left out for a
/// while. Pure: the time comes in.
class NextHops {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// How long one that cannot be reached, or says nothing, is out of service.
    static constexpr std::chrono::seconds kSilenceRest{32};
    /// The most that a peer's Retry-After is believed.
    static constexpr std::chrono::seconds kMaxRest{3600};

    /// The first of `hops` that is in service. If none is, the one that will be back first: better than no try. There
    /// is one at least.
    const NextHop& first(const std::vector<NextHop>& hops, Time now) const;
    /// The first that is in service and was not `tried`, null if there is none.
    const NextHop* next(const std::vector<NextHop>& hops, const std::vector<NextHop>& tried, Time now) const;
    void rest(const NextHop& hop, Time now, std::chrono::seconds how_long);

private:
    Time back(const NextHop& hop) const;

    std::map<std::string, Time> resting_;  ///< by address, until then
};

}  // namespace isfocus::sip
