#include "app/limited_log.h"

#include <spdlog/spdlog.h>

#include <cstddef>
#include <optional>

namespace isfocus::app {
namespace {

struct KindOfLine {
    spdlog::level::level_enum level;
    std::string_view name;  ///< how its lines begin
};

/// In the order of LimitedLog::Kind.
constexpr std::array kKinds{KindOfLine{spdlog::level::info, "refused"},     KindOfLine{spdlog::level::warn, "refused"},
                            KindOfLine{spdlog::level::warn, "odd request"}, KindOfLine{spdlog::level::info, "xcap"},
                            KindOfLine{spdlog::level::warn, "xcap"},        KindOfLine{spdlog::level::warn, "tls"}};

}  // namespace

void LimitedLog::line(Kind kind, std::string_view text, log::LineLimit::Time now) {
    const auto index = static_cast<std::size_t>(kind);
    const auto level = kKinds[index].level;
    if (!spdlog::should_log(level)) return;
    {
        const std::lock_guard lock(mutex_);
        if (!limits_[index].admits(now)) return;
    }
    spdlog::log(level, "{}", text);
}

void LimitedLog::tell(log::LineLimit::Time now) {
    static_assert(kKinds.size() == std::tuple_size_v<decltype(limits_)>);
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        std::optional<std::uint64_t> count;
        {
            const std::lock_guard lock(mutex_);
            count = limits_[i].left_out(now);
        }
        if (count) spdlog::log(kKinds[i].level, "{} suppressed={}", kKinds[i].name, *count);
    }
}

}  // namespace isfocus::app
