#include <algorithm>
#include <array>
#include <string_view>

#include "isfocus/mrfp/settings.h"

namespace isfocus::mrfp {
namespace {

constexpr std::uint8_t kDynamic = 96;  // and up (RFC 3551 6)

struct Voice {
    std::string_view name;
    std::uint32_t clock;
    std::uint8_t payload_type;  ///< kDynamic: the next one
    std::string_view fmtp = {};
};

// mode-change-capability and max-red as TS 26.114 6.2.2 has them offered: the mode can be held for two frames, nothing
// is sent twice.
constexpr std::array kVoices{
    Voice{"AMR-WB", 16000, kDynamic, "mode-change-capability=2; max-red=0"},
    Voice{"AMR-WB", 16000, kDynamic, "octet-align=1; mode-change-capability=2; max-red=0"},
    Voice{"AMR", 8000, kDynamic, "mode-change-capability=2; max-red=0"},
    Voice{"AMR", 8000, kDynamic, "octet-align=1; mode-change-capability=2; max-red=0"},
    Voice{"G722", 8000, 9},
    Voice{"PCMA", 8000, 8},
    Voice{"PCMU", 8000, 0},
};

}  // namespace

std::vector<sdp::Codec> formats_of(const std::vector<std::string>& codecs) {
    std::vector<sdp::Codec> formats;
    std::vector<std::uint32_t> clocks;
    std::uint8_t next_dynamic = kDynamic;
    for (const auto& name : codecs)
        for (const auto& voice : kVoices) {
            if (voice.name != name) continue;
            const auto payload_type = voice.payload_type == kDynamic ? next_dynamic++ : voice.payload_type;
            formats.push_back({payload_type, name, voice.clock, 1, std::string{voice.fmtp}});
            if (std::ranges::find(clocks, voice.clock) == clocks.end()) clocks.push_back(voice.clock);
        }
    for (const auto clock : clocks) formats.push_back({next_dynamic++, "telephone-event", clock, 1, "0-15"});
    return formats;
}

}  // namespace isfocus::mrfp
