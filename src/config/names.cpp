#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

constexpr std::array kLevels{LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error};
constexpr std::array kFormats{LogFormat::text, LogFormat::json};

template <class Values>
std::optional<typename Values::value_type> find_named(const Values& values, std::string_view text) {
    for (const auto value : values)
        if (name(value) == text) return value;
    return std::nullopt;
}

}  // namespace

std::string_view name(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "";
}

std::string_view name(LogFormat format) noexcept {
    return format == LogFormat::json ? "json" : "text";
}

std::optional<LogLevel> parse_log_level(std::string_view text) {
    return find_named(kLevels, text);
}

std::optional<LogFormat> parse_log_format(std::string_view text) {
    return find_named(kFormats, text);
}

}  // namespace isfocus::config
