#include "rtp_source.h"

#include <algorithm>

namespace isfocus::mrfpd {
namespace {

constexpr std::uint16_t kMaxDropout = 3000;
constexpr std::uint16_t kMaxMisorder = 100;
constexpr int kComesBackWith = 3;  // packets
constexpr std::uint32_t kNoJump = 0x10000;
constexpr std::uint32_t kMostTransit = 80'000;  // 10 s: keeps the jitter within its 32 bits whatever a peer writes

}  // namespace

RtpSource::Arrival RtpSource::receive(const RtpPacket& packet, std::uint32_t arrival, bool timed) noexcept {
    auto result = Arrival::in_sequence;
    if (known_ && packet.ssrc != ssrc_ && is_of_one_left(packet.ssrc)) return Arrival::doubtful;
    of_left_ = 0;
    if (!known_ || packet.ssrc != ssrc_) {
        if (known_) left_ = ssrc_;
        begin(packet);
        result = Arrival::began_anew;
    } else {
        result = follows(packet.sequence);
        const bool goes_back = result == Arrival::behind && timed && is_later(packet.timestamp);
        if ((result == Arrival::doubtful || goes_back) && packet.sequence == next_after_jump_) {
            begin(packet);
            result = Arrival::began_anew;
        } else if (result == Arrival::doubtful || goes_back) {
            next_after_jump_ = static_cast<std::uint16_t>(packet.sequence + 1);
        }
        if (result == Arrival::doubtful) return result;
    }
    ++received_;
    if (!timed) return result;
    if (result != Arrival::behind) newest_ = packet.timestamp;
    measure_jitter(arrival - packet.timestamp);
    return result;
}

/// Who sends two streams at once, or whose last packets of one come after the first of the next, is heard in the newer:
/// going to and fro, each would begin anew with each packet, and neither be heard.
bool RtpSource::is_of_one_left(std::uint32_t ssrc) noexcept {
    return ssrc == left_ && ++of_left_ < kComesBackWith;
}

/// What others overtook is earlier than they are: a number that goes back while the time does not is that of a sender
/// who began anew.
bool RtpSource::is_later(std::uint32_t timestamp) const noexcept {
    return newest_ && static_cast<std::int32_t>(timestamp - *newest_) > 0;
}

void RtpSource::change_clock() noexcept {
    newest_.reset();
    has_transit_ = false;
    jitter_ = 0;
}

void RtpSource::begin(const RtpPacket& packet) noexcept {
    expected_before_ += expected_now();
    received_before_ += received_;
    known_ = true;
    ssrc_ = packet.ssrc;
    base_ = max_sequence_ = packet.sequence;
    cycles_ = 0;
    next_after_jump_ = kNoJump;
    newest_.reset();
    received_ = expected_prior_ = received_prior_ = 0;
    reported_.reset();
    has_transit_ = false;
    jitter_ = 0;
}

/// RFC 3550 A.1: moves the highest sequence number on; one that is too far away to be of this run is doubtful.
RtpSource::Arrival RtpSource::follows(std::uint16_t sequence) noexcept {
    const auto ahead = static_cast<std::uint16_t>(sequence - max_sequence_);
    if (ahead < kMaxDropout) {
        if (sequence < max_sequence_) cycles_ += 0x10000;
        max_sequence_ = sequence;
        return Arrival::in_sequence;
    }
    return ahead > 0xffff - kMaxMisorder ? Arrival::behind : Arrival::doubtful;
}

void RtpSource::measure_jitter(std::uint32_t transit) noexcept {
    if (has_transit_) {
        const auto change = static_cast<std::int32_t>(transit - transit_);
        const auto size = change < 0 ? 0U - static_cast<std::uint32_t>(change) : static_cast<std::uint32_t>(change);
        jitter_ += std::min(size, kMostTransit) - ((jitter_ + 8) >> 4);
    }
    transit_ = transit;
    has_transit_ = true;
}

double RtpSource::loss() const noexcept {
    const auto counted = reported_.value_or(since_report());
    if (counted.expected <= counted.received) return 0;
    return 100.0 * static_cast<double>(counted.expected - counted.received) / static_cast<double>(counted.expected);
}

ReportBlock RtpSource::report() noexcept {
    const auto expected = expected_now();
    const auto lost = static_cast<std::int64_t>(expected - received_);
    reported_ = since_report();
    const auto expected_interval = static_cast<std::int64_t>(reported_->expected);
    const auto lost_interval = expected_interval - static_cast<std::int64_t>(reported_->received);
    expected_prior_ = expected;
    received_prior_ = received_;
    ReportBlock block;
    block.ssrc = ssrc_;
    if (expected_interval > 0 && lost_interval > 0)
        block.fraction_lost =
            static_cast<std::uint8_t>(std::min<std::int64_t>(255, lost_interval * 256 / expected_interval));
    block.cumulative_lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(lost, -0x800000, 0x7fffff));
    block.highest_sequence = static_cast<std::uint32_t>(highest());
    block.jitter = jitter();
    return block;
}

}  // namespace isfocus::mrfpd
