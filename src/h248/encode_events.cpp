#include "h248/production.h"

namespace isfocus::h248 {
namespace {

using Layout = Writer::Layout;

void write_stream(Writer& writer, Writer::Block& block, const std::optional<std::uint16_t>& stream) {
    if (!stream) return;
    block.item();
    writer.numbered(token::stream, *stream);
}

void write_event(Writer& writer, const RequestedEvent& event);

void write_event_list(Writer& writer, const std::optional<std::uint32_t>& request_id,
                      const std::vector<RequestedEvent>& events) {
    writer.token(token::events);
    if (events.empty()) return;
    writer.equals();
    write_request_id(writer, request_id.value_or(0));
    Writer::Block block{writer};
    for (const auto& event : events) {
        block.item();
        write_event(writer, event);
    }
}

void write_embed(Writer& writer, const RequestedEvent& event) {
    writer.token(token::embed);
    Writer::Block block{writer};
    if (event.embedded_signals) {
        block.item();
        write(writer, *event.embedded_signals);
    }
    if (event.embedded_events) {
        block.item();
        write_event_list(writer, event.embedded_request_id, *event.embedded_events);
    }
}

/// Embed stands inside RegulatedNotify where there is one.
void write_behaviour(Writer& writer, Writer::Block& block, const RequestedEvent& event) {
    const bool embeds = event.embedded_signals || event.embedded_events;
    const bool regulated = event.notify_behaviour == NotifyBehaviour::regulated;
    if (event.notify_behaviour) {
        block.item();
        writer.token(token_of(kNotifyBehaviours, *event.notify_behaviour));
    }
    if (embeds && regulated) {
        Writer::Block inner{writer};
        inner.item();
        write_embed(writer, event);
    } else if (embeds) {
        block.item();
        write_embed(writer, event);
    }
}

void write_event_digit_map(Writer& writer, const DigitMap& map) {
    writer.token(token::digit_map);
    writer.equals();
    if (map.name.empty())
        writer.octets(map.value);
    else
        writer.word(map.name);
}

void write_event(Writer& writer, const RequestedEvent& event) {
    writer.word(event.name);
    const bool marked = event.keep_active || event.reset_events || event.notify_behaviour || event.embedded_signals ||
                        event.embedded_events;
    if (!marked && !event.stream && !event.digit_map && event.parameters.empty()) return;
    Writer::Block block{writer, marked || event.digit_map ? Layout::lines : Layout::inline_};
    write_stream(writer, block, event.stream);
    write_parameters(writer, block, event.parameters);
    if (event.keep_active) {
        block.item();
        writer.token(token::keep_active);
    }
    if (event.digit_map) {
        block.item();
        write_event_digit_map(writer, *event.digit_map);
    }
    write_behaviour(writer, block, event);
    if (event.reset_events) {
        block.item();
        writer.token(token::reset_events);
    }
}

void write_observed(Writer& writer, const ObservedEvent& event) {
    if (!event.timestamp.empty()) {
        writer.word(event.timestamp);
        writer.raw(":");
    }
    writer.word(event.name);
    if (!event.stream && event.parameters.empty()) return;
    Writer::Block block{writer, Layout::inline_};
    write_stream(writer, block, event.stream);
    write_parameters(writer, block, event.parameters);
}

void write_completion(Writer& writer, const std::vector<CompletionReason>& reasons) {
    writer.token(token::notify_completion);
    writer.equals_block();
    Writer::Block block{writer, Layout::inline_};
    for (const auto reason : reasons) {
        block.item();
        writer.token(token_of(kCompletionReasons, reason));
    }
}

bool has_parameters(const Signal& signal) {
    return signal.stream || signal.type || signal.duration || !signal.notify_completion.empty() || signal.keep_active ||
           signal.direction || signal.request_id || signal.intersignal_delay || !signal.parameters.empty();
}

void write_signal(Writer& writer, const Signal& signal) {
    writer.word(signal.name);
    if (!has_parameters(signal)) return;
    Writer::Block block{writer, Layout::inline_};
    write_stream(writer, block, signal.stream);
    write_parameters(writer, block, signal.parameters);
    if (signal.type) {
        block.item();
        writer.choice(token::signal_type, kSignalTypes, *signal.type);
    }
    if (signal.duration) {
        block.item();
        writer.numbered(token::duration, *signal.duration);
    }
    if (!signal.notify_completion.empty()) {
        block.item();
        write_completion(writer, signal.notify_completion);
    }
    if (signal.keep_active) {
        block.item();
        writer.token(token::keep_active);
    }
    if (signal.direction) {
        block.item();
        writer.choice(token::direction, kSignalDirections, *signal.direction);
    }
    if (signal.request_id) {
        block.item();
        writer.token(token::request_id);
        writer.equals();
        write_request_id(writer, *signal.request_id);
    }
    if (signal.intersignal_delay) {
        block.item();
        writer.numbered(token::intersignal_delay, *signal.intersignal_delay);
    }
}

void write_signal_list(Writer& writer, const SignalList& list) {
    writer.numbered(token::signal_list, list.id);
    Writer::Block block{writer};
    for (const auto& signal : list.signals) {
        block.item();
        write_signal(writer, signal);
    }
}

}  // namespace

void write_request_id(Writer& writer, std::uint32_t id) {
    if (id == kEveryRequestId)
        writer.raw("*");
    else
        writer.number(id);
}

void write(Writer& writer, const Events& events) {
    write_event_list(writer, events.request_id, events.events);
}

void write(Writer& writer, const EventBuffer& buffer) {
    writer.token(token_of(kDescriptorNames, DescriptorName::event_buffer));
    if (buffer.events.empty()) return;
    Writer::Block block{writer};
    for (const auto& event : buffer.events) {
        block.item();
        write_observed(writer, event);
    }
}

void write(Writer& writer, const ObservedEvents& observed) {
    writer.token(token_of(kDescriptorNames, DescriptorName::observed_events));
    writer.equals();
    write_request_id(writer, observed.request_id);
    Writer::Block block{writer};
    for (const auto& event : observed.events) {
        block.item();
        write_observed(writer, event);
    }
}

void write(Writer& writer, const Signals& signals) {
    writer.token(token::signals);
    if (signals.signals.empty() && signals.lists.empty()) return;
    Writer::Block block{writer};
    for (const auto& signal : signals.signals) {
        block.item();
        write_signal(writer, signal);
    }
    for (const auto& list : signals.lists) {
        block.item();
        write_signal_list(writer, list);
    }
}

void write(Writer& writer, const DigitMap& map) {
    write_event_digit_map(writer, map);
    if (!map.name.empty() && !map.value.empty()) writer.octets(map.value);
}

}  // namespace isfocus::h248
