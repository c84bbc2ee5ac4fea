#include "sip/next_hops.h"

#include <algorithm>

namespace isfocus::sip {

NextHops::Time NextHops::back(const NextHop& hop) const {
    const auto found = resting_.find(hop.address.text());
    return found == resting_.end() ? Time::min() : found->second;
}

const NextHop& NextHops::first(const std::vector<NextHop>& hops, Time now) const {
    if (const NextHop* one = next(hops, {}, now)) return *one;
    return *std::min_element(hops.begin(), hops.end(), [&](const auto& a, const auto& b) { return back(a) < back(b); });
}

const NextHop* NextHops::next(const std::vector<NextHop>& hops, const std::vector<NextHop>& tried, Time now) const {
    const auto found = std::find_if(hops.begin(), hops.end(), [&](const NextHop& hop) {
        return back(hop) <= now && std::find(tried.begin(), tried.end(), hop) == tried.end();
    });
    return found == hops.end() ? nullptr : &*found;
}

void NextHops::rest(const NextHop& hop, Time now, std::chrono::seconds how_long) {
    std::erase_if(resting_, [now](const auto& one) { return one.second <= now; });
    resting_[hop.address.text()] = now + std::min(how_long, kMaxRest);
}

}  // namespace isfocus::sip
