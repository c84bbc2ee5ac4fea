#include "sip/overload.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/random.h"

namespace isfocus::sip {
namespace {

struct SheddingRow {
    sip_method_t method;
    double from;  ///< refused at this pressure
    bool makes_dialog;
};

constexpr std::array kShedding{
    SheddingRow{sip_method_options, 0.8, false},
    SheddingRow{sip_method_subscribe, 0.8, true},
    SheddingRow{sip_method_invite, 1.0, true},
    SheddingRow{sip_method_refer, 1.0, true},
};

const SheddingRow* find_row(sip_method_t method) {
    for (const auto& row : kShedding)
        if (row.method == method) return &row;
    return nullptr;
}

template <class Number>
double part(Number now, Number limit) {
    return limit > Number{} ? static_cast<double>(now) / static_cast<double>(limit) : 0;
}

}  // namespace

Pressure pressure(const Load& load, double new_dialogs, const OverloadLimits& limits) {
    const std::array all{
        Pressure{part(load.lag.count(), limits.lag.count()), "max_lag_ms"},
        Pressure{part(load.transactions, limits.transactions), "max_transactions"},
        Pressure{part(load.dialogs, limits.dialogs), "max_dialogs"},
        Pressure{new_dialogs, "max_new_dialogs_per_s"},
    };
    Pressure most;
    for (const auto& one : all)
        if (one.height > most.height) most = one;
    return most;
}

bool is_shed(sip_method_t method, double height) {
    const auto* row = find_row(method);
    return row && height >= row->from;
}

bool Overload::admits(sip_method_t method, const Load& load, Time now) {
    const auto* row = find_row(method);
    if (!row) return true;
    refill(now);
    const Pressure most = pressure(load, used_up(), settings_.overload);
    if (!is_shed(method, most.height)) {
        if (row->makes_dialog) tokens_ = std::max(0.0, tokens_ - 1);
        return true;
    }
    last_shed_ = now;
    if (!is_overloaded_ && settings_.overloaded) settings_.overloaded({false, most.limit, 0});
    if (!is_overloaded_) shed_before_ = shed_;
    is_overloaded_ = true;
    ++shed_;
    return false;
}

void Overload::settle(Time now) {
    if (!is_overloaded_ || now - last_shed_ < kCalm) return;
    is_overloaded_ = false;
    if (settings_.overloaded) settings_.overloaded({true, "", shed_ - shed_before_});
}

/// A bucket that holds what one second allows.
void Overload::refill(Time now) {
    const double rate = settings_.overload.new_dialogs_per_s;
    const std::chrono::duration<double> passed = now - refilled_;
    refilled_ = now;
    tokens_ = std::min(rate, tokens_ + passed.count() * rate);
}

double Overload::used_up() const noexcept {
    const double rate = settings_.overload.new_dialogs_per_s;
    if (rate == 0) return 0;
    return tokens_ < 1 ? 1 : 1 - tokens_ / rate;
}

std::chrono::seconds retry_after(const OverloadLimits& limits) {
    const auto least = limits.retry_after.count();
    const auto drawn = std::stoul(random_text(4), nullptr, 16);
    return std::chrono::seconds(least + static_cast<long>(drawn % static_cast<unsigned long>(least + 1)));
}

}  // namespace isfocus::sip
