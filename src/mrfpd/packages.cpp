#include "mrfpd/packages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "isfocus/h248/transactions.h"

namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

constexpr std::chrono::seconds kDefaultHangingAfter{3600};
constexpr std::array<std::string_view, 6> kEvents{"g/cause",    "g/sc",        "nt/netfail",
                                                  "nt/qualert", "rtp/pltrans", kHangingTermination};

constexpr std::string_view kLatch = "ipnapt/latch";

std::string package_of(std::string_view name) {
    return std::string{name.substr(0, name.find('/'))};
}

bool has_package(std::string_view name) {
    return supported_packages().version_of(package_of(name)) > 0;
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    std::uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value == 0) return std::nullopt;
    return std::chrono::seconds{value};
}

std::optional<Fault> fault_of(const h248::RequestedEvent& event) {
    if (!has_package(event.name)) return fault(ErrorCode::unknown_package, package_of(event.name));
    const auto is_event = [&](std::string_view known) { return h248::equal_names(known, event.name); };
    if (std::ranges::none_of(kEvents, is_event)) return fault(ErrorCode::no_such_event, event.name);
    if (event.embedded_signals || event.embedded_events) return fault(ErrorCode::not_implemented, "Embed");
    if (!h248::equal_names(event.name, kHangingTermination)) return std::nullopt;
    for (const auto& parameter : event.parameters) {
        if (!h248::equal_names(parameter.name, "timerx")) return fault(ErrorCode::unknown_parameter, parameter.name);
        if (!seconds_of(parameter.value())) return fault(ErrorCode::unknown_value, "timerx");
    }
    return std::nullopt;
}

bool is_latch(const h248::Signal& signal) {
    return h248::equal_names(signal.name, kLatch);
}

/// `napt`: OFF keeps to the signalled remote, LATCH and RELATCH follow the next packet's source.
bool is_latch_value(std::string_view value) {
    return h248::equal_names(value, "OFF") || h248::equal_names(value, "LATCH") || h248::equal_names(value, "RELATCH");
}

std::optional<Fault> fault_of(const h248::Signal& signal) {
    if (!has_package(signal.name)) return fault(ErrorCode::unknown_package, package_of(signal.name));
    if (!is_latch(signal)) return fault(ErrorCode::no_such_signal, signal.name);
    for (const auto& parameter : signal.parameters) {
        if (!h248::equal_names(parameter.name, "napt")) return fault(ErrorCode::unknown_parameter, parameter.name);
        if (!is_latch_value(parameter.value())) return fault(ErrorCode::unknown_value, "napt");
    }
    return std::nullopt;
}

}  // namespace

h248::Packages supported_packages() {
    return {{{"g", 2}, {"root", 2}, {"nt", 1}, {"rtp", 1}, {"hangterm", 1}, {"ipnapt", 1}}};
}

std::optional<Fault> fault_of(const h248::Events& events) {
    for (const auto& event : events.events)
        if (auto refused = fault_of(event)) return refused;
    return std::nullopt;
}

std::optional<Fault> fault_of(const h248::Signals& signals) {
    for (const auto& signal : signals.signals)
        if (auto refused = fault_of(signal)) return refused;
    for (const auto& list : signals.lists)
        for (const auto& signal : list.signals)
            if (auto refused = fault_of(signal)) return refused;
    return std::nullopt;
}

bool asks_to_latch(const h248::Signals& signals) {
    for (const auto& signal : signals.signals) {
        if (!is_latch(signal)) continue;
        const auto* napt = h248::find(signal.parameters, "napt");
        return !napt || !h248::equal_names(napt->value(), "OFF");
    }
    return false;
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

std::vector<h248::Parameter> root_properties(std::size_t max_contexts, std::size_t max_terminations_per_context) {
    const h248::ResponderSettings ours;
    const h248::RequesterSettings theirs;
    const auto text = [](auto value) { return std::to_string(value); };
    return {{"root/maxNumberOfContexts", text(max_contexts)},
            {"root/maxTerminationsPerContext", text(max_terminations_per_context)},
            {"root/normalMGExecutionTime", text(ours.execution_time.count())},
            {"root/normalMGCExecutionTime", text(ours.execution_time.count())},
            {"root/MGProvisionalResponseTimerValue", text(theirs.provisional_response.count())},
            {"root/MGCProvisionalResponseTimerValue", text(theirs.provisional_response.count())},
            {"root/MGOriginatedPendingLimit", text(ours.pending_limit)},
            {"root/MGCOriginatedPendingLimit", text(theirs.pending_limit)}};
}

}  // namespace isfocus::mrfpd
