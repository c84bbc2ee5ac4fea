#include "sdp/bandwidth.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "sdp/lines.h"

namespace isfocus::sdp {
namespace {

struct RateRow {
    std::string_view name;
    std::uint32_t octets;  ///< of the largest payload of 20 ms
};

constexpr std::array kRates{
    RateRow{"PCMU", 160},  RateRow{"PCMA", 160},
    RateRow{"G722", 160},  RateRow{"AMR", 32},  // 12.2 kbit/s: CMR, one table entry and 244 bits (RFC 4867 4.3)
    RateRow{"AMR-WB", 61},                      // 23.85 kbit/s: the same with 477 bits
};

std::optional<std::uint32_t> payload_of(const Codec& codec) {
    for (const auto& row : kRates)
        if (text::equals_ignoring_case(codec.name, row.name)) return row.octets;
    return std::nullopt;
}

}  // namespace

std::vector<Bandwidth> bandwidths_of(const std::vector<Codec>& codecs, Address::Family family, const Media* theirs) {
    std::uint32_t largest = 0;
    for (const auto& codec : codecs) {
        if (!is_voice(codec)) continue;
        const auto payload = payload_of(codec);
        if (!payload) return {};
        largest = std::max(largest, *payload);
    }
    const std::uint32_t headers = (family == Address::Family::ip6 ? 40u : 20u) + 8u + 12u;
    constexpr std::uint32_t kPacketsPerSecond = 50, kBits = 8;
    std::vector<Bandwidth> out;
    if (largest > 0) out.push_back({"AS", ((largest + headers) * kBits * kPacketsPerSecond + 999) / 1000});
    for (const auto& one : theirs ? theirs->bandwidths : std::vector<Bandwidth>{})
        if (one.modifier == "RS" || one.modifier == "RR") out.push_back(one);
    return out;
}

}  // namespace isfocus::sdp
