#pragma once
#include <cstdint>
#include <optional>

#include "codec.h"
#include "decoders.h"
#include "jitter_buffer.h"
#include "packet_order.h"
#include "rtp.h"
#include "rtp_source.h"

namespace isfocus::mrfpd {

/// From what a user sends to what he says: packets are put in order, decoded and played evenly.
///
/// Without memory (G.711) a packet is decoded when it comes, and the jitter buffer knows where it belongs. Else it is
/// decoded after all before it, or when it is due and what is missing before it can be waited for no longer; then the
/// decoder is told so, and makes up what was lost.
class Voice {
public:
    /// Bounds what a flood of packets costs in one tick.
    static constexpr int kMostDecodedFrames = 25;  // more than half a second would not be played

    /// What was said so far is not played.
    void restart() noexcept;
    /// `format` is null for telephone-event, comfort noise and what we did not announce: no audio, but no loss either.
    void packet(const RtpPacket& packet, RtpSource::Arrival arrival, const Format* format);

    /// Instead of audio he has told how loud his background is, by its effective amplitude (RFC 3389). That holds until
    /// he speaks: he may not tell it again.
    void pauses(double noise_level) noexcept;

    /// Once per tick; `frame` has the size of rate(). False: silence, it is all zeros.
    bool take(std::span<std::int16_t> frame);
    /// `ticks` did not take place: what he said in them is not played, so that he is heard no later than before.
    void skip(std::uint32_t ticks) noexcept { buffer_.skip(ticks); }
    Rate rate() const noexcept { return buffer_.rate(); }

    /// The effective amplitude of his background while he says nothing and tells of it; 0: nothing is known of
    /// it.
    double noise_level() const noexcept { return noise_level_; }
    const JitterBuffer::Counters& counters() const noexcept { return buffer_.counters(); }

private:
    bool begin_decoding(const Format& format);
    void in_order(const RtpPacket& packet, bool is_audio);
    void make_room();
    void take_what_waits();
    void make_up_one();
    void decode(std::uint32_t timestamp, std::span<const std::uint8_t> payload);
    std::uint32_t begins(const RtpPacket& packet) noexcept;
    std::size_t known_frames(std::uint32_t at, std::span<const std::uint8_t> payload) const noexcept;
    std::uint32_t frame_samples() const noexcept { return static_cast<std::uint32_t>(samples_of(buffer_.rate())); }
    std::uint32_t in_samples(std::uint32_t timestamp) const noexcept;

    JitterBuffer buffer_;
    PacketOrder order_;
    Format decoding_;  ///< of what decoder_ is for
    Decoders decoders_;
    Decoder* decoder_ = nullptr;  ///< one of them; null: the stream begins anew
    std::optional<std::uint32_t>
        decoded_until_;         ///< in samples, with what was made up; nothing: none of the stream yet
    std::uint32_t newest_ = 0;  ///< in samples: where the newest packet ends, decoded or not
    bool is_speaking_ = false;  ///< what was decoded last did not end in silence
    int decodable_ = kMostDecodedFrames;
    double noise_level_ = 0;
    int noise_left_ = 0;  ///< ticks for which that holds
};

}  // namespace isfocus::mrfpd
