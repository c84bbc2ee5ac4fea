#include <spdlog/spdlog.h>

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

/// A new termination has a name of its own, in a context that exists.
bool is_new_termination(const Outcome& outcome, const Context& context, const Association& association) {
    const auto& name = outcome.termination;
    return outcome.context.is_specific() && (!context.number.is_specific() || context.number == outcome.context) &&
           !name.text.empty() && !name.is_choose() && !name.is_wildcard() && !name.is_root() &&
           !association.legs.contains(name);
}

}  // namespace

void Client::State::settle(Association& association, const Answered& answered) {
    if (answered.when == Answered::When::late) return undo(association, answered.reply);
    auto* termination = find(answered.purpose.leg);
    switch (answered.purpose.kind) {
        case Purpose::Kind::add:
            return termination ? settle_add(association, *termination, answered) : void();
        case Purpose::Kind::modify:
            return termination ? settle_modify(*termination, answered) : void();
        case Purpose::Kind::subtract:
            return termination ? settle_subtract(association, *termination, answered) : void();
        case Purpose::Kind::audit_packages:
            return settle_packages(association, answered);
        case Purpose::Kind::audit_context:
            return settle_context_audit(association, answered.purpose.context, answered);
        case Purpose::Kind::audit_all:
            return settle_audit_of_all(association, answered);
        case Purpose::Kind::watch_root:
            return settle_watch(association, answered);
        case Purpose::Kind::forgotten:
            return answered.when == Answered::When::in_time ? undo(association, answered.reply) : void();
        case Purpose::Kind::other:
            return;
    }
}

void Client::State::settle_add(Association& association, Termination& termination, const Answered& answered) {
    if (answered.when == Answered::When::never) return step(termination, TerminationEvent::add_failed, kNoAnswer);
    auto outcome = outcome_of(answered.reply, h248::CommandName::add);
    const auto key = termination.context;
    auto& context = contexts_.at(key);
    if (!outcome) {
        const bool has_no_room = sip_status_of(static_cast<int>(outcome.error().code)) == 503;
        if (has_no_room && termination.state == TerminationState::adding && turn_to_another(context)) {
            step(termination, TerminationEvent::turned_away);
            return open_next(key);
        }
        return step(termination, TerminationEvent::add_failed, failure_of(outcome.error()));
    }
    if (!is_new_termination(*outcome, context, association)) {
        spdlog::warn("mrfp={} context={} termination={}: reply to Add names no new termination",
                     association.peer().text(), outcome->context.text(), outcome->termination.text);
        return step(termination, TerminationEvent::add_failed, {500, "reply to Add names no new termination"});
    }
    const bool is_first = !context.number.is_specific();
    context.number = outcome->context;
    termination.name = outcome->termination;
    termination.local = std::move(outcome->local);
    association.legs.emplace(termination.name, termination.leg);
    if (termination.state == TerminationState::abandoned) ++counters.late_subtracted;
    step(termination, TerminationEvent::added);
    if (is_first && contexts_.contains(key)) open_next(key);
}

void Client::State::settle_modify(Termination& termination, const Answered& answered) {
    const auto failed = failure_event(termination);
    if (answered.when == Answered::When::never) return step(termination, failed, kNoAnswer);
    auto outcome = outcome_of(answered.reply, h248::CommandName::modify);
    if (outcome) {
        termination.local = std::move(outcome->local);
        return step(termination, TerminationEvent::modified);
    }
    const auto failure = failure_of(outcome.error());
    if (says_gone(static_cast<int>(outcome.error().code)))
        return step(termination, TerminationEvent::vanished, failure);
    const auto kind = termination.orders.empty() ? Order::Kind::configure : termination.orders.front().kind;
    const bool is_refusal =
        kind == Order::Kind::offer_again || (kind == Order::Kind::renegotiate && failure.status == 488);
    step(termination, is_refusal ? TerminationEvent::modify_refused : failed, failure);
}

/// However it went the leg is gone here; one that the MRFP has kept is found by hangterm or by an audit.
void Client::State::settle_subtract(const Association& association, Termination& termination,
                                    const Answered& answered) {
    const auto outcome = outcome_of(answered.reply, h248::CommandName::subtract);
    if (answered.when == Answered::When::in_time && outcome && outcome->statistics)
        if (const auto report = rtp_report(*outcome->statistics); !report.empty())
            spdlog::info("mrfp={} conf={} leg={} termination={} media ended {}", association.peer().text(),
                         termination.conference.value, termination.leg.value, termination.name.text, report);
    step(termination, TerminationEvent::subtracted);
}

/// A reply to a request given up: what an Add has made after all is subtracted.
void Client::State::undo(Association& association, const h248::TransactionReply& reply) {
    const auto outcome = outcome_of(reply, h248::CommandName::add);
    if (!outcome || !outcome->context.is_specific() || association.legs.contains(outcome->termination)) return;
    ++counters.late_subtracted;
    send(association, mrfp::subtract_silently(outcome->context, outcome->termination), {});
}

void Client::State::settle_packages(Association& association, const Answered& answered) {
    if (answered.when == Answered::When::never) return packages_settled(association);
    auto outcome = outcome_of(answered.reply, h248::CommandName::audit_value);
    if (outcome && outcome->packages)
        association.packages = std::move(*outcome->packages);
    else
        spdlog::warn("mrfp={}: tells no packages, only g/cause is watched", association.peer().text());
    watch_on_root(association);
    packages_settled(association);
    tell_unplayable(association);
}

}  // namespace isfocus::mrfp
