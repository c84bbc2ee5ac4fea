#include "mrfp/rtp_report.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace isfocus::mrfp {
namespace {

std::optional<double> number_of(const h248::Statistics& statistics, std::string_view name) {
    const auto* found = h248::find(statistics.values, name);
    if (!found) return std::nullopt;
    const auto text = found->value();
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = problem == std::errc{} && end == text.data() + text.size();
    return is_number && std::isfinite(number) && number >= 0 ? std::optional{number} : std::nullopt;
}

enum class Unit : std::uint8_t { packets, percent, timestamp };

struct Column {
    std::string_view statistic, name;
    Unit unit;
};

constexpr Column kColumns[] = {{"rtp/ps", "sent", Unit::packets},
                               {"rtp/pr", "received", Unit::packets},
                               {"rtp/pl", "lost", Unit::percent},
                               {"rtp/jit", "jitter", Unit::timestamp},
                               {"rtp/delay", "delay", Unit::timestamp}};

}  // namespace

std::string rtp_report(const h248::Statistics& statistics, std::uint32_t clock) {
    std::string report;
    const auto add = [&](std::string_view name, double value, std::string_view unit, int decimals) {
        fmt::format_to(std::back_inserter(report), "{}{}={:.{}f}{}", report.empty() ? "" : " ", name, value, decimals,
                       unit);
    };
    if (const auto lasted_ms = number_of(statistics, "nt/dur")) add("after", *lasted_ms / 1000, "s", 1);
    for (const auto& column : kColumns) {
        const auto value = number_of(statistics, column.statistic);
        if (!value) continue;
        switch (column.unit) {
            case Unit::packets:
                add(column.name, *value, "", 0);
                break;
            case Unit::percent:
                add(column.name, *value, "%", 1);
                break;
            case Unit::timestamp:
                add(column.name, *value * 1000 / clock, "ms", 0);
                break;
        }
    }
    return report;
}

}  // namespace isfocus::mrfp
