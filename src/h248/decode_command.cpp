#include "h248/content.h"
#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

constexpr unsigned bit(DescriptorName name) {
    return 1U << static_cast<unsigned>(name);
}

/// Which descriptors a request may carry (Annex B: ammParameter, subtractRequest, ...). Replies are not judged.
constexpr unsigned legal_in_request(CommandName command) {
    using D = DescriptorName;
    switch (command) {
        case CommandName::add:
        case CommandName::modify:
        case CommandName::move:
            return bit(D::media) | bit(D::modem) | bit(D::mux) | bit(D::events) | bit(D::event_buffer) |
                   bit(D::signals) | bit(D::digit_map) | bit(D::audit) | bit(D::statistics);
        case CommandName::subtract:
        case CommandName::audit_value:
        case CommandName::audit_capability:
            return bit(D::audit);
        case CommandName::notify:
            return bit(D::observed_events) | bit(D::error);
        case CommandName::service_change:
            return bit(D::services);
    }
    return 0;
}

/// In a reply to an audit: the bare names of what is empty. Bare Events, Signals and EventBuffer are descriptors.
bool read_empty_item(Reader& reader, Command& command, std::string_view word) {
    const char next = reader.peek();
    const auto token = value_of(kAuditTokens, word);
    if (!token || (next != ',' && next != '}')) return false;
    const bool is_descriptor =
        *token == AuditToken::events || *token == AuditToken::signals || *token == AuditToken::event_buffer;
    if (!is_descriptor) command.empty_items.push_back(*token);
    return !is_descriptor;
}

void read_descriptor_body(Reader& reader, Command& command, DescriptorName name, std::string_view word) {
    switch (name) {
        case DescriptorName::media:
            return read_media(reader, reader.once(command.media, word));
        case DescriptorName::modem:
            return read_modem(reader, reader.once(command.modem, word));
        case DescriptorName::mux:
            return read_mux(reader, reader.once(command.mux, word));
        case DescriptorName::events:
            return read_events(reader, reader.once(command.events, word));
        case DescriptorName::event_buffer:
            return read_event_buffer(reader, reader.once(command.event_buffer, word));
        case DescriptorName::signals:
            return read_signals(reader, reader.once(command.signals, word));
        case DescriptorName::digit_map:
            return read_digit_map(reader, command.digit_maps.emplace_back());
        case DescriptorName::audit:
            return read_audit(reader, reader.once(command.audit, word));
        case DescriptorName::observed_events:
            return read_observed_events(reader, reader.once(command.observed_events, word));
        case DescriptorName::statistics:
            return read_statistics(reader, reader.once(command.statistics, word).values);
        case DescriptorName::packages:
            return read_packages(reader, reader.once(command.packages, word));
        case DescriptorName::services:
            return read_services(reader, reader.once(command.services, word));
        case DescriptorName::error:
            reader.once(command.error, word) = read_error(reader);
            return;
    }
}

void read_descriptor(Reader& reader, Command& command, bool in_reply) {
    const auto word = reader.word();
    const auto name = value_of(kDescriptorNames, word);
    if (!name) return reader.unknown(ErrorCode::unknown_descriptor, "unknown descriptor", word);
    if (!in_reply && (legal_in_request(command.name) & bit(*name)) == 0)
        return reader.fail(ErrorCode::descriptor_not_legal, "not legal in this command", word);
    if (!in_reply && *name == DescriptorName::digit_map && !command.digit_maps.empty())
        return reader.fail(ErrorCode::descriptor_twice, "given twice", word);
    if (in_reply && read_empty_item(reader, command, word)) return;
    read_descriptor_body(reader, command, *name, word);
    // What was passed over may have been all there was.
    if (command.services == Services{}) command.services.reset();
    if (command.media && !has_content(*command.media)) command.media.reset();
}

/// A termination, or version 3's `[ip/1, ip/2]`.
void read_terminations(Reader& reader, Command& command) {
    if (!reader.accept('[')) {
        command.termination.text = reader.termination();
        return;
    }
    command.termination.text = reader.termination();
    reader.expect(',');
    reader.list([&] { command.more_terminations.push_back({reader.termination()}); });
    reader.expect(']');
}

/// AuditValue = Context { ip/1, ip/2 } or { Error = ... }
void read_context_terminations(Reader& reader, Command& command) {
    reader.word();
    auto& terminations = command.context_terminations.emplace();
    const auto item = [&] {
        auto name = reader.termination();
        if (is(name, token::error) && reader.peek() == '=')
            reader.once(command.error, name) = read_error(reader);
        else
            terminations.push_back({std::move(name)});
    };
    reader.block(item, kMaxMessageOctets);
    if (command.error && !terminations.empty()) reader.fail_syntax("Error beside terminations");
}

bool is_audit(CommandName name) noexcept {
    return name == CommandName::audit_value || name == CommandName::audit_capability;
}

void require_descriptors(Reader& reader, const Command& command) {
    const bool missing = (is_audit(command.name) && !command.audit) ||
                         (command.name == CommandName::notify && !command.observed_events) ||
                         (command.name == CommandName::service_change && !command.services);
    if (missing) reader.fail_syntax("the command lacks its descriptor");
}

void read_body(Reader& reader, Command& command, bool in_reply) {
    const auto descriptor = [&] { read_descriptor(reader, command, in_reply); };
    if (reader.peek() == '{') {
        if (in_reply)
            reader.block_or_empty(descriptor);
        else
            reader.block(descriptor);
    }
    if (!in_reply) require_descriptors(reader, command);
}

/// Takes `O-` or `W-` off the word.
bool take_prefix(std::string_view& word, char letter) noexcept {
    const bool has = word.size() > 2 && word[1] == '-' && (word[0] == letter || word[0] == letter - 'A' + 'a');
    if (has) word.remove_prefix(2);
    return has;
}

}  // namespace

void read_command(Reader& reader, Action& action, std::string_view word, bool in_reply) {
    auto spelled = word;
    const bool optional = take_prefix(spelled, 'O');
    const bool wildcarded_reply = take_prefix(spelled, 'W');
    const auto name = value_of(kCommandNames, spelled);
    if (!name) return reader.unknown(ErrorCode::unknown_command, "unknown command", word);
    if (!in_reply && ++reader.commands > kMaxCommands) return reader.fail_syntax("too many commands");
    const Reader::Level level{reader, ErrorCode::syntax_error_in_command};
    const Reader::Lenience lenience{reader, in_reply || *name == CommandName::notify};
    auto& command = action.commands.emplace_back();
    command.name = *name;
    command.optional = optional;
    command.wildcarded_reply = wildcarded_reply;
    reader.expect('=');
    if (in_reply && is_audit(*name) && is(reader.peek_word(), token::context) && reader.peek_after_word() == '{')
        read_context_terminations(reader, command);
    else
        read_terminations(reader, command);
    if (!command.context_terminations) read_body(reader, command, in_reply);
}

}  // namespace isfocus::h248
