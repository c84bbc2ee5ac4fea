#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/digit_map.h"

namespace isfocus::mrfpd {

inline constexpr std::size_t kMostDigitMaps = 16;  ///< of one termination, or of ROOT

/// The digit maps that an MGC has given names to, on one termination or on ROOT (H.248.1 7.1.14.1). Who uses one keeps
/// it, whatever becomes of its name.
class DigitMaps {
public:
    /// Defines a map, or puts another in its place, with `timers` where it tells none; one without a value is deleted.
    /// 442 for what is no map or has no name, 519 for more than are kept, 520 for the deletion of what there is not.
    std::optional<Fault> set(const h248::DigitMap& told, const DigitMapTimers& timers);
    /// Null: there is none of that name.
    std::shared_ptr<const DigitMap> find(std::string_view name) const;
    /// As the MGC wrote them.
    std::vector<h248::DigitMap> told() const;

private:
    struct Named {
        h248::DigitMap told;
        std::shared_ptr<const DigitMap> map;
    };
    std::vector<Named> all_;
};

}  // namespace isfocus::mrfpd
