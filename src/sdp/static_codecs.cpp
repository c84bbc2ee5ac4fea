#include "sdp/static_codecs.h"

#include <algorithm>
#include <array>

namespace isfocus::sdp {
namespace {

struct StaticCodec {
    std::uint8_t payload_type;
    std::string_view name;
    std::uint32_t clock;
    std::uint8_t channels = 1;
};

constexpr std::array kStaticCodecs{
    StaticCodec{0, "PCMU", 8000},   StaticCodec{3, "GSM", 8000},    StaticCodec{4, "G723", 8000},
    StaticCodec{5, "DVI4", 8000},   StaticCodec{6, "DVI4", 16000},  StaticCodec{7, "LPC", 8000},
    StaticCodec{8, "PCMA", 8000},   StaticCodec{9, "G722", 8000},   StaticCodec{10, "L16", 44100, 2},
    StaticCodec{11, "L16", 44100},  StaticCodec{12, "QCELP", 8000}, StaticCodec{13, "CN", 8000},
    StaticCodec{14, "MPA", 90000},  StaticCodec{15, "G728", 8000},  StaticCodec{16, "DVI4", 11025},
    StaticCodec{17, "DVI4", 22050}, StaticCodec{18, "G729", 8000},  StaticCodec{25, "CelB", 90000},
    StaticCodec{26, "JPEG", 90000}, StaticCodec{28, "nv", 90000},   StaticCodec{31, "H261", 90000},
    StaticCodec{32, "MPV", 90000},  StaticCodec{33, "MP2T", 90000}, StaticCodec{34, "H263", 90000},
};

}  // namespace

Codec static_codec(std::uint8_t payload_type) {
    const auto* known = std::ranges::find(kStaticCodecs, payload_type, &StaticCodec::payload_type);
    if (known == kStaticCodecs.end()) return {.payload_type = payload_type};
    return {payload_type, std::string{known->name}, known->clock, known->channels, {}};
}

}  // namespace isfocus::sdp
