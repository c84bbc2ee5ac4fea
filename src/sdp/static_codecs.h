#pragma once
#include <cstdint>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {

/// The codec that a payload type stands for without an rtpmap (RFC 3551 tables 4 and 5), nameless for all others.
Codec static_codec(std::uint8_t payload_type);

}  // namespace isfocus::sdp
