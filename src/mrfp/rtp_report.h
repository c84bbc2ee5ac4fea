#pragma once
#include <cstdint>
#include <string>

#include "isfocus/h248/descriptors.h"

namespace isfocus::mrfp {

/// What a termination's statistics at its end say of the RTP of its user, for the log: `after=61.2s sent=3062
/// received=3056 lost=0.2% jitter=3ms delay=14ms` (nt/dur in ms, rtp/ps, rtp/pr, rtp/pl in percent of the time between
/// the last two reports, rtp/jit and rtp/delay in timestamp units, of which a second has `clock`; H.248.1 E.11, E.12).
/// Sent is what the MRFP sent to the user. What it does not tell, or not as a number, is left out: "" when that is all.
std::string rtp_report(const h248::Statistics& statistics, std::uint32_t clock);

}  // namespace isfocus::mrfp
