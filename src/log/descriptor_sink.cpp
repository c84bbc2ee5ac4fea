#include "descriptor_sink.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "line.h"

namespace isfocus::log {
namespace {

constexpr std::size_t kGathered = 16384;  // octets that are written even though more lines wait
constexpr int kWaitMs = 100;

std::string_view view(spdlog::string_view_t text) {
    return {text.data(), text.size()};
}

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

void DescriptorSink::sink_it_(const spdlog::details::log_msg& message) {
    tell_dropped_lines();
    append(message);
    if (pool_.queue_size() == 0 || buffer_.size() >= kGathered) flush_();
}

void DescriptorSink::append(const spdlog::details::log_msg& message) {
    const Line line{message.time, level_name(message.level), view(message.logger_name), view(message.payload)};
    buffer_ += format_ == config::LogFormat::json ? json_line(line) : text_line(line);
}

void DescriptorSink::tell_dropped_lines() {
    const auto dropped = dropped_lines();
    if (dropped == told_) return;
    const auto text = fmt::format("log lines were dropped count={} total={}", dropped - told_, dropped);
    told_ = dropped;
    append({"log", spdlog::level::warn, text});
}

void DescriptorSink::flush_() {
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

bool DescriptorSink::wait_until_writable() {
    pollfd out{fd_, POLLOUT, 0};
    while (poll(&out, 1, kWaitMs) <= 0)
        if (closing_ && --waits_left_ < 0) return false;
    return true;
}

}  // namespace isfocus::log
