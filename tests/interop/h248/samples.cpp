#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "isfocus/h248/codec.h"

/// Writes messages as our encoder makes them, for another decoder to judge: `samples OUT EXAMPLES`. Of every file
/// NAME.txt in EXAMPLES, and of some messages made here, come OUT/NAME.pretty and OUT/NAME.compact.
namespace {

using namespace isfocus::h248;
namespace fs = std::filesystem;

Message request(Command command, ContextId context = {1}) {
    Message message;
    message.mid = {MId::Kind::ip4, "127.0.0.1", 2944};
    Action action;
    action.context = context;
    action.commands.push_back(std::move(command));
    message.transactions.emplace_back(TransactionRequest{77, {std::move(action)}});
    return message;
}

Message reply(Command command, ContextId context = {1}) {
    auto message = request(std::move(command), context);
    auto actions = std::get<TransactionRequest>(message.transactions.front()).actions;
    message.transactions.front() = TransactionReply{77, false, std::nullopt, std::move(actions), std::nullopt};
    return message;
}

Command modify(const char* termination) {
    Command command;
    command.termination = {termination};
    return command;
}

Message signal_list() {
    auto command = modify("ip/1");
    Signal tone;
    tone.name = "cg/rt";
    tone.type = SignalType::time_out;
    tone.duration = 300;
    Signal announcement;
    announcement.name = "an/apf";
    announcement.keep_active = true;
    announcement.stream = 1;
    announcement.notify_completion = {CompletionReason::time_out, CompletionReason::by_event};
    announcement.parameters = {{"an", "you are muted", true}, {"noc", "2"}};
    command.signals = Signals{{announcement}, {{3, {tone, tone}}}};
    return request(command);
}

Message embedded_events() {
    auto command = modify("ip/1");
    RequestedEvent inner;
    inner.name = "g/cause";
    RequestedEvent outer;
    outer.name = "dd/ce";
    outer.keep_active = true;
    outer.stream = 1;
    outer.digit_map = DigitMap{"dialplan", ""};
    outer.embedded_signals = Signals{{{"cg/bt", {}, {}, {}, {}, false, {}, {}, {}, {}}}, {}};
    outer.embedded_request_id = 12;
    outer.embedded_events = {inner};
    command.events = Events{11, {outer}};
    command.digit_maps = {{"dialplan", "T:10,(x.)"}};
    return request(command);
}

Message properties() {
    auto command = modify("ip/1");
    Parameter list{"nt/jit", "1"};
    list.form = ValueForm::all_of;
    list.values.push_back({"2", false});
    Parameter range{"x/range", "1"};
    range.form = ValueForm::range;
    range.values.push_back({"9", false});
    Parameter more{"x/more", "5"};
    more.relation = Relation::greater;
    TerminationState state;
    state.service_state = ServiceState::test;
    state.event_buffer_control = EventBufferControl::lock_step;
    state.properties = {list, range};
    LocalControl control;
    control.mode = StreamMode::loopback;
    control.reserved_value = false;
    control.reserved_group = true;
    control.properties = {more, {"x/text", "two words"}};
    Stream first{1, control, std::nullopt, std::nullopt, {}};
    Stream second{
        2, LocalControl{StreamMode::receive_only, {}, {}, {}}, "v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0", {}, {}};
    command.media = Media{state, {first, second}};
    return request(command);
}

Message several_commands() {
    auto message = request(modify("ip/1"));
    auto& actions = std::get<TransactionRequest>(message.transactions.front()).actions;
    auto move = modify("ip/2");
    move.name = CommandName::move;
    move.optional = true;
    auto audit = modify("*");
    audit.name = CommandName::audit_capability;
    audit.audit =
        Audit{AuditToken::media,           AuditToken::signals,    AuditToken::events,   AuditToken::digit_map,
              AuditToken::observed_events, AuditToken::statistics, AuditToken::packages, AuditToken::event_buffer};
    auto subtract = modify("ip/*");
    subtract.name = CommandName::subtract;
    subtract.wildcarded_reply = true;
    Action second;
    second.context = ContextId::all();
    second.audit = ContextAudit{true, true, true, false, {}};
    second.commands = {audit};
    actions.front().commands.push_back(move);
    actions.front().commands.push_back(subtract);
    actions.front().properties.priority = 7;
    actions.front().properties.emergency = true;
    actions.front().properties.topology = {{{"ip/1"}, {"ip/2"}, TopologyDirection::isolate, {}}};
    actions.push_back(second);
    return message;
}

Message service_change() {
    auto command = modify("ROOT");
    command.name = CommandName::service_change;
    Services services;
    services.method = ServiceChangeMethod::hand_off;
    services.reason = "903 MGC Directed Change";
    services.address = MId{MId::Kind::ip6, "2001:db8::1", 2944};
    services.profile = Profile{"threegmrfp", 1};
    services.version = 2;
    services.timestamp = "20251120T09012550";
    command.services = services;
    return request(command, ContextId::null());
}

Message audited() {
    auto command = modify("ip/1");
    command.name = CommandName::audit_value;
    command.signals = Signals{};
    command.events = Events{};
    command.event_buffer = EventBuffer{};
    command.observed_events = ObservedEvents{4, {{"20251120T09012550", "dd/std", 1, {{"tid", "d5"}}}}};
    command.statistics = Statistics{{{"nt/dur", "5"}, {"rtp/pl", "0.2"}}};
    command.packages = Packages{{{"g", 2}, {"an", 1}}};
    command.digit_maps = {{"dialplan", "T:10,(x.)"}, {"pin", "(xxxx)"}};
    command.empty_items = {AuditToken::media};
    return reply(command);
}

Message audited_context() {
    auto command = modify("");
    command.name = CommandName::audit_value;
    command.context_terminations = {{"ip/1"}, {"ip/2"}};
    return reply(command);
}

Message failed_after_success() {
    auto message = reply(modify("ip/1"));
    auto& transaction = std::get<TransactionReply>(message.transactions.front());
    transaction.imm_ack_required = true;
    transaction.actions.front().error = error_descriptor(ErrorCode::unknown_termination);
    return message;
}

void write(const fs::path& folder, const std::string& name, const Message& message) {
    std::ofstream{folder / (name + ".pretty"), std::ios::binary} << encode(message, Form::pretty);
    std::ofstream{folder / (name + ".compact"), std::ios::binary} << encode(message, Form::compact);
}

std::string content(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream{file, std::ios::binary}.rdbuf();
    return out.str();
}

bool write_examples(const fs::path& out, const fs::path& examples) {
    for (const auto& entry : fs::directory_iterator{examples}) {
        if (entry.path().extension() != ".txt") continue;
        const auto message = decode(content(entry.path()));
        if (!message) {
            std::cerr << entry.path() << ": " << message.error().text << "\n";
            return false;
        }
        write(out, entry.path().stem().string(), *message);
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const fs::path out{argv[1]};
    fs::create_directories(out);
    write(out, "signal-list", signal_list());
    write(out, "embedded-events", embedded_events());
    write(out, "properties", properties());
    write(out, "several-commands", several_commands());
    write(out, "service-change", service_change());
    write(out, "audited", audited());
    write(out, "audited-context", audited_context());
    write(out, "failed-after-success", failed_after_success());
    return write_examples(out, argv[2]) ? 0 : 1;
}
