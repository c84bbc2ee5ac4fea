#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "isfocus/h248/descriptors.h"

/// The events of package dd but its digit map completion (H.248.1 E.6): those of its base package tonedet (E.4) and one
/// for each key, in the order of RFC 4733: 0 to 9, `*`, `#`, A to D. Pure.
namespace isfocus::mrfpd {

inline constexpr std::string_view kPressed = "dd/std";
inline constexpr std::string_view kReleased = "dd/etd";
inline constexpr std::string_view kLongTone = "dd/ltd";
inline constexpr std::array<std::string_view, 16> kDigitEvents{"dd/d0", "dd/d1", "dd/d2", "dd/d3", "dd/d4", "dd/d5",
                                                               "dd/d6", "dd/d7", "dd/d8", "dd/d9", "dd/ds", "dd/do",
                                                               "dd/da", "dd/db", "dd/dc", "dd/dd"};

/// What it is told as that a key is pressed: dd/std, and its own event.
std::vector<h248::ObservedEvent> pressed(std::uint8_t key);
/// And that it is not any more, after so long: dd/etd.
h248::ObservedEvent released(std::uint8_t key, std::chrono::milliseconds duration);
/// And that it is pressed for long.
h248::ObservedEvent long_tone_of(std::uint8_t key);

/// Whether the tone list (`tl`) of an event has this one, if both have any.
bool takes_tone(const h248::RequestedEvent& event, const h248::ObservedEvent& seen);
/// Whether it may stand in a tone list: a tone id such as `d5`, that of another spelling (`dd/d5`), or `*`.
bool is_tone_id(std::string_view text);

}  // namespace isfocus::mrfpd
