#include "mrfpd/signals.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "base/number.h"
#include "mrfpd/packages.h"
#include "mrfpd/requested_events.h"

namespace isfocus::mrfpd {
namespace {

using h248::CompletionReason;
using h248::ErrorCode;
using h248::SignalType;
using namespace std::chrono_literals;

constexpr std::string_view kLatch = "ipnapt/latch";
constexpr std::string_view kAnnouncement = "an/apf";
constexpr unsigned kMostCycles = 100;
constexpr auto kDefaultLength = 30s;
constexpr auto kUnit = 10ms;  // of Duration and of the delay between signals
/// In the order of Tone.
constexpr std::array<std::string_view, kTones> kToneNames{"cg/dt", "cg/rt",  "cg/bt", "cg/ct", "cg/sit",
                                                          "cg/wt", "cg/prt", "cg/cw", "cg/cr"};

std::optional<Tone> tone_of(std::string_view name) {
    const auto at = std::ranges::find_if(kToneNames, [&](auto known) { return h248::equal_names(known, name); });
    return at == kToneNames.end() ? std::nullopt : std::optional{static_cast<Tone>(at - kToneNames.begin())};
}

bool is_announcement(const h248::Signal& signal) {
    return h248::equal_names(signal.name, kAnnouncement);
}

std::string_view text_of(const h248::Signal& signal, std::string_view parameter) {
    const auto* found = h248::find(signal.parameters, parameter);
    return found == nullptr ? std::string_view{} : std::string_view{found->value()};
}

std::shared_ptr<const Recording> recording_of(const h248::Signal& signal, const Announcements& announcements) {
    return find_announcement(announcements, text_of(signal, "an"), text_of(signal, "av"));
}

std::optional<unsigned> cycles_of(std::string_view text) {
    const auto count = text::parse_number(text, kMostCycles);
    return count && *count >= 1 ? count : std::nullopt;
}

std::optional<Hearers> hearers_of(std::string_view text) {
    if (h248::equal_names(text, "ext")) return Hearers::user;
    if (h248::equal_names(text, "int")) return Hearers::others;
    return h248::equal_names(text, "both") ? std::optional{Hearers::all} : std::nullopt;
}

Hearers hearers_of(h248::SignalDirection direction) {
    switch (direction) {
        case h248::SignalDirection::external:
            break;
        case h248::SignalDirection::internal:
            return Hearers::others;
        case h248::SignalDirection::both:
            return Hearers::all;
    }
    return Hearers::user;
}

std::optional<Fault> fault_of_announcement(const h248::Signal& signal, const Announcements& announcements) {
    for (const auto& parameter : signal.parameters) {
        const auto is = [&](std::string_view name) { return h248::equal_names(parameter.name, name); };
        if (!is("an") && !is("av") && !is("noc") && !is("di"))
            return fault(ErrorCode::unknown_parameter, parameter.name);
        const bool is_wrong =
            (is("noc") && !cycles_of(parameter.value())) || (is("di") && !hearers_of(parameter.value()));
        if (is_wrong) return fault(ErrorCode::unknown_value, parameter.name);
    }
    if (text_of(signal, "an").empty()) return fault(ErrorCode::parameter_missing, "an");
    if (!recording_of(signal, announcements))
        return fault(ErrorCode::cannot_play_announcement, std::string{text_of(signal, "an")});
    return std::nullopt;
}

SignalType default_type(const h248::Signal& sound) {
    const auto is_short = is_announcement(sound) || *tone_of(sound.name) >= Tone::special_information;
    return is_short ? SignalType::brief : SignalType::time_out;
}

SignalType type_of(const h248::Signal& sound) {
    return sound.type.value_or(default_type(sound));
}

bool is_latch(const h248::Signal& signal) {
    return h248::equal_names(signal.name, kLatch);
}

/// `napt`: OFF keeps to the signalled remote, LATCH follows the next packet's source, RELATCH the next other one.
bool is_latch_value(std::string_view value) {
    return h248::equal_names(value, "OFF") || h248::equal_names(value, "LATCH") || h248::equal_names(value, "RELATCH");
}

std::optional<Fault> fault_of(const h248::Signal& signal, const Announcements& announcements) {
    if (!has_package(signal.name)) return fault(ErrorCode::unknown_package, package_of(signal.name));
    if (signal.duration == 0) return fault(ErrorCode::unknown_value, "Duration");
    const bool needs_duration = is_played(signal) && signal.type == SignalType::time_out &&
                                default_type(signal) != SignalType::time_out && !signal.duration;
    if (needs_duration) return fault(ErrorCode::parameter_missing, "Duration");
    if (is_announcement(signal)) return fault_of_announcement(signal, announcements);
    const bool is_tone = tone_of(signal.name).has_value();
    if (!is_tone && !is_latch(signal)) return fault(ErrorCode::no_such_signal, signal.name);
    for (const auto& parameter : signal.parameters) {
        if (is_tone || !h248::equal_names(parameter.name, "napt"))
            return fault(ErrorCode::unknown_parameter, parameter.name);
        if (!is_latch_value(parameter.value())) return fault(ErrorCode::unknown_value, "napt");
    }
    return std::nullopt;
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

std::optional<Fault> fault_of(const h248::SignalList& list, const Announcements& announcements) {
    if (list.signals.size() > kMostInSequence)
        return fault(ErrorCode::cannot_generate_signal, "too many signals in a SignalList");
    for (const auto& signal : list.signals) {
        if (auto refused = fault_of(signal, announcements)) return refused;
        if (is_latch(signal)) return fault(ErrorCode::not_implemented, "ipnapt/latch in a SignalList");
        if (&signal != &list.signals.back() && type_of(signal) == SignalType::on_off)
            return fault(ErrorCode::unknown_value, "OnOff before the end of a SignalList");
    }
    return std::nullopt;
}

}  // namespace

std::optional<Fault> fault_of(const h248::Signals& signals, const Announcements& announcements) {
    std::size_t at_once = signals.lists.size();
    for (const auto& signal : signals.signals) {
        if (auto refused = fault_of(signal, announcements)) return refused;
        if (is_played(signal)) ++at_once;
    }
    std::set<std::uint16_t> ids;
    for (const auto& list : signals.lists) {
        if (auto refused = fault_of(list, announcements)) return refused;
        if (!ids.insert(list.id).second)
            return fault(ErrorCode::property_twice, "SignalList = " + std::to_string(list.id));
    }
    if (at_once > kMostSequences) return fault(ErrorCode::cannot_generate_signal, "too many signals at once");
    return std::nullopt;
}

bool is_played(const h248::Signal& signal) {
    return tone_of(signal.name) || is_announcement(signal);
}

std::optional<bool> asks_to_latch(const h248::Signals& signals) {
    for (const auto& signal : signals.signals) {
        if (!is_latch(signal)) continue;
        const auto* napt = h248::find(signal.parameters, "napt");
        return !napt || !h248::equal_names(napt->value(), "OFF");
    }
    return signals.signals.empty() && signals.lists.empty() ? std::optional{false} : std::nullopt;
}

bool asks_to_relatch(const h248::Signals& signals) {
    return std::ranges::any_of(signals.signals, [](const h248::Signal& signal) {
        return is_latch(signal) && !signal.keep_active && h248::equal_names(text_of(signal, "napt"), "RELATCH");
    });
}

Play play_of(const h248::Signal& signal, std::uint32_t number, const Announcements& announcements) {
    Play play;
    play.number = number;
    play.tone = tone_of(signal.name).value_or(Tone::dial);
    play.hearers = signal.direction ? hearers_of(*signal.direction) : Hearers::user;
    if (is_announcement(signal)) {
        play.announcement = recording_of(signal, announcements);
        play.cycles = cycles_of(text_of(signal, "noc")).value_or(1);
        play.hearers = hearers_of(text_of(signal, "di")).value_or(play.hearers);
    }
    const auto type = type_of(signal);
    play.is_brief = type == SignalType::brief;
    if (type == SignalType::time_out) play.length = signal.duration ? *signal.duration * kUnit : kDefaultLength;
    play.pause = signal.intersignal_delay.value_or(0) * kUnit;
    return play;
}

std::optional<h248::ObservedEvent> completion_of(const h248::Signal& signal, std::optional<std::uint16_t> list,
                                                 CompletionReason reason) {
    if (std::ranges::find(signal.notify_completion, reason) == signal.notify_completion.end()) return std::nullopt;
    h248::ObservedEvent event;
    event.name = kCompleted;
    event.parameters.emplace_back("SigID", signal.name);
    event.parameters.emplace_back("Meth", std::string{method(reason)});
    if (list) event.parameters.emplace_back("SLID", std::to_string(*list));
    if (signal.request_id) event.parameters.emplace_back("RID", std::to_string(*signal.request_id));
    return event;
}

}  // namespace isfocus::mrfpd
