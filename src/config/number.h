#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/number.h"

namespace isfocus::config {

/// Decimal digits and nothing else, within `min`..`max`, which are not negative.
inline std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t min, std::int64_t max) {
    const auto value = text::parse_number(text, static_cast<std::uint64_t>(max));
    if (!value || static_cast<std::int64_t>(*value) < min) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

}  // namespace isfocus::config
