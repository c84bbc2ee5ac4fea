#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// The codecs of this MRFP, as both its H.248 side and its media plane have to know them.
namespace isfocus::mrfpd {

enum class Encoding : std::uint8_t { pcmu, pcma, g722, amr, amr_wb };
inline constexpr std::size_t kEncodings = 5;

enum class AmrPacking : std::uint8_t { bandwidth_efficient, octet_aligned };  ///< RFC 4867 4.3, 4.4

/// Samples in a second of the audio itself: 8000 or 16000.
enum class Rate : std::uint8_t { narrow, wide };

struct Codec {
    std::string_view name;  ///< in an rtpmap
    std::uint32_t clock;    ///< of RTP timestamps
    Rate rate;
    bool has_memory;  ///< what a frame sounds like depends on those before it
};

inline constexpr std::array<Codec, kEncodings> kCodecs{{
    {"PCMU", 8000, Rate::narrow, false},
    {"PCMA", 8000, Rate::narrow, false},
    {"G722", 8000, Rate::wide, true},  // the clock is an old error that stayed (RFC 3551 4.5.2)
    {"AMR", 8000, Rate::narrow, true},
    {"AMR-WB", 16000, Rate::wide, true},
}};

constexpr const Codec& codec_of(Encoding encoding) noexcept {
    return kCodecs[static_cast<std::size_t>(encoding)];
}

constexpr bool is_amr(Encoding encoding) noexcept {
    return encoding == Encoding::amr || encoding == Encoding::amr_wb;
}

}  // namespace isfocus::mrfpd
