#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace isfocus::log {

/// What a log line tells.
struct Line {
    std::chrono::system_clock::time_point time;
    std::string_view level;
    std::string_view program;
    std::string_view message;
};

/// Appends `2025-01-31T12:00:00.123Z info isfocusd: message` and a line feed. Control characters and octets that are no
/// UTF-8 are escaped: what a peer put into a message cannot begin another line.
void append_text_line(std::string& out, const Line& line);

/// Appends one JSON object and a line feed. The `key=value` pairs of the message become members of their own, as
/// strings; the message itself stays whole. The first pair of a name counts, and none replaces ts, level, program or
/// msg.
void append_json_line(std::string& out, const Line& line);

}  // namespace isfocus::log
