#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "mrfp/state.h"

/// MRFPs come and go.
namespace isfocus::mrfp {
namespace {

constexpr std::chrono::seconds kPackagesWithin{1};  // of the 4 or so that the UE is kept waiting for its media

}  // namespace

void Client::State::step(Association& association, AssociationEvent event) {
    const auto* row = find_row(kAssociation, association.state, event);
    if (!row) return;
    if (row->to == AssociationState::closing && association.state != row->to)
        spdlog::info("mrfp={} takes no new conferences", association.peer().text());
    // What we have sent to one that we did not know was to make it register: that is done.
    if (association.state == AssociationState::out_of_service) association.start_anew();
    association.state = row->to;
    association.call_at.reset();
    if (row->to == AssociationState::out_of_service)
        association.stop_heartbeat();
    else
        association.heard(now_);
    if (event == AssociationEvent::silent && !association.address().has_connection()) association.call_at = now_;
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
            clear(association);
            return welcome(association);
        case AssociationAction::lose_and_welcome: {
            // What it gets of them after its restart it carries out, and the reply finds nobody.
            const bool is_asked = is_adding(association);
            lose(association);
            welcome(association);
            return is_asked ? suspect(association) : void();
        }
        case AssociationAction::audit_contexts:
            return audit_contexts(association);
        case AssociationAction::lose:
            return lose(association);
    }
}

void Client::State::welcome(Association& association) {
    ++counters.registrations;
    spdlog::info("mrfp={} registered", association.peer().text());
    association.packages_by = now_ + kPackagesWithin;
    if (!send(association, audit_packages(), {Purpose::Kind::audit_packages, {}, {}})) association.packages_by.reset();
}

/// Nothing is added before it is known what may be asked for with it. One that does not tell in time is asked for less.
void Client::State::packages_settled(Association& association) {
    if (std::exchange(association.packages_by, {})) open_all(association);
}

/// Nothing is held any more: what has waited goes on.
void Client::State::open_all(const Association& association) {
    for (const auto key : contexts_of(association))
        if (contexts_.contains(key)) open_next(key);
}

std::vector<ContextKey> Client::State::contexts_of(const Association& association) const {
    std::vector<ContextKey> keys;
    for (const auto& [key, context] : contexts_)
        if (context.association == &association) keys.push_back(key);
    return keys;
}

/// All that it had is gone. Nothing is subtracted: it does not know it any more, or does not hear us.
void Client::State::lose(Association& association) {
    ++counters.lost;
    association.start_anew();
    association.packages = {};
    association.packages_by.reset();
    association.overload = {};
    association.is_overloaded = false;
    step(association, SweepEvent::lost);
    focus::MrfpLost lost;
    lost.can_move = can_move();
    for (const auto key : contexts_of(association))
        if (const auto conference = forget(key)) lost.conferences.push_back(conference);
    spdlog::warn("mrfp={} lost conferences={}{}", association.peer().text(), lost.conferences.size(), outlook());
    if (!lost.conferences.empty()) inbox_.post(std::move(lost));
}

/// Not to where it has just failed: it would fail there again and again.
bool Client::State::can_move() const {
    return settings_.moves_on_loss && std::ranges::any_of(associations_, [this](const auto& one) {
               return one->state == AssociationState::in_service && one->troubled_until <= now_;
           });
}

/// What becomes of conferences without MRFP, for the log.
std::string_view Client::State::outlook() const {
    if (!settings_.moves_on_loss) return ": they end, as mrfp.on_loss says";
    return can_move() ? ": they move to another MRFP" : ": they end, no other MRFP is in service";
}

void Client::State::lose_context(ContextKey key) {
    if (!contexts_.contains(key)) return;
    const auto conference = forget(key);
    if (!conference) return;
    spdlog::warn("an MRFP has lost a context{}", outlook());
    inbox_.post(focus::MrfpLost{{conference}, can_move()});
}

/// Drops a context with its terminations, without a word to the MRFP; what may be moved becomes an orphan. Gives the
/// conference that it was for.
ConferenceId Client::State::forget(ContextKey key) {
    for (const auto leg : contexts_.at(key).legs) contexts_.at(key).association->forget(leg);
    if (can_move()) orphan(key);
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
