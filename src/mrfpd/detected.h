#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/descriptors.h"
#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

using h248::Time;

/// Something that happens on a termination, and is an event if that was asked for (H.248.1 7.1.9).
struct Detected {
    /// What it does beside being told.
    enum class Effect : std::uint8_t {
        full,    ///< signals end unless it has KeepActive, and what is embedded in it takes effect
        embeds,  ///< of g/sc and hangterm/thb: signals go on, as those beside or after one that has ended are meant to
        none,    ///< of g/sc where another event or a command ended the signal, and has had its own effect
    };

    std::vector<h248::ObservedEvent> events;  ///< what it is told as, in this order
    Effect effect = Effect::full;
    std::optional<MediaEvent> key;  ///< what a digit map would take
    Time at{};
};

/// A digit map that is complete, as dd/ce.
struct DialString {
    h248::ObservedEvent event;
    bool has_key = false;  ///< the key that was pressed last is part of it
};

}  // namespace isfocus::mrfpd
