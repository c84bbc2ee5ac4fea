#include <string>
#include <utility>

#include "mrfpd/gateway.h"
#include "mrfpd/packages.h"

/// What users dial into digit maps, told as dd/ce (H.248.1 7.1.14, E.6).
namespace isfocus::mrfpd {
namespace {

h248::ObservedEvent dialled(const std::string& digits, DigitsEnd how) {
    h248::ObservedEvent event;
    event.name = kDialled;
    event.parameters.emplace_back("ds", digits, true);
    event.parameters.emplace_back("Meth", how == DigitsEnd::unambiguous ? "UM"
                                          : how == DigitsEnd::partial   ? "PM"
                                                                        : "FM");
    return event;
}

}  // namespace

/// A new Events descriptor ends what was collected for the one before, and what it asks for begins anew (7.1.14.6). A
/// name is that of a map of the termination, else of one of ROOT.
Gateway::Refusal Gateway::collect(Termination& termination, const h248::Events& events, Time now) const {
    termination.dialling.reset();
    const auto* asked = digit_map(events);
    if (asked == nullptr) return std::nullopt;
    if (asked->name.empty()) {
        auto map = parse_digit_map(asked->value);
        if (!map) return std::move(map.error());
        termination.dialling.emplace(std::make_shared<const DigitMap>(std::move(*map)), now);
        return std::nullopt;
    }
    auto map = termination.digit_maps.find(asked->name);
    if (!map) map = root_digit_maps_.find(asked->name);
    if (!map) return fault(h248::ErrorCode::unknown_digit_map, asked->name);
    termination.dialling.emplace(std::move(map), now);
    return std::nullopt;
}

/// As long as the map is active each key ends the signals unless dd/ce has KeepActive, and is told by itself only where
/// that was asked for. A key that the map does not take comes after the completion (7.1.14.7).
void Gateway::hear_key(Termination& termination, const MediaEvent& seen, Time now,
                       std::vector<Notification>& notifications) {
    std::optional<DigitCollection::End> ended;
    if (auto& dialling = termination.dialling) {
        const bool is_press = seen.kind == MediaEvent::Kind::key_pressed;
        if (is_press && !keeps_signals(termination.events, kDialled)) interrupt_signals(termination);
        forget_dialling(termination);
        ended = is_press ? dialling->press(seen.key, now) : dialling->release(seen.key, seen.duration, now);
        watch_dialling(termination);
    }
    if (ended && !ended->takes_key) end_dialling(termination, ended->how, notifications);
    if (auto event = observed(termination.events, seen)) recognize(termination, std::move(*event), notifications);
    if (ended && ended->takes_key) end_dialling(termination, ended->how, notifications);
}

void Gateway::end_dialling(Termination& termination, DigitsEnd how, std::vector<Notification>& notifications) {
    forget_dialling(termination);
    auto event = dialled(termination.dialling->digits(), how);
    termination.dialling.reset();
    recognize(termination, std::move(event), notifications);
}

void Gateway::time_dialling(Time now, std::vector<Notification>& notifications) {
    while (!dialling_.empty() && dialling_.begin()->first <= now) {
        auto& termination = terminations_.at(dialling_.begin()->second);
        forget_dialling(termination);
        const auto ended = termination.dialling->tick(now);
        watch_dialling(termination);
        if (ended) end_dialling(termination, ended->how, notifications);
    }
}

void Gateway::watch_dialling(const Termination& termination) {
    if (!termination.dialling) return;
    if (const auto deadline = termination.dialling->deadline()) dialling_.emplace(*deadline, termination.number);
}

void Gateway::forget_dialling(const Termination& termination) {
    if (!termination.dialling) return;
    if (const auto deadline = termination.dialling->deadline()) dialling_.erase({*deadline, termination.number});
}

}  // namespace isfocus::mrfpd
