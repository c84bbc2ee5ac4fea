#pragma once
#include <array>
#include <cstdint>

#include "isfocus/base/table.h"

/// A REFER by which the focus asks a user to dial in (POL-12), as a table.
namespace isfocus::focus {

enum class AskingState : std::uint8_t { sent, accepted, over };
enum class AskingEvent : std::uint8_t {
    accepted,  ///< 2xx
    refused,
    told,     ///< a NOTIFY that is not the last one
    outcome,  ///< the last one
    expired,
    dropped,  ///< nobody is wanted any more
};

struct AskingRow {
    AskingState from;
    AskingEvent on;
    AskingState to;
    const char* clause;
};

namespace asking_rows {
using enum AskingState;
using E = AskingEvent;

inline constexpr std::array kAsking{
    AskingRow{sent, E::accepted, accepted, "RFC 3515 2.4.2"},
    AskingRow{sent, E::refused, over, "RFC 3515 2.4.2"},
    AskingRow{sent, E::told, sent, "RFC 6665 4.4.1"},  // a NOTIFY may overtake the 2xx
    AskingRow{sent, E::outcome, over, "RFC 6665 4.4.1"},
    AskingRow{sent, E::expired, over, ""},
    AskingRow{sent, E::dropped, over, ""},
    AskingRow{accepted, E::told, accepted, "RFC 3515 2.4.5"},
    AskingRow{accepted, E::outcome, over, "RFC 3515 2.4.7"},
    AskingRow{accepted, E::expired, over, ""},
    AskingRow{accepted, E::dropped, over, ""},
};
}  // namespace asking_rows

using asking_rows::kAsking;

}  // namespace isfocus::focus
