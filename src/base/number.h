#pragma once
#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace isfocus::text {

/// The number that digits and nothing else spell; nothing for a sign, white space, no digit at all, or what is more
/// than `most`, however long it is. `base` is 10 or 16 (letters of either case, no 0x).
template <std::unsigned_integral Number>
std::optional<Number> parse_number(std::string_view digits, Number most = std::numeric_limits<Number>::max(),
                                   int base = 10) noexcept {
    Number value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    const bool is_whole = error == std::errc{} && stop == end && value <= most;
    return is_whole ? std::optional{value} : std::nullopt;
}

}  // namespace isfocus::text
