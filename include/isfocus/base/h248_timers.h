#pragma once
#include <chrono>
#include <cstddef>

namespace isfocus {

/// The timers of H.248 transactions that an operator may have to fit to those of a peer (H.248.1 annex D.1, package
/// root E.2): configured once, for both sides of Mp.
struct H248Timers {
    std::chrono::milliseconds first_repeat{500};  ///< of a request over UDP, at least; the wait doubles
    std::chrono::seconds t_max{10};               ///< after which a request is given up
    std::chrono::seconds long_timer{30};          ///< how long requests are remembered; above t_max
    std::chrono::milliseconds execution{500};     ///< normalMG(C)ExecutionTime, ours: after it a Pending
    /// MG(C)ProvisionalResponseTimerValue: so long a Pending lasts.
    std::chrono::milliseconds provisional_response{1500};
    int pending_limit = 3;  ///< MG(C)OriginatedPendingLimit, both ways

    friend bool operator==(const H248Timers&, const H248Timers&) = default;
};

/// How many times as much room is needed to remember so long what came in at the same rate: who asks for a longer
/// LONG-TIMER does not ask for fewer requests a second.
constexpr std::size_t rooms_for(const H248Timers& timers) noexcept {
    const auto usual = H248Timers{}.long_timer.count();
    return static_cast<std::size_t>((timers.long_timer.count() + usual - 1) / usual);
}

}  // namespace isfocus
