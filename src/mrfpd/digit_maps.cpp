#include "mrfpd/digit_maps.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "isfocus/h248/names.h"

namespace isfocus::mrfpd {

using h248::ErrorCode;

std::optional<Fault> DigitMaps::set(const h248::DigitMap& told, const DigitMapTimers& timers) {
    if (told.name.empty()) return fault(ErrorCode::syntax_error_in_command, "DigitMap without a name");
    const auto at =
        std::ranges::find_if(all_, [&](const Named& one) { return h248::equal_names(one.told.name, told.name); });
    if (told.value.empty()) {
        if (at == all_.end()) return fault(ErrorCode::unknown_digit_map, told.name);
        all_.erase(at);
        return std::nullopt;
    }
    auto map = parse_digit_map(told.value, timers);
    if (!map) return std::move(map.error());
    if (at == all_.end() && all_.size() >= kMostDigitMaps)
        return fault(ErrorCode::no_space_for_digit_map, "at most " + std::to_string(kMostDigitMaps));
    auto& named = at == all_.end() ? all_.emplace_back() : *at;
    named = {told, std::make_shared<const DigitMap>(std::move(*map))};
    return std::nullopt;
}

std::shared_ptr<const DigitMap> DigitMaps::find(std::string_view name) const {
    for (const auto& one : all_)
        if (h248::equal_names(one.told.name, name)) return one.map;
    return nullptr;
}

std::vector<h248::DigitMap> DigitMaps::told() const {
    std::vector<h248::DigitMap> all;
    std::ranges::transform(all_, std::back_inserter(all), &Named::told);
    return all;
}

}  // namespace isfocus::mrfpd
