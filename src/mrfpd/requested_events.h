#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/media_port.h"

/// What an MGC has asked to be told of (H.248.1 7.1.9). `dd/*` stands for every event of package dd that is not named
/// beside it; so do the others. Pure.
namespace isfocus::mrfpd {

using RequestedEvents = std::vector<h248::RequestedEvent>;

inline constexpr std::string_view kCause = "g/cause";
inline constexpr std::string_view kCompleted = "g/sc";
inline constexpr std::string_view kNetworkFailed = "nt/netfail";
inline constexpr std::string_view kLossy = "nt/qualert";
inline constexpr std::string_view kPayloadChanged = "rtp/pltrans";
inline constexpr std::string_view kStopped = "adid/ipstop";
inline constexpr std::string_view kHangingTermination = "hangterm/thb";
inline constexpr std::string_view kDialled = "dd/ce";
inline constexpr std::string_view kOverload = "ocp/mg_overload";  ///< on ROOT
inline constexpr std::string_view kCongestion = "chp/mgcon";      ///< on ROOT
inline constexpr std::string_view kInactivity = "it/ito";         ///< on ROOT

/// Every event that there is, those of package dd included.
const std::vector<std::string_view>& all_events();

bool is_wildcard(const h248::RequestedEvent& event);
/// Whether it asks for the event of that name.
bool covers(const h248::RequestedEvent& event, std::string_view name);

/// Null: it is not asked for.
const h248::RequestedEvent* requested(const RequestedEvents& events, std::string_view name);
/// The same for what has been seen: of keys the tone lists count, too.
const h248::RequestedEvent* requested(const RequestedEvents& events, const h248::ObservedEvent& seen);
bool asks_for(const RequestedEvents& events, std::string_view name);
bool embeds(const h248::RequestedEvent& event);
/// What is embedded in it, which there is, as the descriptor that it is.
h248::Events embedded_events(const h248::RequestedEvent& event);
/// Whether signals go on when this event is seen.
bool keeps_signals(const RequestedEvents& events, std::string_view name);

// ---- What these events ask for. None of them has a fault (event_faults.h). --------------------------------------

/// `timerx` of hangterm/thb: after how long without any command the termination is reported. Nothing: not asked for.
std::optional<std::chrono::seconds> hanging_after(const RequestedEvents& events);
/// What adid/ipstop watches: `dt` in seconds, 10 unless told, and `dir`.
std::optional<Inactivity> inactivity(const RequestedEvents& events);
/// How many percent of a user's packets may be lost before nt/qualert is to be told; 10 unless told.
std::optional<unsigned> most_lost(const RequestedEvents& events);
/// `mit` of it/ito, which is told in hundredths of a second; 15 s unless told.
std::optional<std::chrono::milliseconds> longest_silence(const RequestedEvents& events);
/// The digit map that dd/ce names or brings along; null: it is not asked for, or without one (in an EventBuffer).
const h248::DigitMap* digit_map(const RequestedEvents& events);
/// For how long a key is pressed when dd/ltd is to be told of it: `dur` in ms, 2 s unless told.
std::optional<std::chrono::milliseconds> long_tone(const RequestedEvents& events, std::uint8_t key);

// ---- Their parameters; nothing: that is no value. ----------------------------------------------------------------

/// A number above 0.
std::optional<std::uint32_t> count_of(std::string_view text);
std::optional<std::chrono::seconds> seconds_of(std::string_view text);
/// In hundredths of a second, as package it has it.
std::optional<std::chrono::milliseconds> silence_of(std::string_view text);
std::optional<unsigned> percentage_of(std::string_view text);
std::optional<Inactivity::Direction> direction_of(std::string_view text);

}  // namespace isfocus::mrfpd
