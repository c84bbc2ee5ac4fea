#include <spdlog/spdlog.h>

#include <utility>

#include "mrfpd/gateway.h"
#include "mrfpd/requested_events.h"
#include "mrfpd/signals.h"

/// What happens to events that an MGC has asked for (H.248.1 7.1.9).
namespace isfocus::mrfpd {

void Gateway::detect(Termination& termination, Detected detected, Time now) {
    detected.at = now;
    if (termination.buffer.is_waiting()) return termination.buffer.put(std::move(detected));
    process(termination, std::move(detected), now);
}

/// A key that completes a digit map without being part of it is looked at once more when that has been told, for then
/// other events may be asked for, another digit map among them (7.1.14.7); or it is waited for what they are.
void Gateway::process(Termination& termination, Detected detected, Time now) {
    auto completed = detected.key ? dial(termination, *detected.key, now) : std::nullopt;
    if (completed && !completed->has_key) {
        recognize(termination, {std::move(completed->event)}, detected, now);
        if (termination.buffer.is_waiting()) return termination.buffer.put_first(std::move(detected));
        return process(termination, std::move(detected), now);
    }
    auto events = std::exchange(detected.events, {});
    if (completed) events.push_back(std::move(completed->event));
    detected.key.reset();
    for (auto& event : events)
        if (termination.buffer.is_waiting())
            detected.events.push_back(std::move(event));
        else
            recognize(termination, std::move(event), detected, now);
    termination.buffer.put_first(std::move(detected));
}

/// What has been kept for another Events descriptor, which is there now (7.1.9 case 1).
void Gateway::process_buffer(Termination& termination, Time now) {
    while (auto kept = termination.buffer.take()) process(termination, std::move(*kept), now);
}

void Gateway::recognize(Termination& termination, h248::ObservedEvent event, const Detected& detected, Time now) {
    const auto* found = requested(termination.events.events, event);
    if (found == nullptr) return;
    const auto asked = *found;  // another descriptor may take the place of the one that it is in
    tell(termination, std::move(event), std::chrono::duration_cast<std::chrono::milliseconds>(now - detected.at));
    termination.buffer.recognized();
    if (detected.effect == Detected::Effect::full && !asked.keep_active) interrupt_signals(termination, now);
    if (detected.effect != Detected::Effect::none) embed(termination, asked, now);
}

void Gateway::tell(Termination& termination, h248::ObservedEvent event, std::chrono::milliseconds ago) {
    h248::ObservedEvents observed;
    observed.request_id = termination.events.request_id.value_or(0);
    observed.events.push_back(std::move(event));
    auto& told = told_.emplace_back();
    told.context.value = termination.context;
    told.termination = termination.id();
    told.observed = std::move(observed);
    told.ago = ago;
    if (termination.buffer.take_overflow()) told.error = fault(h248::ErrorCode::event_buffer_full);
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
    if (asked.embedded_events) process_buffer(termination, now);
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
