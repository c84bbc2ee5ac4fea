#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// EventBufferControl of a termination (H.248.1 7.1.5, 7.1.9), as a table. In LockStep an MGC is told of one event at a
/// time, and has to say what it wants to be told of next.
namespace isfocus::mrfpd {

enum class EventBufferState : std::uint8_t {
    off,
    ready,    ///< LockStep: the events of the Events descriptor are recognized
    waiting,  ///< LockStep: for another Events descriptor; events of the EventBuffer descriptor are kept until then
};

enum class EventBufferEvent : std::uint8_t {
    lock_step,   ///< Buffer = LockStep
    off,         ///< Buffer = Off
    recognized,  ///< an event of the Events descriptor was
    renewed,     ///< there is another Events descriptor, by a command or embedded in an event
};

enum class EventBufferAction : std::uint8_t {
    none,
    discard,  ///< what is kept
};

struct EventBufferRow {
    EventBufferState from;
    EventBufferEvent on;
    EventBufferState to;
    EventBufferAction action;
    const char* clause;
};

namespace event_buffer_rows {
using S = EventBufferState;
using E = EventBufferEvent;
using A = EventBufferAction;

inline constexpr std::array kEventBuffer{
    EventBufferRow{S::off, E::lock_step, S::ready, A::none, "H.248.1 7.1.5"},
    EventBufferRow{S::ready, E::recognized, S::waiting, A::none, "H.248.1 7.1.9: normal handling is suspended"},
    EventBufferRow{S::ready, E::off, S::off, A::discard, "H.248.1 7.1.9 case 2"},
    EventBufferRow{S::waiting, E::renewed, S::ready, A::none, "H.248.1 7.1.9 case 1: what is kept comes first"},
    EventBufferRow{S::waiting, E::off, S::off, A::discard, "H.248.1 7.1.9 case 2"},
};
}  // namespace event_buffer_rows

using event_buffer_rows::kEventBuffer;

}  // namespace isfocus::mrfpd
