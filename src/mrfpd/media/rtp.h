#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace isfocus::mrfpd {

inline constexpr std::size_t kRtpHeaderOctets = 12;  ///< without CSRC and extension
/// In the first octet, of RTCP as well.
inline constexpr std::uint8_t kRtpVersion = 0x80;
inline constexpr std::uint8_t kRtpPadding = 0x20;

/// RFC 3550 5.1. CSRC list, header extension and padding are checked and left out.
struct RtpPacket {
    bool marker = false;
    std::uint8_t payload_type = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;
    std::span<const std::uint8_t> payload;  ///< within the octets that were parsed
};

/// Nothing for what is no RTP: another version, lengths that do not fit, or RTCP on the RTP port (RFC 5761 4).
std::optional<RtpPacket> parse_rtp(std::span<const std::uint8_t> octets) noexcept;

/// Writes the fixed header of `packet`; its payload goes after it.
void write_rtp_header(const RtpPacket& packet, std::span<std::uint8_t, kRtpHeaderOctets> out) noexcept;

}  // namespace isfocus::mrfpd
