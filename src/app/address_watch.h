#pragma once
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "isfocus/sip/settings.h"

namespace isfocus::app {

/// Tells of each address that a wildcard of sip.listen means and that came after the start, once while it stays: it is
/// not served, and nobody would see why.
class AddressWatch {
public:
    void look(std::vector<sip::ListenAddress> not_served) {
        const auto before = std::exchange(told_, std::move(not_served));
        for (const auto& one : told_)
            if (std::ranges::find(before, one) == before.end())
                spdlog::warn("sip.listen: {} is not served: this host had no such address when isfocusd was started",
                             one.text());
    }

private:
    std::vector<sip::ListenAddress> told_;
};

}  // namespace isfocus::app
