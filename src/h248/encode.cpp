#include <algorithm>

#include "h248/production.h"

namespace isfocus::h248 {
namespace {

void write_segment(Writer& writer, const Segment& segment) {
    writer.raw("/");
    writer.number(segment.number);
    if (!segment.last) return;
    writer.raw("/");
    writer.token(token::end);
}

void write(Writer& writer, const TransactionReply& reply) {
    writer.numbered(token::reply, reply.id);
    if (reply.segment) write_segment(writer, *reply.segment);
    Writer::Block block{writer};
    if (reply.imm_ack_required) {
        block.item();
        writer.token(token::imm_ack_required);
    }
    if (reply.error) {
        block.item();
        return write(writer, *reply.error);
    }
    for (const auto& action : reply.actions) {
        block.item();
        write(writer, action, true);
    }
}

void write(Writer& writer, const TransactionPending& pending) {
    writer.numbered(token::pending, pending.id);
    const Writer::Block block{writer};
}

void write(Writer& writer, const TransactionResponseAck& ack) {
    writer.token(token::response_ack);
    Writer::Block block{writer, Writer::Layout::inline_};
    for (const auto& range : ack.ranges) {
        block.item();
        writer.number(range.first);
        if (range.last == range.first) continue;
        writer.raw("-");
        writer.number(range.last);
    }
}

void write(Writer& writer, const SegmentReply& reply) {
    writer.numbered(token::segment, reply.id);
    write_segment(writer, reply.segment);
}

/// Words of the value, each in its place: `0xSPI:0xSEQ:0xDATA`.
void write_authentication(Writer& writer, std::string_view value) {
    writer.token(token::authentication);
    writer.equals();
    for (auto colon = value.find(':'); colon != std::string_view::npos; colon = value.find(':')) {
        writer.word(value.substr(0, colon));
        writer.raw(":");
        value.remove_prefix(colon + 1);
    }
    writer.word(value);
    writer.raw("\n");
}

void write_host(Writer& writer, const MId& mid, std::string_view before, std::string_view after) {
    writer.raw(before);
    for (std::string_view host = mid.host; !host.empty();) {
        const auto colon = mid.kind == MId::Kind::ip6 ? host.find(':') : std::string_view::npos;
        writer.word(host.substr(0, colon));
        host.remove_prefix(std::min(host.size(), colon));
        if (host.empty()) break;
        writer.raw(":");
        host.remove_prefix(1);
    }
    writer.raw(after);
    if (mid.port == 0) return;
    writer.raw(":");
    writer.number(mid.port);
}

}  // namespace

void write(Writer& writer, const TransactionRequest& request) {
    writer.numbered(token::transaction, request.id);
    Writer::Block block{writer};
    for (const auto& action : request.actions) {
        block.item();
        write(writer, action, false);
    }
}

void write(Writer& writer, const MId& mid) {
    switch (mid.kind) {
        case MId::Kind::ip4:
        case MId::Kind::ip6:
            return write_host(writer, mid, "[", "]");
        case MId::Kind::domain_name:
            return write_host(writer, mid, "<", ">");
        case MId::Kind::device_name:
            return writer.word(mid.host);
        case MId::Kind::mtp:
            writer.raw("MTP{");
            writer.word(mid.host);
            writer.raw("}");
    }
}

void write(Writer& writer, const ErrorDescriptor& error) {
    writer.numbered(token::error, static_cast<std::uint16_t>(error.code));
    Writer::Block block{writer};
    if (error.text.empty()) return;
    block.item();
    writer.quoted(error.text);
}

void encode_to(std::string& out, const Message& message, Form form) {
    Writer writer{out, form};
    if (!message.authentication.empty()) write_authentication(writer, message.authentication);
    writer.token(token::megaco);
    writer.raw("/");
    writer.number(message.version);
    writer.raw(" ");
    write(writer, message.mid);
    writer.new_line();
    if (message.error) return write(writer, *message.error);
    for (const auto& transaction : message.transactions) {
        if (&transaction != message.transactions.data() && writer.is_pretty()) writer.new_line();
        // Nothing ends a Segment but what follows it.
        else if (&transaction != message.transactions.data())
            writer.raw(" ");
        std::visit([&](const auto& each) { write(writer, each); }, transaction);
    }
}

std::string encode(const Message& message, Form form) {
    std::string out;
    out.reserve(1024);
    encode_to(out, message, form);
    return out;
}

std::string encode_for(const Endpoint& to, const Message& message, Form form) {
    auto octets = encode(message, form);
    if (form == Form::compact || to.has_connection() || octets.size() <= kMaxUnfragmentedOctets) return octets;
    return encode(message, Form::compact);
}

}  // namespace isfocus::h248
