#include "mrfpd/packages.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "base/number.h"
#include "isfocus/h248/transactions.h"

namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

constexpr std::chrono::seconds kDefaultHangingAfter{3600};
constexpr std::chrono::seconds kDefaultInactiveAfter{10};
constexpr std::chrono::seconds kDefaultSilence{15};
constexpr unsigned kDefaultMostLost = 10;
constexpr std::string_view kStopped = "adid/ipstop", kPressed = "dd/std", kReleased = "dd/etd";
constexpr std::string_view kCause = "g/cause";
constexpr std::string_view kNetworkFailed = "nt/netfail", kLossy = "nt/qualert", kPayloadChanged = "rtp/pltrans";
constexpr std::array<std::string_view, 13> kEvents{
    kCause,   "g/sc",    kNetworkFailed, kLossy,    kPayloadChanged, kHangingTermination, kStopped,
    kPressed, kReleased, kDialled,       kOverload, kInactivity,     kCongestion};
/// The tone ids of package dd, in the order of RFC 4733.
constexpr std::array<std::string_view, 16> kKeys{"d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7",
                                                 "d8", "d9", "ds", "do", "da", "db", "dc", "dd"};

/// A number above 0.
std::optional<std::uint32_t> count_of(std::string_view text) {
    const auto count = text::parse_number<std::uint32_t>(text);
    return count && *count != 0 ? count : std::nullopt;
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    const auto count = count_of(text);
    return count ? std::optional{std::chrono::seconds{*count}} : std::nullopt;
}

std::optional<Fault> fault_of_hanging(const h248::Parameter& parameter) {
    if (!h248::equal_names(parameter.name, "timerx")) return fault(ErrorCode::unknown_parameter, parameter.name);
    return seconds_of(parameter.value()) ? std::nullopt : std::optional{fault(ErrorCode::unknown_value, "timerx")};
}

std::optional<Inactivity::Direction> direction_of(std::string_view text) {
    if (h248::equal_names(text, "IN")) return Inactivity::Direction::in;
    if (h248::equal_names(text, "OUT")) return Inactivity::Direction::out;
    return h248::equal_names(text, "BOTH") ? std::optional{Inactivity::Direction::both} : std::nullopt;
}

std::optional<Fault> fault_of_stopped(const h248::Parameter& parameter) {
    const bool is_time = h248::equal_names(parameter.name, "dt");
    if (!is_time && !h248::equal_names(parameter.name, "dir"))
        return fault(ErrorCode::unknown_parameter, parameter.name);
    const bool is_fine =
        is_time ? seconds_of(parameter.value()).has_value() : direction_of(parameter.value()).has_value();
    return is_fine ? std::nullopt : std::optional{fault(ErrorCode::unknown_value, parameter.name)};
}

/// A key as `d5`, or as `dd/d5`; `*` is all.
bool names_key(std::string_view text, std::string_view key) {
    if (text.starts_with("dd/") || text.starts_with("DD/")) text.remove_prefix(3);
    return text == "*" || h248::equal_names(text, key);
}

std::optional<Fault> fault_of_keys(const h248::Parameter& parameter) {
    if (!h248::equal_names(parameter.name, "tl")) return fault(ErrorCode::unknown_parameter, parameter.name);
    for (const auto& value : parameter.values)
        if (std::ranges::none_of(kKeys, [&](std::string_view key) { return names_key(value.text, key); }))
            return fault(ErrorCode::unknown_value, "tl");
    return std::nullopt;
}

std::optional<unsigned> percentage_of(std::string_view text) {
    return text::parse_number(text, 99U);
}

std::optional<Fault> fault_of_lossy(const h248::Parameter& parameter) {
    if (!h248::equal_names(parameter.name, "th")) return fault(ErrorCode::unknown_parameter, parameter.name);
    return percentage_of(parameter.value()) ? std::nullopt : std::optional{fault(ErrorCode::unknown_value, "th")};
}

/// In hundredths of a second, as package it has it.
std::optional<std::chrono::milliseconds> silence_of(std::string_view text) {
    constexpr std::chrono::milliseconds kUnit{10};
    const auto count = count_of(text);
    return count ? std::optional{*count * kUnit} : std::nullopt;
}

std::optional<Fault> fault_of_silence(const h248::Parameter& parameter) {
    if (!h248::equal_names(parameter.name, "mit")) return fault(ErrorCode::unknown_parameter, parameter.name);
    return silence_of(parameter.value()) ? std::nullopt : std::optional{fault(ErrorCode::unknown_value, "mit")};
}

std::optional<Fault> fault_of(const h248::RequestedEvent& event) {
    if (!has_package(event.name)) return fault(ErrorCode::unknown_package, package_of(event.name));
    const auto is_event = [&](std::string_view known) { return h248::equal_names(known, event.name); };
    if (std::ranges::none_of(kEvents, is_event)) return fault(ErrorCode::no_such_event, event.name);
    if (event.embedded_signals || event.embedded_events) return fault(ErrorCode::not_implemented, "Embed");
    const bool is_dialled = h248::equal_names(event.name, kDialled);
    if (is_dialled && !event.digit_map) return fault(ErrorCode::parameter_missing, "DigitMap");
    if (!is_dialled && event.digit_map) return fault(ErrorCode::unknown_parameter, "DigitMap");
    for (const auto& parameter : event.parameters) {
        std::optional<Fault> refused;
        if (is_dialled) refused = fault(ErrorCode::unknown_parameter, parameter.name);
        if (h248::equal_names(event.name, kHangingTermination)) refused = fault_of_hanging(parameter);
        if (h248::equal_names(event.name, kStopped)) refused = fault_of_stopped(parameter);
        if (h248::equal_names(event.name, kPressed) || h248::equal_names(event.name, kReleased))
            refused = fault_of_keys(parameter);
        if (h248::equal_names(event.name, kLossy)) refused = fault_of_lossy(parameter);
        if (h248::equal_names(event.name, kInactivity)) refused = fault_of_silence(parameter);
        if (refused) return refused;
    }
    return std::nullopt;
}

const h248::RequestedEvent* requested(const h248::Events& events, std::string_view name) {
    const auto is_it = [&](const h248::RequestedEvent& event) { return h248::equal_names(event.name, name); };
    const auto at = std::ranges::find_if(events.events, is_it);
    return at == events.events.end() ? nullptr : &*at;
}

std::string_view name_of(MediaEvent::Kind kind) {
    switch (kind) {
        case MediaEvent::Kind::key_pressed:
            return kPressed;
        case MediaEvent::Kind::key_released:
            return kReleased;
        case MediaEvent::Kind::network_failed:
            return kNetworkFailed;
        case MediaEvent::Kind::bearer_lost:
            return kCause;
        case MediaEvent::Kind::lossy:
            return kLossy;
        case MediaEvent::Kind::payload_changed:
            return kPayloadChanged;
        case MediaEvent::Kind::stopped:
            return kStopped;
        case MediaEvent::Kind::played:         // is told as g/sc, which is about the signal
        case MediaEvent::Kind::too_many_keys:  // the log's alone
        case MediaEvent::Kind::out_of_service:
        case MediaEvent::Kind::back_in_service:  // as ServiceChange
            break;
    }
    return "";
}

}  // namespace

std::string package_of(std::string_view name) {
    return std::string{name.substr(0, name.find('/'))};
}

bool has_package(std::string_view name) {
    return supported_packages().version_of(package_of(name)) > 0;
}

h248::Packages supported_packages() {
    return {{{"g", 2},
             {"root", 2},
             {"nt", 1},
             {"rtp", 1},
             {"ocp", 1},
             {"it", 1},
             {"chp", 1},
             {"hangterm", 1},
             {"ipnapt", 1},
             {"adid", 1},
             {"dd", 1},
             {"cg", 1},
             {"an", 1}}};
}

std::optional<Fault> fault_of(const h248::Events& events) {
    for (const auto& event : events.events)
        if (auto refused = fault_of(event)) return refused;
    return std::nullopt;
}

std::optional<Fault> fault_of(const std::vector<h248::Parameter>& stream_properties) {
    for (const auto& property : stream_properties) {
        if (!has_package(property.name)) return fault(ErrorCode::unknown_package, package_of(property.name));
        if (!h248::equal_names(property.name, "nt/jit")) return fault(ErrorCode::no_such_property, property.name);
    }
    return std::nullopt;
}

std::optional<std::chrono::seconds> hanging_after(const h248::Events& events) {
    for (const auto& event : events.events) {
        if (!h248::equal_names(event.name, kHangingTermination)) continue;
        const auto* timer = h248::find(event.parameters, "timerx");
        return timer ? seconds_of(timer->value()) : kDefaultHangingAfter;
    }
    return std::nullopt;
}

std::optional<Inactivity> inactivity(const h248::Events& events) {
    const auto* asked = requested(events, kStopped);
    if (asked == nullptr) return std::nullopt;
    Inactivity watched{kDefaultInactiveAfter, Inactivity::Direction::both};
    if (const auto* time = h248::find(asked->parameters, "dt"))
        watched.after = seconds_of(time->value()).value_or(kDefaultInactiveAfter);
    if (const auto* direction = h248::find(asked->parameters, "dir"))
        watched.direction = direction_of(direction->value()).value_or(Inactivity::Direction::both);
    return watched;
}

std::optional<unsigned> most_lost(const h248::Events& events) {
    const auto* asked = requested(events, kLossy);
    if (asked == nullptr) return std::nullopt;
    const auto* threshold = h248::find(asked->parameters, "th");
    return threshold ? percentage_of(threshold->value()) : kDefaultMostLost;
}

std::optional<std::chrono::milliseconds> longest_silence(const h248::Events& events) {
    const auto* asked = requested(events, kInactivity);
    if (asked == nullptr) return std::nullopt;
    const auto* silence = h248::find(asked->parameters, "mit");
    return silence ? silence_of(silence->value()) : kDefaultSilence;
}

const h248::DigitMap* digit_map(const h248::Events& events) {
    const auto* asked = requested(events, kDialled);
    return asked == nullptr ? nullptr : &*asked->digit_map;
}

bool cancels_graceful(const h248::Services& services) {
    constexpr unsigned kGracefulCancelled = 918;
    return services.method == h248::ServiceChangeMethod::restart && services.reason_code() == kGracefulCancelled;
}

bool asks_for(const h248::Events& events, std::string_view name) {
    return requested(events, name) != nullptr;
}

bool keeps_signals(const h248::Events& events, std::string_view name) {
    const auto* asked = requested(events, name);
    return asked == nullptr || asked->keep_active;
}

std::optional<h248::ObservedEvent> observed(const h248::Events& events, const MediaEvent& seen) {
    const auto name = name_of(seen.kind);
    const auto* asked = name.empty() ? nullptr : requested(events, name);
    if (asked == nullptr) return std::nullopt;
    h248::ObservedEvent event;
    event.name = name;
    switch (seen.kind) {
        case MediaEvent::Kind::network_failed:
            event.parameters.emplace_back("cs", text_of(seen.error), true);
            return event;
        case MediaEvent::Kind::bearer_lost:
            event.parameters.emplace_back("generalcause", "FT");
            event.parameters.emplace_back("failurecause", text_of(seen.error), true);
            return event;
        case MediaEvent::Kind::lossy:
            event.parameters.emplace_back("th", std::to_string(seen.value));
            return event;
        case MediaEvent::Kind::payload_changed:
            event.parameters.emplace_back("rtppltype", std::to_string(seen.value));
            return event;
        case MediaEvent::Kind::stopped:
        case MediaEvent::Kind::played:
        case MediaEvent::Kind::too_many_keys:
        case MediaEvent::Kind::out_of_service:
        case MediaEvent::Kind::back_in_service:
            return event;
        case MediaEvent::Kind::key_pressed:
        case MediaEvent::Kind::key_released:
            break;
    }
    const auto key = kKeys[seen.key % kKeys.size()];
    if (const auto* keys = h248::find(asked->parameters, "tl"))
        if (std::ranges::none_of(keys->values, [&](const h248::Value& value) { return names_key(value.text, key); }))
            return std::nullopt;
    event.parameters.emplace_back("tid", std::string{key});
    if (seen.kind == MediaEvent::Kind::key_released)
        event.parameters.emplace_back("dur", std::to_string(seen.duration.count()));
    return event;
}

std::optional<h248::Services> service_change(const MediaEvent& seen) {
    h248::Services services;
    if (seen.kind == MediaEvent::Kind::back_in_service) {
        services.method = h248::ServiceChangeMethod::restart;
        services.reason = "900 Service Restored";
        return services;
    }
    if (seen.kind != MediaEvent::Kind::out_of_service) return std::nullopt;
    services.method = h248::ServiceChangeMethod::forced;
    services.reason =
        seen.error == EADDRNOTAVAIL ? "906 Loss of Lower Layer Connectivity" : "904 Termination Malfunctioning";
    return services;
}

bool is_fault(MediaEvent::Kind kind) {
    using enum MediaEvent::Kind;
    return kind == network_failed || kind == bearer_lost || kind == out_of_service || kind == back_in_service ||
           kind == too_many_keys;
}

std::string text_of(int error) {
    return std::generic_category().message(error);
}

}  // namespace isfocus::mrfpd
