#include <algorithm>
#include <tuple>
#include <utility>

#include "mrfp/state.h"

/// The focus's orders.
namespace isfocus::mrfp {
namespace {

/// The UE is told 488 for a description that cannot be used, whether it is unreadable or only unsuitable.
focus::MediaFailed media_failed(LegId leg, const Rejection& why) {
    return {leg, why.status == 400 ? 488 : why.status, why.detail};
}

}  // namespace

void Client::State::reserve(const focus::ReserveOrder& order) {
    now_ = clock_();
    if (find(order.leg)) return inbox_.post(focus::MediaFailed{order.leg, 500, "leg has a termination already"});
    LegMedia media{settings_, order.leg, order.label};
    auto request = order.offer ? media.reserve(settings_, order.offer->sdp)
                               : media.reserve(settings_, family_in(order.conference));
    if (!request) return inbox_.post(media_failed(order.leg, request.error()));
    const auto admission = order.has_priority ? Admission::always : Admission::thinned;
    const auto key = context_for(order.conference, admission);
    if (!key) {
        const auto failure = no_place(order.conference);
        return inbox_.post(focus::MediaFailed{order.leg, failure.status, failure.detail});
    }

    auto& termination =
        terminations_.try_emplace(order.leg, order.leg, order.conference, key, std::move(media)).first->second;
    termination.request = std::move(*request);
    termination.admission = admission;
    add_order(termination, Order::Kind::reserve, {});
    enter(termination, key);
}

/// Adds it at once, or as soon as the context's number and the MRFP's packages are known and no sweep is under way.
void Client::State::enter(Termination& termination, ContextKey key) {
    auto& context = contexts_.at(key);
    const bool must_wait = !may_add(context);
    context.legs.insert(termination.leg);
    termination.context = key;
    if (!must_wait) step(termination, TerminationEvent::context_known);
}

void Client::State::add_order(Termination& termination, Order::Kind kind, std::string description) {
    termination.orders.push_back({kind, std::move(description), now_ + settings_.media_timeout, {}, false});
    order_deadlines_.push(termination.orders.back().deadline, termination.leg);
}

/// The first Add of a conference makes the context: until it is answered, a second one would make another (TS 23.333).
bool Client::State::is_opening(const Context& context) const {
    return !context.number.is_specific() &&
           std::ranges::any_of(context.legs, [this](LegId leg) { return is_busy(terminations_.at(leg).state); });
}

bool Client::State::may_add(const Context& context) const {
    return !is_opening(context) && !context.association->holds_adds() && !holds_adds(context.comparison.state);
}

/// The context to add to. One that only waits for its end is left alone: it is gone with its last termination.
ContextKey Client::State::context_for(ConferenceId conference, Admission admission) {
    if (const auto known = conferences_.find(conference); known != conferences_.end()) {
        auto& context = contexts_.at(known->second);
        const auto wanted = [this](LegId leg) { return is_wanted(terminations_.at(leg).state); };
        if (std::ranges::any_of(context.legs, wanted)) {
            auto& overload = context.association->overload;
            if (admission == Admission::thinned && !overload.has_room(now_)) return {};
            overload.take(now_);
            return known->second;
        }
        context.conference = {};
    }
    auto* association = least_loaded(admission);
    if (!association) return {};
    association->overload.take(now_);
    ++association->contexts;
    const auto key = context_keys_.next();
    contexts_.emplace(key, Context{conference, association, {}, {}, {}, {}, {}});
    conferences_[conference] = key;
    return key;
}

/// In service, and with room in its bucket for one more that may be held back; of them the one with the fewest
/// contexts. One that has just failed is the last that is taken.
Association* Client::State::least_loaded(Admission admission, const std::vector<const Association*>& but_for) {
    Association* best = nullptr;
    for (const auto& association : associations_) {
        if (association->state != AssociationState::in_service) continue;
        if (std::ranges::find(but_for, association.get()) != but_for.end()) continue;
        if (admission == Admission::thinned && !association->overload.has_room(now_)) continue;
        const auto load = [&](const Association& one) {
            return std::tuple{one.troubled_until > now_, one.holds_adds(),
                              admission == Admission::always && one.is_overloaded, one.contexts};
        };
        if (!best || load(*association) < load(*best)) best = association.get();
    }
    return best;
}

/// Who is called has not said yet which addresses he has. Those of the others are there at their MRFP.
sdp::Address::Family Client::State::family_in(ConferenceId conference) {
    const auto at = conferences_.find(conference);
    if (at == conferences_.end()) return settings_.family;
    for (const auto leg : contexts_.at(at->second).legs)
        if (const auto* other = find(leg)) return other->media.family();
    return settings_.family;
}

void Client::State::order(LegId leg, Order::Kind kind, std::string description) {
    now_ = clock_();
    auto* termination = find(leg);
    if (!termination || !is_wanted(termination->state)) return;
    add_order(*termination, kind, std::move(description));
    if (termination->orders.size() == 1) next_order(*termination);
}

/// Takes up the orders of a termination until one of them needs the MRFP.
void Client::State::next_order(Termination& termination) {
    while (termination.state == TerminationState::standing && !termination.orders.empty()) {
        const auto& order = termination.orders.front();
        if (order.kind == Order::Kind::offer_again) {
            if (auto wider = termination.media.widen(settings_)) {
                termination.request = std::move(*wider);
                return step(termination, TerminationEvent::ordered);
            }
            inbox_.post(focus::MediaReserved{termination.leg, termination.media.offer_again()});
            termination.orders.pop_front();
            continue;
        }
        if (order.kind == Order::Kind::mute) termination.request = {termination.mode, std::nullopt, std::nullopt};
        if (order.is_extra()) return step(termination, TerminationEvent::ordered);
        const bool renegotiates = order.kind == Order::Kind::renegotiate;
        auto request = renegotiates ? termination.media.renegotiate(settings_, order.description)
                                    : termination.media.configure(order.description);
        if (request) {
            termination.request = std::move(*request);
            return step(termination, TerminationEvent::ordered);
        }
        const auto failed = media_failed(termination.leg, request.error());
        if (!renegotiates) return step(termination, TerminationEvent::fault, {failed.status, failed.detail});
        inbox_.post(failed);
        termination.orders.pop_front();
    }
}

void Client::State::release(LegId leg) {
    now_ = clock_();
    if (auto* termination = find(leg)) step(*termination, TerminationEvent::released);
}

/// One W-Subtract for all when nothing is under way in the context; else each termination on its own as soon as it may.
void Client::State::end(ConferenceId conference) {
    now_ = clock_();
    drop_orphans(conference);
    const auto known = conferences_.find(conference);
    if (known == conferences_.end()) return;
    auto& context = contexts_.at(known->second);
    conferences_.erase(known);
    context.conference = {};
    const auto legs = context.legs;
    const auto stands = [this](LegId leg) { return terminations_.at(leg).state == TerminationState::standing; };
    if (!std::ranges::all_of(legs, stands)) {
        for (const auto leg : legs) release(leg);
        return;
    }
    subtract_nobodys(*context.association, subtract_all(context.number));
    for (const auto leg : legs) remove(leg);
}

}  // namespace isfocus::mrfp
