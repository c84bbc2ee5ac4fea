#include "h248/content.h"
#include "h248/production.h"

namespace isfocus::h248 {
namespace {

void write_statistics(Writer& writer, const std::vector<Parameter>& values) {
    writer.token(token::statistics);
    if (values.empty()) return;
    Writer::Block block{writer};
    write_parameters(writer, block, values);
}

void write_control(Writer& writer, const LocalControl& control) {
    writer.token(token::local_control);
    Writer::Block block{writer};
    if (control.mode) {
        block.item();
        writer.choice(token::mode, kStreamModes, *control.mode);
    }
    if (control.reserved_value) {
        block.item();
        writer.choice(token::reserved_value, kSwitch, *control.reserved_value);
    }
    if (control.reserved_group) {
        block.item();
        writer.choice(token::reserved_group, kSwitch, *control.reserved_group);
    }
    write_parameters(writer, block, control.properties);
}

void write_state(Writer& writer, const TerminationState& state) {
    writer.token(token::termination_state);
    Writer::Block block{writer};
    write_parameters(writer, block, state.properties);
    if (state.service_state) {
        block.item();
        writer.choice(token::service_states, kServiceStates, *state.service_state);
    }
    if (state.event_buffer_control) {
        block.item();
        writer.choice(token::buffer, kEventBufferControls, *state.event_buffer_control);
    }
}

void write_octets(Writer& writer, Writer::Block& block, const Token& name, const std::optional<std::string>& text) {
    if (!text) return;
    block.item();
    writer.token(name);
    writer.octets(*text);
}

void write_stream(Writer& writer, const Stream& stream) {
    writer.numbered(token::stream, stream.id);
    Writer::Block block{writer};
    if (stream.control && has_content(*stream.control)) {
        block.item();
        write_control(writer, *stream.control);
    }
    write_octets(writer, block, token::local, stream.local);
    write_octets(writer, block, token::remote, stream.remote);
    if (stream.statistics.empty()) return;
    block.item();
    write_statistics(writer, stream.statistics);
}

}  // namespace

void write_parameters(Writer& writer, Writer::Block& block, const std::vector<Parameter>& parameters) {
    for (const auto& parameter : parameters) {
        block.item();
        writer.parameter(parameter);
    }
}

void write(Writer& writer, const Media& media) {
    writer.token(token_of(kDescriptorNames, DescriptorName::media));
    Writer::Block block{writer};
    if (media.termination_state && has_content(*media.termination_state)) {
        block.item();
        write_state(writer, *media.termination_state);
    }
    for (const auto& stream : media.streams) {
        if (!has_content(stream)) continue;
        block.item();
        write_stream(writer, stream);
    }
}

void write(Writer& writer, const Statistics& statistics) {
    write_statistics(writer, statistics.values);
}

void write(Writer& writer, const Modem& modem) {
    writer.token(token_of(kDescriptorNames, DescriptorName::modem));
    writer.raw("[");
    for (const auto& type : modem.types) {
        if (&type != modem.types.data()) writer.raw(",");
        writer.word(type);
    }
    writer.raw("]");
    if (modem.properties.empty()) return;
    Writer::Block block{writer};
    write_parameters(writer, block, modem.properties);
}

void write(Writer& writer, const Mux& mux) {
    writer.token(token_of(kDescriptorNames, DescriptorName::mux));
    writer.equals();
    writer.word(mux.type);
    Writer::Block block{writer, Writer::Layout::inline_};
    for (const auto& termination : mux.terminations) {
        block.item();
        writer.word(termination.text);
    }
}

}  // namespace isfocus::h248
