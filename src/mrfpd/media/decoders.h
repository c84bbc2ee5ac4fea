#pragma once
#include <array>
#include <cstddef>
#include <memory>

#include "codec.h"

namespace isfocus::mrfpd {

/// The decoders of what one user sends. A stream that begins gets one without the memory of another; but to make one
/// costs more than to decode a packet, and who sends in another format with each packet, or from another SSRC, must not
/// take the time of his conference. So that is done 10 times at once and 5 times a second at most; beyond that the
/// decoder that was last used for the format goes on with what it remembers.
class Decoders {
public:
    static constexpr int kMostAtOnce = 10;
    static constexpr int kTicksForEach = 10;  ///< between two that are made, in the long run
    static constexpr std::size_t kMostKept = 4;

    /// For a stream of this format that begins. Valid until the next call; null: there is none to be had now.
    Decoder* begin(const Format& format);
    /// 20 ms went by.
    void tick() noexcept;

private:
    struct Kept {
        Format format;
        std::unique_ptr<Decoder> decoder;  ///< null: free
    };

    std::array<Kept, kMostKept> kept_;
    std::size_t next_ = 0;  ///< to be replaced
    int room_ = kMostAtOnce;
    int ticks_ = 0;  ///< since there was more room
};

}  // namespace isfocus::mrfpd
