#pragma once
#include <string>

#include "isfocus/sdp/session.h"

/// AMR and AMR-WB (RFC 4867 8): what their format parameters mean to an answer.
namespace isfocus::sdp {

bool is_amr(const Codec& codec);

/// Whether both sides mean the same payload format: octet-align must be equal, and of crc, robust-sorting and
/// interleaving we do none (RFC 4867 8.3.1).
bool same_payload_format(const Codec& offered, const Codec& ours);

/// The parameters of our answer to this offer: the payload format and what else describes the stream in both directions
/// as offered, mode-set cut down to ours where we have one, the rest ours.
std::string answered_format(const Codec& offered, const Codec& ours);

}  // namespace isfocus::sdp
