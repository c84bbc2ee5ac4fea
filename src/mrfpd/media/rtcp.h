#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace isfocus::mrfpd {

/// RFC 3550 6.4.1, the sender's half of a report.
struct SenderInfo {
    std::uint64_t ntp = 0;  ///< wall clock, 32.32 bit since 1900
    std::uint32_t rtp_timestamp = 0;
    std::uint32_t packets = 0;
    std::uint32_t octets = 0;
};

/// RFC 3550 6.4.1, what was received from one source.
struct ReportBlock {
    std::uint32_t ssrc = 0;
    std::uint8_t fraction_lost = 0;    ///< of 256
    std::int32_t cumulative_lost = 0;  ///< written in 24 bits
    std::uint32_t highest_sequence = 0;
    std::uint32_t jitter = 0;  ///< timestamp units
    std::uint32_t last_sr = 0;
    std::uint32_t delay_since_last_sr = 0;  ///< 1/65536 s
};

/// What a participant says in one compound packet: SR (or RR when it sent nothing), SDES with its CNAME, perhaps BYE.
struct RtcpReport {
    std::uint32_t ssrc = 0;
    std::optional<SenderInfo> sender;
    std::optional<ReportBlock> block;
    std::string_view cname;  ///< at most kMaxCname octets
    bool bye = false;
};

inline constexpr std::size_t kMaxCname = 32;
inline constexpr std::size_t kMaxRtcpOctets = 128;

/// Returns the octets written.
std::size_t write_rtcp(const RtcpReport& report, std::span<std::uint8_t, kMaxRtcpOctets> out) noexcept;

/// What of a peer's compound packet we use.
struct ReceivedRtcp {
    std::uint32_t ssrc = 0;
    std::optional<std::uint32_t> sr;  ///< middle 32 bits of an SR's NTP timestamp: LSR of our next report
    bool bye = false;
    /// From its report about `about`: the SR of ours that it had last, and for how long, in 1/65536 s.
    struct Echo {
        std::uint32_t last_sr = 0, delay_since_last_sr = 0;
    };
    std::optional<Echo> echo;
};

/// Nothing for what does not hold to RFC 3550 A.2. `about` is our SSRC.
std::optional<ReceivedRtcp> parse_rtcp(std::span<const std::uint8_t> octets, std::uint32_t about = 0) noexcept;

/// A wall clock time since 1970 as RFC 3550 4 writes it.
std::uint64_t ntp_time(std::chrono::nanoseconds since_1970) noexcept;

}  // namespace isfocus::mrfpd
