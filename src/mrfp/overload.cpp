#include <spdlog/spdlog.h>

#include <algorithm>

#include "mrfp/errors.h"
#include "mrfp/state.h"

/// MRFPs that have too much to do say so, and are asked for less that is new (mp-h248 1.6, H.248.11). Modify and
/// Subtract are never held back: they go on with what is there, or relieve.
namespace isfocus::mrfp {

void Client::State::watch_on_root(Association& association) {
    auto events = watched_on_root(settings_, association.packages, last_request_id_ + 1);
    association.root_request_id = events ? ++last_request_id_ : 0;
    if (events) send(association, watch_root(std::move(*events)), {Purpose::Kind::watch_root, {}, {}});
}

void Client::State::settle_watch(Association& association, const Answered& answered) {
    if (answered.when == Answered::When::never) return;
    const auto outcome = outcome_of(answered.reply, h248::CommandName::modify);
    if (outcome) return;
    association.root_request_id = 0;
    spdlog::warn("mrfp={} error={} text={}: takes no events on ROOT, and does not tell when it is overloaded",
                 association.peer().text(), static_cast<int>(outcome.error().code), outcome.error().text);
}

void Client::State::notified_on_root(Association& association, const h248::ObservedEvents& observed) {
    if (association.root_request_id == 0 || observed.request_id != association.root_request_id) return;
    const auto is_overload = [](const auto& event) { return h248::equal_names(event.name, "ocp/mg_overload"); };
    if (std::ranges::none_of(observed.events, is_overload)) return;
    ++counters.overloads;
    association.is_overloaded = true;
    const auto rate = association.overload.notified(now_);
    spdlog::warn("mrfp={} overloaded: new terminations at most {:.1f}/s", association.peer().text(), rate);
}

/// Why there is no MRFP for one more leg.
Failure Client::State::no_place(ConferenceId conference) {
    if (!is_available() && !conferences_.contains(conference)) return {503, "no MRFP in service"};
    ++counters.held_back;
    if (may_warn())
        spdlog::warn("conf={} gets no termination: overload held-back={}", conference.value, counters.held_back);
    return {503, "the MRFP is overloaded"};
}

void Client::State::look_for_end_of_overload(Association& association) {
    if (!association.is_overloaded || association.overload.is_limiting(now_)) return;
    association.is_overloaded = false;
    spdlog::info("mrfp={} takes new terminations as before its overload", association.peer().text());
}

}  // namespace isfocus::mrfp
