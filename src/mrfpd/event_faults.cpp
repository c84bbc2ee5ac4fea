#include "mrfpd/event_faults.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "mrfpd/event_buffer.h"
#include "mrfpd/key_events.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"
#include "mrfpd/signals.h"

namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

/// Whether this is a value of the parameter.
using Takes = bool (*)(const h248::Parameter&);

bool is_tone_list(const h248::Parameter& parameter) {
    return std::ranges::all_of(parameter.values, [](const h248::Value& value) { return is_tone_id(value.text); });
}
bool is_seconds(const h248::Parameter& parameter) {
    return seconds_of(parameter.value()).has_value();
}
bool is_count(const h248::Parameter& parameter) {
    return count_of(parameter.value()).has_value();
}
bool is_direction(const h248::Parameter& parameter) {
    return direction_of(parameter.value()).has_value();
}
bool is_percentage(const h248::Parameter& parameter) {
    return percentage_of(parameter.value()).has_value();
}
bool is_silence(const h248::Parameter& parameter) {
    return silence_of(parameter.value()).has_value();
}

struct Known {
    std::string_view event, parameter;
    Takes takes;
};

/// All that there are.
constexpr std::array kParameters{Known{kPressed, "tl", is_tone_list},
                                 Known{kReleased, "tl", is_tone_list},
                                 Known{kLongTone, "tl", is_tone_list},
                                 Known{kLongTone, "dur", is_count},
                                 Known{kStopped, "dt", is_seconds},
                                 Known{kStopped, "dir", is_direction},
                                 Known{kLossy, "th", is_percentage},
                                 Known{kInactivity, "mit", is_silence},
                                 Known{kHangingTermination, "timerx", is_seconds}};

std::optional<Fault> fault_of(const h248::RequestedEvent& event, const h248::Parameter& parameter) {
    const auto known = std::ranges::find_if(kParameters, [&](const Known& one) {
        return h248::equal_names(one.event, event.name) && h248::equal_names(one.parameter, parameter.name);
    });
    if (known == kParameters.end()) return fault(ErrorCode::unknown_parameter, parameter.name);
    return known->takes(parameter) ? std::nullopt : std::optional{fault(ErrorCode::unknown_value, parameter.name)};
}

std::optional<Fault> fault_of(const h248::RequestedEvent& event) {
    if (!has_package(event.name)) return fault(ErrorCode::unknown_package, package_of(event.name));
    if (std::ranges::none_of(all_events(), [&](std::string_view known) { return covers(event, known); }))
        return fault(ErrorCode::no_such_event, event.name);
    for (const auto& parameter : event.parameters)
        if (auto refused = fault_of(event, parameter)) return refused;
    return std::nullopt;
}

}  // namespace

std::optional<Fault> fault_of(const h248::Events& events, const Announcements& announcements) {
    for (const auto& event : events.events) {
        if (auto refused = fault_of(event)) return refused;
        const bool is_dialled = covers(event, kDialled);
        if (is_dialled && !event.digit_map) return fault(ErrorCode::parameter_missing, "DigitMap");
        if (!is_dialled && event.digit_map) return fault(ErrorCode::unknown_parameter, "DigitMap");
        if (event.keep_active && event.embedded_signals)
            return fault(ErrorCode::syntax_error_in_command, "Signals are embedded beside KeepActive");
        if (event.embedded_signals)
            if (auto refused = fault_of(*event.embedded_signals, announcements)) return refused;
        if (event.embedded_events)
            if (auto refused = fault_of(embedded_events(event), announcements)) return refused;
    }
    return std::nullopt;
}

std::optional<Fault> fault_of(const h248::EventBuffer& buffer) {
    for (const auto& event : wanted_by(buffer))
        if (auto refused = fault_of(event)) return refused;
    return std::nullopt;
}

}  // namespace isfocus::mrfpd
