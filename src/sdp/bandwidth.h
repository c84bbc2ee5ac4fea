#pragma once
#include <vector>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {

/// The b= lines of our description of a line: AS of the costliest of its codecs with 20 ms in a packet, IP headers
/// included (RFC 3556, TS 26.114 6.2.5); RS and RR, which share RTCP out among the sides, as the other side has them.
/// No AS for a codec whose rate we do not know.
std::vector<Bandwidth> bandwidths_of(const std::vector<Codec>& codecs, Address::Family family, const Media* theirs);

}  // namespace isfocus::sdp
