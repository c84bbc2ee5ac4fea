#pragma once
#include <chrono>
#include <vector>

#include "isfocus/base/uri.h"

namespace isfocus::sip {

/// Which next hop a request outside any dialog takes (OUT-53; RFC 3263 4.3, RFC 3261 21.5.4). Those that cannot serve
/// are out of service for a while. Pure: the time comes in.
class NextHops {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// How long one that cannot be reached, or says nothing, is out of service.
    static constexpr std::chrono::seconds kSilenceRest{32};
    /// The most that a peer's Retry-After is believed.
    static constexpr std::chrono::seconds kMaxRest{3600};

    /// In the order in which they are to be tried, one at least. Of those that were there before is known what was.
    void assign(std::vector<Uri> hops);

    /// The first that is in service. If none is, the one that will be back first: better than no try.
    const Uri& first(Time now) const;
    /// The first in service behind this one, null if there is none. The same for an unknown one.
    const Uri* after(const Uri& hop, Time now) const;
    /// Of no effect for an unknown one.
    void rest(const Uri& hop, Time now, std::chrono::seconds how_long);

private:
    struct Hop {
        Uri uri;
        Time back;  ///< in service from then on
    };

    std::vector<Hop> hops_;
};

}  // namespace isfocus::sip
