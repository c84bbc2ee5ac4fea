#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "mrfp/errors.h"
#include "mrfp/state.h"

/// What an MRFP has in each context of ours, when that is more than it can tell in one message: a few contexts at a
/// time, so that neither of us is flooded (comparison_table.h). Contexts that are made meanwhile need no look: nothing
/// has gone wrong in them that would not ask for a sweep of its own.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostCompared = 16;  // at once
constexpr auto kAnsweredWithin = 1s;       // as in a sweep of all

}  // namespace

void Client::State::compare_contexts(Association& association) {
    spdlog::debug("mrfp={} has more than it can tell in one message: asked for each context",
                  association.peer().text());
    for (const auto key : contexts_of(association))
        if (contexts_.at(key).number.is_specific()) association.sweep.to_compare.push_back(key);
    open_all(association);
    go_on_comparing(association);
}

/// Something has come of a request: what waits for that goes on, then the next ones have their turn.
void Client::State::go_on_comparing(Association& association) {
    auto& sweep = association.sweep;
    if (sweep.state != SweepState::comparing) return;
    for (const auto key : sweep.comparing)
        if (contexts_.contains(key)) look_at_comparison(key);
    const auto is_over = [this](ContextKey key) {
        const auto context = contexts_.find(key);
        return context == contexts_.end() || context->second.comparison.state == ComparisonState::none;
    };
    for (std::erase_if(sweep.comparing, is_over); sweep.comparing.size() < kMostCompared && !sweep.to_compare.empty();
         std::erase_if(sweep.comparing, is_over)) {
        const auto next = sweep.to_compare.front();
        sweep.to_compare.pop_front();
        if (!contexts_.contains(next)) continue;
        sweep.comparing.insert(next);
        step(next, ComparisonEvent::turn);
    }
    if (sweep.comparing.empty())
        return step(association, sweep.is_wanted_again ? SweepEvent::failed : SweepEvent::clean);
    auto first = Time::max();
    for (const auto key : sweep.comparing) first = std::min(first, contexts_.at(key).comparison.until);
    sweep.at = first == Time::max() ? std::nullopt : std::optional{first};
}

void Client::State::give_up_overdue_comparisons(Association& association) {
    for (const auto key : association.sweep.comparing)
        if (contexts_.contains(key) && contexts_.at(key).comparison.until <= now_) step(key, ComparisonEvent::failed);
    go_on_comparing(association);
}

void Client::State::step(ContextKey key, ComparisonEvent event) {
    auto& comparison = contexts_.at(key).comparison;
    const auto* row = find_row(kComparison, comparison.state, event);
    if (!row) return;
    comparison.state = row->to;
    perform(key, row->action);
}

void Client::State::perform(ContextKey key, ComparisonAction action) {
    auto& context = contexts_.at(key);
    auto& association = *context.association;
    switch (action) {
        case ComparisonAction::none:
            context.comparison.until = Time::max();
            return;
        case ComparisonAction::hold:
            context.comparison.until = now_ + kAnsweredWithin;
            return look_at_comparison(key);
        case ComparisonAction::ask:
            for (const auto leg : context.legs) context.comparison.known.insert(terminations_.at(leg).name);
            if (!send(association, audit_context(context.number), {Purpose::Kind::compare_context, {}, key}))
                step(key, ComparisonEvent::failed);
            return;
        case ComparisonAction::resume_and_retry:
            suspect(association);
            [[fallthrough]];
        case ComparisonAction::resume:
            context.comparison = {};
            return open_next(key);
    }
}

/// Whether what it waits for is done.
void Client::State::look_at_comparison(ContextKey key) {
    using K = Purpose::Kind;
    const auto& context = contexts_.at(key);
    const auto& association = *context.association;
    if (context.comparison.state == ComparisonState::draining &&
        !association.has_under_way({K::add, K::forgotten, K::subtract, K::clear}, context.number))
        return step(key, ComparisonEvent::drained);
    if (context.comparison.state == ComparisonState::clearing && !association.has_under_way({K::clear}, context.number))
        step(key, ComparisonEvent::clean);
}

void Client::State::settle_comparison(ContextKey key, const Answered& answered) {
    const auto at = contexts_.find(key);
    if (at == contexts_.end() || at->second.comparison.state != ComparisonState::asked) return;  // it was late
    const auto& context = at->second;
    if (answered.when == Answered::When::never) return step(key, ComparisonEvent::failed);
    const auto outcome = outcome_of(answered.reply, h248::CommandName::audit_value);
    if (!outcome && outcome.error().code == h248::ErrorCode::reply_too_large) {
        spdlog::warn(
            "mrfp={} context={} has more than it can tell in one message: what nobody knows there stays until hangterm",
            context.association->peer().text(), context.number.text());
        return step(key, ComparisonEvent::clean);
    }
    if (!outcome && says_nothing_there(static_cast<int>(outcome.error().code)))
        return step(key, ComparisonEvent::clean);
    if (!outcome) return step(key, ComparisonEvent::failed);
    const auto told = audited(answered.reply);
    const auto there = told.find(context.number.value);
    step(key, ComparisonEvent::found);
    if (there != told.end()) subtract_unknown(key, there->second);
}

/// A termination that has been subtracted since the question may be among them: it was known then.
void Client::State::subtract_unknown(ContextKey key, const std::vector<h248::TerminationId>& there) {
    const auto& context = contexts_.at(key);
    auto& association = *context.association;
    for (const auto& name : there) {
        const bool is_known = association.legs.contains(name) || context.comparison.known.contains(name);
        if (!is_known && !name.is_wildcard() && !name.is_root()) subtract_stray(association, context.number, name);
    }
}

}  // namespace isfocus::mrfp
