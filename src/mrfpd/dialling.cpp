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
    const auto after = long_tone(termination.events.events, termination.held->key);
    return after ? std::optional{termination.held->since + *after} : std::nullopt;
}

}  // namespace

/// A new Events descriptor ends what was collected for the one before, and what it asks for begins anew (7.1.14.6). A
/// name is that of a map of the termination, else of one of ROOT.
Gateway::Refusal Gateway::collect(Termination& termination, const h248::Events& events, Time now) const {
    termination.dialling.reset();
    const auto* asked = digit_map(events.events);
    if (asked == nullptr) return std::nullopt;
    if (asked->name.empty()) {
        auto map = parse_digit_map(asked->value);
        if (!map) return std::move(map.error());
        termination.dialling.emplace(std::make_shared<const DigitMap>(std::move(*map)), now);
        return std::nullopt;
    }
    auto map = termination.digit_maps.find(asked->name);
    if (!map) map = root_digit_maps_.find(asked->name);
    if (!map) return fault(h248::ErrorCode::unknown_digit_map, asked->name);
    termination.dialling.emplace(std::move(map), now);
    return std::nullopt;
}

/// As long as the map is active each key ends the signals unless dd/ce has KeepActive, and is told by itself only where
/// that was asked for. A key that the map does not take comes after the completion (7.1.14.7).
void Gateway::hear_key(Termination& termination, const MediaEvent& seen, Time now) {
    std::optional<h248::ObservedEvent> completion;
    bool is_part_of_it = false;
    if (auto& dialling = termination.dialling) {
        const bool is_press = seen.kind == MediaEvent::Kind::key_pressed;
        if (is_press && !keeps_signals(termination.events.events, kDialled)) interrupt_signals(termination);
        const auto ended = is_press ? dialling->press(seen.key, now) : dialling->release(seen.key, seen.duration, now);
        if (ended) completion = end_of(dialling, ended->how);
        is_part_of_it = ended && ended->takes_key;
    }
    if (completion && !is_part_of_it) recognize(termination, std::move(*completion));
    hold_key(termination, seen, now);
    for (auto& event : observed(seen)) recognize(termination, std::move(event));
    if (completion && is_part_of_it) recognize(termination, std::move(*completion));
    watch_keys(termination);
}

/// One finger presses one key. That it was long may be known by its end only.
void Gateway::hold_key(Termination& termination, const MediaEvent& seen, Time now) {
    if (seen.kind == MediaEvent::Kind::key_pressed) {
        termination.held = {seen.key, now};
        return;
    }
    if (!termination.held || termination.held->key != seen.key) return;
    const auto after = long_tone(termination.events.events, seen.key);
    termination.held.reset();
    if (after && seen.duration >= *after) recognize(termination, long_tone_of(seen.key));
}

void Gateway::time_keys(Time now) {
    while (!keys_.empty() && keys_.begin()->first <= now) {
        auto& termination = terminations_.at(keys_.begin()->second);
        if (const auto at = long_at(termination); at && *at <= now)
            recognize(termination, long_tone_of(std::exchange(termination.held, {})->key));
        const auto ended = termination.dialling ? termination.dialling->tick(now) : std::nullopt;
        if (ended) recognize(termination, end_of(termination.dialling, ended->how));
        watch_keys(termination);
    }
}

/// To be called when anything of this may have changed.
void Gateway::watch_keys(Termination& termination) {
    if (termination.keys_due) keys_.erase({*termination.keys_due, termination.number});
    termination.keys_due = long_at(termination);
    const auto collected_by = termination.dialling ? termination.dialling->deadline() : std::nullopt;
    if (collected_by) termination.keys_due = std::min(termination.keys_due.value_or(*collected_by), *collected_by);
    if (termination.keys_due) keys_.emplace(*termination.keys_due, termination.number);
}

}  // namespace isfocus::mrfpd
