#pragma once
#include <optional>
#include <string_view>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/fault.h"
#include "mrfpd/media_port.h"

/// Signals that this MRFP has: ipnapt/latch (H.248.37), the tones of package cg (H.248.1 E.7) and the announcements of
/// package an (H.248.7), one at a time, in no list. Pure. Where "tone" stands an announcement is one, too.
namespace isfocus::mrfpd {

/// 440 for a package that we do not have, 452 for a signal that the package does not have, 446, 449 and 457 for its
/// parameters, 514 for an announcement that is none of these, 501 for a second tone and for tones in lists. Silence is
/// granted.
std::optional<Fault> fault_of(const h248::Signals& signals, const Announcements& announcements);

/// What the functions below take has no fault.

/// Whether the source of the next packet shall be taken for the remote; nothing when these signals leave that as it is.
std::optional<bool> asks_to_latch(const h248::Signals& signals);
/// The tone that shall be played.
std::optional<h248::Signal> tone_in(const h248::Signals& signals);
/// How. OnOff goes on until it is replaced; TimeOut is the default, of 30 s unless told, but Brief for what is no
/// longer than itself: special information, warning, payphone, call and caller waiting, and announcements.
Play play_of(const h248::Signal& tone, std::uint32_t number, const Announcements& announcements);

/// g/sc for the end of a tone, if it was to be told.
std::optional<h248::ObservedEvent> completion_of(const h248::Signal& tone, h248::CompletionReason reason,
                                                 const h248::Events& events);

}  // namespace isfocus::mrfpd
