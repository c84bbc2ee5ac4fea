#include "mrfpd/event_buffer.h"

#include <utility>

namespace isfocus::mrfpd {

void EventBuffer::set(h248::EventBufferControl control) {
    step(control == h248::EventBufferControl::off ? EventBufferEvent::off : EventBufferEvent::lock_step);
}

void EventBuffer::accept(const h248::EventBuffer& descriptor) {
    descriptor_ = descriptor;
    wanted_ = wanted_by(descriptor);
    if (wanted_.empty()) kept_.clear();
}

void EventBuffer::recognized() {
    step(EventBufferEvent::recognized);
}

void EventBuffer::renewed() {
    step(EventBufferEvent::renewed);
}

void EventBuffer::step(EventBufferEvent event) {
    const auto* row = find_row(kEventBuffer, state_, event);
    if (row == nullptr) return;
    state_ = row->to;
    if (row->action == EventBufferAction::discard) kept_.clear();
}

/// Whether anything of it is to be kept, and there is room.
bool EventBuffer::choose(Detected& detected) {
    std::erase_if(detected.events,
                  [this](const h248::ObservedEvent& event) { return requested(wanted_, event) == nullptr; });
    if (detected.events.empty()) return false;
    if (kept_.size() < kMostBuffered) return true;
    has_overflown_ = true;
    return false;
}

void EventBuffer::put(Detected detected) {
    if (choose(detected)) kept_.push_back(std::move(detected));
}

void EventBuffer::put_first(Detected detected) {
    if (choose(detected)) kept_.insert(kept_.begin(), std::move(detected));
}

std::optional<Detected> EventBuffer::take() {
    if (is_waiting() || kept_.empty()) return std::nullopt;
    auto oldest = std::move(kept_.front());
    kept_.erase(kept_.begin());
    return oldest;
}

bool EventBuffer::take_overflow() {
    return std::exchange(has_overflown_, false);
}

h248::EventBufferControl EventBuffer::control() const noexcept {
    return state_ == EventBufferState::off ? h248::EventBufferControl::off : h248::EventBufferControl::lock_step;
}

std::vector<h248::ObservedEvent> EventBuffer::kept() const {
    std::vector<h248::ObservedEvent> events;
    for (const auto& detected : kept_) events.insert(events.end(), detected.events.begin(), detected.events.end());
    return events;
}

RequestedEvents wanted_by(const h248::EventBuffer& descriptor) {
    RequestedEvents wanted;
    for (const auto& event : descriptor.events) {
        auto& one = wanted.emplace_back();
        one.name = event.name;
        one.stream = event.stream;
        one.parameters = event.parameters;
    }
    return wanted;
}

}  // namespace isfocus::mrfpd
