#include <algorithm>
#include <utility>

#include "mrfp/state.h"

/// What a termination's table asks for is done here.
namespace isfocus::mrfp {

void Client::State::step(Termination& termination, TerminationEvent event, const Failure& failure) {
    const auto* row = find_row(kTermination, termination.state, event);
    if (!row) return;
    const auto leg = termination.leg;
    termination.state = row->to;
    perform(termination, row->action, failure);
    const auto* left = find(leg);
    if (left && left->state == TerminationState::gone) remove(leg);
}

void Client::State::perform(Termination& termination, TerminationAction action, const Failure& failure) {
    switch (action) {
        case TerminationAction::none:
            return termination.orders.clear();  // nobody waits for it any more
        case TerminationAction::hold:
            return;
        case TerminationAction::add:
            return add(termination);
        case TerminationAction::modify:
            return modify(termination);
        case TerminationAction::subtract:
            return subtract(termination);
        case TerminationAction::report:
            return report(termination);
        case TerminationAction::report_failure:
            return report_failure(termination, failure);
        case TerminationAction::fail_and_subtract:
            report_failure(termination, failure);
            return subtract(termination);
    }
}

void Client::State::add(Termination& termination) {
    const auto& context = contexts_.at(termination.context);
    termination.request_id = ++last_request_id_;
    const auto number = context.number.is_specific() ? context.number : h248::ContextId::choose();
    termination.asked_in = number;
    auto events = watched_events(settings_, context.association->packages, termination.request_id);
    auto action = mrfp::add(number, request_of(termination), std::move(events));
    if (!send(*context.association, std::move(action), {Purpose::Kind::add, termination.leg, {}}))
        step(termination, TerminationEvent::add_failed, {503, "too many requests to the MRFP are unanswered"});
}

void Client::State::modify(Termination& termination) {
    const auto& context = contexts_.at(termination.context);
    const auto& order = termination.orders.front();
    auto action = order.kind == Order::Kind::play
                      ? mrfp::play(context.number, termination.name, signals_now(termination))
                      : mrfp::modify(context.number, termination.name, request_of(termination));
    if (!send(*context.association, std::move(action), {Purpose::Kind::modify, termination.leg, {}}))
        step(termination, failure_event(termination), {503, "too many requests to the MRFP are unanswered"});
}

void Client::State::subtract(Termination& termination) {
    termination.orders.clear();
    const auto& context = contexts_.at(termination.context);
    auto action = mrfp::subtract(context.number, termination.name);
    auto& association = *context.association;
    if (send(association, std::move(action), {Purpose::Kind::subtract, termination.leg, {}})) return;
    suspect(association);
    step(termination, TerminationEvent::subtracted);
}

/// The first order is done: the focus is told what came of it, if it waits for that.
void Client::State::report(Termination& termination) {
    const auto kind = termination.orders.front().kind;
    if (termination.orders.front().is_extra()) return finish_order(termination);
    termination.mode = termination.request.mode;
    if (kind == Order::Kind::configure) {
        termination.media.configured();
        inbox_.post(focus::MediaConfigured{termination.leg});
    } else {
        auto description = termination.media.reserved(settings_, termination.local);
        if (!description) {
            // After a Modify there is no way back to the media as it was, so that 488 would say too much.
            const int status = kind == Order::Kind::renegotiate ? 500 : description.error().status;
            return step(termination, TerminationEvent::fault, {status, description.error().detail});
        }
        inbox_.post(focus::MediaReserved{termination.leg, std::move(*description)});
    }
    finish_order(termination);
}

void Client::State::finish_order(Termination& termination) {
    termination.orders.pop_front();
    forget_order_deadlines();
    next_order(termination);
}

/// Those at the front of orders that are done: nobody is to be woken for them.
void Client::State::forget_order_deadlines() {
    order_deadlines_.prune([this](const auto& entry) {
        const auto* termination = find(entry.key);
        return termination &&
               std::ranges::any_of(termination->orders, [&](const Order& order) { return order.deadline == entry.at; });
    });
}

void Client::State::report_failure(Termination& termination, const Failure& failure) {
    const bool goes_on = termination.state == TerminationState::standing;
    if (goes_on && termination.orders.front().kind == Order::Kind::offer_again) {  // no more codecs than there are
        inbox_.post(focus::MediaReserved{termination.leg, termination.media.offer_again()});
        return finish_order(termination);
    }
    if (goes_on && termination.orders.front().is_extra()) return report_extra_failure(termination, failure);
    inbox_.post(focus::MediaFailed{termination.leg, failure.status, failure.detail, failure.is_silence});
    if (!goes_on) return termination.orders.clear();
    finish_order(termination);
}

void Client::State::remove(LegId leg) {
    const auto found = terminations_.find(leg);
    if (found == terminations_.end()) return;
    const auto key = found->second.context;
    if (!key) {
        orphans_.erase(leg);
        terminations_.erase(found);
        return forget_order_deadlines();
    }
    auto& context = contexts_.at(key);
    context.association->legs.erase(found->second.name);
    context.legs.erase(leg);
    terminations_.erase(found);
    forget_order_deadlines();
    if (!context.legs.empty()) return context.number.is_specific() ? void() : open_next(key);
    if (const auto known = conferences_.find(context.conference); known != conferences_.end())
        conferences_.erase(known);
    --context.association->contexts;
    contexts_.erase(key);
}

/// When the context's number is known all that wait for it go on, and when its first Add has failed the next one tries:
/// not before the MRFP's packages are known, nor during a sweep.
void Client::State::open_next(ContextKey key) {
    const auto legs = contexts_.at(key).legs;
    for (const auto leg : legs) {
        const auto context = contexts_.find(key);
        if (context == contexts_.end() || !may_add(context->second)) return;
        if (auto* termination = find(leg)) step(*termination, TerminationEvent::context_known);
    }
}

}  // namespace isfocus::mrfp
