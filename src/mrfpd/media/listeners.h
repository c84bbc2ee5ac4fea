#pragma once
#include <array>
#include <memory>
#include <vector>

#include "codec.h"
#include "mixer.h"
#include "resampler.h"

namespace isfocus::mrfpd {

/// What those of one conference are sent who add nothing to it. They hear the same, so it is encoded once per tick for
/// each codec and mode, and packed once for each packing, however many they are: encoders are what a mixer costs.
class Listeners {
public:
    /// Begins a new tick. An encoder that nobody used in the last one is given up.
    void next_tick();
    /// The payload for this tick; valid until the next one.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, Mixer& mixer);

private:
    struct Shared {
        Encoding encoding;
        std::uint8_t mode;
        std::unique_ptr<Encoder> encoder;
        bool is_encoded = false;
        Coded coded{};
        std::array<Coded, 2> packed{};  ///< by AmrPacking; size 0: not yet
    };

    Shared& shared(Encoding encoding, std::uint8_t mode);
    Samples mix(Rate rate, Mixer& mixer);

    std::vector<std::unique_ptr<Shared>> shared_;
    Resampler resampler_;
    Samples resampled_;  ///< of this tick; empty: not yet
};

/// The payload for one who talks: he hears another mix than the others, with an encoder of his own. That is kept for a
/// second after his last word, so that in speech with its pauses the decoder of his phone is not moved from one stream
/// to another all the time; each such move may click.
class OwnEncoder {
public:
    /// Once per tick: whether it is needed, for one who talks or does not.
    bool is_needed(bool talks, Encoding encoding, Rate mixed_at);
    /// Valid until the next call.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, Samples mix);

private:
    int ticks_left_ = 0;
    Encoding encoding_ = Encoding::pcmu;
    std::unique_ptr<Encoder> encoder_;
    Resampler resampler_;
    Coded coded_{}, packed_{};
};

}  // namespace isfocus::mrfpd
