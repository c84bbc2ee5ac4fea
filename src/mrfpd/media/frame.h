#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace isfocus::mrfpd {

inline constexpr std::size_t kFrameSamples = 160;  ///< 20 ms at 8000 Hz

using Frame = std::array<std::int16_t, kFrameSamples>;    ///< 16 bit linear
using Payload = std::array<std::uint8_t, kFrameSamples>;  ///< the same in G.711: an octet per sample

}  // namespace isfocus::mrfpd
