#include "h248/grammar.h"

namespace isfocus::h248 {
namespace {

std::string_view take_until_slash(std::string_view& path) noexcept {
    const auto slash = path.find('/');
    const auto part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    return part;
}

/// Keeps the value without looking into it: `0xSPI:0xSEQ:0xDATA`.
void read_authentication(Reader& reader, Message& message) {
    reader.expect('=');
    message.authentication = reader.word();
    reader.expect(':');
    message.authentication.append(":").append(reader.word());
    reader.expect(':');
    message.authentication.append(":").append(reader.word());
}

void read_header(Reader& reader, Message& message) {
    auto start = reader.word();
    if (is(start, token::authentication) && reader.peek() == '=') {
        read_authentication(reader, message);
        start = reader.word();
    }
    const auto spelled = start;
    if (!is(take_until_slash(start), token::megaco) || start.empty())
        return reader.fail_syntax("no MEGACO header", spelled);
    const auto version = reader.number_of<std::uint8_t>(start, 99);
    if (version < 1 || version > 3)  // also what was no number: that fault came first and stays
        return reader.fail(ErrorCode::version_not_supported, "version not supported", spelled);
    message.version = reader.circumstances().version = version;
    message.mid = read_mid(reader);
    if (reader.ok()) reader.circumstances().mid = message.mid;
}

Segment read_segment(Reader& reader, std::string_view text) {
    Segment segment;
    segment.number = reader.number_of<std::uint16_t>(take_until_slash(text));
    segment.last = is(text, token::end);
    if (!text.empty() && !segment.last) reader.fail_syntax("not a segment number", text);
    return segment;
}

std::uint32_t read_transaction_id(Reader& reader, std::string_view digits) {
    const auto id = reader.number_of<std::uint32_t>(digits);
    if (reader.ok()) reader.circumstances().transaction_id = id;
    return id;
}

void read_request(Reader& reader, TransactionRequest& request) {
    reader.expect('=');
    request.id = read_transaction_id(reader, reader.word());
    const Reader::Level level{reader, ErrorCode::syntax_error_in_transaction};
    reader.block([&] {
        const auto word = reader.word();
        if (reader.ok() && !is(word, token::context)) reader.fail(ErrorCode::unknown_action, "unknown action", word);
        read_action(reader, request.actions.emplace_back(), false);
    });
}

void read_reply_item(Reader& reader, TransactionReply& reply) {
    const auto word = reader.word();
    if (is(word, token::context)) {
        read_action(reader, reply.actions.emplace_back(), true);
    } else if (is(word, token::error)) {
        reader.once(reply.error, word) = read_error(reader);
    } else if (is(word, token::imm_ack_required) && reader.peek() != '=') {
        reply.imm_ack_required = true;
    } else {
        reader.fail_syntax("neither Context nor Error", word);
    }
}

void read_reply(Reader& reader, TransactionReply& reply) {
    reader.expect('=');
    auto number = reader.word();
    reply.id = read_transaction_id(reader, take_until_slash(number));
    if (!number.empty()) reply.segment = read_segment(reader, number);
    const Reader::Level level{reader, ErrorCode::syntax_error_in_transaction};
    reader.lenient = true;
    reader.block([&] { read_reply_item(reader, reply); });
    if (reply.error && !reply.actions.empty()) reader.fail_syntax("Error beside Context");
}

void read_pending(Reader& reader, TransactionPending& pending) {
    reader.expect('=');
    pending.id = read_transaction_id(reader, reader.word());
    reader.expect('{');
    reader.expect('}');
}

void read_response_ack(Reader& reader, TransactionResponseAck& ack) {
    reader.block([&] {
        const auto word = reader.word();
        const auto dash = word.find('-');
        auto& range = ack.ranges.emplace_back();
        range.first = range.last = reader.number_of<std::uint32_t>(word.substr(0, dash));
        if (dash != std::string_view::npos) range.last = reader.number_of<std::uint32_t>(word.substr(dash + 1));
        if (range.last < range.first) reader.fail_syntax("range runs backwards", word);
    });
}

void read_segment_reply(Reader& reader, SegmentReply& reply) {
    reader.expect('=');
    auto number = reader.word();
    reply.id = read_transaction_id(reader, take_until_slash(number));
    reply.segment = read_segment(reader, number);
}

void read_transaction(Reader& reader, Message& message) {
    auto& circumstances = reader.circumstances();
    circumstances.transaction_id.reset();
    circumstances.in_request = true;
    reader.lenient = false;
    const auto word = reader.word();
    if (message.transactions.size() >= kMaxTransactions)
        return reader.fail(ErrorCode::too_many_transactions, text_of(ErrorCode::too_many_transactions));
    auto& transaction = message.transactions.emplace_back();
    if (is(word, token::transaction)) return read_request(reader, std::get<TransactionRequest>(transaction));
    circumstances.in_request = false;
    if (is(word, token::reply)) return read_reply(reader, transaction.emplace<TransactionReply>());
    if (is(word, token::pending)) return read_pending(reader, transaction.emplace<TransactionPending>());
    if (is(word, token::response_ack)) return read_response_ack(reader, transaction.emplace<TransactionResponseAck>());
    if (is(word, token::segment)) return read_segment_reply(reader, transaction.emplace<SegmentReply>());
    circumstances.in_request = true;
    reader.fail_syntax("unknown transaction", word);
}

void read_message(Reader& reader, Message& message) {
    read_header(reader, message);
    if (is(reader.peek_word(), token::error)) {
        reader.circumstances().in_request = false;
        reader.word();
        message.error = read_error(reader);
    } else {
        do {
            read_transaction(reader, message);
        } while (reader.ok() && !reader.at_end());
    }
    if (reader.ok() && !reader.at_end()) reader.fail_syntax("something after the end");
}

}  // namespace

ErrorDescriptor read_error(Reader& reader) {
    ErrorDescriptor error;
    reader.expect('=');
    error.code = static_cast<ErrorCode>(reader.number<std::uint16_t>(9999));
    reader.expect('{');
    if (reader.peek() != '}') error.text = reader.quoted();
    reader.expect('}');
    return error;
}

Result<Message, DecodeError> decode(std::string_view text, std::vector<std::string>* ignored) {
    Reader reader{text, ignored};
    if (text.size() > kMaxMessageOctets) reader.fail_syntax("message too long");
    Message message;
    read_message(reader, message);
    if (!reader.ok()) return reader.error();
    return message;
}

std::optional<Message> answer_to(const DecodeError& fault, const MId& self) {
    if (!fault.in_request) return std::nullopt;
    const ErrorDescriptor error{fault.code, fault.text.empty() ? std::string{text_of(fault.code)} : fault.text};
    Message answer;
    answer.version = fault.version;
    answer.mid = self;
    if (!fault.transaction_id) {
        answer.error = error;
    } else {
        TransactionReply reply;
        reply.id = *fault.transaction_id;
        reply.error = error;
        answer.transactions.emplace_back(std::move(reply));
    }
    return answer;
}

}  // namespace isfocus::h248
