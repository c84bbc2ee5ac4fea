#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "mrfp/errors.h"
#include "mrfp/rtp_report.h"
#include "mrfp/state.h"

/// What comes of our requests.
namespace isfocus::mrfp {
namespace {

Failure failure_of(const h248::ErrorDescriptor& error) {
    const int code = static_cast<int>(error.code);
    if (is_our_fault(code)) spdlog::error("mrfp error={} text={}: it does not understand us", code, error.text);
    return {sip_status_of(code), "H.248 error " + std::to_string(code) + ' ' + error.text};
}

const Failure kNoAnswer{503, "the MRFP does not answer"};
/// What every MRFP has (mp-h248 1.1).
const h248::Packages kMandatory{{{"g", 2}, {"nt", 1}, {"rtp", 1}}};

/// One of ours alone, in a context that exists.
bool names_one(const Outcome& outcome) {
    const auto& name = outcome.termination;
    return outcome.context.is_specific() && !name.text.empty() && !name.is_choose() && !name.is_wildcard() &&
           !name.is_root();
}

bool is_gone(const h248::ErrorDescriptor& error) {
    return says_gone(static_cast<int>(error.code));
}

}  // namespace

void Client::State::settle(Association& association, const Answered& answered) {
    if (answered.when == Answered::When::late)
        undo(association, answered.reply);
    else
        dispatch(association, answered);
    if (!is_adding(association)) association.out_of_service_early.clear();
    ask_when_drained(association);
    go_on_comparing(association);
}

void Client::State::dispatch(Association& association, const Answered& answered) {
    auto* termination = find(answered.purpose.leg);
    switch (answered.purpose.kind) {
        case Purpose::Kind::add:
            return termination ? settle_add(association, *termination, answered) : void();
        case Purpose::Kind::modify:
            return termination ? settle_modify(*termination, answered) : void();
        case Purpose::Kind::subtract:
            return settle_subtract(association, termination, answered);
        case Purpose::Kind::clear:
            return settle_clear(association, answered);
        case Purpose::Kind::audit_packages:
            return settle_packages(association, answered);
        case Purpose::Kind::audit_context:
            return settle_context_audit(association, answered.purpose.context, answered);
        case Purpose::Kind::compare_context:
            return settle_comparison(answered.purpose.context, answered);
        case Purpose::Kind::audit_all:
        case Purpose::Kind::list_contexts:
            return settle_audit_of_all(association, answered);
        case Purpose::Kind::watch_root:
            return settle_watch(association, answered);
        case Purpose::Kind::call:
            return settle_call(association, answered);
        case Purpose::Kind::forgotten:
            if (answered.when == Answered::When::in_time) return undo(association, answered.reply);
            return suspect(association);
        case Purpose::Kind::other:
            return;
    }
}

void Client::State::settle_add(Association& association, Termination& termination, const Answered& answered) {
    if (answered.when == Answered::When::never) {
        suspect(association);
        return step(termination, TerminationEvent::add_failed, kNoAnswer);
    }
    auto outcome = outcome_of(answered.reply, h248::CommandName::add);
    if (!outcome) return settle_refused_add(termination, outcome.error());
    const auto key = termination.context;
    auto& context = contexts_.at(key);
    if (!is_new_termination(*outcome, context, association)) {
        spdlog::warn("mrfp={} context={} termination={}: reply to Add names no new termination",
                     association.peer().text(), outcome->context.text(), outcome->termination.text);
        undo(association, answered.reply);
        suspect(association);
        return step(termination, TerminationEvent::add_failed, {500, "reply to Add names no new termination"});
    }
    const auto leg = termination.leg;
    const bool is_first = !context.number.is_specific();
    context.number = outcome->context;
    termination.name = outcome->termination;
    termination.local = std::move(outcome->local);
    association.legs.emplace(termination.name, leg);
    spdlog::info("mrfp={} context={} termination={} conf={} leg={}: media reserved", association.peer().text(),
                 context.number.text(), termination.name.text, termination.conference.value, termination.leg.value);
    if (termination.state == TerminationState::abandoned) ++counters.late_subtracted;
    const auto fault = told_early(association, context, termination);
    step(termination, TerminationEvent::added);
    if (auto* added = find(leg); added && fault) step(*added, TerminationEvent::fault, *fault);
    if (is_first && contexts_.contains(key)) open_next(key);
}

/// One MRFP that has no room is not the only one.
void Client::State::settle_refused_add(Termination& termination, const h248::ErrorDescriptor& error) {
    if (error.code == h248::ErrorCode::unknown_context && termination.asked_in.is_specific())
        return add_elsewhere(termination);
    const auto key = termination.context;
    const bool has_no_room = sip_status_of(static_cast<int>(error.code)) == 503;
    if (has_no_room && termination.state == TerminationState::adding &&
        turn_to_another(contexts_.at(key), termination.admission)) {
        step(termination, TerminationEvent::turned_away);
        return open_next(key);
    }
    step(termination, TerminationEvent::add_failed, failure_of(error));
}

/// The MRFP does not know the context. Either it has lost it, with those that stand in it; or the last of them was
/// subtracted before this Add came, and the conference gets another context.
void Client::State::add_elsewhere(Termination& termination) {
    const auto key = termination.context;
    auto& context = contexts_.at(key);
    const auto stands = [this](LegId leg) {
        const auto state = terminations_.at(leg).state;
        return state == TerminationState::standing || state == TerminationState::modifying;
    };
    if (context.number == termination.asked_in) {
        if (std::ranges::any_of(context.legs, stands)) return lose_context(key);
        context.number = {};
    }
    const bool is_wanted = termination.state == TerminationState::adding;
    step(termination, is_wanted ? TerminationEvent::turned_away : TerminationEvent::add_failed);
    if (contexts_.contains(key)) open_next(key);
}

/// A new termination has a name of its own. One whose Subtract is not answered yet may have left it its name: then that
/// has been carried out.
bool Client::State::is_new_termination(const Outcome& outcome, const Context& context, const Association& association) {
    if (!names_one(outcome) || (context.number.is_specific() && context.number != outcome.context)) return false;
    const auto holder = association.legs.find(outcome.termination);
    if (holder == association.legs.end()) return true;
    auto& old = terminations_.at(holder->second);
    if (old.state != TerminationState::subtracting) return false;
    step(old, TerminationEvent::subtracted);
    return true;
}

void Client::State::settle_modify(Termination& termination, const Answered& answered) {
    const auto failed = failure_event(termination);
    if (answered.when == Answered::When::never) return step(termination, failed, kNoAnswer);
    auto outcome = outcome_of(answered.reply, h248::CommandName::modify);
    if (outcome) {
        termination.local = std::move(outcome->local);
        return step(termination, TerminationEvent::modified);
    }
    if (outcome.error().code == h248::ErrorCode::unknown_context) return lose_context(termination.context);
    const auto failure = failure_of(outcome.error());
    if (is_gone(outcome.error())) return step(termination, TerminationEvent::vanished, failure);
    const auto kind = termination.orders.empty() ? Order::Kind::configure : termination.orders.front().kind;
    const bool is_refusal =
        kind == Order::Kind::offer_again || (kind == Order::Kind::renegotiate && failure.status == 488);
    step(termination, is_refusal ? TerminationEvent::modify_refused : failed, failure);
}

/// However it went the leg is gone here; what the MRFP may have kept of it is looked for.
void Client::State::settle_subtract(Association& association, Termination* termination, const Answered& answered) {
    const auto outcome = outcome_of(answered.reply, h248::CommandName::subtract);
    const bool is_answered = answered.when == Answered::When::in_time;
    if (!is_answered || (!outcome && !is_gone(outcome.error()))) suspect(association);
    if (!termination) return;
    if (is_answered && outcome && outcome->statistics)
        if (const auto report = rtp_report(*outcome->statistics, termination->media.clock()); !report.empty())
            spdlog::info("mrfp={} conf={} leg={} termination={} media ended {}", association.peer().text(),
                         termination->conference.value, termination->leg.value, termination->name.text, report);
    step(*termination, TerminationEvent::subtracted);
}

/// What an Add has made that nobody waits for any more, or not there, is subtracted.
void Client::State::undo(Association& association, const h248::TransactionReply& reply) {
    const auto outcome = outcome_of(reply, h248::CommandName::add);
    if (!outcome || !names_one(*outcome) || association.legs.contains(outcome->termination)) return;
    ++counters.late_subtracted;
    subtract_nobodys(association, subtract_silently(outcome->context, outcome->termination));
}

void Client::State::settle_packages(Association& association, const Answered& answered) {
    if (answered.when == Answered::When::never) return packages_settled(association);
    auto outcome = outcome_of(answered.reply, h248::CommandName::audit_value);
    if (outcome && outcome->packages) {
        association.packages = std::move(*outcome->packages);
    } else {
        association.packages = kMandatory;
        spdlog::warn("mrfp={}: tells no packages, only g, nt and rtp are made use of", association.peer().text());
    }
    watch_on_root(association);
    packages_settled(association);
    tell_unplayable(association);
}

}  // namespace isfocus::mrfp
