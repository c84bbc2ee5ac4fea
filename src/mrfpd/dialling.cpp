#include <algorithm>
#include <string>
#include <utility>

#include "mrfpd/gateway.h"
#include "mrfpd/key_events.h"
#include "mrfpd/observed_events.h"
#include "mrfpd/requested_events.h"

/// The keys of users: what they dial into digit maps, told as dd/ce (H.248.1 7.1.14, E.6), and each by itself, as long
/// ones too (E.4).
namespace isfocus::mrfpd {
namespace {

h248::ObservedEvent dialled(const std::string& digits, DigitsEnd how) {
    h248::ObservedEvent event;
    event.name = kDialled;
    event.parameters.emplace_back("ds", digits, true);
    event.parameters.emplace_back("Meth", how == DigitsEnd::unambiguous ? "UM"
                                          : how == DigitsEnd::partial   ? "PM"
                                                                        : "FM");
    return event;
}

/// Nothing more is collected: what has been is told.
h248::ObservedEvent end_of(std::optional<DigitCollection>& dialling, DigitsEnd how) {
    auto event = dialled(dialling->digits(), how);
    dialling.reset();
    return event;
}

/// When the key that is pressed will be one of those that dd/ltd was asked for.
std::optional<Time> long_at(const Termination& termination) {
    if (!termination.held) return std::nullopt;
    const auto after = long_tone(termination.requested_events(), termination.held->key);
    return after ? std::optional{termination.held->since + *after} : std::nullopt;
}

/// One finger presses one key. That it was for long may be known by its end only: dd/ltd.
std::optional<h248::ObservedEvent> hold(Termination& termination, const MediaEvent& seen, Time now) {
    if (seen.kind == MediaEvent::Kind::key_pressed) {
        termination.held = {seen.key, now};
        return std::nullopt;
    }
    if (!termination.held || termination.held->key != seen.key) return std::nullopt;
    const auto after = long_tone(termination.requested_events(), seen.key);
    termination.held.reset();
    return after && seen.duration >= *after ? std::optional{long_tone_of(seen.key)} : std::nullopt;
}

}  // namespace

/// A name is that of a map of the termination, else of one of ROOT.
Checked<std::shared_ptr<const DigitMap>> Gateway::map_of(const Termination& termination,
                                                         const h248::DigitMap& asked) const {
    if (asked.name.empty()) {
        auto map = parse_digit_map(asked.value, settings_.digit_map_timers);
        if (!map) return std::move(map.error());
        return std::make_shared<const DigitMap>(std::move(*map));
    }
    auto map = termination.digit_maps.find(asked.name);
    if (!map) map = root_digit_maps_.find(asked.name);
    if (!map) return fault(h248::ErrorCode::unknown_digit_map, asked.name);
    return map;
}

/// A new Events descriptor ends what was collected for the one before, and what it asks for begins anew (7.1.14.6).
Gateway::Refusal Gateway::collect(Termination& termination, const h248::Events& events, Time now) const {
    termination.dialling.reset();
    const auto* asked = digit_map(events.events);
    if (asked == nullptr) return std::nullopt;
    auto map = map_of(termination, *asked);
    if (!map) return std::move(map.error());
    termination.dialling.emplace(std::move(*map), now);
    return std::nullopt;
}

/// Whether what is embedded could be begun now (8.2.2).
Gateway::Refusal Gateway::embedded_map_fault(const Termination& termination, const h248::Events& events) const {
    for (const auto& event : events.events) {
        const auto* asked = event.embedded_events ? digit_map(*event.embedded_events) : nullptr;
        if (asked == nullptr) continue;
        if (auto map = map_of(termination, *asked); !map) return std::move(map.error());
    }
    return std::nullopt;
}

/// As long as the map is active each key ends the signals unless dd/ce has KeepActive, and is told by itself only where
/// that was asked for (7.1.14.7).
std::optional<DialString> Gateway::dial(Termination& termination, const MediaEvent& key, Time now) {
    if (!termination.dialling) return std::nullopt;
    const bool is_press = key.kind == MediaEvent::Kind::key_pressed;
    if (is_press && !keeps_signals(termination.events.events, kDialled)) interrupt_signals(termination, now);
    auto& dialling = *termination.dialling;
    const auto ended = is_press ? dialling.press(key.key, now) : dialling.release(key.key, key.duration, now);
    if (!ended) return std::nullopt;
    return DialString{end_of(termination.dialling, ended->how), ended->takes_key};
}

void Gateway::hear_key(Termination& termination, const MediaEvent& seen, Time now) {
    auto events = observed(seen, termination.local);
    if (auto was_long = hold(termination, seen, now)) events.insert(events.begin(), std::move(*was_long));
    detect(termination, {std::move(events), Detected::Effect::full, seen}, now);
    watch_keys(termination);
}

void Gateway::time_keys(Time now) {
    while (!keys_.empty() && keys_.begin()->first <= now) {
        auto& termination = terminations_.at(keys_.begin()->second);
        if (const auto at = long_at(termination); at && *at <= now)
            detect(termination, {{long_tone_of(std::exchange(termination.held, {})->key)}}, now);
        const bool collects = termination.dialling && !termination.buffer.is_waiting();
        const auto ended = collects ? termination.dialling->tick(now) : std::nullopt;
        if (ended) detect(termination, {{end_of(termination.dialling, ended->how)}}, now);
        watch_keys(termination);
    }
}

/// To be called when anything of this may have changed.
void Gateway::watch_keys(Termination& termination) {
    if (termination.keys_due) keys_.erase({*termination.keys_due, termination.number});
    termination.keys_due = long_at(termination);
    const bool collects = termination.dialling && !termination.buffer.is_waiting();
    const auto collected_by = collects ? termination.dialling->deadline() : std::nullopt;
    if (collected_by) termination.keys_due = std::min(termination.keys_due.value_or(*collected_by), *collected_by);
    if (termination.keys_due) keys_.emplace(*termination.keys_due, termination.number);
}

}  // namespace isfocus::mrfpd
