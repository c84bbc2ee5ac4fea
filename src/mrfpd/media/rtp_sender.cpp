#include "rtp_sender.h"

#include <algorithm>

namespace isfocus::mrfpd {

void RtpSender::write(std::uint8_t payload_type, const Payload& payload,
                      std::span<std::uint8_t, kOctets> out) noexcept {
    const RtpPacket header{!wrote_before_, payload_type, sequence_++, timestamp_, ssrc_, {}};
    write_rtp_header(header, out.first<kRtpHeaderOctets>());
    std::copy(payload.begin(), payload.end(), out.begin() + kRtpHeaderOctets);
    ++packets_;
    wrote_ = true;
}

void RtpSender::tick(std::uint32_t ticks) noexcept {
    timestamp_ += ticks * static_cast<std::uint32_t>(kFrameSamples);
    wrote_before_ = wrote_ && ticks == 1;
    wrote_ = false;
}

}  // namespace isfocus::mrfpd
