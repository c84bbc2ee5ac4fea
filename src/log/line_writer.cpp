#include "line_writer.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace isfocus::log {
namespace {

constexpr std::size_t kGathered = 16384;  // octets that are written before more lines are rendered
constexpr int kWaitMs = 100;

std::string_view level_name(spdlog::level::level_enum level) {
    if (level <= spdlog::level::debug) return "debug";
    if (level == spdlog::level::info) return "info";
    return level == spdlog::level::warn ? "warn" : "error";
}

/// Whole lines where possible, at most PIPE_BUF: a pipe takes that much without blocking once it is writable, and in
/// one piece, so that lines of two processes on one pipe stay apart (POSIX write()).
std::size_t next_piece(std::string_view rest) {
    if (rest.size() <= PIPE_BUF) return rest.size();
    const auto line_end = rest.substr(0, PIPE_BUF).rfind('\n');
    return line_end == std::string_view::npos ? PIPE_BUF : line_end + 1;
}

}  // namespace

void LineWriter::run() {
    for (Lines lines; queue_.take(lines);) {
        tell_dropped_lines();
        for (std::size_t i = 0; i < lines.size(); ++i) {
            append({lines[i].time, level_name(lines[i].level), program_, lines[i].text});
            if (buffer_.size() >= kGathered) flush();
        }
        flush();
    }
}

void LineWriter::append(const Line& line) {
    format_ == config::LogFormat::json ? append_json_line(buffer_, line) : append_text_line(buffer_, line);
}

void LineWriter::tell_dropped_lines() {
    const auto dropped = dropped_lines();
    if (dropped == told_) return;
    const auto text = fmt::format("log lines were dropped count={} total={}", dropped - told_, dropped);
    told_ = dropped;
    append({std::chrono::system_clock::now(), "warn", "log", text});
}

void LineWriter::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && wait_until_writable()) {
        const auto written = ::write(fd_, rest.data(), next_piece(rest));
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR && errno != EAGAIN)
            break;
    }
    discarded_ += static_cast<std::uint64_t>(std::count(rest.begin(), rest.end(), '\n'));
    buffer_.clear();
}

bool LineWriter::wait_until_writable() {
    pollfd out{fd_, POLLOUT, 0};
    while (poll(&out, 1, kWaitMs) <= 0)
        if (closing_ && --waits_left_ < 0) return false;
    return true;
}

}  // namespace isfocus::log
