#include "mrfp/state.h"

/// Terminations that find no room, or lose their MRFP: another one in service takes them over (mp-h248 1.5, 1.6).
namespace isfocus::mrfp {

/// A context that nobody has made yet may as well be made elsewhere. False when all in service have been asked.
bool Client::State::turn_to_another(Context& context, Admission admission) {
    if (context.number.is_specific()) return false;
    context.full.push_back(context.association);
    auto* other = least_loaded(admission, context.full);
    if (!other) return false;
    other->overload.take(now_);
    --context.association->contexts;
    ++other->contexts;
    context.association = other;
    return true;
}

/// Takes from a lost context what the focus still counts on. It has no MRFP until the focus says what becomes of it.
void Client::State::orphan(ContextKey key) {
    auto& context = contexts_.at(key);
    const auto legs = context.legs;
    for (const auto leg : legs) {
        auto& termination = terminations_.at(leg);
        if (!is_wanted(termination.state)) continue;
        context.association->legs.erase(termination.name);
        context.legs.erase(leg);
        termination.name = {};
        termination.context = {};
        termination.leaves_at.reset();  // what the old one has announced
        termination.early_fault.reset();
        termination.welcome.reset();
        orphans_.insert(leg);
        step(termination, TerminationEvent::mrfp_lost);
    }
}

void Client::State::drop_orphans(ConferenceId conference) {
    const auto orphans = orphans_;
    for (const auto leg : orphans)
        if (terminations_.at(leg).conference == conference) step(terminations_.at(leg), TerminationEvent::released);
}

void Client::State::move(LegId leg) {
    now_ = clock_();
    auto* termination = find(leg);
    if (!termination || termination->state != TerminationState::orphaned) return;
    const auto key = context_for(termination->conference, Admission::always);
    if (!key) return step(*termination, TerminationEvent::add_failed, {503, "no MRFP in service"});
    take_up_orders(*termination);
    ++counters.moved;
    orphans_.erase(leg);
    termination->admission = Admission::always;
    termination->request = termination->media.relocate(settings_);
    step(*termination, TerminationEvent::moved);
    enter(*termination, key);
}

/// What was ordered before goes into the new Add, as far as that can hold it; its reply then answers the order. An
/// order that has no part in it is answered now, and sounds are not made up for; who is muted stays so. Without any the
/// move is an order itself.
void Client::State::take_up_orders(Termination& termination) {
    std::erase_if(termination.orders, [](const Order& order) { return order.is_extra(); });
    while (!termination.orders.empty()) {
        const auto& order = termination.orders.front();
        if (order.kind == Order::Kind::reserve || order.kind == Order::Kind::move) return;
        if (order.kind == Order::Kind::renegotiate) {
            const auto request = termination.media.renegotiate(settings_, order.description);
            if (request) return;
            inbox_.post(focus::MediaFailed{termination.leg, 488, request.error().detail});
        }
        if (order.kind == Order::Kind::configure && termination.media.configure(order.description)) {
            termination.media.configured();
            inbox_.post(focus::MediaConfigured{termination.leg});
        }
        termination.orders.pop_front();
    }
    add_order(termination, Order::Kind::move, {});
}

}  // namespace isfocus::mrfp
