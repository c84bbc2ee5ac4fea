#pragma once
#include <cstdint>
#include <optional>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/fault.h"
#include "mrfpd/media_port.h"

/// Signals that this MRFP has: ipnapt/latch (H.248.37), the tones of package cg (H.248.1 E.7) and the announcements of
/// package an (H.248.7), several at once and in lists (H.248.1 7.1.11). Pure. Which of them are being played is in
/// active_signals.h.
namespace isfocus::mrfpd {

/// Of a descriptor: 440 for a package that we do not have, 452 for a signal that the package does not have, 446, 449
/// and 457 for its parameters, 514 for an announcement that is none of these, 513 for more sounds than are played at
/// once (kMostSequences) or stand in one list (kMostInSequence), 456 for two lists of one identifier, 501 for
/// ipnapt/latch in a list. Silence is granted. OnOff may only end a list (449), and who makes TimeOut of another type
/// has to say for how long (457).
std::optional<Fault> fault_of(const h248::Signals& signals, const Announcements& announcements);

/// What the functions below take has no fault.

/// Whether the source of the next packet shall be taken for the remote; nothing when these signals leave that as it is.
std::optional<bool> asks_to_latch(const h248::Signals& signals);
/// Whether one who has latched shall do so once more. With KeepActive it is the one that was asked for before.
bool asks_to_relatch(const h248::Signals& signals);
/// Whether it is a sound.
bool is_played(const h248::Signal& signal);
/// How a sound is played. OnOff goes on until it is replaced; TimeOut is the default, of 30 s unless told, but Brief
/// for what is no longer than itself: special information, warning, payphone, call and caller waiting, and
/// announcements. For whom it is says `di` of an announcement, else Direction, else it is for the user.
Play play_of(const h248::Signal& signal, std::uint32_t number, const Announcements& announcements);

/// g/sc for the end of a sound, if its NotifyCompletion asks for it; `list` is the one that it stands in. This event
/// stops no other signal, whatever its KeepActive says (7.1.9): what is played beside it or after it is meant to be.
std::optional<h248::ObservedEvent> completion_of(const h248::Signal& signal, std::optional<std::uint16_t> list,
                                                 h248::CompletionReason reason);

}  // namespace isfocus::mrfpd
