#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "mrfp/errors.h"
#include "mrfp/state.h"

/// Whatever went wrong, nothing is left at an MRFP that nobody knows: what may be left is looked for (sweep_table.h).
/// What is subtracted is named by number, and nothing is added meanwhile: a Subtract that is late could else hit what
/// has got the number, or the name, after it.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;

constexpr auto kBeginsAfter = 1s;     ///< more may go wrong, which one sweep finds as well
constexpr auto kAnsweredWithin = 1s;  ///< of the 4 or so that a UE is kept waiting for its media
constexpr std::chrono::seconds kFirstRetry{2}, kLastRetry{60};

}  // namespace

/// A request has gone wrong: something may be left of it.
void Client::State::suspect(Association& association) {
    step(association, SweepEvent::suspicion);
}

void Client::State::step(Association& association, SweepEvent event) {
    const auto* row = find_row(kSweep, association.sweep.state, event);
    if (!row) return;
    association.sweep.state = row->to;
    perform(association, row->action);
}

void Client::State::perform(Association& association, SweepAction action) {
    auto& sweep = association.sweep;
    switch (action) {
        case SweepAction::none:
            return sweep.at.reset();
        case SweepAction::schedule:
            sweep.at = now_ + kBeginsAfter;
            return;
        case SweepAction::hold:
            sweep.at = now_ + kAnsweredWithin;
            return ask_when_drained(association);
        case SweepAction::ask:
            audit_doubtful(association);
            if (!send(association, audit_context(h248::ContextId::all()), {Purpose::Kind::audit_all, {}, {}}))
                step(association, SweepEvent::failed);
            return;
        case SweepAction::list:
            if (!send(association, list_contexts(), {Purpose::Kind::list_contexts, {}, {}}))
                step(association, SweepEvent::failed);
            return;
        case SweepAction::compare:
            return compare_contexts(association);
        case SweepAction::again:
            sweep.is_wanted_again = true;
            return;
        case SweepAction::give_up:
            spdlog::warn(
                "mrfp={} has more than it can tell in one message: what nobody knows there stays until hangterm",
                association.peer().text());
            [[fallthrough]];
        case SweepAction::resume:
            sweep.at.reset();
            sweep.retry_after = 0s;
            if (std::exchange(sweep.is_wanted_again, false)) suspect(association);
            return open_all(association);
        case SweepAction::resume_and_retry:
            sweep.retry_after = std::clamp(2 * sweep.retry_after, kFirstRetry, kLastRetry);
            sweep.at = now_ + sweep.retry_after;
            sweep.is_wanted_again = false;
            return open_all(association);
        case SweepAction::forget:
            sweep = {.state = sweep.state};
            return;
    }
}

void Client::State::begin_sweep(Association& association) {
    step(association, SweepEvent::due);
}

void Client::State::ask_when_drained(Association& association) {
    using K = Purpose::Kind;
    if (association.sweep.state == SweepState::draining &&
        !association.has_under_way({K::add, K::forgotten, K::subtract, K::clear}))
        step(association, SweepEvent::drained);
}

void Client::State::look_after_sweep(Association& association) {
    auto& sweep = association.sweep;
    if (!sweep.at || *sweep.at > now_) return;
    sweep.at.reset();
    if (sweep.state == SweepState::comparing) return give_up_overdue_comparisons(association);
    step(association, sweep.state == SweepState::wanted ? SweepEvent::due : SweepEvent::failed);
}

/// All that it has is nobody's: it was lost here, and its conferences have ended or gone elsewhere.
void Client::State::clear(Association& association) {
    step(association, SweepEvent::lost);
    association.sweep.state = SweepState::clearing;
    subtract_nobodys(association, subtract_all(h248::ContextId::all()));
}

void Client::State::subtract_nobodys(Association& association, h248::Action action) {
    if (!send(association, std::move(action), {Purpose::Kind::clear, {}, {}})) suspect(association);
}

void Client::State::subtract_stray(Association& association, h248::ContextId context, const h248::TerminationId& name) {
    spdlog::warn("mrfp={} context={} termination={}: nobody's, subtracted", association.peer().text(), context.text(),
                 name.text);
    subtract_nobodys(association, subtract_silently(context, name));
}

void Client::State::settle_clear(Association& association, const Answered& answered) {
    const auto outcome = outcome_of(answered.reply, h248::CommandName::subtract);
    const bool is_done = answered.when == Answered::When::in_time &&
                         (outcome || says_nothing_there(static_cast<int>(outcome.error().code)));
    if (!is_done) suspect(association);
    finish_clearing(association);
}

void Client::State::finish_clearing(Association& association) {
    if (!awaits_subtracts(association.sweep.state) || association.has_under_way({Purpose::Kind::clear})) return;
    step(association, association.sweep.is_wanted_again ? SweepEvent::failed : SweepEvent::clean);
}

/// Contexts of an earlier life of ours, or whose end did not arrive; terminations whose Add was given up, unless it is
/// a list of the contexts alone. One that tells of no context cannot make that list.
void Client::State::settle_audit_of_all(Association& association, const Answered& answered) {
    const bool is_list = answered.purpose.kind == Purpose::Kind::list_contexts;
    const auto awaited = is_list ? SweepState::listing : SweepState::asking;
    if (association.sweep.state != awaited) return;  // it was late, and something may be added by now
    if (answered.when == Answered::When::never) return step(association, SweepEvent::failed);
    const auto outcome = outcome_of(answered.reply, h248::CommandName::audit_value);
    if (!outcome && outcome.error().code == h248::ErrorCode::reply_too_large)
        return step(association, SweepEvent::too_large);
    if (!outcome && !says_nothing_there(static_cast<int>(outcome.error().code)))
        return step(association, SweepEvent::failed);
    const auto there = audited(answered.reply);
    if (is_list && outcome && there.empty()) return step(association, SweepEvent::too_large);
    step(association, SweepEvent::found);
    subtract_unknown(association, there);
    finish_clearing(association);
}

void Client::State::subtract_unknown(Association& association,
                                     const std::map<std::uint32_t, std::vector<h248::TerminationId>>& there) {
    std::unordered_set<std::uint32_t> ours;
    for (const auto key : contexts_of(association)) ours.insert(contexts_.at(key).number.value);
    for (const auto& [number, names] : there) {
        const h248::ContextId context{number};
        if (!ours.contains(number)) {
            spdlog::warn("mrfp={} context={}: nobody's, subtracted", association.peer().text(), number);
            subtract_nobodys(association, subtract_all(context));
            continue;
        }
        for (const auto& name : names) {
            if (name.is_wildcard() || name.is_root() || association.legs.contains(name)) continue;
            subtract_stray(association, context, name);
        }
    }
}

}  // namespace isfocus::mrfp
