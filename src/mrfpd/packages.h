#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/fault.h"
#include "mrfpd/media_port.h"

/// The packages of H.248.1 annex E, H.248.10, H.248.11, H.248.14, H.248.36, H.248.37 and H.248.40 that this MRFP has,
/// and what of theirs it refuses.
namespace isfocus::mrfpd {

h248::Packages supported_packages();
/// What stands before the slash of a name, and whether we have that package.
std::string package_of(std::string_view name);
bool has_package(std::string_view name);

/// 440 for an event of a package that we do not have, 451 for an event that the package does not have, 446 and 449 for
/// its parameters, 457 for dd/ce without a digit map. Embedded descriptors are refused (501).
std::optional<Fault> fault_of(const h248::Events& events);
/// Properties of LocalControl: 440 or 450.
std::optional<Fault> fault_of(const std::vector<h248::Parameter>& stream_properties);

/// `timerx` of hangterm/thb: after how long without any command the termination is reported. Nothing: not asked for.
/// Only for events without fault.
std::optional<std::chrono::seconds> hanging_after(const h248::Events& events);

/// What adid/ipstop watches: `dt` in seconds, 10 unless told, and `dir`. Only for events without fault.
std::optional<Inactivity> inactivity(const h248::Events& events);
/// How many percent of a user's packets may be lost before nt/qualert is to be told; 10 unless told. Nothing: it is not
/// asked for.
std::optional<unsigned> most_lost(const h248::Events& events);

/// `mit` of it/ito, which is told in hundredths of a second; 15 s unless told. Nothing: it is not asked for. Only for
/// events without fault.
std::optional<std::chrono::milliseconds> longest_silence(const h248::Events& events);

/// The digit map that dd/ce names or brings along; null: it is not asked for. Only for events without fault.
const h248::DigitMap* digit_map(const h248::Events& events);

/// The event of a package that `seen` is, if these events ask for it. Only for events without fault.
std::optional<h248::ObservedEvent> observed(const h248::Events& events, const MediaEvent& seen);

/// What is told of a termination that is out of service, or is there again (H.248.1 7.2.8): Forced 904 or, where the
/// host has lost its address, 906; Restart 900.
std::optional<h248::Services> service_change(const MediaEvent& seen);

/// What may befall very many terminations at once.
bool is_fault(MediaEvent::Kind kind);

/// What the system calls an errno, for MGC and operator.
std::string text_of(int error);

/// Restart 918 (H.248.8): not there anew, but still there.
bool cancels_graceful(const h248::Services& services);

bool asks_for(const h248::Events& events, std::string_view name);
/// Whether signals go on when this event is seen (H.248.1 7.1.9).
bool keeps_signals(const h248::Events& events, std::string_view name);

inline constexpr std::string_view kDialled = "dd/ce";
inline constexpr std::string_view kHangingTermination = "hangterm/thb";
inline constexpr std::string_view kOverload = "ocp/mg_overload";  ///< on ROOT
inline constexpr std::string_view kCongestion = "chp/mgcon";      ///< on ROOT
inline constexpr std::string_view kInactivity = "it/ito";         ///< on ROOT

}  // namespace isfocus::mrfpd
