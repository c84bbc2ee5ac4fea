#pragma once
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "isfocus/sdp/session.h"
#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// As which events of its packages something is known that the media plane saw, in the order in which they are told.
/// None: of other things (a sound that has ended, ServiceChange) the gateway tells itself. `local` is what the payload
/// types of the termination are. Pure.
std::vector<h248::ObservedEvent> observed(const MediaEvent& seen, const sdp::Media& local);

}  // namespace isfocus::mrfpd
