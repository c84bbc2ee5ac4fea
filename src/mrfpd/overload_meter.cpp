#include "mrfpd/overload_meter.h"

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 1s;
constexpr std::uint64_t kTicksPerInterval = 50;  // of 20 ms
constexpr std::uint64_t kMostMissed = 10;        // percent of them
constexpr auto kMostLate = 500ms;                // then the MGC would begin to ask again (normalMGExecutionTime)
constexpr int kOverloadedFrom = 3;               // intervals in a row
constexpr auto kBetweenNotifications = 5s;

}  // namespace

void OverloadMeter::start(const LoadCounters& counters, Time now) {
    before_ = counters;
    due_ = now + kInterval;
    troubled_ = 0;
}

bool OverloadMeter::measure(const LoadCounters& counters, Time now) {
    if (now < due_) return false;
    troubled_ = is_troubled(counters, now) ? troubled_ + 1 : 0;
    before_ = counters;
    due_ = now + kInterval;
    if (troubled_ < kOverloadedFrom || now < quiet_until_) return false;
    quiet_until_ = now + kBetweenNotifications;
    return true;
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
