#include "mrfpd/overload_meter.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 1s;
constexpr std::uint64_t kTicksPerInterval = 50;  // of 20 ms
constexpr std::uint64_t kMostMissed = 10;        // percent of them
constexpr auto kMostLate = 500ms;                // then the MGC would begin to ask again (normalMGExecutionTime)
constexpr int kOverloadedFrom = 3;               // intervals in a row
constexpr auto kBetweenNotifications = 5s;
constexpr unsigned kMostReduction = 95;  // percent: some go through always, or nobody would notice the end
constexpr unsigned kGivenBack = 25;      // percent
constexpr int kGivenBackAfter = 5;       // intervals

}  // namespace

void OverloadMeter::start(const LoadCounters& counters, Time now) {
    before_ = counters;
    due_ = now + kInterval;
    troubled_ = calm_ = 0;
    reduction_ = told_reduction_ = 0;
}

bool OverloadMeter::measure(const LoadCounters& counters, Time now) {
    if (now < due_) return false;
    const bool is_troubled_now = is_troubled(counters, now);
    troubled_ = is_troubled_now ? troubled_ + 1 : 0;
    calm_ = is_troubled_now ? 0 : calm_ + 1;
    if (calm_ > 0 && calm_ % kGivenBackAfter == 0) reduction_ -= std::min(reduction_, kGivenBack);
    before_ = counters;
    due_ = now + kInterval;
    if (troubled_ < kOverloadedFrom || now < quiet_until_) return false;
    quiet_until_ = now + kBetweenNotifications;
    reduction_ = std::min(100 - (100 - reduction_) / 2, kMostReduction);
    return true;
}

std::optional<unsigned> OverloadMeter::take_changed_reduction() {
    if (reduction_ == told_reduction_) return std::nullopt;
    told_reduction_ = reduction_;
    return reduction_;
}

/// The thread of H.248 is measured by itself: what it comes late to this, its messages waited, too.
bool OverloadMeter::is_troubled(const LoadCounters& counters, Time now) const {
    const auto missed = counters.ticks_missed - before_.ticks_missed;
    const auto seconds = static_cast<std::uint64_t>((now - due_) / kInterval) + 1;
    const auto ticks = kTicksPerInterval * seconds * media_threads_;
    return missed * 100 >= ticks * kMostMissed || counters.orders_dropped != before_.orders_dropped ||
           now - due_ >= kMostLate;
}

}  // namespace isfocus::mrfpd
