#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "amr_payload.h"
#include "frame.h"
#include "mrfpd/media_port.h"

/// What turns RTP payloads into audio and audio into RTP payloads, at the codec's own rate. Each has the memory of one
/// stream: for another stream, or when it begins anew, another one is made.
namespace isfocus::mrfpd {

/// The audio of one RTP payload.
struct Decoded {
    std::array<std::int16_t, kMostSamples> samples;
    std::size_t count = 0;         ///< may be 0
    int frames = 1;                ///< of 20 ms, begun ones included: what it cost
    bool ends_in_silence = false;  ///< the talker has stopped sending speech: what comes next is no loss
    /// Of the background while the talker is silent, as his last SID tells; nothing: it tells of none.
    std::optional<double> noise_level = std::nullopt;

    Samples audio() const noexcept { return std::span{samples}.first(count); }
};

class Decoder {
public:
    virtual ~Decoder() = default;
    /// False, and `out` unspecified, when the payload is none of this codec or longer than 240 ms.
    ///
    /// The first `known` frames are left out, as they were decoded before: AMR and AMR-WB only, where a packet may
    /// repeat what earlier ones had (RFC 4867 3.7.1). False, too, when that is all there is.
    ///
    /// Of AMR and AMR-WB with discontinuous transmission, SID and what follows it are silence: ComfortNoise has the
    /// background.
    virtual bool decode(std::span<const std::uint8_t> payload, Decoded& out, std::size_t known = 0) noexcept = 0;
    /// What decode() would give of it without `known`, silence included; 0: nothing that can be read. In samples.
    virtual std::size_t samples_in(std::span<const std::uint8_t> payload) const noexcept = 0;
    /// 20 ms were lost: what may have been said in them. False when the codec has no way of its own to tell.
    virtual bool conceal(Decoded&) noexcept { return false; }
};

/// 20 ms, encoded: an RTP payload, of AMR and AMR-WB a frame that is still to be packed.
struct Coded {
    std::array<std::uint8_t, kFrameSamples> octets;
    std::size_t size = 0;
};

class Encoder {
public:
    virtual ~Encoder() = default;
    /// `frame` has the rate of the codec. `mode` is that of AMR and AMR-WB. `out` is empty when nothing is to be sent.
    virtual void encode(Samples frame, std::uint8_t mode, Coded& out) noexcept = 0;
};

std::unique_ptr<Decoder> make_decoder(const Format& format);
/// `dtx`: of AMR and AMR-WB, what says nothing is not sent, but for a SID from time to time (3GPP TS 26.093,
/// TS 26.193).
std::unique_ptr<Encoder> make_encoder(Encoding encoding, bool dtx = false);

/// The RTP payload of what an encoder made.
std::span<const std::uint8_t> payload_of(const Format& format, const Coded& coded, Coded& room) noexcept;
/// Of such a payload: no SID.
bool is_speech(const Format& format, std::span<const std::uint8_t> payload) noexcept;

/// The mode of AMR or AMR-WB that is sent: not above 12.2 or 12.65 kbit/s, which is what VoLTE speaks, nor above what
/// the peer asks for in CMR, and one of `modes` (mode-set). If none of these is so low, the lowest of them.
std::uint8_t mode_to_send(Encoding encoding, std::uint16_t modes, std::uint8_t requested) noexcept;

/// The mode that a peer asks us for in what it sends (CMR), whether that is heard or not (RFC 4867 4.3.1). A request is
/// for the codec in which it came.
class ModeRequest {
public:
    /// The newest packet of a format that we announced.
    void received(const Format& format, std::span<const std::uint8_t> payload) noexcept;
    std::uint8_t in(Encoding encoding) const noexcept { return encoding == encoding_ ? mode_ : kNoModeRequest; }

private:
    Encoding encoding_ = Encoding::pcmu;
    std::uint8_t mode_ = kNoModeRequest;
};

/// The mode of each frame of one stream. It moves to what is to be sent by a step to a neighbour among the modes, and
/// in every second frame only: as a peer may ask for that with mode-change-period and mode-change-neighbor (RFC
/// 4867 8.1) it is done for all. In which of two is left to the sender; here it is the same for all streams, so that
/// those who are to be sent another mode together get there together, and share an encoder all the way.
class AmrMode {
public:
    /// `tick` counts them, those included in which nothing was sent.
    std::uint8_t next(const Format& format, std::uint8_t requested, std::uint32_t tick) noexcept;

private:
    Format format_;
    std::uint8_t mode_ = 0;
    std::uint32_t changed_ = 0;  ///< tick
};

// Made in files of their own, with the libraries that they come from.
std::unique_ptr<Decoder> make_g722_decoder();
std::unique_ptr<Encoder> make_g722_encoder();
std::unique_ptr<Decoder> make_amr_decoder(AmrFamily family, AmrPacking packing);
std::unique_ptr<Encoder> make_amr_encoder(AmrFamily family, bool dtx);

}  // namespace isfocus::mrfpd
