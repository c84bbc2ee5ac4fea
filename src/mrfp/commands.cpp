#include "mrfp/commands.h"

#include <utility>

namespace isfocus::mrfp {
namespace {

constexpr std::uint16_t kAudioStream = 1;

h248::Media media_of(const StreamRequest& request) {
    h248::Stream stream;
    stream.id = kAudioStream;
    stream.control.emplace().mode = h248::stream_mode(request.mode);
    if (request.reserve_value()) stream.control->reserved_value = true;
    if (request.local) stream.local = sdp::write_h248(*request.local);
    if (request.remote) stream.remote = sdp::write_h248(*request.remote);
    h248::Media media;
    media.streams.push_back(std::move(stream));
    return media;
}

h248::Action one(h248::ContextId context, h248::Command command) {
    h248::Action action;
    action.context = context;
    action.commands.push_back(std::move(command));
    return action;
}

h248::Command command(h248::CommandName name, h248::TerminationId termination) {
    h248::Command command;
    command.name = name;
    command.termination = std::move(termination);
    return command;
}

h248::Command audit(h248::TerminationId termination, h248::Audit asked) {
    auto audit = command(h248::CommandName::audit_value, std::move(termination));
    audit.audit = std::move(asked);
    return audit;
}

std::optional<std::string> local_of(const h248::Command& reply) {
    if (!reply.media) return std::nullopt;
    const auto* stream = h248::find_stream(*reply.media, kAudioStream);
    return stream ? stream->local : std::nullopt;
}

h248::ErrorDescriptor no_reply(std::string why) {
    return {h248::ErrorCode::internal_error, std::move(why)};
}

}  // namespace

h248::Events watched_events(const Settings& settings, const h248::Packages& packages, std::uint32_t request_id) {
    h248::Events events;
    events.request_id = request_id;
    events.events.emplace_back().name = "g/cause";
    if (packages.version_of("nt") > 0) events.events.emplace_back().name = "nt/netfail";
    if (packages.version_of("hangterm") > 0) {
        auto& heartbeat = events.events.emplace_back();
        heartbeat.name = "hangterm/thb";
        heartbeat.parameters.emplace_back("timerx", std::to_string(settings.hanging_termination.count()));
    }
    if (settings.inactivity.count() > 0 && packages.version_of("adid") > 0) {
        auto& stop = events.events.emplace_back();
        stop.name = "adid/ipstop";
        stop.parameters.emplace_back("dt", std::to_string(settings.inactivity.count()));
        stop.parameters.emplace_back("dir", "IN");
    }
    if (settings.keys && packages.version_of("dd") > 0) {
        auto& pressed = events.events.emplace_back();
        pressed.name = "dd/std";
        pressed.keep_active = true;
        pressed.parameters.emplace_back("tl", "*");
    }
    return events;
}

h248::Action add(h248::ContextId context, const StreamRequest& request, h248::Events events) {
    auto add = command(h248::CommandName::add, {"$"});
    add.media = media_of(request);
    add.events = std::move(events);
    return one(context, std::move(add));
}

h248::Action modify(h248::ContextId context, const h248::TerminationId& termination, const StreamRequest& request) {
    auto modify = command(h248::CommandName::modify, termination);
    modify.media = media_of(request);
    return one(context, std::move(modify));
}

h248::Action play(h248::ContextId context, const h248::TerminationId& termination, h248::Signals signals) {
    auto modify = command(h248::CommandName::modify, termination);
    modify.signals = std::move(signals);
    return one(context, std::move(modify));
}

h248::Action subtract(h248::ContextId context, const h248::TerminationId& termination) {
    auto subtract = command(h248::CommandName::subtract, termination);
    subtract.audit = {h248::AuditToken::statistics};
    return one(context, std::move(subtract));
}

h248::Action subtract_silently(h248::ContextId context, const h248::TerminationId& termination) {
    auto action = subtract(context, termination);
    action.commands.front().audit.emplace();
    return action;
}

h248::Action subtract_all(h248::ContextId context) {
    auto action = subtract_silently(context, {"*"});
    action.commands.front().wildcarded_reply = true;
    return action;
}

h248::Action heartbeat() {
    return one(h248::ContextId::null(), audit({"ROOT"}, {}));
}

h248::Action audit_packages() {
    return one(h248::ContextId::null(), audit({"ROOT"}, {h248::AuditToken::packages}));
}

std::optional<h248::Events> watched_on_root(const Settings& settings, const h248::Packages& packages,
                                            std::uint32_t request_id) {
    h248::Events events;
    events.request_id = request_id;
    if (packages.version_of("it") > 0) {
        constexpr std::chrono::milliseconds kUnit{10};
        auto& inactivity = events.events.emplace_back();
        inactivity.name = "it/ito";
        inactivity.parameters.emplace_back("mit",
                                           std::to_string(settings.heartbeats_missed * settings.heartbeat / kUnit));
    }
    const bool tells_how_much = packages.version_of("chp") > 0;
    if (settings.heeds_overload && (tells_how_much || packages.version_of("ocp") > 0))
        events.events.emplace_back().name = tells_how_much ? "chp/mgcon" : "ocp/mg_overload";
    return events.events.empty() ? std::nullopt : std::optional{std::move(events)};
}

h248::Action watch_root(h248::Events events) {
    auto modify = command(h248::CommandName::modify, {"ROOT"});
    modify.events = std::move(events);
    return one(h248::ContextId::null(), std::move(modify));
}

h248::Action audit_context(h248::ContextId context) {
    return one(context, audit({"*"}, {}));
}

h248::Action list_contexts() {
    return one(h248::ContextId::all(), audit({"ROOT"}, {}));
}

namespace {

constexpr const char* kOutOfService = "905 Termination Taken Out of Service";

h248::Action service_change(h248::ServiceChangeMethod method, const char* reason) {
    auto change = command(h248::CommandName::service_change, {"ROOT"});
    auto& services = change.services.emplace();
    services.method = method;
    services.reason = reason;
    return one(h248::ContextId::null(), std::move(change));
}

}  // namespace

h248::Action restart() {
    return service_change(h248::ServiceChangeMethod::restart, "901 Cold Boot");
}

h248::Action graceful_farewell(std::chrono::seconds delay) {
    auto action = service_change(h248::ServiceChangeMethod::graceful, kOutOfService);
    action.commands.front().services->delay = static_cast<std::uint32_t>(delay.count());
    return action;
}

h248::Action hand_off(const h248::MId& mgc) {
    auto action = service_change(h248::ServiceChangeMethod::hand_off, "903 MGC Directed Change");
    action.commands.front().services->mgc_id_to_try = mgc;
    return action;
}

h248::Action farewell() {
    return service_change(h248::ServiceChangeMethod::forced, kOutOfService);
}

std::map<std::uint32_t, std::vector<h248::TerminationId>> audited(const h248::TransactionReply& reply) {
    std::map<std::uint32_t, std::vector<h248::TerminationId>> found;
    for (const auto& action : reply.actions) {
        if (!action.context.is_specific()) continue;
        for (const auto& result : action.commands) {
            if (result.error || result.name != h248::CommandName::audit_value) continue;
            auto& names = found[action.context.value];
            if (result.context_terminations) {  // the short form that an empty audit of a wildcard may be answered in
                names.insert(names.end(), result.context_terminations->begin(), result.context_terminations->end());
                continue;
            }
            names.push_back(result.termination);
            names.insert(names.end(), result.more_terminations.begin(), result.more_terminations.end());
        }
    }
    return found;
}

Result<Outcome, h248::ErrorDescriptor> outcome_of(const h248::TransactionReply& reply, h248::CommandName command) {
    if (reply.error) return *reply.error;
    if (reply.actions.empty()) return no_reply("reply without action");
    const auto& action = reply.actions.front();
    if (action.error) return *action.error;
    if (action.commands.empty()) return no_reply("reply without command");
    const auto& result = action.commands.front();
    if (result.error) return *result.error;
    if (result.name != command) return no_reply("reply to another command");
    return Outcome{action.context, result.termination, local_of(result), result.packages, result.statistics};
}

}  // namespace isfocus::mrfp
