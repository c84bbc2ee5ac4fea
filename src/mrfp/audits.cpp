#include <spdlog/spdlog.h>

#include <algorithm>

#include "mrfp/state.h"

/// An MRFP that was out of touch tells what it still has (mp-h248 1.5): what we do not know is subtracted, what it does
/// not know ends.
namespace isfocus::mrfp {

void Client::State::settle_context_audit(Association& association, ContextKey context, const Answered& answered) {
    if (answered.when == Answered::When::never || !contexts_.contains(context)) return;
    const auto outcome = outcome_of(answered.reply, h248::CommandName::audit_value);
    if (!outcome) {
        const auto code = outcome.error().code;
        const bool is_gone =
            code == h248::ErrorCode::unknown_context || code == h248::ErrorCode::no_termination_matched;
        return is_gone ? lose_context(context) : void();
    }
    const auto found = audited(answered.reply);
    const auto there = found.find(contexts_.at(context).number.value);
    if (there != found.end()) compare(association, context, there->second);
}

/// A termination of ours that came into being meanwhile is not there yet, or has no name here yet.
void Client::State::compare(Association& association, ContextKey context,
                            const std::vector<h248::TerminationId>& there) {
    const bool names_all = std::ranges::none_of(there, [](const auto& name) { return name.is_wildcard(); });
    const auto number = contexts_.at(context).number;
    const auto audited_legs = contexts_.at(context).audited;
    for (const auto leg : audited_legs) {
        auto* termination = find(leg);
        const bool stands = termination && termination->state == TerminationState::standing;
        if (stands && names_all && std::ranges::find(there, termination->name) == there.end())
            step(*termination, TerminationEvent::vanished, {503, "the MRFP has lost the termination"});
    }
    if (is_adding(association)) return;
    for (const auto& name : there) {
        if (name.is_wildcard() || name.is_root() || association.legs.contains(name)) continue;
        spdlog::warn("mrfp={} context={} termination={}: nobody's, subtracted", association.peer().text(),
                     number.text(), name.text);
        send(association, mrfp::subtract_silently(number, name), {});
    }
}

/// Contexts of an earlier life of ours, or whose end did not arrive.
void Client::State::settle_audit_of_all(Association& association, const Answered& answered) {
    if (answered.when == Answered::When::never || is_adding(association)) return;
    for (const auto& [number, names] : audited(answered.reply)) {
        const auto is_it = [&](const auto& entry) {
            return entry.second.association == &association && entry.second.number.value == number;
        };
        if (std::ranges::any_of(contexts_, is_it)) continue;
        spdlog::warn("mrfp={} context={}: nobody's, subtracted", association.peer().text(), number);
        send(association, subtract_all(h248::ContextId{number}), {});
    }
}

/// While an Add is unanswered nobody knows which names it makes.
bool Client::State::is_adding(const Association& association) const {
    return std::ranges::any_of(terminations_, [&](const auto& entry) {
        const auto state = entry.second.state;
        const bool is_asked = state == TerminationState::adding || state == TerminationState::abandoned;
        return is_asked && contexts_.at(entry.second.context).association == &association;
    });
}

}  // namespace isfocus::mrfp
