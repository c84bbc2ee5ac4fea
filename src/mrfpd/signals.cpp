#include "mrfpd/signals.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "mrfpd/packages.h"

namespace isfocus::mrfpd {
namespace {

using h248::CompletionReason;
using h248::ErrorCode;
using h248::SignalType;
using namespace std::chrono_literals;

constexpr std::string_view kLatch = "ipnapt/latch";
constexpr std::string_view kCompleted = "g/sc";
constexpr auto kDefaultLength = 30s;
/// In the order of Tone.
constexpr std::array<std::string_view, kTones> kToneNames{"cg/dt", "cg/rt",  "cg/bt", "cg/ct", "cg/sit",
                                                          "cg/wt", "cg/prt", "cg/cw", "cg/cr"};

std::optional<Tone> tone_of(std::string_view name) {
    const auto at = std::ranges::find_if(kToneNames, [&](auto known) { return h248::equal_names(known, name); });
    return at == kToneNames.end() ? std::nullopt : std::optional{static_cast<Tone>(at - kToneNames.begin())};
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
    const bool is_tone = tone_of(signal.name).has_value();
    if (!is_tone && !is_latch(signal)) return fault(ErrorCode::no_such_signal, signal.name);
    for (const auto& parameter : signal.parameters) {
        if (is_tone || !h248::equal_names(parameter.name, "napt"))
            return fault(ErrorCode::unknown_parameter, parameter.name);
        if (!is_latch_value(parameter.value())) return fault(ErrorCode::unknown_value, "napt");
    }
    if (signal.duration == 0) return fault(ErrorCode::unknown_value, "Duration");
    return std::nullopt;
}

SignalType type_of(const h248::Signal& tone) {
    const auto is_short = *tone_of(tone.name) >= Tone::special_information;
    return tone.type.value_or(is_short ? SignalType::brief : SignalType::time_out);
}

std::string_view method(CompletionReason reason) {
    switch (reason) {
        case CompletionReason::time_out:
            return "TO";
        case CompletionReason::by_event:
            return "EV";
        case CompletionReason::by_signals_descriptor:
            return "SD";
        case CompletionReason::other:
        case CompletionReason::iteration:
            break;
    }
    return "NC";
}

}  // namespace

std::optional<Fault> fault_of(const h248::Signals& signals) {
    int tones = 0;
    for (const auto& signal : signals.signals) {
        if (auto refused = fault_of(signal)) return refused;
        if (tone_of(signal.name) && ++tones > 1) return fault(ErrorCode::not_implemented, "several tones at once");
    }
    for (const auto& list : signals.lists)
        for (const auto& signal : list.signals) {
            if (auto refused = fault_of(signal)) return refused;
            if (tone_of(signal.name)) return fault(ErrorCode::not_implemented, "tones in a SignalList");
        }
    return std::nullopt;
}

std::optional<bool> asks_to_latch(const h248::Signals& signals) {
    for (const auto& signal : signals.signals) {
        if (!is_latch(signal)) continue;
        const auto* napt = h248::find(signal.parameters, "napt");
        return !napt || !h248::equal_names(napt->value(), "OFF");
    }
    return signals.signals.empty() ? std::optional{false} : std::nullopt;
}

std::optional<h248::Signal> tone_in(const h248::Signals& signals) {
    for (const auto& signal : signals.signals)
        if (tone_of(signal.name)) return signal;
    return std::nullopt;
}

Play play_of(const h248::Signal& tone, std::uint32_t number) {
    Play play{number, *tone_of(tone.name), {}, false};
    const auto type = type_of(tone);
    play.is_brief = type == SignalType::brief;
    if (type == SignalType::time_out) play.length = tone.duration ? *tone.duration * 10ms : kDefaultLength;
    return play;
}

std::optional<h248::ObservedEvent> completion_of(const h248::Signal& tone, CompletionReason reason,
                                                 const h248::Events& events) {
    if (std::ranges::find(tone.notify_completion, reason) == tone.notify_completion.end()) return std::nullopt;
    if (!asks_for(events, kCompleted)) return std::nullopt;
    h248::ObservedEvent event;
    event.name = kCompleted;
    event.parameters.emplace_back("SigID", tone.name);
    event.parameters.emplace_back("Meth", std::string{method(reason)});
    return event;
}

}  // namespace isfocus::mrfpd
