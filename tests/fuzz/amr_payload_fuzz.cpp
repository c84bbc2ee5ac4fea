#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "mrfpd/media/amr_payload.h"

namespace {

using namespace isfocus::mrfpd;

void require(bool condition) {
    if (!condition) std::abort();
}

void read(AmrFamily family, AmrPacking packing, std::span<const std::uint8_t> payload) {
    const auto read = unpack(family, packing, payload);
    if (!read) return require(!read_head(family, packing, payload));
    const auto head = read_head(family, packing, payload);
    require(head && head->count == read->count && head->mode_request == read->mode_request);
    require(read->count > 0 && read->count <= kMostAmrFrames);
    for (std::size_t i = 0; i < read->count; ++i) {
        const auto& frame = read->frames[i];
        const auto bits = amr_bits(family, frame.type());
        require(bits && frame.size == 1 + (*bits + 7) / 8 && frame.size <= frame.octets.size());
        std::array<std::uint8_t, kMostAmrOctets> out;
        const auto size = pack(family, packing, read->mode_request.value_or(kNoModeRequest), frame, out);
        const auto again = unpack(family, packing, std::span{out}.first(size));
        require(again && again->count == 1 && again->frames[0].octets == frame.octets);
    }
}

}  // namespace

/// The first octet chooses codec and packing, the rest is an RTP payload.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    read((data[0] & 1) != 0 ? AmrFamily::amr_wb : AmrFamily::amr,
         (data[0] & 2) != 0 ? AmrPacking::octet_aligned : AmrPacking::bandwidth_efficient, {data + 1, size - 1});
    return 0;
}
