#include "h248/content.h"
#include "h248/production.h"

namespace isfocus::h248 {
namespace {

void write_context_id(Writer& writer, ContextId id) {
    if (id == ContextId::null()) return writer.raw("-");
    if (id == ContextId::choose()) return writer.raw("$");
    if (id == ContextId::all()) return writer.raw("*");
    writer.number(id.value);
}

void write_topology(Writer& writer, const std::vector<Topology>& topology) {
    writer.token(token::topology);
    Writer::Block block{writer};
    for (const auto& triple : topology) {
        block.item();
        writer.word(triple.from.text);
        writer.comma();
        writer.word(triple.to.text);
        writer.comma();
        writer.token(token_of(kTopologyDirections, triple.direction));
        if (!triple.stream) continue;
        writer.comma();
        writer.numbered(token::stream, *triple.stream);
    }
}

void write_context_list(Writer& writer, const std::vector<std::uint32_t>& contexts) {
    writer.token(token::context_list);
    writer.equals_block();
    Writer::Block block{writer, Writer::Layout::inline_};
    for (const auto context : contexts) {
        block.item();
        writer.number(context);
    }
}

void write_properties(Writer& writer, Writer::Block& block, const ContextProperties& properties) {
    if (!properties.topology.empty()) {
        block.item();
        write_topology(writer, properties.topology);
    }
    if (properties.priority) {
        block.item();
        writer.numbered(token::priority, *properties.priority);
    }
    if (properties.emergency) {
        block.item();
        writer.token(*properties.emergency ? token::emergency : token::emergency_off);
    }
    if (properties.ieps_call) {
        block.item();
        writer.choice(token::ieps_call, kSwitch, *properties.ieps_call);
    }
    if (!properties.attributes.empty()) {
        block.item();
        writer.token(token::context_attr);
        Writer::Block attributes{writer};
        for (const auto& attribute : properties.attributes) {
            attributes.item();
            writer.parameter(attribute);
        }
    }
    if (!properties.context_list.empty()) {
        block.item();
        write_context_list(writer, properties.context_list);
    }
}

void write_audit(Writer& writer, const ContextAudit& audit) {
    writer.token(token::context_audit);
    Writer::Block block{writer};
    const auto flag = [&](bool given, const Token& token) {
        if (!given) return;
        block.item();
        writer.token(token);
    };
    flag(audit.topology, token::topology);
    flag(audit.emergency, token::emergency);
    flag(audit.priority, token::priority);
    flag(audit.ieps_call, token::ieps_call);
    for (const auto& attribute : audit.attributes) {
        block.item();
        writer.parameter(attribute);
    }
}

void write_terminations(Writer& writer, const std::vector<TerminationId>& terminations) {
    Writer::Block block{writer, Writer::Layout::inline_};
    for (const auto& termination : terminations) {
        block.item();
        writer.word(termination.text);
    }
}

void write_target(Writer& writer, const Command& command) {
    if (command.more_terminations.empty()) return writer.word(command.termination.text);
    writer.raw("[");
    writer.word(command.termination.text);
    for (const auto& termination : command.more_terminations) {
        writer.raw(",");
        writer.word(termination.text);
    }
    writer.raw("]");
}

void write_context_terminations(Writer& writer, const Command& command) {
    writer.token(token::context);
    if (!command.error) return write_terminations(writer, *command.context_terminations);
    Writer::Block block{writer};
    block.item();
    write(writer, *command.error);
}

bool has_descriptors(const Command& command) {
    return (command.media && has_content(*command.media)) || command.modem || command.mux || command.events ||
           command.event_buffer || command.signals || !command.digit_maps.empty() || command.audit ||
           command.observed_events || command.statistics || command.packages || command.services || command.error ||
           !command.empty_items.empty();
}

void write_descriptors(Writer& writer, const Command& command) {
    Writer::Block block{writer};
    const auto descriptor = [&](const auto& given) {
        if (!given) return;
        block.item();
        write(writer, *given);
    };
    if (command.media && has_content(*command.media)) descriptor(command.media);
    descriptor(command.modem);
    descriptor(command.mux);
    descriptor(command.events);
    descriptor(command.event_buffer);
    descriptor(command.signals);
    for (const auto& map : command.digit_maps) {
        block.item();
        write(writer, map);
    }
    descriptor(command.audit);
    descriptor(command.observed_events);
    descriptor(command.statistics);
    descriptor(command.packages);
    descriptor(command.services);
    descriptor(command.error);
    for (const auto item : command.empty_items) {
        block.item();
        writer.token(token_of(kAuditTokens, item));
    }
}

}  // namespace

void write(Writer& writer, const Command& command) {
    if (command.optional) writer.raw("O-");
    if (command.wildcarded_reply) writer.raw("W-");
    writer.token(token_of(kCommandNames, command.name));
    writer.equals();
    if (command.context_terminations) return write_context_terminations(writer, command);
    write_target(writer, command);
    if (has_descriptors(command)) write_descriptors(writer, command);
}

void write(Writer& writer, const Action& action, bool in_reply) {
    writer.token(token::context);
    writer.equals();
    write_context_id(writer, action.context);
    Writer::Block block{writer};
    write_properties(writer, block, action.properties);
    if (action.audit && !in_reply) {
        block.item();
        write_audit(writer, *action.audit);
    }
    for (const auto& command : action.commands) {
        block.item();
        write(writer, command);
    }
    if (action.error && in_reply) {
        block.item();
        write(writer, *action.error);
    }
}

}  // namespace isfocus::h248
