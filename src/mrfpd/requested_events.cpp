#include "mrfpd/requested_events.h"

#include <algorithm>

#include "base/number.h"
#include "mrfpd/key_events.h"

namespace isfocus::mrfpd {
namespace {

constexpr std::chrono::seconds kDefaultHangingAfter{3600};
constexpr std::chrono::seconds kDefaultInactiveAfter{10};
constexpr std::chrono::seconds kDefaultSilence{15};
constexpr std::chrono::milliseconds kDefaultLongTone{2000};
constexpr unsigned kDefaultMostLost = 10;

/// What names the event goes before what stands for all of its package; null: none that `fits` is there.
template <class Fits>
const h248::RequestedEvent* first_of(const RequestedEvents& events, std::string_view name, Fits fits) {
    const h248::RequestedEvent* wild = nullptr;
    for (const auto& event : events) {
        if (!covers(event, name) || !fits(event)) continue;
        if (!is_wildcard(event)) return &event;
        if (wild == nullptr) wild = &event;
    }
    return wild;
}

}  // namespace

const std::vector<std::string_view>& all_events() {
    static const auto kAll = [] {
        std::vector<std::string_view> all{kCause,      kCompleted, kNetworkFailed,      kLossy,    kPayloadChanged,
                                          kStopped,    kDialled,   kHangingTermination, kOverload, kCongestion,
                                          kInactivity, kPressed,   kReleased,           kLongTone};
        all.insert(all.end(), kDigitEvents.begin(), kDigitEvents.end());
        return all;
    }();
    return kAll;
}

bool is_wildcard(const h248::RequestedEvent& event) {
    return event.name.ends_with("/*");
}

bool covers(const h248::RequestedEvent& event, std::string_view name) {
    if (!is_wildcard(event)) return h248::equal_names(event.name, name);
    const auto package = std::string_view{event.name}.substr(0, event.name.size() - 1);
    return h248::equal_names(name.substr(0, package.size()), package);
}

const h248::RequestedEvent* requested(const RequestedEvents& events, std::string_view name) {
    return first_of(events, name, [](const h248::RequestedEvent&) { return true; });
}

const h248::RequestedEvent* requested(const RequestedEvents& events, const h248::ObservedEvent& seen) {
    return first_of(events, seen.name, [&](const h248::RequestedEvent& event) { return takes_tone(event, seen); });
}

bool asks_for(const RequestedEvents& events, std::string_view name) {
    return requested(events, name) != nullptr;
}

bool embeds(const h248::RequestedEvent& event) {
    return event.embedded_signals || event.embedded_events;
}

h248::Events embedded_events(const h248::RequestedEvent& event) {
    return {event.embedded_request_id, *event.embedded_events};
}

bool keeps_signals(const RequestedEvents& events, std::string_view name) {
    const auto* asked = requested(events, name);
    return asked == nullptr || asked->keep_active;
}

std::optional<std::chrono::seconds> hanging_after(const RequestedEvents& events) {
    const auto* asked = requested(events, kHangingTermination);
    if (asked == nullptr) return std::nullopt;
    const auto* timer = h248::find(asked->parameters, "timerx");
    return timer ? seconds_of(timer->value()) : kDefaultHangingAfter;
}

std::optional<Inactivity> inactivity(const RequestedEvents& events) {
    const auto* asked = requested(events, kStopped);
    if (asked == nullptr) return std::nullopt;
    Inactivity watched{kDefaultInactiveAfter, Inactivity::Direction::both};
    if (const auto* time = h248::find(asked->parameters, "dt"))
        watched.after = seconds_of(time->value()).value_or(kDefaultInactiveAfter);
    if (const auto* direction = h248::find(asked->parameters, "dir"))
        watched.direction = direction_of(direction->value()).value_or(Inactivity::Direction::both);
    return watched;
}

std::optional<unsigned> most_lost(const RequestedEvents& events) {
    const auto* asked = requested(events, kLossy);
    if (asked == nullptr) return std::nullopt;
    const auto* threshold = h248::find(asked->parameters, "th");
    return threshold ? percentage_of(threshold->value()) : kDefaultMostLost;
}

std::optional<std::chrono::milliseconds> longest_silence(const RequestedEvents& events) {
    const auto* asked = requested(events, kInactivity);
    if (asked == nullptr) return std::nullopt;
    const auto* silence = h248::find(asked->parameters, "mit");
    return silence ? silence_of(silence->value()) : kDefaultSilence;
}

const h248::DigitMap* digit_map(const RequestedEvents& events) {
    const auto* asked = requested(events, kDialled);
    return asked == nullptr || !asked->digit_map ? nullptr : &*asked->digit_map;
}

std::optional<std::chrono::milliseconds> long_tone(const RequestedEvents& events, std::uint8_t key) {
    const auto* asked = requested(events, long_tone_of(key));
    if (asked == nullptr) return std::nullopt;
    const auto* duration = h248::find(asked->parameters, "dur");
    const auto count = duration ? count_of(duration->value()) : std::nullopt;
    return count ? std::chrono::milliseconds{*count} : kDefaultLongTone;
}

// ---- Parameters -----------------------------------------------------------------------------------------------------

std::optional<std::uint32_t> count_of(std::string_view text) {
    const auto count = text::parse_number<std::uint32_t>(text);
    return count && *count != 0 ? count : std::nullopt;
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    const auto count = count_of(text);
    return count ? std::optional{std::chrono::seconds{*count}} : std::nullopt;
}

std::optional<std::chrono::milliseconds> silence_of(std::string_view text) {
    constexpr std::chrono::milliseconds kUnit{10};
    const auto count = count_of(text);
    return count ? std::optional{*count * kUnit} : std::nullopt;
}

std::optional<unsigned> percentage_of(std::string_view text) {
    return text::parse_number(text, 99U);
}

std::optional<Inactivity::Direction> direction_of(std::string_view text) {
    if (h248::equal_names(text, "IN")) return Inactivity::Direction::in;
    if (h248::equal_names(text, "OUT")) return Inactivity::Direction::out;
    return h248::equal_names(text, "BOTH") ? std::optional{Inactivity::Direction::both} : std::nullopt;
}

}  // namespace isfocus::mrfpd
