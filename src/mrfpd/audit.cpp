#include <fmt/format.h>

#include <utility>

#include "mrfpd/description.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"
#include "mrfpd/run.h"
#include "mrfpd/wildcarded_reply.h"

/// AuditValue and AuditCapability (H.248.1 7.2.5, 7.2.6).
namespace isfocus::mrfpd {
namespace {

using h248::AuditToken;
using h248::ContextId;

h248::Parameter statistic(const char* name, auto value) {
    return {name, fmt::format("{}", value)};
}

/// By the clock of what is sent to the user, which the delay is that of.
std::uint64_t delay_in_timestamp_units(const Statistics& counted) {
    constexpr std::uint64_t kSecond = 1'000'000, kHalf = kSecond / 2;
    return (static_cast<std::uint64_t>(counted.delay.count()) * counted.sending_clock + kHalf) / kSecond;
}

const std::vector<h248::AuditItem>& items_of(const h248::Command& command) {
    static const std::vector<h248::AuditItem> kNone;
    return command.audit ? command.audit->items : kNone;
}

/// Which terminations there are, and nothing else of them.
bool asks_for_names(const h248::Command& command) {
    return command.name == h248::CommandName::audit_value && items_of(command).empty() &&
           command.termination.is_wildcard() && command.more_terminations.empty();
}

/// Events that are kept for another Events descriptor, and what has been dialled so far, without Meth (7.2.5).
h248::ObservedEvents not_told(const Termination& termination) {
    h248::ObservedEvents events{termination.events.request_id.value_or(0), termination.buffer.kept()};
    if (!termination.dialling) return events;
    auto& dialled = events.events.emplace_back();
    dialled.name = kDialled;
    dialled.parameters.emplace_back("ds", termination.dialling->digits(), true);
    return events;
}

/// Package root (H.248.1 E.2): what this MRFP can hold, and its timers in ms.
std::vector<h248::Parameter> root_properties(const GatewaySettings& settings) {
    const auto& timers = settings.timers;
    const auto text = [](auto value) { return std::to_string(value); };
    return {{"root/maxNumberOfContexts", text(settings.max_contexts)},
            {"root/maxTerminationsPerContext", text(settings.max_terminations_per_context)},
            {"root/normalMGExecutionTime", text(timers.execution.count())},
            {"root/normalMGCExecutionTime", text(timers.execution.count())},
            {"root/MGProvisionalResponseTimerValue", text(timers.provisional_response.count())},
            {"root/MGCProvisionalResponseTimerValue", text(timers.provisional_response.count())},
            {"root/MGOriginatedPendingLimit", text(timers.pending_limit)},
            {"root/MGCOriginatedPendingLimit", text(timers.pending_limit)}};
}

}  // namespace

/// What is told of a context. Everybody hears everybody in it, which the default topology says.
void Gateway::audit_context(const h248::ContextAudit& asked, Run& run) const {
    h248::ContextProperties told;
    const auto& kept = contexts_.at(run.scope.value).properties;
    if (asked.topology) told.topology.push_back({{"*"}, {"*"}, h248::TopologyDirection::bothway, {}});
    if (asked.emergency) told.emergency = kept.emergency.value_or(false);
    const bool is_all = !asked.topology && !asked.emergency;
    if (asked.priority || is_all) told.priority = kept.priority.value_or(0);
    run.describe(run.scope, std::move(told));
}

Gateway::Refusal Gateway::audit(const h248::Command& command, Run& run) {
    const auto numbers = targets(command, run.scope);
    if (!numbers) return numbers.error();
    for (const auto number : *numbers) heard_of(terminations_.at(number), run.now);
    if (command.wildcarded_reply && command.termination.is_wildcard()) return tell_union(command, *numbers, run);
    if (asks_for_names(command)) {
        tell_names(command, *numbers, run);
        return std::nullopt;
    }
    for (const auto number : *numbers) {
        const auto& termination = terminations_.at(number);
        run.answer(ContextId{termination.context}, audited(command, termination));
    }
    return std::nullopt;
}

/// One reply where it was asked, about whatever contexts that is (H.248.1 7.2.5).
Gateway::Refusal Gateway::tell_union(const h248::Command& command, const Numbers& numbers, Run& run) const {
    auto reply = reply_to(command, command.termination);
    for (const auto number : numbers)
        if (auto refused = unite(reply, audited(command, terminations_.at(number)))) return refused;
    run.answer(run.scope, std::move(reply));
    return std::nullopt;
}

/// AuditValue = Context { ip/1, ip/2 }, one for each context (H.248.1 7.2.5): a reply for each termination would make
/// much more of them than a datagram can hold.
void Gateway::tell_names(const h248::Command& command, const Numbers& numbers, Run& run) const {
    for (auto next = numbers.begin(); next != numbers.end();) {
        const ContextId context{terminations_.at(*next).context};
        auto reply = reply_to(command, {});
        std::vector<h248::TerminationId> names;
        for (; next != numbers.end() && terminations_.at(*next).context == context.value; ++next)
            names.push_back(terminations_.at(*next).id());
        reply.context_terminations = std::move(names);
        run.answer(context, std::move(reply));
    }
}

/// Of ROOT in all contexts: which there are, where the names of their terminations would be too much (H.248.1 7.2.5).
/// What is asked of ROOT itself, or where there is none, has one answer.
void Gateway::audit_root(const h248::Command& command, Run& run) const {
    const bool lists = run.scope == ContextId::all() && items_of(command).empty() && !contexts_.empty();
    if (!lists) return run.answer(run.scope, audited_root(command));
    for (const auto& [number, context] : contexts_)
        run.answer(ContextId{number}, reply_to(command, command.termination));
}

h248::Command Gateway::audited(const h248::Command& command, const Termination& termination) const {
    const bool is_capability = command.name == h248::CommandName::audit_capability;
    auto reply = reply_to(command, termination.id());
    for (const auto& item : items_of(command)) {
        const bool has_events = !termination.events.events.empty() && !is_capability;
        const bool has_buffer = !termination.buffer.descriptor().events.empty() && !is_capability;
        if (item.token == AuditToken::media && is_capability) {
            auto& stream = reply.media.emplace().streams.emplace_back();
            stream.id = termination.stream;
            stream.local = capabilities(settings_.address.family);
        } else if (item.token == AuditToken::media) {
            reply.media = media_of(termination);
        } else if (item.token == AuditToken::events && has_events) {
            reply.events = termination.events;
        } else if (item.token == AuditToken::signals && !termination.signals.empty() && !is_capability) {
            reply.signals = termination.signals.audited();
        } else if (item.token == AuditToken::digit_map && !is_capability) {
            reply.digit_maps = termination.digit_maps.told();
            if (reply.digit_maps.empty()) reply.empty_items.push_back(item.token);
        } else if (item.token == AuditToken::event_buffer && has_buffer) {
            reply.event_buffer = termination.buffer.descriptor();
        } else if (item.token == AuditToken::observed_events && !is_capability) {
            reply.observed_events = not_told(termination);
            if (reply.observed_events->events.empty()) {
                reply.observed_events.reset();
                reply.empty_items.push_back(item.token);
            }
        } else if (item.token == AuditToken::statistics && !is_capability) {
            reply.statistics = statistics_of(termination);
        } else if (item.token == AuditToken::packages) {
            reply.packages = supported_packages();
        } else {
            reply.empty_items.push_back(item.token);
        }
    }
    return reply;
}

h248::Command Gateway::audited_root(const h248::Command& command) const {
    auto reply = reply_to(command, command.termination);
    for (const auto& item : items_of(command)) {
        if (item.token == AuditToken::media) {
            auto& state = reply.media.emplace().termination_state.emplace();
            state.properties = root_properties(settings_);
            state.service_state = h248::ServiceState::in_service;
        } else if (item.token == AuditToken::packages) {
            reply.packages = supported_packages();
        } else if (item.token == AuditToken::events && !root_events_.events.empty()) {
            reply.events = root_events_;
        } else if (item.token == AuditToken::digit_map && !root_digit_maps_.told().empty()) {
            reply.digit_maps = root_digit_maps_.told();
        } else {
            reply.empty_items.push_back(item.token);
        }
    }
    return reply;
}

h248::Media Gateway::media_of(const Termination& termination) const {
    h248::Stream stream;
    stream.id = termination.stream;
    auto& control = stream.control.emplace();
    control.mode = h248::stream_mode(termination.mode);
    control.reserved_value = termination.every_format;
    control.properties = termination.properties;
    stream.local = write_local(termination.local);
    if (!termination.remote_descriptor.empty()) stream.remote = termination.remote_descriptor;
    h248::Media media;
    auto& state = media.termination_state.emplace();
    state.service_state =
        termination.out_of_service_by == 0 ? h248::ServiceState::in_service : h248::ServiceState::out_of_service;
    if (termination.buffer.control() != h248::EventBufferControl::off)
        state.event_buffer_control = termination.buffer.control();
    media.streams.push_back(std::move(stream));
    return media;
}

/// Packages nt and rtp. nt/dur is in ms (E.11.4); rtp/pl is the percentage of now and not of the whole time, rtp/jit
/// and rtp/delay are in timestamp units (E.12.4, RFC 3550 6.4.1).
h248::Statistics Gateway::statistics_of(const Termination& termination) const {
    const auto counted = media_.statistics(termination.number);
    return {{statistic("nt/dur", counted.duration.count()),
             statistic("nt/os", counted.octets_sent),
             statistic("nt/or", counted.octets_received),
             statistic("rtp/ps", counted.packets_sent),
             statistic("rtp/pr", counted.packets_received),
             {"rtp/pl", fmt::format("{:.1f}", counted.loss)},
             statistic("rtp/jit", counted.jitter),
             statistic("rtp/delay", delay_in_timestamp_units(counted))}};
}

}  // namespace isfocus::mrfpd
