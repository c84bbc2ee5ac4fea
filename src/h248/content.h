#pragma once
#include "isfocus/h248/descriptors.h"

/// Whether there is anything to write: braces around nothing are not in the grammar.
namespace isfocus::h248 {

inline bool has_content(const LocalControl& control) {
    return control.mode || control.reserved_value || control.reserved_group || !control.properties.empty();
}

inline bool has_content(const TerminationState& state) {
    return state.service_state || state.event_buffer_control || !state.properties.empty();
}

inline bool has_content(const Stream& stream) {
    const bool controls = stream.control && has_content(*stream.control);
    return controls || stream.local || stream.remote || !stream.statistics.empty();
}

inline bool has_content(const Media& media) {
    if (media.termination_state && has_content(*media.termination_state)) return true;
    for (const auto& stream : media.streams)
        if (has_content(stream)) return true;
    return false;
}

}  // namespace isfocus::h248
