#include <spdlog/spdlog.h>

#include <algorithm>

#include "mrfp/state.h"

/// An MRFP that was out of touch tells what it still has (mp-h248 1.5): what it does not know ends here, context by
/// context, for their replies stay small. What we do not know is another matter (sweeps.cpp).
namespace isfocus::mrfp {

void Client::State::audit_contexts(Association& association) {
    spdlog::info("mrfp={} is back with its contexts, which are compared", association.peer().text());
    for (const auto key : contexts_of(association)) contexts_.at(key).is_doubtful = true;
    audit_doubtful(association);
    suspect(association);
    begin_sweep(association);
}

/// Those whose audit was lost are asked for again.
void Client::State::audit_doubtful(Association& association) {
    for (const auto key : contexts_of(association)) {
        auto& context = contexts_.at(key);
        if (!context.is_doubtful || !context.number.is_specific()) continue;
        context.audited.clear();
        for (const auto leg : context.legs)
            if (terminations_.at(leg).state == TerminationState::standing) context.audited.insert(leg);
        if (!send(association, audit_context(context.number), {Purpose::Kind::audit_context, {}, key})) return;
        context.is_doubtful = false;
    }
}

void Client::State::settle_context_audit(Association& association, ContextKey context, const Answered& answered) {
    if (!contexts_.contains(context)) return;
    if (answered.when == Answered::When::never) {
        contexts_.at(context).is_doubtful = true;
        return suspect(association);
    }
    const auto outcome = outcome_of(answered.reply, h248::CommandName::audit_value);
    if (!outcome) {
        const auto code = outcome.error().code;
        const bool is_gone =
            code == h248::ErrorCode::unknown_context || code == h248::ErrorCode::no_termination_matched;
        if (is_gone) lose_context(context);
        return;
    }
    const auto found = audited(answered.reply);
    const auto there = found.find(contexts_.at(context).number.value);
    if (there != found.end()) end_the_vanished(context, there->second);
}

/// Those that stood when it was asked, and of which it says nothing.
void Client::State::end_the_vanished(ContextKey context, const std::vector<h248::TerminationId>& there) {
    if (std::ranges::any_of(there, [](const auto& name) { return name.is_wildcard(); })) return;
    const std::unordered_set<h248::TerminationId> names(there.begin(), there.end());
    const auto audited_legs = contexts_.at(context).audited;
    for (const auto leg : audited_legs) {
        auto* termination = find(leg);
        const bool stands = termination && termination->state == TerminationState::standing;
        if (stands && !names.contains(termination->name))
            step(*termination, TerminationEvent::vanished, {503, "the MRFP has lost the termination"});
    }
}

/// While an Add is unanswered nobody knows which names it makes.
bool Client::State::is_adding(const Association& association) {
    return association.has_under_way({Purpose::Kind::add, Purpose::Kind::forgotten});
}

}  // namespace isfocus::mrfp
