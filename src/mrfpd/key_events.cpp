#include "mrfpd/key_events.h"

#include <algorithm>
#include <string>

namespace isfocus::mrfpd {
namespace {

std::string_view tone_id(std::string_view digit_event) {
    return digit_event.substr(digit_event.find('/') + 1);
}

std::string_view event_of(std::uint8_t key) {
    return kDigitEvents[key % kDigitEvents.size()];
}

h248::ObservedEvent about_tone(std::string_view event, std::uint8_t key) {
    h248::ObservedEvent about;
    about.name = event;
    about.parameters.emplace_back("tid", std::string{tone_id(event_of(key))});
    return about;
}

/// A tone as `d5`, or as `dd/d5`; `*` is all.
bool names_tone(std::string_view text, std::string_view tone) {
    if (text.starts_with("dd/") || text.starts_with("DD/")) text.remove_prefix(3);
    return text == "*" || h248::equal_names(text, tone);
}

}  // namespace

std::vector<h248::ObservedEvent> pressed(std::uint8_t key) {
    std::vector<h248::ObservedEvent> events{about_tone(kPressed, key)};
    events.emplace_back().name = event_of(key);
    return events;
}

h248::ObservedEvent released(std::uint8_t key, std::chrono::milliseconds duration) {
    auto event = about_tone(kReleased, key);
    event.parameters.emplace_back("dur", std::to_string(duration.count()));
    return event;
}

h248::ObservedEvent long_tone_of(std::uint8_t key) {
    return about_tone(kLongTone, key);
}

bool takes_tone(const h248::RequestedEvent& event, const h248::ObservedEvent& seen) {
    const auto* list = h248::find(event.parameters, "tl");
    const auto* tone = h248::find(seen.parameters, "tid");
    if (list == nullptr || tone == nullptr) return true;
    return std::ranges::any_of(list->values,
                               [&](const h248::Value& value) { return names_tone(value.text, tone->value()); });
}

bool is_tone_id(std::string_view text) {
    return std::ranges::any_of(kDigitEvents, [&](std::string_view digit) { return names_tone(text, tone_id(digit)); });
}

}  // namespace isfocus::mrfpd
