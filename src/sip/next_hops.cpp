#include "sip/next_hops.h"

#include <algorithm>
#include <utility>

namespace isfocus::sip {

void NextHops::assign(std::vector<Uri> hops) {
    std::vector<Hop> assigned;
    assigned.reserve(hops.size());
    for (auto& uri : hops) {
        const auto known = std::find_if(hops_.begin(), hops_.end(), [&](const Hop& hop) { return hop.uri == uri; });
        const Time back = known == hops_.end() ? Time::min() : known->back;
        assigned.push_back({std::move(uri), back});
    }
    hops_ = std::move(assigned);
}

const Uri& NextHops::first(Time now) const {
    const Hop* best = &hops_.front();
    for (const Hop& hop : hops_) {
        if (hop.back <= now) return hop.uri;
        if (hop.back < best->back) best = &hop;
    }
    return best->uri;
}

const Uri* NextHops::after(const Uri& hop, Time now) const {
    bool is_behind = false;
    for (const Hop& one : hops_) {
        if (is_behind && one.back <= now) return &one.uri;
        is_behind |= one.uri == hop;
    }
    return nullptr;
}

void NextHops::rest(const Uri& hop, Time now, std::chrono::seconds how_long) {
    for (Hop& one : hops_)
        if (one.uri == hop) one.back = now + std::min(how_long, kMaxRest);
}

}  // namespace isfocus::sip
