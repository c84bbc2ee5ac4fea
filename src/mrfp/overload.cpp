#include <spdlog/spdlog.h>

#include <optional>
#include <string_view>

#include "base/number.h"
#include "mrfp/errors.h"
#include "mrfp/state.h"

/// MRFPs that have too much to do say so, and are asked for less that is new (mp-h248 1.6, H.248.10, H.248.11). Modify
/// and Subtract are never held back: they go on with what is there, or relieve.
namespace isfocus::mrfp {
namespace {

/// In percent; nothing for what is no percentage.
std::optional<unsigned> reduction_of(const h248::ObservedEvent& event) {
    const auto* told = h248::find(event.parameters, "reduction");
    const auto text = told ? told->value() : std::string_view{};
    return text::parse_number(text, 100U);
}

}  // namespace

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
    for (const auto& event : observed.events) {
        if (h248::equal_names(event.name, "ocp/mg_overload"))
            overloaded(association, association.overload.notified(now_));
        const auto reduction = h248::equal_names(event.name, "chp/mgcon") ? reduction_of(event) : std::nullopt;
        if (!reduction) continue;
        const auto rate = association.overload.reduced(*reduction, now_);
        if (*reduction > 0) overloaded(association, rate);
        look_for_end_of_overload(association);
    }
}

void Client::State::overloaded(Association& association, double rate) {
    ++counters.overloads;
    association.is_overloaded = true;
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
