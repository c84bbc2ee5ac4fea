#pragma once
#include <cstdint>
#include <optional>

#include "rtcp.h"
#include "rtp.h"

namespace isfocus::mrfpd {

/// What one leg receives, as RFC 3550 counts it: sequence numbers (A.1), loss (A.3) and interarrival jitter (A.8).
class RtpSource {
public:
    enum class Arrival : std::uint8_t {
        in_sequence,  ///< the newest, or that twice
        behind,       ///< of the newest: reordered, or twice; the jitter buffer sorts that out
        began_anew,   ///< first packet, other SSRC, or a sender that restarted
        doubtful,     ///< far off: only taken when the next one follows it; or of a stream that was left
    };

    /// `arrival` is in timestamp units. A packet whose timestamp does not tell when its audio was taken
    /// (telephone-event: RFC 4733 2.5.1.1) is not `timed` and stays out of the jitter.
    Arrival receive(const RtpPacket& packet, std::uint32_t arrival, bool timed) noexcept;

    /// Timestamps have another unit from now on: jitter is not measured across the change.
    void change_clock() noexcept;

    bool heard_of() const noexcept { return known_; }
    /// Fraction and interval begin anew with each call; LSR and DLSR are the caller's.
    ReportBlock report() noexcept;

    std::uint64_t expected() const noexcept { return expected_before_ + expected_now(); }
    std::uint64_t received() const noexcept { return received_before_ + received_; }
    std::uint64_t lost() const noexcept { return expected() > received() ? expected() - received() : 0; }
    /// In percent of what was expected between the last two reports; before the second, of what was until the first,
    /// or is until now. Duplicates make it no less than 0.
    double loss() const noexcept;
    std::uint32_t ssrc() const noexcept { return ssrc_; }
    std::uint32_t jitter() const noexcept { return jitter_ >> 4; }  ///< timestamp units

private:
    void begin(const RtpPacket& packet) noexcept;
    bool is_of_one_left(std::uint32_t ssrc) noexcept;
    bool is_later(std::uint32_t timestamp) const noexcept;
    Arrival follows(std::uint16_t sequence) noexcept;
    void measure_jitter(std::uint32_t transit) noexcept;
    struct Counted {
        std::uint64_t expected = 0, received = 0;
    };
    Counted since_report() const noexcept { return {expected_now() - expected_prior_, received_ - received_prior_}; }
    std::uint64_t highest() const noexcept { return cycles_ + max_sequence_; }
    std::uint64_t expected_now() const noexcept { return known_ ? highest() - base_ + 1 : 0; }

    bool known_ = false;
    bool has_transit_ = false;
    std::uint16_t max_sequence_ = 0;
    std::uint32_t ssrc_ = 0, base_ = 0;
    std::optional<std::uint32_t> left_;    ///< SSRC of the stream before
    int of_left_ = 0;                      ///< packets that came of it since one of this stream did
    std::uint64_t cycles_ = 0;             ///< times 65536, beyond the 32 bits of a report
    std::uint32_t next_after_jump_ = 0;    ///< what would confirm a jump; over 16 bits: none
    std::optional<std::uint32_t> newest_;  ///< timestamp of the newest packet that is timed
    std::uint32_t transit_ = 0, jitter_ = 0;
    std::uint64_t received_ = 0, expected_prior_ = 0, received_prior_ = 0;
    std::optional<Counted> reported_;                          ///< between the last two reports
    std::uint64_t expected_before_ = 0, received_before_ = 0;  ///< of earlier sources of this leg
};

}  // namespace isfocus::mrfpd
