#pragma once
#include <cstdint>
#include <span>

#include "frame.h"
#include "mrfpd/media_port.h"

/// ITU-T G.711 on 16 bit linear samples: the 14 bit (mu-law) and 13 bit (A-law) values of its tables, shifted up.
namespace isfocus::mrfpd {

/// Writes as many samples as there are octets to `samples`, which has room for them.
void decode(Encoding encoding, std::span<const std::uint8_t> octets, std::int16_t* samples) noexcept;
/// Writes as many octets as there are samples.
void encode(Encoding encoding, std::span<const std::int16_t> samples, std::uint8_t* octets) noexcept;

inline void encode(Encoding encoding, const Frame& frame, Payload& payload) noexcept {
    encode(encoding, frame, payload.data());
}

}  // namespace isfocus::mrfpd
