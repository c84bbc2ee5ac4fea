#include <spdlog/spdlog.h>

#include <utility>

#include "mrfp/state.h"

/// MRFPs come and go.
namespace isfocus::mrfp {

void Client::State::step(Association& association, AssociationEvent event) {
    const auto* row = find_row(kAssociation, association.state, event);
    if (!row) return;
    if (row->to == AssociationState::closing && association.state != row->to)
        spdlog::info("mrfp={} takes no new conferences", association.peer().text());
    association.state = row->to;
    if (row->to == AssociationState::out_of_service)
        association.stop_heartbeat();
    else
        association.heard(now_);
    perform(association, row->action);
    tell_availability();
}

void Client::State::perform(Association& association, AssociationAction action) {
    switch (action) {
        case AssociationAction::none:
            return;
        case AssociationAction::welcome:
            return welcome(association);
        case AssociationAction::clear_and_welcome:
            send(association, subtract_all(h248::ContextId::all()), {});
            return welcome(association);
        case AssociationAction::lose_and_welcome:
            lose(association);
            return welcome(association);
        case AssociationAction::audit_contexts:
            return audit_contexts(association);
        case AssociationAction::lose:
            return lose(association);
    }
}

void Client::State::welcome(Association& association) {
    ++counters.registrations;
    spdlog::info("mrfp={} registered", association.peer().text());
    send(association, audit_packages(), {Purpose::Kind::audit_packages, {}, {}});
}

void Client::State::audit_contexts(Association& association) {
    for (const auto& [key, context] : contexts_)
        if (context.association == &association && context.number.is_specific())
            send(association, audit_context(context.number), {Purpose::Kind::audit_context, {}, key});
}

/// All that it had is gone. Nothing is subtracted: it does not know it any more, or does not hear us.
void Client::State::lose(Association& association) {
    ++counters.lost;
    association.start_anew();
    association.packages = {};
    focus::MrfpLost lost;
    std::vector<ContextKey> keys;
    for (const auto& [key, context] : contexts_)
        if (context.association == &association) keys.push_back(key);
    for (const auto key : keys)
        if (const auto conference = forget(key)) lost.conferences.push_back(conference);
    spdlog::warn("mrfp={} lost conferences={}", association.peer().text(), lost.conferences.size());
    if (!lost.conferences.empty()) inbox_.post(std::move(lost));
}

void Client::State::lose_context(ContextKey key) {
    if (!contexts_.contains(key)) return;
    if (const auto conference = forget(key)) inbox_.post(focus::MrfpLost{{conference}});
}

/// Drops a context with its terminations, without a word to the MRFP. Gives the conference that it was for.
ConferenceId Client::State::forget(ContextKey key) {
    const auto found = contexts_.find(key);
    const auto context = std::move(found->second);
    contexts_.erase(found);
    for (const auto leg : context.legs) {
        const auto termination = terminations_.find(leg);
        context.association->legs.erase(termination->second.name);
        terminations_.erase(termination);
    }
    --context.association->contexts;
    conferences_.erase(context.conference);
    return context.conference;
}

void Client::State::tell_availability() {
    if (std::exchange(available_, is_available()) != available_) inbox_.post(focus::MrfpAvailability{available_});
}

}  // namespace isfocus::mrfp
