#include "app/journal.h"

#include <spdlog/spdlog.h>

#include <iterator>

namespace isfocus::app {
namespace {

spdlog::level::level_enum level_of(focus::JournalEntry::Severity severity) {
    switch (severity) {
        case focus::JournalEntry::Severity::debug:
            return spdlog::level::debug;
        case focus::JournalEntry::Severity::info:
            return spdlog::level::info;
        case focus::JournalEntry::Severity::warn:
            break;
    }
    return spdlog::level::warn;
}

}  // namespace

void Journal::record(const focus::JournalEntry& entry) {
    const auto level = level_of(entry.severity);
    if (!spdlog::should_log(level)) return;
    spdlog::memory_buf_t line;
    auto out = std::back_inserter(line);
    fmt::format_to(out, "{}", entry.what);
    if (entry.transaction) fmt::format_to(out, " {}", origin_(entry.transaction));
    if (entry.conference) fmt::format_to(out, " conf={}", entry.conference.value);
    if (entry.leg) fmt::format_to(out, " leg={}", entry.leg.value);
    if (entry.status != 0) fmt::format_to(out, " status={}", entry.status);
    if (entry.dialog || entry.transaction) fmt::format_to(out, " call-id={}", call_id_(entry));
    if (!entry.detail.empty()) fmt::format_to(out, " detail=\"{}\"", entry.detail);
    spdlog::log(level, std::string_view(line.data(), line.size()));
}

}  // namespace isfocus::app
