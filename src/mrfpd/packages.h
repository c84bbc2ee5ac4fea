#pragma once
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

/// Properties of LocalControl: 440 or 450.
std::optional<Fault> fault_of(const std::vector<h248::Parameter>& stream_properties);

/// What is told of a termination that is out of service, or is there again (H.248.1 7.2.8): Forced 904 or, where the
/// host has lost its address, 906; Restart 900.
std::optional<h248::Services> service_change(const MediaEvent& seen);

/// What may befall very many terminations at once.
bool is_fault(MediaEvent::Kind kind);

/// What the system calls an errno, for MGC and operator.
std::string text_of(int error);

/// Restart 918 (H.248.8): not there anew, but still there.
bool cancels_graceful(const h248::Services& services);

}  // namespace isfocus::mrfpd
