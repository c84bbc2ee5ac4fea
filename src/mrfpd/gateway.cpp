#include "mrfpd/gateway.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>

#include "base/number.h"
#include "mrfpd/event_faults.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"
#include "mrfpd/run.h"
#include "mrfpd/signals.h"

/// Actions, and which terminations a command is about.
namespace isfocus::mrfpd {
namespace {

using h248::CommandName;
using h248::ContextId;
using h248::ErrorCode;

/// Our own names, `ip/<number>`, spelled as we spell them.
std::optional<std::uint32_t> number_of(const h248::TerminationId& name) {
    constexpr std::string_view kPrefix = "ip/";
    const std::string_view text = name.text;
    if (text.size() <= kPrefix.size() || !h248::equal_names(text.substr(0, kPrefix.size()), kPrefix)) return {};
    const auto digits = text.substr(kPrefix.size());
    return digits.front() != '0' ? text::parse_number<std::uint32_t>(digits) : std::nullopt;
}

std::string_view name_of(CommandName name) {
    switch (name) {
        case CommandName::add:
            return "Add";
        case CommandName::modify:
            return "Modify";
        case CommandName::move:
            return "Move";
        case CommandName::subtract:
            return "Subtract";
        case CommandName::audit_value:
            return "AuditValue";
        case CommandName::audit_capability:
            return "AuditCapability";
        case CommandName::notify:
            return "Notify";
        case CommandName::service_change:
            return "ServiceChange";
    }
    return "";
}

/// `O-` says of each that the transaction goes on without it (H.248.1 7.2).
bool are_optional(const std::vector<h248::Command>& commands) {
    return !commands.empty() && std::ranges::all_of(commands, &h248::Command::optional);
}

/// That nothing matched a wildcard is how an MGC learns that all is gone: no reason to warn.
void log_refusal(ContextId context, const h248::Command& command, const Fault& refused) {
    const bool is_harmless = refused.code == ErrorCode::no_termination_matched;
    spdlog::log(is_harmless ? spdlog::level::debug : spdlog::level::warn,
                "context={} termination={} command={} refused error={}: {}", context.text(), command.termination.text,
                name_of(command.name), static_cast<int>(refused.code), refused.text);
}

}  // namespace

Gateway::Gateway(GatewaySettings settings, MediaPort& media) : settings_(std::move(settings)), media_(media) {}

Gateway::~Gateway() {
    clear();
}

Execution Gateway::execute(const std::vector<h248::Action>& actions, Time now) {
    Run run{now, {}, {}};
    for (const auto& action : actions)
        if (!carry_out(action, run)) break;
    return std::move(run.execution);
}

bool Gateway::carry_out(const h248::Action& action, Run& run) {
    run.scope = action.context;
    if (auto refused = unusable(action)) {
        spdlog::warn("context={} refused error={}: {}", action.context.text(), static_cast<int>(refused->code),
                     refused->text);
        const bool goes_on = refused->code == ErrorCode::unknown_context && are_optional(action.commands);
        run.refuse(action.context, std::move(*refused));
        return goes_on;
    }
    for (const auto& command : action.commands) {
        // Its last termination may have been subtracted by the command before.
        const bool is_gone = run.scope.is_specific() && !contexts_.contains(run.scope.value);
        if (is_gone && !command.optional) {
            run.refuse(run.scope, fault(ErrorCode::unknown_context));
            return false;
        }
        auto refused = is_gone ? fault(ErrorCode::unknown_context) : perform(command, run);
        if (!refused) continue;
        log_refusal(run.scope, command, *refused);
        auto reply = reply_to(command, command.termination);
        reply.error = std::move(*refused);
        run.answer(run.scope, std::move(reply));
        if (!command.optional) return false;
    }
    settle_context(action, run);
    return true;
}

/// What is told of the context itself stays with it, and a request about nothing else has an answer, too.
void Gateway::settle_context(const h248::Action& action, Run& run) {
    const auto context = run.scope.is_specific() ? contexts_.find(run.scope.value) : contexts_.end();
    if (context == contexts_.end()) return;  // its last termination was subtracted, or it is about several
    auto& kept = context->second.properties;
    const auto& told = action.properties;
    if (told.priority) kept.priority = told.priority;
    if (told.emergency) kept.emergency = told.emergency;
    if (action.audit) return audit_context(*action.audit, run);
    if (action.commands.empty()) run.describe(run.scope, told);
}

/// Priority and emergency are taken for granted: there is nothing to prefer. Everybody hears everybody, so a topology
/// cannot be had (H.248.1 7.1.18).
Gateway::Refusal Gateway::unusable(const h248::Action& action) const {
    if (action.context.is_specific() && !contexts_.contains(action.context.value))
        return fault(ErrorCode::unknown_context);
    if (action.audit && !action.context.is_specific())
        return fault(ErrorCode::not_implemented, "ContextAudit of " + action.context.text());
    const bool has_properties =
        action.properties.priority || action.properties.emergency || action.properties.ieps_call;
    if (action.commands.empty() && !action.audit && !(action.context.is_specific() && has_properties))
        return fault(ErrorCode::syntax_error_in_action, "nothing is asked for");
    if (!action.properties.topology.empty()) return fault(ErrorCode::unknown_descriptor, "Topology");
    if (!action.properties.attributes.empty()) return fault(ErrorCode::unknown_property, "context attributes");
    return std::nullopt;
}

Gateway::Refusal Gateway::perform(const h248::Command& command, Run& run) {
    if (command.termination.is_root()) return perform_on_root(command, run);
    switch (command.name) {
        case CommandName::add:
            return add(command, run);
        case CommandName::modify:
            return modify(command, run);
        case CommandName::subtract:
            return subtract(command, run);
        case CommandName::audit_value:
        case CommandName::audit_capability:
            return audit(command, run);
        case CommandName::move:
            return fault(ErrorCode::not_implemented, "Move");
        case CommandName::service_change:
            return fault(ErrorCode::not_implemented, "ServiceChange of a termination by the MGC");
        case CommandName::notify:
            break;
    }
    return fault(ErrorCode::unknown_command, "Notify from an MGC");
}

Gateway::Refusal Gateway::perform_on_root(const h248::Command& command, Run& run) {
    if (run.scope != ContextId::null() && run.scope != ContextId::all())
        return fault(ErrorCode::not_in_context, "ROOT is in the null context");
    switch (command.name) {
        case CommandName::audit_value:
        case CommandName::audit_capability:
            audit_root(command, run);
            return std::nullopt;
        case CommandName::modify:
            if (command.media) return fault(ErrorCode::not_implemented, "properties of ROOT are read only");
            if (command.event_buffer) return fault(ErrorCode::not_implemented, "EventBuffer of ROOT");
            if (command.events)
                if (auto refused = fault_of(*command.events, settings_.announcements)) return refused;
            if (command.events && std::ranges::any_of(command.events->events, embeds))
                return fault(ErrorCode::not_implemented, "Embed on ROOT");
            if (command.signals)
                if (auto refused = fault_of(*command.signals, settings_.announcements)) return refused;
            if (command.signals && !(command.signals->signals.empty() && command.signals->lists.empty()))
                return fault(ErrorCode::cannot_generate_signal, "ROOT");
            if (command.events && digit_map(command.events->events) != nullptr)
                return fault(ErrorCode::cannot_detect_event, "ROOT");
            for (const auto& map : command.digit_maps)
                if (auto refused = root_digit_maps_.set(map, settings_.digit_map_timers)) return refused;
            if (command.events) root_events_ = *command.events;
            run.answer(run.scope, reply_to(command, command.termination));
            return std::nullopt;
        case CommandName::service_change:
            if (!command.services || !command.services->method) return fault(ErrorCode::syntax_error_in_command);
            run.execution.service_change = command.services;
            if (command.services->method == h248::ServiceChangeMethod::restart &&
                !cancels_graceful(*command.services)) {
                clear();
                root_events_ = {};
                root_digit_maps_ = {};
            }
            run.answer(run.scope, reply_to(command, command.termination));
            return std::nullopt;
        default:
            return fault(ErrorCode::command_not_allowed, "ROOT");
    }
}

Checked<Gateway::Numbers> Gateway::targets(const h248::Command& command, ContextId scope) const {
    if (scope == ContextId::choose()) return fault(ErrorCode::unknown_context);
    Numbers found;
    if (auto refused = find_targets(command.termination, scope, found)) return std::move(*refused);
    for (const auto& name : command.more_terminations)
        if (auto refused = find_targets(name, scope, found)) return std::move(*refused);
    return found;
}

Gateway::Refusal Gateway::find_targets(const h248::TerminationId& name, ContextId scope, Numbers& found) const {
    if (name.is_choose()) return fault(ErrorCode::incorrect_identifier, name.text);
    if (!name.is_wildcard()) {
        const auto number = number_of(name);
        const auto at = number ? terminations_.find(*number) : terminations_.end();
        if (at == terminations_.end()) return fault(ErrorCode::unknown_termination);
        if (scope != ContextId::all() && at->second.context != scope.value) return fault(ErrorCode::not_in_context);
        found.push_back(at->first);
        return std::nullopt;
    }
    const auto before = found.size();
    for (const auto& [number_of_context, context] : contexts_) {
        if (scope != ContextId::all() && scope.value != number_of_context) continue;
        for (const auto number : context.members)
            if (name.covers(terminations_.at(number).id())) found.push_back(number);
    }
    return found.size() == before ? Refusal{fault(ErrorCode::no_termination_matched)} : std::nullopt;
}

void Gateway::clear() {
    while (!terminations_.empty()) remove(terminations_.begin()->first);
}

}  // namespace isfocus::mrfpd
