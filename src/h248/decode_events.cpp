#include <algorithm>

#include "base/text.h"
#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

/// package/item: both Events and Signals name what they mean so.
std::string read_item_name(Reader& reader) {
    auto name = reader.name();
    if (name.find('/') == std::string::npos) reader.fail_syntax("expected package/item", name);
    return name;
}

void read_stream_number(Reader& reader, std::optional<std::uint16_t>& stream, std::string_view word) {
    reader.expect('=');
    reader.once(stream, word, ErrorCode::property_twice) = reader.number<std::uint16_t>();
}

enum class Nesting { top, embedded };

void read_requested_event(Reader& reader, RequestedEvent& event, Nesting nesting);

void read_requested_events(Reader& reader, std::vector<RequestedEvent>& events, Nesting nesting) {
    reader.block([&] { read_requested_event(reader, events.emplace_back(), nesting); });
}

/// { Signals, Events }; what is embedded may itself embed signals, not events.
void read_embed(Reader& reader, RequestedEvent& event, Nesting nesting) {
    reader.block([&] {
        const auto word = reader.word();
        if (is(word, token::signals)) return read_signals(reader, reader.once(event.embedded_signals, word));
        if (!is(word, token::events) || nesting == Nesting::embedded)
            return reader.fail_syntax("cannot be embedded here", word);
        auto& events = reader.once(event.embedded_events, word);
        if (!reader.accept('=')) return;
        event.embedded_request_id = read_request_id(reader);
        read_requested_events(reader, events, Nesting::embedded);
    });
}

void read_event_digit_map(Reader& reader, DigitMap& map) {
    reader.expect('=');
    if (reader.peek() == '{')
        map.value = reader.octets();
    else
        map.name = reader.name();
}

/// Bare words and blocks of an event; parameters have a relation.
void read_event_mark(Reader& reader, RequestedEvent& event, std::string_view word, Nesting nesting) {
    if (is(word, token::keep_active)) {
        event.keep_active = true;
    } else if (is(word, token::embed)) {
        read_embed(reader, event, nesting);
    } else if (is(word, token::reset_events)) {
        event.reset_events = true;
    } else if (const auto behaviour = value_of(kNotifyBehaviours, word)) {
        reader.once(event.notify_behaviour, word, ErrorCode::property_twice) = *behaviour;
        const bool embeds = *behaviour == NotifyBehaviour::regulated && reader.accept('{');
        if (!embeds) return;
        if (!is(reader.word(), token::embed)) reader.fail_syntax("expected Embed");
        read_embed(reader, event, nesting);
        reader.expect('}');
    } else {
        reader.fail_syntax("no value", word);
    }
}

void read_requested_event(Reader& reader, RequestedEvent& event, Nesting nesting) {
    event.name = read_item_name(reader);
    if (reader.peek() != '{') return;
    const auto item = [&] {
        const auto word = reader.word();
        const char next = reader.peek();
        if (next == ',' || next == '}' || next == '{') return read_event_mark(reader, event, word, nesting);
        if (next == '=' && is(word, token::stream)) return read_stream_number(reader, event.stream, word);
        if (next == '=' && is(word, token::digit_map))
            return read_event_digit_map(reader, reader.once(event.digit_map, word, ErrorCode::property_twice));
        read_parameter_into(reader, event.parameters, word);
    };
    reader.block(item, kMaxParameters);
}

void read_observed_event(Reader& reader, ObservedEvent& event) {
    event.name = read_item_name(reader);
    if (reader.peek() != '{') return;
    const auto item = [&] {
        const auto word = reader.word();
        if (is(word, token::stream)) return read_stream_number(reader, event.stream, word);
        read_parameter_into(reader, event.parameters, word);
    };
    reader.block(item, kMaxParameters);
}

void read_notify_completion(Reader& reader, Signal& signal) {
    if (!signal.notify_completion.empty()) reader.fail(ErrorCode::property_twice, "NotifyCompletion given twice");
    reader.block([&] { signal.notify_completion.push_back(reader.choice(kCompletionReasons)); }, kMaxParameters);
}

/// Whether the word began one of the parameters that every signal may have, which is then read.
bool read_signal_token(Reader& reader, Signal& signal, std::string_view word) {
    constexpr auto twice = ErrorCode::property_twice;
    const auto equals = [&](const Token& token) { return is(word, token) && reader.accept('='); };
    if (equals(token::signal_type)) {
        reader.once(signal.type, word, twice) = reader.choice(kSignalTypes);
    } else if (equals(token::duration)) {
        reader.once(signal.duration, word, twice) = reader.number<std::uint16_t>();
    } else if (equals(token::notify_completion)) {
        read_notify_completion(reader, signal);
    } else if (equals(token::stream)) {
        reader.once(signal.stream, word, twice) = reader.number<std::uint16_t>();
    } else if (equals(token::direction)) {
        reader.once(signal.direction, word, twice) = reader.choice(kSignalDirections);
    } else if (equals(token::request_id)) {
        reader.once(signal.request_id, word, twice) = read_request_id(reader);
    } else if (equals(token::intersignal_delay)) {
        reader.once(signal.intersignal_delay, word, twice) = reader.number<std::uint16_t>();
    } else {
        return false;
    }
    return true;
}

void read_signal(Reader& reader, Signal& signal) {
    signal.name = read_item_name(reader);
    if (reader.peek() != '{') return;
    const auto item = [&] {
        const auto word = reader.word();
        const bool bare = reader.peek() == ',' || reader.peek() == '}';
        if (bare && is(word, token::keep_active))
            signal.keep_active = true;
        else if (!read_signal_token(reader, signal, word))
            read_parameter_into(reader, signal.parameters, word);
    };
    reader.block(item, kMaxParameters);
}

void read_signal_list(Reader& reader, SignalList& list) {
    reader.expect('=');
    list.id = reader.number<std::uint16_t>();
    reader.block([&] { read_signal(reader, list.signals.emplace_back()); });
}

}  // namespace

bool is_timestamp(std::string_view word) noexcept {
    if (word.size() != 17 || (word[8] != 'T' && word[8] != 't')) return false;
    return std::all_of(word.begin(), word.begin() + 8, text::is_digit) &&
           std::all_of(word.begin() + 9, word.end(), text::is_digit);
}

std::uint32_t read_request_id(Reader& reader) {
    const auto word = reader.word();
    return word == "*" ? kEveryRequestId : reader.number_of<std::uint32_t>(word);
}

void read_events(Reader& reader, Events& events) {
    if (!reader.accept('=')) return;
    events.request_id = read_request_id(reader);
    read_requested_events(reader, events.events, Nesting::top);
}

void read_event_buffer(Reader& reader, EventBuffer& buffer) {
    if (reader.peek() != '{') return;
    reader.block([&] { read_observed_event(reader, buffer.events.emplace_back()); });
}

void read_observed_events(Reader& reader, ObservedEvents& observed) {
    reader.expect('=');
    observed.request_id = read_request_id(reader);
    reader.block([&] {
        auto& event = observed.events.emplace_back();
        if (reader.peek_after_word() == ':') {
            event.timestamp = reader.word();
            reader.expect(':');
            if (!is_timestamp(event.timestamp)) reader.fail_syntax("not a time stamp", event.timestamp);
        }
        read_observed_event(reader, event);
    });
}

void read_signals(Reader& reader, Signals& signals) {
    if (reader.peek() != '{') return;
    reader.block_or_empty([&] {
        if (!is(reader.peek_word(), token::signal_list)) return read_signal(reader, signals.signals.emplace_back());
        reader.word();
        read_signal_list(reader, signals.lists.emplace_back());
    });
}

void read_digit_map(Reader& reader, DigitMap& map) {
    const bool named = reader.accept('=');
    if (named && reader.peek() != '{') map.name = reader.name();
    if (!named || reader.peek() == '{') map.value = reader.octets();
}

}  // namespace isfocus::h248
