#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "isfocus/sip/settings.h"
#include "sip/sofia.h"

namespace isfocus::sip {

/// How much there is to do.
struct Load {
    std::chrono::milliseconds lag{0};
    std::size_t transactions = 0;
    std::size_t dialogs = 0;
};

/// How near the nearest limit is: 1 at the limit.
struct Pressure {
    double height = 0;
    std::string_view limit;  ///< its name in the configuration; "" at height 0
};
/// `new_dialogs` is the part of its rate that has been used up. Pure.
Pressure pressure(const Load& load, double new_dialogs, const OverloadLimits& limits);

/// Whether a request of this method outside any dialog is refused under this pressure (GEN-11): what can be asked again
/// at no loss goes first; what ends something, or belongs to it, never. Pure.
bool is_shed(sip_method_t method, double height);

/// Decides which requests outside any dialog are let in, and tells when that begins and ends to be fewer than all. The
/// time comes in.
class Overload {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// The settings are looked at each time.
    explicit Overload(const Settings& settings) : settings_(settings) {}

    /// False: refuse it. A request that is let in counts for the rate of new dialogs.
    bool admits(sip_method_t method, const Load& load, Time now);
    /// To be called now and then: overload is over when nothing had to be refused for a while.
    void settle(Time now);
    /// Since the start.
    std::uint64_t shed() const noexcept { return shed_; }

    static constexpr std::chrono::seconds kCalm{5};

private:
    void refill(Time now);
    double used_up() const noexcept;

    const Settings& settings_;
    double tokens_ = 0;  ///< new dialogs that may be made at once
    Time refilled_{};
    Time last_shed_{};
    bool is_overloaded_ = false;
    std::uint64_t shed_ = 0;
    std::uint64_t shed_before_ = 0;  ///< at the beginning of the present overload
};

/// Retry-After of a 503: not the same for all, or they would all come back at once.
std::chrono::seconds retry_after(const OverloadLimits& limits);

}  // namespace isfocus::sip
