#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/descriptors.h"
#include "mrfpd/mgc_place.h"
#include "mrfpd/registration_table.h"

namespace isfocus::mrfpd {

using h248::Time;

struct RegistrationSettings {
    MgcPlace mgc;                                  ///< as configured
    std::vector<MgcPlace> other_mgcs;              ///< whom to turn to in turn when it cannot be had (H.248.1 11.5)
    std::chrono::milliseconds longest_start{100};  ///< the first ServiceChange is sent within that, at random
    std::chrono::milliseconds first_retry{1000};   ///< doubles with each failure
    std::chrono::milliseconds longest_retry{10'000};
    std::chrono::milliseconds refused_retry{30'000};  ///< after error 402: somebody has to change a configuration
    /// Of an MGC that does not ask for it/ito; above its heartbeat interval.
    std::chrono::milliseconds silence{15'000};
};

/// The control association seen from the MRFP: where the MGC is, and whether it knows us. No socket and no clock: it
/// is told what happens, and says what is to be done.
class Registration {
public:
    Registration(const RegistrationSettings& settings, std::uint64_t seed);

    void start(Time now);
    /// What the table says to do. An event that means nothing in this state does nothing.
    RegistrationAction step(RegistrationEvent event, Time now);

    /// The MGC to try from now on; nothing: the configured one again. Goes before redirected and handed_off.
    void aim_at(const std::optional<MgcPlace>& mgc);
    /// The Delay of the MGC's Graceful: it has gone by then. Goes before mgc_closes; nothing: it says when.
    void leaves_within(std::optional<std::chrono::seconds> delay, Time now);
    /// After error 402 the next try comes late.
    void slow_down() { slow_ = true; }
    /// After how long without a word the MGC wants to be asked for one (it/ito); nothing: it does not, and is given up
    /// after RegistrationSettings::silence. Counts from now on.
    void ask_after(std::optional<std::chrono::milliseconds> silence, Time now);
    /// Anything that the MGC sent.
    void heard(Time now);
    /// The event whose time has come: delay_over, inactive, silent or mgc_leaves.
    std::optional<RegistrationEvent> due(Time now) const;
    std::optional<Time> next_deadline() const;

    RegistrationState state() const noexcept { return state_; }
    const MgcPlace& mgc() const noexcept { return mgc_; }
    /// The wait before the next try.
    std::chrono::milliseconds wait() const noexcept { return wait_; }
    /// Whether the last failure made the wait longer than the one before: the log tells each step once.
    bool is_new_step() const noexcept { return new_step_; }

    /// Method and reason of the ServiceChange to send: cold boot until an MGC has accepted us once; afterwards that we
    /// are back with our contexts (Disconnected 900), or come from another MGC with them (Failover 909).
    h248::Services announcement() const;

private:
    void wait_for(std::chrono::milliseconds wait, Time now);
    void back_off(RegistrationEvent why, Time now);
    MgcPlace next_mgc() const;
    std::chrono::milliseconds random_up_to(std::chrono::milliseconds most);

    RegistrationSettings settings_;
    std::minstd_rand random_;
    RegistrationState state_ = RegistrationState::waiting;
    MgcPlace mgc_;
    std::optional<MgcPlace> accepted_by_;  ///< the MGC that knows our contexts
    h248::ServiceChangeMethod method_ = h248::ServiceChangeMethod::restart;
    std::chrono::milliseconds wait_{0};
    std::chrono::milliseconds next_retry_;
    Time deadline_ = Time::max();  ///< of the wait, or of the MGC's silence
    std::optional<std::chrono::milliseconds> ask_after_;
    Time gone_by_ = Time::max();  ///< when the MGC, which closes, has gone at the latest
    unsigned detours_ = 0;        ///< redirections in a row
    bool slow_ = false;
    bool new_step_ = false;
};

}  // namespace isfocus::mrfpd
