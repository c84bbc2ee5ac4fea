#pragma once
#include <optional>

#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// From where a termination takes packets, and where it sends its own: the signalled addresses, or with latching the
/// source of the first good packet, once. Anybody else could otherwise talk into the conference, or draw its audio to
/// himself.
class RemoteAddress {
public:
    /// A latched source is kept until another address is signalled.
    void apply(const std::optional<Remote>& remote, bool latches);

    bool accepts_rtp(const h248::Endpoint& from) const noexcept;
    /// RTCP may come from any port of the user's host: its answers go unread, it only carries reports.
    bool accepts_rtcp(const h248::Endpoint& from) const noexcept;
    /// `from` sent a good packet, before it is asked whether that is accepted. Takes effect once.
    void latch_rtp(const h248::Endpoint& from) noexcept;
    void latch_rtcp(const h248::Endpoint& from) noexcept;

    /// Nothing while unknown, and for port 0 or the address of all zeros, which means hold in old SDP (RFC 3264 8.4).
    std::optional<h248::Endpoint> rtp() const noexcept;
    std::optional<h248::Endpoint> rtcp() const noexcept;

private:
    std::optional<h248::Endpoint> signalled_rtp_, signalled_rtcp_;
    std::optional<h248::Endpoint> latched_, latched_rtcp_;
    bool latches_ = false;
};

}  // namespace isfocus::mrfpd
