#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "base/text.h"
#include "mrfp/state.h"

/// What MRFPs tell of terminations: their events, and which of them go out of service.
namespace isfocus::mrfp {
namespace {

constexpr std::chrono::minutes kImpairedAgainAfter{1};
constexpr std::chrono::minutes kTroubledFor{1};

/// Seen from the context outwards. Of one who is not heard no RTP is missed: he may have been told to send none.
bool is_heard(Mode mode) {
    return mode == Mode::recvonly || mode == Mode::sendrecv;
}

/// A tone id of package dd: d0 to d9, ds (star), do (hash), da to dd.
std::optional<char> key_of(const h248::ObservedEvent& event) {
    const auto* tone = h248::find(event.parameters, "tid");
    auto id = tone ? tone->value() : std::string_view{};
    if (id.starts_with("dd/") || id.starts_with("DD/")) id.remove_prefix(3);
    if (id.size() != 2 || (id[0] != 'd' && id[0] != 'D')) return std::nullopt;
    const char key = text::lower(id[1]);
    if (key == 's') return '*';
    if (key == 'o') return '#';
    if (key >= 'a' && key <= 'd') return text::upper(key);
    return text::is_digit(key) ? std::optional{key} : std::nullopt;
}

std::string text_of(const h248::ObservedEvent& event, std::string_view parameter) {
    const auto* given = h248::find(event.parameters, parameter);
    return std::string{given ? given->value() : ""};
}

/// The six groups of H.248.1 E.1.2.1.
std::string_view meaning_of(std::string_view general_cause) {
    constexpr std::pair<std::string_view, std::string_view> kCauses[] = {
        {"NR", "normal release"},    {"UR", "unavailable resources"}, {"FT", "temporary failure"},
        {"FP", "permanent failure"}, {"IW", "interworking error"},    {"UN", "unsupported"}};
    const auto at =
        std::ranges::find_if(kCauses, [&](const auto& cause) { return h248::equal_names(cause.first, general_cause); });
    return at == std::end(kCauses) ? general_cause : at->second;
}

/// Whatever the cause, the bearer is released (TS 23.333 bearer released).
Failure failure_of(const h248::ObservedEvent& cause) {
    const auto general = text_of(cause, "generalcause");
    const auto particular = text_of(cause, "failurecause");
    std::string detail = "the MRFP gave the termination up: ";
    detail.append(meaning_of(general));
    if (!particular.empty()) detail.append(general.empty() ? "" : ", ").append(particular);
    return {h248::equal_names(general, "UR") ? 503 : 500, std::move(detail)};
}

}  // namespace

/// ServiceChange on terminations (H.248.1 7.2.8).
void Client::State::terminations_changed(Association& association, h248::ContextId context,
                                         const h248::Command& command) {
    auto names = command.more_terminations;
    names.insert(names.begin(), command.termination);
    for (const auto& name : names) {
        const auto legs = covered_legs(association, context, name);
        spdlog::debug("mrfp={} context={} termination={} service change reason={} legs={}", association.peer().text(),
                      context.text(), name.text, command.services->reason, legs.size());
        switch (*command.services->method) {
            case h248::ServiceChangeMethod::forced:
                out_of_service(association, legs, name.is_wildcard(), command.services->reason);
                if (!association.legs.contains(name)) out_of_service_unknown(association, context, name);
                break;
            case h248::ServiceChangeMethod::graceful:
                for (const auto leg : legs) leaves_within(terminations_.at(leg), *command.services);
                break;
            default:
                for (const auto leg : legs) stays(terminations_.at(leg), *command.services);
        }
    }
}

/// Nobody's, or one whose name the reply to its Add is about to bring.
void Client::State::out_of_service_unknown(Association& association, h248::ContextId context,
                                           const h248::TerminationId& name) {
    constexpr std::size_t kMost = 256;
    if (!is_adding(association)) return hanging(association, context, name);
    auto& early = association.out_of_service_early;
    if (early.size() < kMost) early.emplace_back(context, name);
}

/// A Notify or ServiceChange can overtake the reply that names its termination (mp-h248 4).
std::optional<Failure> Client::State::told_early(const Association& association, const Context& context,
                                                 Termination& termination) {
    if (auto fault = std::exchange(termination.early_fault, {})) return fault;
    const auto is_it = [&](const auto& told) {
        return (told.first == context.number || told.first == h248::ContextId::all()) &&
               told.second.covers(termination.name);
    };
    if (std::ranges::none_of(association.out_of_service_early, is_it)) return std::nullopt;
    return Failure{500, "termination out of service"};
}

/// Events bear the number under which they were asked for, each Add's its own.
Termination* Client::State::added_under(const Association& association, std::uint32_t request_id) {
    for (const auto leg : association.being_added()) {
        auto* termination = find(leg);
        if (termination && termination->request_id == request_id) return termination;
    }
    return nullptr;
}

/// What is left of a context all of whose terminations are gone is no context any more: like one that was lost it may
/// go on elsewhere.
void Client::State::out_of_service(Association& association, const std::vector<LegId>& legs, bool is_wildcard,
                                   const std::string& reason) {
    const std::string detail = "termination out of service: " + reason;
    const auto lost = is_wildcard ? covered_contexts(legs) : std::vector<ContextKey>{};
    if (!lost.empty()) association.troubled_until = now_ + kTroubledFor;
    for (const auto key : lost) {
        const auto number = contexts_.at(key).number;
        spdlog::warn("mrfp={} context={} out of service: {}", association.peer().text(), number.text(), reason);
        subtract_nobodys(association, subtract_all(number));
        lose_context(key);
    }
    for (const auto leg : legs) {
        auto* termination = find(leg);
        if (termination && termination->state != TerminationState::orphaned)
            step(*termination, TerminationEvent::fault, {500, detail});
    }
}

/// The contexts that have no named leg but some of these.
std::vector<ContextKey> Client::State::covered_contexts(const std::vector<LegId>& legs) const {
    std::map<ContextKey, std::size_t> covered;
    for (const auto leg : legs) ++covered[terminations_.at(leg).context];
    std::erase_if(covered, [this](const auto& entry) {
        const auto is_named = [this](LegId leg) { return !terminations_.at(leg).name.text.empty(); };
        return std::ranges::count_if(contexts_.at(entry.first).legs, is_named) !=
               static_cast<std::ptrdiff_t>(entry.second);
    });
    std::vector<ContextKey> keys;
    for (const auto& [key, count] : covered) keys.push_back(key);
    return keys;
}

/// A Delay of 0, or none, leaves the end to us: there is none before its user goes.
void Client::State::leaves_within(Termination& termination, const h248::Services& services) {
    const std::chrono::seconds delay{services.delay.value_or(0)};
    spdlog::warn("leg={} termination={} goes out of service{}: {}", termination.leg.value, termination.name.text,
                 delay.count() > 0 ? fmt::format(" in {} s", delay.count()) : "", services.reason);
    termination.leaves_at = delay.count() > 0 ? std::optional{now_ + delay} : std::nullopt;
    if (termination.leaves_at) leaving_.push(*termination.leaves_at, termination.leg);
}

void Client::State::stays(Termination& termination, const h248::Services& services) {
    termination.leaves_at.reset();
    spdlog::info("leg={} termination={} is in service: {}", termination.leg.value, termination.name.text,
                 services.reason);
}

void Client::State::end_those_that_leave() {
    while (const auto due = leaving_.pop_due(now_)) {
        auto* termination = find(due->key);
        if (termination && termination->leaves_at && *termination->leaves_at <= now_)
            step(*termination, TerminationEvent::fault, {500, "termination out of service: its time was over"});
    }
}

std::vector<LegId> Client::State::covered_legs(const Association& association, h248::ContextId context,
                                               const h248::TerminationId& pattern) const {
    std::vector<LegId> legs;
    for (const auto& [name, leg] : association.legs) {
        const auto number = contexts_.at(terminations_.at(leg).context).number;
        if (pattern.covers(name) && (context == number || context == h248::ContextId::all())) legs.push_back(leg);
    }
    return legs;
}

/// Nothing that is sent reaches the user. He may be back before long: whether he is missed is another event's business.
void Client::State::impaired(Termination& termination, const h248::ObservedEvent& event) {
    if (now_ < termination.told_impaired_until) return;
    termination.told_impaired_until = now_ + kImpairedAgainAfter;
    auto detail = "RTP to the user cannot be sent: " + text_of(event, "cs");
    inbox_.post(focus::MediaImpaired{termination.leg, std::move(detail)});
}

void Client::State::notified(Association& association, h248::ContextId context, const h248::Command& command) {
    if (command.termination.is_root()) return notified_on_root(association, *command.observed_events);
    const auto known = association.legs.find(command.termination);
    auto* termination = known == association.legs.end() ? nullptr : find(known->second);
    if (termination && contexts_.at(termination->context).number != context) termination = nullptr;
    for (const auto& event : command.observed_events->events) {
        const bool is_heartbeat = h248::equal_names(event.name, "hangterm/thb");
        if (!termination && is_heartbeat) return hanging(association, context, command.termination);
        if (!termination && h248::equal_names(event.name, "g/cause"))
            if (auto* added = added_under(association, command.observed_events->request_id))
                added->early_fault = failure_of(event);
        if (!termination || termination->request_id != command.observed_events->request_id) continue;
        if (h248::equal_names(event.name, "adid/ipstop") && is_heard(termination->request.mode))
            return step(*termination, TerminationEvent::fault, {500, "no RTP came any more", true});
        if (h248::equal_names(event.name, "dd/std"))
            if (const auto key = key_of(event)) inbox_.post(focus::KeyPressed{termination->leg, *key});
        if (h248::equal_names(event.name, "nt/netfail")) impaired(*termination, event);
        if (h248::equal_names(event.name, "g/cause"))
            return step(*termination, TerminationEvent::fault, failure_of(event));
    }
}

/// The MRFP asks whether a termination is still in use that we do not have (mp-h248 1.5). It may be one whose Add is
/// still unanswered, because a Notify can overtake the reply.
void Client::State::hanging(Association& association, h248::ContextId context, const h248::TerminationId& name) {
    const bool is_real =
        context.is_specific() && !name.text.empty() && !name.is_root() && !name.is_choose() && !name.is_wildcard();
    if (!is_real || is_adding(association)) return;
    subtract_stray(association, context, name);
}

}  // namespace isfocus::mrfp
