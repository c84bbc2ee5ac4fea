#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "mrfpd/codecs.h"

/// RTP payloads of AMR and AMR-WB (RFC 4867 4). Of the options of the octet-aligned form (crc, interleaving, robust
/// sorting) none is done: they are never negotiated. Pure.
namespace isfocus::mrfpd {

enum class AmrFamily : std::uint8_t { amr, amr_wb };

inline constexpr std::uint8_t kNoModeRequest = 15;  ///< as CMR: any mode will do; that lifts an earlier request
inline constexpr std::uint8_t kNoData = 15;         ///< as frame type: nothing was sent
inline constexpr std::uint8_t kSpeechLost = 14;     ///< of AMR-WB: it was lost before the packet was made
inline constexpr std::size_t kMostAmrFrames = 12;   ///< in one payload: 240 ms, the maxptime of UEs (TS 26.114 6.2.2)
inline constexpr std::size_t kMostAmrOctets = 64;   ///< of one payload of one frame, and of a frame

/// Modes 0 to this one are speech; the frame type after it is SID.
constexpr std::uint8_t highest_mode(AmrFamily family) noexcept {
    return family == AmrFamily::amr ? 7 : 8;
}

/// The bits of a frame of this type (3GPP TS 26.101, TS 26.201); 0 for those without any, nothing for reserved types.
std::optional<std::size_t> amr_bits(AmrFamily family, std::uint8_t frame_type) noexcept;

/// One frame in the storage form (RFC 4867 5.3): a header octet with type and quality, then its bits, the last octet
/// filled up with zeros. That is how the codec libraries take and give it. They read as far as the type says, which is
/// never beyond these octets.
struct AmrFrame {
    std::array<std::uint8_t, kMostAmrOctets> octets{};
    std::size_t size = 0;  ///< header included

    std::uint8_t type() const noexcept { return octets[0] >> 3 & 0xf; }
    bool good() const noexcept { return (octets[0] & 4) != 0; }  ///< Q: not damaged on its way
    bool is_speech(AmrFamily family) const noexcept { return type() <= highest_mode(family); }
    bool is_sid(AmrFamily family) const noexcept { return type() == highest_mode(family) + 1; }
    bool has_no_bits() const noexcept { return type() == kNoData || type() == kSpeechLost; }

    static AmrFrame no_data() noexcept;
};

/// What a payload says of itself before the frames.
struct AmrHead {
    /// CMR: the mode that the peer asks us for; nothing where it is a reserved one.
    std::optional<std::uint8_t> mode_request;
    std::size_t count = 0;                             ///< of frames
    std::array<std::uint8_t, kMostAmrFrames> table{};  ///< of contents: each frame's header octet in the storage form
};

struct AmrPayload {
    /// CMR: the mode that the peer asks us for; nothing where it is a reserved one.
    std::optional<std::uint8_t> mode_request;
    std::size_t count = 0;
    std::array<AmrFrame, kMostAmrFrames> frames;
};

/// Nothing where unpack gives nothing.
std::optional<AmrHead> read_head(AmrFamily family, AmrPacking packing, std::span<const std::uint8_t> payload) noexcept;

/// Nothing for a reserved frame type, more frames than we take, and a length that is not what the table of contents
/// says: then the other packing was meant, or nothing that can be trusted.
std::optional<AmrPayload> unpack(AmrFamily family, AmrPacking packing, std::span<const std::uint8_t> payload) noexcept;

/// Writes a payload of one frame; returns its length.
std::size_t pack(AmrFamily family, AmrPacking packing, std::uint8_t mode_request, const AmrFrame& frame,
                 std::span<std::uint8_t, kMostAmrOctets> out) noexcept;

}  // namespace isfocus::mrfpd
