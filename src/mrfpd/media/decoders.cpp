#include "decoders.h"

#include <algorithm>
#include <utility>

namespace isfocus::mrfpd {

Decoder* Decoders::begin(const Format& format) {
    auto at = std::ranges::find_if(kept_, [&](const Kept& kept) { return kept.decoder && kept.format == format; });
    const bool is_kept = at != kept_.end();
    const bool is_as_new = is_kept && !codec_of(format.encoding).has_memory;
    if (is_as_new || room_ == 0) return is_kept ? at->decoder.get() : nullptr;
    auto decoder = make_decoder(format);
    --room_;
    if (!is_kept) at = kept_.begin() + static_cast<std::ptrdiff_t>(next_++ % kMostKept);
    *at = {format, std::move(decoder)};
    return at->decoder.get();
}

void Decoders::tick() noexcept {
    if (room_ == kMostAtOnce || ++ticks_ < kTicksForEach) return;
    ticks_ = 0;
    ++room_;
}

}  // namespace isfocus::mrfpd
