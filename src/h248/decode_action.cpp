#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

ContextId read_context_id(Reader& reader) {
    const auto word = reader.word();
    if (word == "-") return ContextId::null();
    if (word == "$") return ContextId::choose();
    if (word == "*") return ContextId::all();
    return {reader.number_of<std::uint32_t>(word, ContextId::choose().value - 1)};
}

/// { a, b, direction [, Stream = n] *( , ... ) }
void read_topology(Reader& reader, std::vector<Topology>& topology) {
    reader.block([&] {
        auto& triple = topology.emplace_back();
        triple.from.text = reader.termination();
        reader.expect(',');
        triple.to.text = reader.termination();
        reader.expect(',');
        triple.direction = reader.choice(kTopologyDirections);
        if (reader.peek() != ',') return;
        if (!reader.next_item_is(token::stream, '=')) return;
        reader.accept(',');
        reader.word();
        reader.expect('=');
        triple.stream = reader.number<std::uint16_t>();
    });
}

void read_context_audit(Reader& reader, ContextAudit& audit) {
    reader.block([&] {
        const auto word = reader.name();
        const bool bare = reader.peek() == ',' || reader.peek() == '}';
        if (!bare) {
            audit.attributes.push_back(reader.parameter(word));
        } else if (is(word, token::topology)) {
            audit.topology = true;
        } else if (is(word, token::emergency)) {
            audit.emergency = true;
        } else if (is(word, token::priority)) {
            audit.priority = true;
        } else if (is(word, token::ieps_call)) {
            audit.ieps_call = true;
        } else {
            audit.attributes.emplace_back().name = word;
        }
    });
}

/// ContextList = { 1, 2 } or [ 1, 2 ]
void read_context_list(Reader& reader, std::vector<std::uint32_t>& contexts) {
    reader.expect('=');
    const bool square = reader.accept('[');
    if (!square) reader.expect('{');
    reader.list([&] { contexts.push_back(reader.number<std::uint32_t>()); });
    reader.expect(square ? ']' : '}');
}

/// Whether the word began a context property, which is then read.
bool read_context_property(Reader& reader, ContextProperties& properties, std::string_view word) {
    constexpr auto twice = ErrorCode::property_twice;
    const char next = reader.peek();
    if (next == '{' && is(word, token::topology)) {
        if (!properties.topology.empty()) reader.fail(twice, "given twice", word);
        read_topology(reader, properties.topology);
    } else if (next == '=' && is(word, token::priority)) {
        reader.expect('=');
        reader.once(properties.priority, word, twice) = reader.number<std::uint16_t>();
    } else if (next != '=' && (is(word, token::emergency) || is(word, token::emergency_off))) {
        reader.once(properties.emergency, word, twice) = is(word, token::emergency);
    } else if (next == '=' && is(word, token::ieps_call)) {
        reader.expect('=');
        reader.once(properties.ieps_call, word, twice) = reader.choice(kSwitch);
    } else if (next == '{' && is(word, token::context_attr)) {
        reader.block([&] { read_parameter_into(reader, properties.attributes, reader.word()); }, kMaxParameters);
    } else if (next == '=' && is(word, token::context_list)) {
        read_context_list(reader, properties.context_list);
    } else {
        return false;
    }
    return true;
}

}  // namespace

void read_action(Reader& reader, Action& action, bool in_reply) {
    reader.expect('=');
    const Reader::Level level{reader, ErrorCode::syntax_error_in_action};
    action.context = read_context_id(reader);
    const auto item = [&] {
        const auto word = reader.word();
        if (read_context_property(reader, action.properties, word)) return;
        if (in_reply && is(word, token::error)) {
            reader.once(action.error, word) = read_error(reader);
        } else if (!in_reply && is(word, token::context_audit) && reader.peek() == '{') {
            read_context_audit(reader, reader.once(action.audit, word));
        } else {
            read_command(reader, action, word, in_reply);
        }
    };
    if (in_reply)
        reader.block_or_empty(item, kMaxMessageOctets);
    else
        reader.block(item);
}

void read_parameter_into(Reader& reader, std::vector<Parameter>& list, std::string_view name) {
    if (name.size() > kMaxNameOctets) return reader.fail_syntax("name too long", name);
    if (find(list, name) != nullptr) return reader.fail(ErrorCode::property_twice, "given twice", name);
    list.push_back(reader.parameter(std::string{name}));
}

}  // namespace isfocus::h248
