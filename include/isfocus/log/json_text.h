#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace isfocus::log {

/// Appends a JSON string with its quotes (RFC 8259 7). Octets that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Appends `2025-01-31T12:00:00.123Z`, without quotes.
void append_timestamp(std::string& out, std::chrono::system_clock::time_point time);

}  // namespace isfocus::log
