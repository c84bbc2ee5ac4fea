#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace isfocus::sip {

/// delta-seconds of RFC 3261 25.1, 2^31-1 at most; nothing for anything but digits.
std::optional<std::chrono::seconds> parse_delta_seconds(std::string_view text);

}  // namespace isfocus::sip
