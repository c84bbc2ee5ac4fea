#pragma once
#include <optional>

#include "isfocus/h248/descriptors.h"
#include "mrfpd/fault.h"
#include "mrfpd/media_port.h"

/// What is wrong with the events that an MGC asks for (H.248.1 7.1.9). Pure.
namespace isfocus::mrfpd {

/// 440 for an event of a package that we do not have, 451 for an event that the package does not have, 446 and 449 for
/// its parameters, 457 for a digit map completion (dd/ce, dd/*) without a digit map, 442 for embedded Signals beside
/// KeepActive (annex B). Of what is embedded the faults are those that it has by itself.
std::optional<Fault> fault_of(const h248::Events& events, const Announcements& announcements);
/// The same, but that it has no digit maps and nothing is embedded.
std::optional<Fault> fault_of(const h248::EventBuffer& buffer);

}  // namespace isfocus::mrfpd
