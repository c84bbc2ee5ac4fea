#pragma once
#include <cstdint>

#include "frame.h"

namespace isfocus::mrfpd {

/// The effective amplitude of a background of which a user says in a packet of comfort noise how loud it is: the first
/// octet of its payload, in -dBov (RFC 3389 3.1). What else is in it is its colour, and not heard.
double noise_amplitude(std::uint8_t level) noexcept;

/// The background that users hear while those who send discontinuously say nothing (3GPP TS 26.092, TS 26.192, RFC
/// 3389): without it a pause sounds as if the connection were dead. Of all backgrounds in a conference only the loudest
/// is heard; the noises of all who are silent would add up, and make a talker, with an encoder of its own, of each of
/// them. Whose background it is hears it, too: it is noise of ours, and has nothing of what he says.
class ComfortNoise {
public:
    /// 20 ms of noise of this effective amplitude, valid until the next call; empty where that is next to nothing. No
    /// louder than -46 dB of full scale, whatever a user says of his background.
    Samples next(double level, Rate rate) noexcept;

private:
    std::uint32_t state_ = 0x2545f491;
    double last_ = 0;  ///< of the low pass
    WideFrame frame_{};
};

}  // namespace isfocus::mrfpd
