#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace isfocus::config {

/// Decimal digits and nothing else, within `min`..`max`, which are not negative.
inline std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t min, std::int64_t max) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.front() == '-' || value < min || value > max) return std::nullopt;
    return value;
}

}  // namespace isfocus::config
