#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "isfocus/base/table.h"
#include "isfocus/focus/values.h"

/// When a subscription may send its next NOTIFY: one in flight at a time (NTF-10, EVT-32), changes no faster than the
/// minimum gap with the first at once (NTF-06, EVT-31), urgent ones exempt from the gap (NTF-07). What a NOTIFY says is
/// decided when it leaves, so a newer state overwrites a waiting one.
namespace isfocus::focus {

enum class GateState : std::uint8_t { open, in_flight, in_flight_waiting, in_flight_urgent, held, deferred };
enum class GateEvent : std::uint8_t { change, change_early, urgent, answered, answered_early, put_off, gap_over };
enum class GateAction : std::uint8_t { none, send, hold };

struct GateRow {
    GateState from;
    GateEvent on;
    GateState to;
    GateAction action;
};

namespace gate_rows {
using enum GateState;
using E = GateEvent;
using A = GateAction;

inline constexpr std::array kNotifyGate{
    GateRow{open, E::change, in_flight, A::send},
    GateRow{open, E::change_early, held, A::hold},
    GateRow{open, E::urgent, in_flight, A::send},

    GateRow{in_flight, E::change, in_flight_waiting, A::none},
    GateRow{in_flight, E::change_early, in_flight_waiting, A::none},
    GateRow{in_flight, E::urgent, in_flight_urgent, A::none},
    GateRow{in_flight, E::answered, open, A::none},
    GateRow{in_flight, E::answered_early, open, A::none},
    GateRow{in_flight, E::put_off, deferred, A::hold},

    GateRow{in_flight_waiting, E::change, in_flight_waiting, A::none},
    GateRow{in_flight_waiting, E::change_early, in_flight_waiting, A::none},
    GateRow{in_flight_waiting, E::urgent, in_flight_urgent, A::none},
    GateRow{in_flight_waiting, E::answered, in_flight, A::send},
    GateRow{in_flight_waiting, E::answered_early, held, A::hold},
    GateRow{in_flight_waiting, E::put_off, deferred, A::hold},

    GateRow{in_flight_urgent, E::change, in_flight_urgent, A::none},
    GateRow{in_flight_urgent, E::change_early, in_flight_urgent, A::none},
    GateRow{in_flight_urgent, E::urgent, in_flight_urgent, A::none},
    GateRow{in_flight_urgent, E::answered, in_flight, A::send},
    GateRow{in_flight_urgent, E::answered_early, in_flight, A::send},
    GateRow{in_flight_urgent, E::put_off, deferred, A::hold},

    GateRow{held, E::change, held, A::none},
    GateRow{held, E::change_early, held, A::none},
    GateRow{held, E::urgent, in_flight, A::send},
    GateRow{held, E::gap_over, in_flight, A::send},

    GateRow{deferred, E::change, deferred, A::none},
    GateRow{deferred, E::change_early, deferred, A::none},
    GateRow{deferred, E::urgent, deferred, A::none},
    GateRow{deferred, E::gap_over, in_flight, A::send},
};
}  // namespace gate_rows

using gate_rows::kNotifyGate;

class NotifyGate {
public:
    /// Something to tell that may wait for the gap.
    GateAction change(Time now, std::chrono::milliseconds gap) {
        return step(now < reopens(gap) ? GateEvent::change_early : GateEvent::change, now);
    }
    /// Something to tell as soon as nothing is in flight.
    GateAction urgent(Time now) { return step(GateEvent::urgent, now); }
    GateAction answered(Time now, std::chrono::milliseconds gap) {
        return step(now < reopens(gap) ? GateEvent::answered_early : GateEvent::answered, now);
    }
    /// The answer wants what it refused again, but not before some time has passed (NTF-16).
    GateAction put_off(Time now) { return step(GateEvent::put_off, now); }
    GateAction gap_over(Time now) { return step(GateEvent::gap_over, now); }

    /// When a held change may leave.
    Time reopens(std::chrono::milliseconds gap) const { return last_sent_ ? *last_sent_ + gap : Time{}; }
    GateState state() const noexcept { return state_; }

private:
    GateAction step(GateEvent on, Time now) {
        const auto* row = find_row(kNotifyGate, state_, on);
        if (!row) return GateAction::none;
        state_ = row->to;
        if (row->action == GateAction::send) last_sent_ = now;
        return row->action;
    }

    GateState state_ = GateState::open;
    std::optional<Time> last_sent_;
};

}  // namespace isfocus::focus
