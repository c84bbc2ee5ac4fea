#include "rtp_sender.h"

#include <algorithm>

namespace isfocus::mrfpd {

std::size_t RtpSender::write(std::uint8_t payload_type, std::span<const std::uint8_t> payload, Octets& out,
                             bool is_speech) noexcept {
    const RtpPacket header{is_speech && !spoke_before_, payload_type, sequence_++, timestamp_, ssrc_, {}};
    write_rtp_header(header, std::span{out}.first<kRtpHeaderOctets>());
    const auto fitting = payload.first(std::min(payload.size(), kMostPayload));
    std::ranges::copy(fitting, out.begin() + kRtpHeaderOctets);
    ++packets_;
    octets_ += static_cast<std::uint32_t>(fitting.size());
    speaks_ = is_speech;
    return kRtpHeaderOctets + fitting.size();
}

void RtpSender::tick(std::uint32_t ticks, std::uint32_t clock) noexcept {
    constexpr std::uint32_t kTicksPerSecond = 50;
    timestamp_ += ticks * (clock / kTicksPerSecond);
    spoke_before_ = speaks_ && ticks == 1;
    speaks_ = false;
}

}  // namespace isfocus::mrfpd
