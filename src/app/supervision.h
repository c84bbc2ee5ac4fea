#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "isfocus/base/table.h"

/// How the local isfocus-mrfpd is kept alive, as a table. Pure: processes and sockets are embedded_mrfp's.
namespace isfocus::app {

enum class SupervisionState : std::uint8_t {
    stopped,
    running,      ///< our child
    backing_off,  ///< it ended; the next start waits
    adopted,      ///< somebody else's has the mId's port, such as that of an isfocusd before us: it is used as it is
};
enum class SupervisionEvent : std::uint8_t { port_free, port_taken, exited, stop };
enum class SupervisionAction : std::uint8_t { none, spawn, look_again, back_off, terminate };

struct SupervisionRow {
    SupervisionState from;
    SupervisionEvent on;
    SupervisionState to;
    SupervisionAction action;
};

namespace supervision_rows {
using enum SupervisionState;
using E = SupervisionEvent;
using A = SupervisionAction;

inline constexpr std::array kSupervision{
    SupervisionRow{stopped, E::port_free, running, A::spawn},
    SupervisionRow{stopped, E::port_taken, adopted, A::look_again},
    SupervisionRow{running, E::exited, backing_off, A::back_off},
    SupervisionRow{running, E::stop, stopped, A::terminate},
    SupervisionRow{backing_off, E::port_free, running, A::spawn},
    SupervisionRow{backing_off, E::port_taken, adopted, A::look_again},
    SupervisionRow{backing_off, E::stop, stopped, A::none},
    SupervisionRow{adopted, E::port_free, running, A::spawn},
    SupervisionRow{adopted, E::port_taken, adopted, A::look_again},
    SupervisionRow{adopted, E::stop, stopped, A::none},
};
}  // namespace supervision_rows

using supervision_rows::kSupervision;

/// The pause before the next start: doubled each time, from the beginning again after a life of some length.
class BackOff {
public:
    std::chrono::milliseconds after_life_of(std::chrono::milliseconds life) {
        constexpr std::chrono::milliseconds kFirst{200}, kLongest{5000}, kHealthy{10000};
        pause_ = life >= kHealthy || pause_.count() == 0 ? kFirst : std::min(2 * pause_, kLongest);
        return pause_;
    }

private:
    std::chrono::milliseconds pause_{0};
};

}  // namespace isfocus::app
