#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "mrfpd/gateway.h"
#include "mrfpd/observed_events.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"

/// What is told: of the media plane, terminations that hang (H.248.36) and those that are out of service, and of ROOT.
namespace isfocus::mrfpd {
namespace {

using h248::ContextId;

Notification service_state(const Termination& termination) {
    MediaEvent state{.termination = termination.number, .kind = MediaEvent::Kind::back_in_service};
    if (termination.out_of_service_by != 0) state.kind = MediaEvent::Kind::out_of_service;
    state.error = termination.out_of_service_by;
    return {ContextId{termination.context}, termination.id(), {}, service_change(state)};
}

const char* what_failed(MediaEvent::Kind kind) {
    using enum MediaEvent::Kind;
    if (kind == network_failed) return "no RTP can be sent to its user";
    return kind == bearer_lost ? "for ten seconds no RTP could be sent to its user" : "it is of no use";
}

void log_fault(const Termination& termination, const MediaEvent& seen) {
    if (seen.kind == MediaEvent::Kind::too_many_keys)
        return spdlog::warn("context={} termination={} presses more keys than anybody can: some are left out",
                            termination.context, termination.id().text);
    if (seen.kind == MediaEvent::Kind::back_in_service)
        return spdlog::info("context={} termination={} is of use again", termination.context, termination.id().text);
    spdlog::warn("context={} termination={} {}: {}", termination.context, termination.id().text, what_failed(seen.kind),
                 text_of(seen.error));
}

}  // namespace

void Gateway::forget_deadline(const Termination& termination) {
    hanging_.erase({termination.reported_at, termination.number});
}

/// A command for the termination shows that the MGC knows it: the time starts anew.
void Gateway::heard_of(Termination& termination, Time now) {
    forget_deadline(termination);
    if (!termination.hanging_after) return;
    termination.reported_at = now + *termination.hanging_after;
    hanging_.emplace(termination.reported_at, termination.number);
}

void Gateway::see(const MediaEvent& seen, Time now) {
    const auto at = terminations_.find(seen.termination);
    if (at == terminations_.end()) return;
    auto& termination = at->second;
    if (is_fault(seen.kind)) log_fault(termination, seen);
    if (service_change(seen)) return tell_service_state(termination);
    if (seen.kind == MediaEvent::Kind::played) {
        if (const auto ended = termination.signals.played(seen.play))
            complete(termination, *ended, h248::CompletionReason::time_out, now);
        return;
    }
    if (seen.kind == MediaEvent::Kind::key_pressed || seen.kind == MediaEvent::Kind::key_released)
        return hear_key(termination, seen, now);
    detect(termination, {observed(seen, termination.local)}, now);
}

/// The state may have changed again while the report of it waited: what counts is the one of now.
void Gateway::tell_service_state(Termination& termination) {
    const bool is_out = termination.out_of_service_by != 0;
    if (termination.is_told_out_of_service == is_out) return;
    auto state = service_state(termination);
    if (is_out && is_whole_context_out(termination.context)) {
        state.termination.text = "*";
        for (const auto number : contexts_.at(termination.context).members)
            terminations_.at(number).is_told_out_of_service = true;
    }
    termination.is_told_out_of_service = is_out;
    told_.push_back(std::move(state));
}

/// And nothing has been told of that: with one word for all the MGC knows that nobody is left in it to wait for.
bool Gateway::is_whole_context_out(std::uint32_t context) const {
    const auto& members = contexts_.at(context).members;
    return members.size() > 1 && std::ranges::all_of(members, [this](std::uint32_t number) {
               const auto& member = terminations_.at(number);
               return member.out_of_service_by != 0 && !member.is_told_out_of_service;
           });
}

std::vector<Notification> Gateway::out_of_service() const {
    std::vector<Notification> notifications;
    for (const auto& [number, termination] : terminations_)
        if (termination.is_told_out_of_service) notifications.push_back(service_state(termination));
    return notifications;
}

void Gateway::take_faults(const MediaEvent& fault) {
    const auto at = terminations_.find(fault.termination);
    if (at == terminations_.end()) return;
    if (service_change(fault)) at->second.out_of_service_by = fault.error;
    faults_.put(fault);
}

bool Gateway::is_watched_for_overload() const {
    return asks_for(root_events_.events, kOverload) || asks_for(root_events_.events, kCongestion);
}

std::optional<Notification> Gateway::overload() const {
    return on_root(kOverload);
}

std::optional<Notification> Gateway::congestion(unsigned reduction) const {
    auto notification = on_root(kCongestion);
    if (notification)
        notification->observed.events.front().parameters.emplace_back("reduction", std::to_string(reduction));
    return notification;
}

std::optional<std::chrono::milliseconds> Gateway::longest_silence() const {
    return mrfpd::longest_silence(root_events_.events);
}

std::optional<Notification> Gateway::inactivity() const {
    return on_root(kInactivity);
}

std::optional<Notification> Gateway::on_root(std::string_view event) const {
    if (!asks_for(root_events_.events, event)) return std::nullopt;
    h248::ObservedEvents observed;
    observed.request_id = root_events_.request_id.value_or(0);
    observed.events.emplace_back().name = event;
    return Notification{ContextId::null(), {"ROOT"}, std::move(observed), {}};
}

std::vector<Notification> Gateway::tick(Time now) {
    for (const auto& seen : media_.take_events()) is_fault(seen.kind) ? take_faults(seen) : see(seen, now);
    for (const auto& fault : faults_.take(now)) see(fault, now);
    time_keys(now);
    while (!hanging_.empty() && hanging_.begin()->first <= now) {
        auto& termination = terminations_.at(hanging_.begin()->second);
        h248::ObservedEvent hangs;
        hangs.name = kHangingTermination;
        detect(termination, {{std::move(hangs)}, Detected::Effect::embeds, {}}, now);
        heard_of(termination, now);
    }
    return std::exchange(told_, {});
}

std::optional<Time> Gateway::next_deadline() const {
    auto next = faults_.next_deadline().value_or(Time::max());
    for (const auto* deadlines : {&hanging_, &keys_})
        if (!deadlines->empty()) next = std::min(next, deadlines->begin()->first);
    return next == Time::max() ? std::nullopt : std::optional{next};
}

}  // namespace isfocus::mrfpd
