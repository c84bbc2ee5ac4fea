#include <spdlog/spdlog.h>

#include <utility>

#include "mrfpd/gateway.h"
#include "mrfpd/requested_events.h"
#include "mrfpd/signals.h"

/// What happens to events that an MGC has asked for (H.248.1 7.1.9).
namespace isfocus::mrfpd {

/// A key that completes a digit map without being part of it is looked at once more when that has been told, for then
/// other events may be asked for, another digit map among them (7.1.14.7).
void Gateway::detect(Termination& termination, Detected detected, Time now) {
    auto completed = detected.key ? dial(termination, *detected.key, now) : std::nullopt;
    if (completed && !completed->has_key) {
        recognize(termination, std::move(completed->event), Detected::Effect::full, now);
        return detect(termination, std::move(detected), now);
    }
    for (auto& event : detected.events) recognize(termination, std::move(event), detected.effect, now);
    if (completed) recognize(termination, std::move(completed->event), Detected::Effect::full, now);
}

void Gateway::recognize(Termination& termination, h248::ObservedEvent event, Detected::Effect effect, Time now) {
    const auto* found = requested(termination.events.events, event);
    if (found == nullptr) return;
    const auto asked = *found;  // another descriptor may take the place of the one that it is in
    tell(termination, std::move(event));
    if (effect == Detected::Effect::full && !asked.keep_active) interrupt_signals(termination, now);
    if (effect != Detected::Effect::none) embed(termination, asked, now);
}

void Gateway::tell(const Termination& termination, h248::ObservedEvent event) {
    h248::ObservedEvents observed;
    observed.request_id = termination.events.request_id.value_or(0);
    observed.events.push_back(std::move(event));
    told_.push_back({h248::ContextId{termination.context}, termination.id(), std::move(observed), {}});
}

void Gateway::interrupt_signals(Termination& termination, Time now) {
    if (termination.signals.empty()) return;
    for (const auto& ended : termination.signals.stop())
        complete(termination, ended, h248::CompletionReason::by_event, now);
    apply(termination);
}

/// What is embedded in an event takes the place of the Signals and Events that there were.
void Gateway::embed(Termination& termination, const h248::RequestedEvent& asked, Time now) {
    if (!asked.embedded_signals && !asked.embedded_events) return;
    const auto signals_before = termination.signals;
    const auto hanging_before = termination.hanging_after;
    if (asked.embedded_signals) put(termination, *asked.embedded_signals);
    if (asked.embedded_events) {
        const auto events = embedded_events(asked);
        if (const auto refused = put(termination, events, now))  // it was fine when it came, but may be deleted
            spdlog::warn("context={} termination={} collects no digits: {}", termination.context, termination.id().text,
                         refused->text);
        if (termination.hanging_after != hanging_before) heard_of(termination, now);
    }
    for (const auto& ended : ended_between(signals_before, termination.signals))
        complete(termination, ended, h248::CompletionReason::by_signals_descriptor, now);
    watch_keys(termination);
    apply(termination);
}

void Gateway::complete(Termination& termination, const ActiveSignals::Ended& ended, h248::CompletionReason reason,
                       Time now) {
    const bool is_by_itself = reason == h248::CompletionReason::time_out;
    if (auto event = completion_of(ended.signal, ended.list, reason))
        detect(termination, {{std::move(*event)}, is_by_itself ? Detected::Effect::embeds : Detected::Effect::none, {}},
               now);
}

}  // namespace isfocus::mrfpd
