#include "remote_address.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kSilent = 200ms;  // who says nothing sends a SID every 160 ms (TS 26.093, TS 26.193)

bool same_host(const h248::Endpoint& one, const h248::Endpoint& other) {
    return one.is_ip6 == other.is_ip6 && one.address == other.address;
}

/// The scope of an IPv6 link-local address is ours alone: no SDP carries it.
bool same(const h248::Endpoint& one, const h248::Endpoint& other) {
    return one.port == other.port && same_host(one, other);
}

std::optional<h248::Endpoint> usable(const std::optional<h248::Endpoint>& endpoint) {
    if (!endpoint || endpoint->port == 0) return std::nullopt;
    const auto& address = endpoint->address;
    const bool unspecified = std::all_of(address.begin(), address.end(), [](auto octet) { return octet == 0; });
    return unspecified ? std::nullopt : endpoint;
}

}  // namespace

void RemoteAddress::apply(const std::optional<Remote>& remote, bool latches, std::uint32_t relatches) {
    const auto rtp = remote ? std::optional{remote->rtp} : std::nullopt;
    if (rtp != signalled_rtp_ || !latches) latched_ = latched_rtcp_ = std::nullopt;
    if (relatches != relatches_) may_move_ = true;
    if (!latched_) may_move_ = false;
    if (!may_move_) candidate_.reset();
    relatches_ = relatches;
    signalled_rtp_ = rtp;
    signalled_rtcp_ = remote ? std::optional{remote->rtcp} : std::nullopt;
    latches_ = latches;
}

bool RemoteAddress::accepts_rtp(const h248::Endpoint& from) const noexcept {
    const auto& expected = latches_ ? latched_ : signalled_rtp_;
    return expected && same(from, *expected);
}

bool RemoteAddress::accepts_rtcp(const h248::Endpoint& from) const noexcept {
    if (latched_) return same_host(from, *latched_);
    if (latches_) return false;
    return (signalled_rtcp_ && same_host(from, *signalled_rtcp_)) ||
           (signalled_rtp_ && same_host(from, *signalled_rtp_));
}

void RemoteAddress::latch_rtp(const h248::Endpoint& from, const RtpPacket& packet,
                              std::chrono::nanoseconds arrived) noexcept {
    if (!latches_) return;
    if (latched_ && !same(from, *latched_)) {
        if (!may_move_ || !is_the_user(from, packet, arrived)) return;
        latched_.reset();
        latched_rtcp_.reset();
        may_move_ = false;
    }
    if (!latched_) latched_ = from;
    ssrc_ = packet.ssrc;
    heard_ = arrived;
}

bool RemoteAddress::is_the_user(const h248::Endpoint& from, const RtpPacket& packet,
                                std::chrono::nanoseconds arrived) noexcept {
    if (packet.ssrc == ssrc_) return true;
    const bool follows = candidate_ && same(from, candidate_->from) && packet.ssrc == candidate_->ssrc &&
                         packet.sequence == candidate_->next_sequence;
    candidate_ = Candidate{from, packet.ssrc, static_cast<std::uint16_t>(packet.sequence + 1)};
    return follows && arrived - heard_ >= kSilent;
}

void RemoteAddress::latch_rtcp(const h248::Endpoint& from) noexcept {
    if (latched_ && !latched_rtcp_ && same_host(from, *latched_)) latched_rtcp_ = from;
}

std::optional<h248::Endpoint> RemoteAddress::rtp() const noexcept {
    return usable(latched_ ? latched_ : signalled_rtp_);
}

/// Behind a latched source RTCP is where it came from, or else where RFC 3550 11 puts it.
std::optional<h248::Endpoint> RemoteAddress::rtcp() const noexcept {
    if (!latched_) return usable(signalled_rtcp_);
    if (latched_rtcp_) return usable(latched_rtcp_);
    auto neighbour = *latched_;
    ++neighbour.port;
    return usable(neighbour);
}

}  // namespace isfocus::mrfpd
