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
    const Reader::Lenience lenience{reader, true};
    reader.block([&] { read_reply_item(reader, reply); }, kMaxMessageOctets);
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

void read_transaction(Reader& reader, Decoded& decoded) {
    auto& circumstances = reader.circumstances();
    circumstances.transaction_id.reset();
    circumstances.in_request = true;
    const auto word = reader.word();
    auto& transactions = decoded.message.transactions;
    if (transactions.size() + decoded.refused.size() >= kMaxTransactions)
        return reader.fail(ErrorCode::too_many_transactions, text_of(ErrorCode::too_many_transactions));
    auto& transaction = transactions.emplace_back();
    if (is(word, token::transaction)) return read_request(reader, std::get<TransactionRequest>(transaction));
    circumstances.in_request = false;
    if (is(word, token::reply)) return read_reply(reader, transaction.emplace<TransactionReply>());
    if (is(word, token::pending)) return read_pending(reader, transaction.emplace<TransactionPending>());
    if (is(word, token::response_ack)) return read_response_ack(reader, transaction.emplace<TransactionResponseAck>());
    if (is(word, token::segment)) return read_segment_reply(reader, transaction.emplace<SegmentReply>());
    circumstances.in_request = true;
    reader.fail_syntax("unknown transaction", word);
}

/// Whether the fault lies between the braces of a transaction, so that the next one can be looked for behind them.
bool is_in_transaction(const DecodeError& fault) noexcept {
    return fault.transaction_id || !fault.in_request;
}

void read_transactions(Reader& reader, Decoded& decoded) {
    do {
        const auto begin = reader.position();
        read_transaction(reader, decoded);
        if (reader.ok()) continue;
        if (!is_in_transaction(reader.error())) return;
        decoded.message.transactions.pop_back();
        decoded.refused.push_back(reader.error());
        reader.recover(begin);
    } while (!reader.at_end());
}

void read_message(Reader& reader, Decoded& decoded) {
    auto& message = decoded.message;
    read_header(reader, message);
    if (is(reader.peek_word(), token::error)) {
        reader.circumstances().in_request = false;
        reader.word();
        message.error = read_error(reader);
    } else {
        read_transactions(reader, decoded);
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

Result<Decoded, DecodeError> decode_each(std::string_view text) {
    Decoded decoded;
    Reader reader{text, &decoded.ignored};
    if (text.size() > kMaxMessageOctets) reader.fail_syntax("message too long");
    read_message(reader, decoded);
    if (reader.ok()) return decoded;
    return decoded.refused.empty() ? reader.error() : decoded.refused.front();
}

Result<Message, DecodeError> decode(std::string_view text, std::vector<std::string>* ignored) {
    auto decoded = decode_each(text);
    if (!decoded) return decoded.error();
    if (!decoded->refused.empty()) return decoded->refused.front();
    if (ignored != nullptr) *ignored = std::move(decoded->ignored);
    return std::move(decoded->message);
}

std::optional<Message> answer_to(std::span<const DecodeError> faults, const MId& self) {
    Message answer;
    answer.mid = self;
    for (const auto& fault : faults) {
        if (!fault.in_request) continue;
        ErrorDescriptor error{fault.code, fault.text.empty() ? std::string{text_of(fault.code)} : fault.text};
        answer.version = fault.version;
        if (!fault.transaction_id) {
            answer.error = std::move(error);
            return answer;
        }
        TransactionReply reply;
        reply.id = *fault.transaction_id;
        reply.error = std::move(error);
        answer.transactions.emplace_back(std::move(reply));
    }
    if (answer.transactions.empty()) return std::nullopt;
    return answer;
}

std::optional<Message> answer_to(const DecodeError& fault, const MId& self) {
    return answer_to({&fault, 1}, self);
}

}  // namespace isfocus::h248
