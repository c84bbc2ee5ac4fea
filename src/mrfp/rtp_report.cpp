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

struct Column {
    std::string_view statistic, name, unit;
};

constexpr Column kColumns[] = {{"rtp/ps", "sent", ""},
                               {"rtp/pr", "received", ""},
                               {"rtp/pl", "lost", "%"},
                               {"rtp/jit", "jitter", "ms"},
                               {"rtp/delay", "delay", "ms"}};

}  // namespace

std::string rtp_report(const h248::Statistics& statistics) {
    std::string report;
    const auto add = [&](std::string_view name, double value, std::string_view unit, int decimals) {
        fmt::format_to(std::back_inserter(report), "{}{}={:.{}f}{}", report.empty() ? "" : " ", name, value, decimals,
                       unit);
    };
    if (const auto lasted_ms = number_of(statistics, "nt/dur")) add("after", *lasted_ms / 1000, "s", 1);
    for (const auto& column : kColumns)
        if (const auto value = number_of(statistics, column.statistic))
            add(column.name, *value, column.unit, column.unit == "%" ? 1 : 0);
    return report;
}

}  // namespace isfocus::mrfp
