#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

#include "isfocus/h248/transactions.h"

/// Reading and writing of the messages that a conference consists of, and a request's way through both tables.
namespace {

using namespace isfocus::h248;

constexpr const char* kLocal =
    "v=0\nc=IN IP4 127.0.0.2\nm=audio 30000 RTP/AVP 96 8 101 102\nb=AS:38\na=rtpmap:96 AMR-WB/16000/1\n"
    "a=fmtp:96 mode-change-capability=2; max-red=0\na=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/16000\n"
    "a=rtpmap:102 telephone-event/8000\na=ptime:20\na=maxptime:240";

Media media(bool with_control) {
    Stream stream;
    if (with_control) stream.control = LocalControl{StreamMode::send_receive, true, {}, {}};
    stream.local = kLocal;
    stream.remote = kLocal;
    return {std::nullopt, {stream}};
}

Command command(CommandName name, const char* termination) {
    Command command;
    command.name = name;
    command.termination = {termination};
    return command;
}

Message message_of(Transaction transaction) {
    Message message;
    message.mid = {MId::Kind::ip4, "127.0.0.1", 2944};
    message.transactions.push_back(std::move(transaction));
    return message;
}

Message create_request() {
    auto add = command(CommandName::add, "$");
    add.media = media(true);
    RequestedEvent cause, heartbeat;
    cause.name = "g/cause";
    heartbeat.name = "hangterm/thb";
    heartbeat.parameters = {{"timerx", "3600"}};
    add.events = Events{1, {cause, heartbeat}};
    return message_of(TransactionRequest{1001, {{ContextId::choose(), {}, {}, {add}, {}}}});
}

Message create_reply() {
    auto add = command(CommandName::add, "ip/1");
    add.media = media(false);
    return message_of(TransactionReply{1001, false, {}, {{{1}, {}, {}, {add}, {}}}, {}});
}

Message modify() {
    auto modify = command(CommandName::modify, "ip/2");
    modify.media = media(true);
    return message_of(TransactionRequest{1003, {{{1}, {}, {}, {modify}, {}}}});
}

Message subtract() {
    auto subtract = command(CommandName::subtract, "ip/2");
    subtract.audit = Audit{AuditToken::statistics};
    return message_of(TransactionRequest{1007, {{{1}, {}, {}, {subtract}, {}}}});
}

void h248_encode(benchmark::State& state, Message (*make)(), Form form) {
    const auto message = make();
    std::string text;
    for (auto _ : state) {
        text.clear();
        encode_to(text, message, form);
        benchmark::DoNotOptimize(text.data());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

void h248_decode(benchmark::State& state, Message (*make)(), Form form) {
    const auto text = encode(make(), form);
    for (auto _ : state) {
        const auto message = decode(text);
        if (!message) state.SkipWithError("refused");
        benchmark::DoNotOptimize(&message);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

/// Sent, received, carried out, answered, received: without the codec on the requester's side and without sockets.
void h248_transaction(benchmark::State& state) {
    using namespace std::chrono_literals;
    Requester requester{{}, 1, 1};
    Responder responder{{MId::Kind::ip4, "127.0.0.2", 2944}, Form::compact};
    auto request = std::get<TransactionRequest>(create_request().transactions[0]);
    const auto reply = std::get<TransactionReply>(create_reply().transactions[0]);
    const std::string octets(1000, 'x');
    Time now{1h};
    for (auto _ : state) {
        now += 1ms;
        request.id = requester.next_id();
        requester.sent(request.id, octets, now);
        const auto outcome = responder.request(request, 2, {}, now);
        auto answer = responder.answer(outcome.ticket, reply, now);
        TransactionReply received;
        received.id = request.id;
        benchmark::DoNotOptimize(requester.reply(received, now));
        if (requester.next_deadline() <= now) requester.tick(now);
        if (responder.next_deadline() <= now) responder.tick(now);
    }
}

BENCHMARK_CAPTURE(h248_encode, create_request_pretty, create_request, Form::pretty);
BENCHMARK_CAPTURE(h248_encode, create_request_compact, create_request, Form::compact);
BENCHMARK_CAPTURE(h248_encode, create_reply_compact, create_reply, Form::compact);
BENCHMARK_CAPTURE(h248_encode, modify_compact, modify, Form::compact);
BENCHMARK_CAPTURE(h248_encode, subtract_compact, subtract, Form::compact);
BENCHMARK_CAPTURE(h248_decode, create_request_pretty, create_request, Form::pretty);
BENCHMARK_CAPTURE(h248_decode, create_request_compact, create_request, Form::compact);
BENCHMARK_CAPTURE(h248_decode, create_reply_compact, create_reply, Form::compact);
BENCHMARK_CAPTURE(h248_decode, modify_compact, modify, Form::compact);
BENCHMARK_CAPTURE(h248_decode, subtract_compact, subtract, Form::compact);
BENCHMARK(h248_transaction);

}  // namespace
