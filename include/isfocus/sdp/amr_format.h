#pragma once
#include <cstdint>
#include <optional>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {

/// What the parameters of AMR or AMR-WB say about payloads and frames (RFC 4867 8.1, 8.2).
struct AmrFormat {
    bool octet_aligned = false;
    std::uint16_t modes = 0;  ///< mode-set, a bit for each mode from 0 up; 0: all

    friend bool operator==(const AmrFormat&, const AmrFormat&) = default;
};

/// Nothing for other codecs, and for payloads that we do not do: with crc, robust sorting or interleaving, or with a
/// mode-set that has no mode of this codec.
std::optional<AmrFormat> amr_format(const Codec& codec);

}  // namespace isfocus::sdp
