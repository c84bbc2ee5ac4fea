#include "rtp.h"

#include "octets.h"

namespace isfocus::mrfpd {
namespace {

constexpr std::uint8_t kExtension = 0x10;

/// SR, RR, SDES, BYE, APP and the feedback packets, as their type reads when taken for marker and payload type.
bool looks_like_rtcp(std::uint8_t second_octet) {
    return second_octet >= 192 && second_octet <= 223;
}

/// Octets of padding at the end, which count themselves; nothing when they are more than there are.
std::optional<std::size_t> padding(std::span<const std::uint8_t> octets, std::size_t header) {
    if ((octets[0] & kRtpPadding) == 0) return 0;
    const std::size_t count = octets.back();
    if (count == 0 || header + count > octets.size()) return std::nullopt;
    return count;
}

}  // namespace

std::optional<RtpPacket> parse_rtp(std::span<const std::uint8_t> octets) noexcept {
    if (octets.size() < kRtpHeaderOctets || (octets[0] & 0xc0) != kRtpVersion || looks_like_rtcp(octets[1]))
        return std::nullopt;
    std::size_t header = kRtpHeaderOctets + 4U * (octets[0] & 0xfU);
    if ((octets[0] & kExtension) != 0) {
        if (header + 4 > octets.size()) return std::nullopt;
        header += 4 + 4U * get16(&octets[header + 2]);
    }
    if (header > octets.size()) return std::nullopt;
    const auto padded = padding(octets, header);
    if (!padded) return std::nullopt;
    RtpPacket packet;
    packet.marker = (octets[1] & 0x80) != 0;
    packet.payload_type = octets[1] & 0x7f;
    packet.sequence = get16(&octets[2]);
    packet.timestamp = get32(&octets[4]);
    packet.ssrc = get32(&octets[8]);
    packet.payload = octets.subspan(header, octets.size() - header - *padded);
    return packet;
}

void write_rtp_header(const RtpPacket& packet, std::span<std::uint8_t, kRtpHeaderOctets> out) noexcept {
    out[0] = kRtpVersion;
    out[1] = static_cast<std::uint8_t>((packet.marker ? 0x80 : 0) | packet.payload_type);
    put16(&out[2], packet.sequence);
    put32(&out[4], packet.timestamp);
    put32(&out[8], packet.ssrc);
}

}  // namespace isfocus::mrfpd
