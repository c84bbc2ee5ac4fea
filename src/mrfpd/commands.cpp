#include <spdlog/spdlog.h>

#include <limits>
#include <utility>

#include "mrfpd/description.h"
#include "mrfpd/event_faults.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"
#include "mrfpd/run.h"
#include "mrfpd/signals.h"

/// Add, Modify and Subtract. A termination is prepared as a copy, which takes the old one's place when nothing is
/// wrong.
namespace isfocus::mrfpd {
namespace {

using h248::ContextId;
using h248::ErrorCode;

/// Counts on, past what is in use.
std::uint32_t next_free(std::uint32_t& last, std::uint32_t greatest, const auto& taken) {
    do {
        last = last < greatest ? last + 1 : 1;
    } while (taken.contains(last));
    return last;
}

constexpr std::uint32_t kGreatestTermination = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kGreatestContext = ContextId::choose().value - 1;

/// Which descriptors a command may carry (H.248.1 7.2), and which of them we do not have.
std::optional<Fault> misplaced(const h248::Command& command) {
    if (command.observed_events || command.statistics || command.packages || command.services || command.error)
        return fault(ErrorCode::descriptor_not_legal);
    if (command.modem) return fault(ErrorCode::unknown_descriptor, "Modem");
    if (command.mux) return fault(ErrorCode::unknown_descriptor, "Mux");
    return std::nullopt;
}

std::optional<Fault> misplaced_in_subtract(const h248::Command& command) {
    const bool has_more =
        command.media || command.events || command.event_buffer || command.signals || !command.digit_maps.empty();
    return has_more ? fault(ErrorCode::descriptor_not_legal) : misplaced(command);
}

std::optional<Mode> mode_of(h248::StreamMode mode) {
    switch (mode) {
        case h248::StreamMode::inactive:
            return Mode::inactive;
        case h248::StreamMode::send_only:
            return Mode::sendonly;
        case h248::StreamMode::receive_only:
            return Mode::recvonly;
        case h248::StreamMode::send_receive:
            return Mode::sendrecv;
        case h248::StreamMode::loopback:
            break;
    }
    return std::nullopt;
}

/// Terminations are in service as long as they exist.
std::optional<Fault> fault_of(const h248::TerminationState& state) {
    if (state.service_state.value_or(h248::ServiceState::in_service) != h248::ServiceState::in_service)
        return fault(ErrorCode::not_implemented, "ServiceStates");
    if (!state.properties.empty()) return fault(ErrorCode::unknown_property, state.properties.front().name);
    return std::nullopt;
}

}  // namespace

Stream stream_of(const Termination& termination, const Announcements& announcements) {
    Stream stream;
    stream.context = termination.context;
    stream.mode = termination.mode;
    stream.receives = voices(termination.local);
    stream.receives_events = telephone_events(termination.local);
    stream.receives_noise = comfort_noise(termination.local);
    stream.remote = termination.remote;
    stream.latches = termination.latches;
    stream.relatches = termination.relatches;
    stream.plays = termination.signals.plays(announcements);
    const auto& events = termination.events.events;
    const auto& kept = termination.buffer.wanted();
    stream.inactivity = asks_for(events, kStopped) ? inactivity(events) : inactivity(kept);
    stream.most_lost = asks_for(events, kLossy) ? most_lost(events) : most_lost(kept);
    return stream;
}

// ---- Add ------------------------------------------------------------------------------------------------------------

Gateway::Refusal Gateway::add(const h248::Command& command, Run& run) {
    if (auto refused = no_room(run)) return refused;
    const auto& name = command.termination.text;
    if (!command.more_terminations.empty()) return fault(ErrorCode::incorrect_identifier);
    if (name != "$" && !h248::equal_names(name, "ip/$")) {
        const auto known = targets(command, ContextId::all());
        return known ? fault(ErrorCode::already_in_context) : known.error();
    }
    const bool has_local = command.media && !command.media->streams.empty() && command.media->streams[0].local;
    if (!has_local) return fault(ErrorCode::missing_local_or_remote);

    Termination termination;
    termination.stream = command.media->streams[0].id;
    if (auto refused = set(termination, command, run.now)) return refused;
    termination.number = next_free(last_termination_, kGreatestTermination, terminations_);
    const auto port = media_.open(termination.number);
    if (!port) return fault(ErrorCode::insufficient_resources, "no RTP ports left (rtp_ports)");
    termination.local.port = *port;
    enter(termination, command, run);
    return std::nullopt;
}

Gateway::Refusal Gateway::no_room(const Run& run) const {
    if (run.scope == ContextId::choose() && !takes_contexts_)
        return fault(ErrorCode::service_unavailable, "locked for maintenance");
    if (run.scope == ContextId::choose())
        return contexts_.size() < settings_.max_contexts ? Refusal{} : fault(ErrorCode::no_contexts_available);
    if (!run.scope.is_specific()) return fault(ErrorCode::incorrect_identifier, "Add in context " + run.scope.text());
    const bool is_full = contexts_.at(run.scope.value).members.size() >= settings_.max_terminations_per_context;
    return is_full ? fault(ErrorCode::too_many_terminations) : Refusal{};
}

/// Puts a new termination into its context, which is made now if it was left to us.
void Gateway::enter(Termination& termination, const h248::Command& command, Run& run) {
    if (run.scope == ContextId::choose()) run.scope.value = next_free(last_context_, kGreatestContext, contexts_);
    termination.context = run.scope.value;
    contexts_[termination.context].members.insert(termination.number);
    apply(termination);
    auto& entered = terminations_.emplace(termination.number, std::move(termination)).first->second;
    heard_of(entered, run.now);
    watch_keys(entered);
    spdlog::debug("context={} termination={} added port={}", entered.context, entered.id().text, entered.local.port);

    auto reply = audited(command, entered);
    if (!reply.media) {
        auto& stream = reply.media.emplace().streams.emplace_back();
        stream.id = entered.stream;
        stream.local = write_local(entered.local);
    }
    run.answer(run.scope, std::move(reply));
}

// ---- Modify ---------------------------------------------------------------------------------------------------------

Gateway::Refusal Gateway::modify(const h248::Command& command, Run& run) {
    const auto numbers = targets(command, run.scope);
    if (!numbers) return numbers.error();
    const bool has_local = command.media && !command.media->streams.empty() && command.media->streams[0].local;
    std::vector<Termination> all;
    for (const auto number : *numbers)
        if (auto refused = set(all.emplace_back(terminations_.at(number)), command, run.now)) return refused;
    for (auto& changed : all) {
        auto& termination = terminations_.at(changed.number);
        forget_deadline(termination);
        const auto ended = ended_between(termination.signals, changed.signals);
        termination = std::move(changed);
        heard_of(termination, run.now);
        if (command.events) process_buffer(termination, run.now);
        for (const auto& one : ended)
            complete(termination, one, h248::CompletionReason::by_signals_descriptor, run.now);
        watch_keys(termination);
        if (command.media || command.signals || command.events || command.event_buffer) apply(termination);
        spdlog::debug("context={} termination={} modified", termination.context, termination.id().text);
        if (command.wildcarded_reply) continue;
        auto reply = audited(command, termination);
        if (has_local && !reply.media) {
            auto& stream = reply.media.emplace().streams.emplace_back();
            stream.id = termination.stream;
            stream.local = write_local(termination.local);
        }
        run.answer(ContextId{termination.context}, std::move(reply));
    }
    if (command.wildcarded_reply) run.answer(run.scope, reply_to(command, command.termination));
    return std::nullopt;
}

// ---- What Add and Modify set ----------------------------------------------------------------------------------------

/// What the command does not name stays (H.248.1 7.1.1).
Gateway::Refusal Gateway::set(Termination& termination, const h248::Command& command, Time now) const {
    if (auto refused = misplaced(command)) return refused;
    if (auto refused = set_buffer(termination, command)) return refused;
    for (const auto& map : command.digit_maps)
        if (auto refused = termination.digit_maps.set(map, settings_.digit_map_timers)) return refused;
    if (command.signals) {
        if (auto refused = fault_of(*command.signals, settings_.announcements)) return refused;
        put(termination, *command.signals);
    }
    if (command.events) {
        if (auto refused = fault_of(*command.events, settings_.announcements)) return refused;
        if (auto refused = embedded_map_fault(termination, *command.events)) return refused;
        if (auto refused = put(termination, *command.events, now)) return refused;
    }
    return command.media ? set_media(termination, *command.media) : std::nullopt;
}

/// Before Events, which begin anew what this is about.
Gateway::Refusal Gateway::set_buffer(Termination& termination, const h248::Command& command) {
    if (command.media && command.media->termination_state) {
        const auto& state = *command.media->termination_state;
        if (auto refused = fault_of(state)) return refused;
        if (state.event_buffer_control) termination.buffer.set(*state.event_buffer_control);
    }
    if (!command.event_buffer) return std::nullopt;
    if (auto refused = fault_of(*command.event_buffer)) return refused;
    termination.buffer.accept(*command.event_buffer);
    return std::nullopt;
}

/// Without fault, as they come with a command or were embedded in an event.
void Gateway::put(Termination& termination, const h248::Signals& signals) {
    termination.latches = asks_to_latch(signals).value_or(termination.latches);
    if (asks_to_relatch(signals)) ++termination.relatches;
    termination.signals.replace(signals);
}

/// The same. Refused is a digit map only; without it they have been put all the same.
Gateway::Refusal Gateway::put(Termination& termination, const h248::Events& events, Time now) const {
    termination.events = events;
    termination.buffer.renewed();
    termination.hanging_after = hanging_after(events.events);
    return collect(termination, events, now);
}

Gateway::Refusal Gateway::set_media(Termination& termination, const h248::Media& media) const {
    if (media.streams.empty()) return std::nullopt;
    if (media.streams.size() > 1) return fault(ErrorCode::unsupported_media_type, "one stream only");
    const auto& stream = media.streams.front();
    if (stream.id != termination.stream) return fault(ErrorCode::incorrect_identifier, "Stream");
    if (!stream.statistics.empty()) return fault(ErrorCode::descriptor_not_legal, "Statistics");
    if (stream.control)
        if (auto refused = set_control(termination, *stream.control)) return refused;
    if (stream.local) {
        auto local = reserve(*stream.local, {settings_.address, termination.local.port, termination.every_format});
        if (!local) return local.error();
        termination.local = std::move(*local);
    }
    if (stream.remote) {
        auto remote = read_remote(*stream.remote, settings_.address.family);
        if (!remote) return remote.error();
        termination.remote = *remote;
        termination.remote_descriptor = *stream.remote;
    }
    return std::nullopt;
}

Gateway::Refusal Gateway::set_control(Termination& termination, const h248::LocalControl& control) const {
    if (auto refused = fault_of(control.properties)) return refused;
    if (!control.properties.empty()) termination.properties = control.properties;
    if (control.reserved_value) termination.every_format = *control.reserved_value;
    if (!control.mode) return std::nullopt;
    const auto mode = mode_of(*control.mode);
    if (!mode) return fault(ErrorCode::unsupported_mode);
    termination.mode = *mode;
    return std::nullopt;
}

void Gateway::apply(const Termination& termination) {
    auto stream = stream_of(termination, settings_.announcements);
    if (stream.remote) stream.remote->format.dtx = settings_.dtx && is_amr(stream.remote->format.encoding);
    media_.apply(termination.number, stream);
}

// ---- Subtract -------------------------------------------------------------------------------------------------------

Gateway::Refusal Gateway::subtract(const h248::Command& command, Run& run) {
    if (auto refused = misplaced_in_subtract(command)) return refused;
    const auto numbers = targets(command, run.scope);
    if (!numbers) return numbers.error();
    const bool wants_statistics = !command.audit || command.audit->asks_for(h248::AuditToken::statistics);
    for (const auto number : *numbers) {
        const auto at = terminations_.find(number);
        if (at == terminations_.end()) continue;  // named twice
        const auto& termination = at->second;
        if (!command.wildcarded_reply) {
            auto reply = reply_to(command, termination.id());
            if (wants_statistics) reply.statistics = statistics_of(termination);
            run.answer(ContextId{termination.context}, std::move(reply));
        }
        remove(number);
    }
    if (command.wildcarded_reply) run.answer(run.scope, reply_to(command, command.termination));
    return std::nullopt;
}

/// The last one takes its context with it.
void Gateway::remove(std::uint32_t number) {
    const auto at = terminations_.find(number);
    const auto& termination = at->second;
    const auto counted = media_.statistics(number);
    spdlog::info(
        "context={} termination={} subtracted after={:.1f}s sent={} received={} lost={} refused={} jitter={}ms "
        "delay={}ms",
        termination.context, termination.id().text, std::chrono::duration<double>(counted.duration).count(),
        counted.packets_sent, counted.packets_received, counted.packets_lost, counted.packets_refused,
        1000ULL * counted.jitter / counted.receiving_clock, counted.delay / std::chrono::milliseconds{1});
    if (counted.keys_left_out > 0)
        spdlog::warn("context={} termination={} keys left out count={}", termination.context, termination.id().text,
                     counted.keys_left_out);
    media_.close(number);
    forget_deadline(termination);
    if (termination.keys_due) keys_.erase({*termination.keys_due, number});
    const auto context = contexts_.find(termination.context);
    context->second.members.erase(number);
    if (context->second.members.empty()) contexts_.erase(context);
    terminations_.erase(at);
}

}  // namespace isfocus::mrfpd
