#include <spdlog/spdlog.h>

#include <utility>

#include "mrfp/state.h"

/// Orders without which a leg goes on as it was: sounds, and a user who is muted. They wait in the termination's queue
/// like any other, because a termination has one request under way at most.
namespace isfocus::mrfp {

/// In place of one of its kind that has not begun: of sounds to all and of modes the last one counts. A welcome is
/// played with what waits.
void Client::State::add_extra(Termination& termination, Order order) {
    const std::size_t under_way = is_busy(termination.state) ? 1 : 0;
    for (auto i = under_way; i < termination.orders.size(); ++i)
        if (termination.orders[i].kind == order.kind) {
            const bool is_welcome = order.kind == Order::Kind::play && order.signals.signals.empty();
            if (!is_welcome) termination.orders[i] = std::move(order);
            return;
        }
    termination.orders.push_back(std::move(order));
    if (termination.orders.size() == 1) next_order(termination);
}

/// What has no termination yet gets one that is muted.
void Client::State::mute(LegId leg, bool is_muted) {
    now_ = clock_();
    auto* termination = find(leg);
    if (!termination || !is_wanted(termination->state)) return;
    termination->is_muted = is_muted;
    const bool is_asked_for_later =
        termination->state == TerminationState::orphaned || termination->state == TerminationState::waiting;
    if (is_asked_for_later) return;
    add_extra(
        *termination,
        {.kind = Order::Kind::mute, .description = {}, .deadline = Time::max(), .signals = {}, .is_muted = is_muted});
}

StreamRequest Client::State::request_of(const Termination& termination) {
    auto request = termination.request;
    if (termination.is_muted) request.mode = muted(request.mode);
    return request;
}

TerminationEvent Client::State::failure_event(const Termination& termination) {
    const bool is_extra = !termination.orders.empty() && termination.orders.front().is_extra();
    return is_extra ? TerminationEvent::modify_refused : TerminationEvent::modify_failed;
}

void Client::State::report_extra_failure(Termination& termination, const Failure& failure) {
    if (welcome_gives_way(termination)) return next_order(termination);
    const auto order = std::move(termination.orders.front());
    const bool is_mute = order.kind == Order::Kind::mute;
    spdlog::warn("mrfp termination={} {}: {}", termination.name.text, is_mute ? "keeps its mode" : "plays no sound",
                 failure.detail);
    if (is_mute && termination.is_muted == order.is_muted) {
        termination.is_muted = !order.is_muted;
        inbox_.post(focus::MuteFailed{termination.leg, termination.is_muted});
    }
    finish_order(termination);
}

}  // namespace isfocus::mrfp
