#include <algorithm>

#include "h248/content.h"
#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

/// A property belongs to a package, so its name has a slash.
void read_property(Reader& reader, std::vector<Parameter>& properties, std::string_view name) {
    const bool belongs = name.find('/') != std::string_view::npos;
    if (!belongs) return reader.unknown(ErrorCode::unknown_property, "unknown property", name);
    read_parameter_into(reader, properties, name);
}

void read_local_control(Reader& reader, LocalControl& control) {
    constexpr auto twice = ErrorCode::property_twice;
    const auto item = [&] {
        const auto word = reader.word();
        if (is(word, token::mode)) {
            reader.expect('=');
            reader.once(control.mode, word, twice) = reader.choice(kStreamModes);
        } else if (is(word, token::reserved_value)) {
            reader.expect('=');
            reader.once(control.reserved_value, word, twice) = reader.choice(kSwitch);
        } else if (is(word, token::reserved_group)) {
            reader.expect('=');
            reader.once(control.reserved_group, word, twice) = reader.choice(kSwitch);
        } else {
            read_property(reader, control.properties, word);
        }
    };
    reader.block(item, kMaxParameters);
}

void read_termination_state(Reader& reader, TerminationState& state) {
    constexpr auto twice = ErrorCode::property_twice;
    const auto item = [&] {
        const auto word = reader.word();
        if (is(word, token::service_states)) {
            reader.expect('=');
            reader.once(state.service_state, word, twice) = reader.choice(kServiceStates);
        } else if (is(word, token::buffer)) {
            reader.expect('=');
            reader.once(state.event_buffer_control, word, twice) = reader.choice(kEventBufferControls);
        } else {
            read_property(reader, state.properties, word);
        }
    };
    reader.block(item, kMaxParameters);
}

/// Whether the word began a part of a stream, which is then read.
bool read_stream_parameter(Reader& reader, Stream& stream, std::string_view word) {
    if (is(word, token::local_control)) {
        read_local_control(reader, reader.once(stream.control, word));
        if (!has_content(*stream.control)) stream.control.reset();
    } else if (is(word, token::local)) {
        reader.once(stream.local, word) = reader.octets();
    } else if (is(word, token::remote)) {
        reader.once(stream.remote, word) = reader.octets();
    } else if (is(word, token::statistics)) {
        if (!stream.statistics.empty()) reader.fail(ErrorCode::descriptor_twice, "given twice", word);
        read_statistics(reader, stream.statistics);
    } else {
        return false;
    }
    return true;
}

void read_state(Reader& reader, Media& media, std::string_view word) {
    read_termination_state(reader, reader.once(media.termination_state, word));
    if (!has_content(*media.termination_state)) media.termination_state.reset();
}

void read_stream(Reader& reader, Media& media) {
    reader.expect('=');
    const auto id = reader.number<std::uint16_t>();
    if (find_stream(media, id) != nullptr) reader.fail(ErrorCode::descriptor_twice, "stream given twice");
    auto& stream = media.streams.emplace_back();
    stream.id = id;
    reader.block([&] {
        const auto word = reader.word();
        if (!read_stream_parameter(reader, stream, word))
            reader.unknown(ErrorCode::unknown_descriptor, "unknown descriptor", word);
    });
    if (!has_content(stream)) media.streams.pop_back();
}

}  // namespace

void read_media(Reader& reader, Media& media) {
    Stream implicit;
    const auto item = [&] {
        const auto word = reader.word();
        if (is(word, token::stream)) return read_stream(reader, media);
        if (is(word, token::termination_state)) return read_state(reader, media, word);
        if (!read_stream_parameter(reader, implicit, word))
            reader.unknown(ErrorCode::unknown_descriptor, "unknown descriptor", word);
    };
    reader.block(item, kMaxParameters);
    if (!has_content(implicit)) return;
    if (!media.streams.empty()) return reader.fail_syntax("streams with and without a number");
    media.streams.push_back(std::move(implicit));
}

void read_statistics(Reader& reader, std::vector<Parameter>& values) {
    reader.block([&] {
        auto name = reader.name();
        if (reader.peek() == '=')
            values.push_back(reader.parameter(std::move(name)));
        else
            values.emplace_back().name = std::move(name);
    });
}

void read_modem(Reader& reader, Modem& modem) {
    const auto type = [&] { modem.types.push_back(reader.name()); };
    if (reader.accept('=')) {
        type();
    } else {
        reader.expect('[');
        reader.list(type);
        reader.expect(']');
    }
    if (reader.peek() != '{') return;
    reader.block([&] { read_parameter_into(reader, modem.properties, reader.word()); }, kMaxParameters);
}

void read_mux(Reader& reader, Mux& mux) {
    reader.expect('=');
    mux.type = reader.name();
    reader.block([&] { mux.terminations.push_back({reader.termination()}); });
}

}  // namespace isfocus::h248
