#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "mrfpd/media_port.h"
#include "rtp.h"

namespace isfocus::mrfpd {

/// From where a termination takes packets, and where it sends its own: the signalled addresses, or with latching the
/// source of the first good packet, once. Anybody else could otherwise talk into the conference, or draw its audio to
/// himself (RFC 7362 5).
///
/// Told to latch once more (RELATCH, H.248.37) it keeps to its source until the user has another one, and refuses the
/// old one then. Who goes on with the user's SSRC is the user, behind another address: an outsider does not know those
/// 32 bits. Anybody else may be one who guesses, so he has to send two packets in sequence (RFC 3550 A.1), and is
/// believed only when the old source has fallen silent.
class RemoteAddress {
public:
    /// A latched source is kept until another address is signalled, or `relatches`, which counts up, has changed.
    void apply(const std::optional<Remote>& remote, bool latches, std::uint32_t relatches = 0);

    bool accepts_rtp(const h248::Endpoint& from) const noexcept;
    /// RTCP may come from any port of the user's host: its answers go unread, it only carries reports.
    bool accepts_rtcp(const h248::Endpoint& from) const noexcept;
    /// `from` sent a good packet, before it is asked whether that is accepted.
    void latch_rtp(const h248::Endpoint& from, const RtpPacket& packet, std::chrono::nanoseconds arrived) noexcept;
    void latch_rtcp(const h248::Endpoint& from) noexcept;

    /// Nothing while unknown, and for port 0 or the address of all zeros, which means hold in old SDP (RFC 3264 8.4).
    std::optional<h248::Endpoint> rtp() const noexcept;
    std::optional<h248::Endpoint> rtcp() const noexcept;

private:
    /// One who is not believed yet.
    struct Candidate {
        h248::Endpoint from;
        std::uint32_t ssrc = 0;
        std::uint16_t next_sequence = 0;
    };
    bool is_the_user(const h248::Endpoint& from, const RtpPacket& packet, std::chrono::nanoseconds arrived) noexcept;

    std::optional<h248::Endpoint> signalled_rtp_, signalled_rtcp_;
    std::optional<h248::Endpoint> latched_, latched_rtcp_;
    bool latches_ = false;
    std::uint32_t relatches_ = 0;
    bool may_move_ = false;  ///< latched_ to another source
    std::optional<Candidate> candidate_;
    std::uint32_t ssrc_ = 0;             ///< of what came last from latched_
    std::chrono::nanoseconds heard_{0};  ///< when that was
};

}  // namespace isfocus::mrfpd
