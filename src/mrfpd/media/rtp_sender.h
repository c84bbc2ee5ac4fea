#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "frame.h"
#include "rtp.h"

namespace isfocus::mrfpd {

/// What makes a termination's stream its own (RFC 3550 5.1): chosen at random once, at its birth.
struct StreamIdentity {
    std::uint32_t ssrc = 0;
    std::uint32_t timestamp = 0;
    std::uint16_t sequence = 0;
    /// RFC 7022 4.2: random, with 100 bits, so that two calls of one user cannot be told to be his.
    std::array<char, 20> cname{};
};

/// The one RTP stream that a termination sends. Its timestamp goes on with every tick, sent or not.
class RtpSender {
public:
    static constexpr std::size_t kMostPayload = kFrameSamples;  ///< octets: G.711 and G.722 have the most
    using Octets = std::array<std::uint8_t, kRtpHeaderOctets + kMostPayload>;

    explicit RtpSender(const StreamIdentity& identity) noexcept
        : ssrc_(identity.ssrc), timestamp_(identity.timestamp), sequence_(identity.sequence) {}

    /// The next packet; returns its length. The first speech after a pause has the marker bit (RFC 3551 4.1), and a SID
    /// never has (RFC 4867 4.1).
    std::size_t write(std::uint8_t payload_type, std::span<const std::uint8_t> payload, Octets& out,
                      bool is_speech = true) noexcept;
    /// The end of a tick in which something was written or not, by the clock of what is written.
    void tick(std::uint32_t ticks = 1, std::uint32_t clock = 8000) noexcept;

    std::uint32_t ssrc() const noexcept { return ssrc_; }
    /// Begins another stream (RFC 3550 8.2): what was sent so far is not its own.
    void change_ssrc(std::uint32_t ssrc) noexcept {
        ssrc_ = ssrc;
        packets_ = octets_ = 0;
        spoke_before_ = false;
    }
    std::uint32_t timestamp() const noexcept { return timestamp_; }  ///< of the tick that runs
    std::uint32_t packets() const noexcept { return packets_; }
    std::uint32_t octets() const noexcept { return octets_; }

private:
    std::uint32_t ssrc_;
    std::uint32_t timestamp_;
    std::uint16_t sequence_;
    std::uint32_t packets_ = 0, octets_ = 0;
    bool speaks_ = false, spoke_before_ = false;  ///< in this tick, in the one before
};

}  // namespace isfocus::mrfpd
