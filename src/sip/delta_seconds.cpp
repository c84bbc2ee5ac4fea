#include "sip/delta_seconds.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace isfocus::sip {

std::optional<std::chrono::seconds> parse_delta_seconds(std::string_view text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    std::int32_t seconds = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc::result_out_of_range)
        seconds = std::numeric_limits<std::int32_t>::max();
    return std::chrono::seconds(seconds);
}

}  // namespace isfocus::sip
