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
    /// The payload for this tick; valid until the next one. Mostly the same as for who asked before: that is the
    /// shortest way, as it is gone for each of all who listen.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, Mixer& mixer) {
        const bool is_same = !last_.empty() && format.encoding == last_encoding_ && format.packing == last_packing_ &&
                             format.dtx == last_dtx_ && mode == last_mode_;
        return is_same ? last_ : other_payload(format, mode, mixer);
    }

private:
    struct Shared {
        Encoding encoding;
        bool dtx;
        std::uint8_t mode;
        std::unique_ptr<Encoder> encoder;
        bool is_encoded = false;
        Coded coded{};
        std::array<Coded, 2> packed{};  ///< by AmrPacking; size 0: not yet
    };

    std::span<const std::uint8_t> other_payload(const Format& format, std::uint8_t mode, Mixer& mixer);
    std::span<const std::uint8_t> make_payload(const Format& format, std::uint8_t mode, Mixer& mixer);
    Shared& shared(const Format& format, std::uint8_t mode);
    Samples mix(Rate rate, Mixer& mixer);

    std::span<const std::uint8_t> last_;  ///< given out in this tick; empty: none yet
    Encoding last_encoding_ = Encoding::pcmu;
    AmrPacking last_packing_ = AmrPacking::bandwidth_efficient;
    std::uint8_t last_mode_ = 0;
    bool last_dtx_ = false;
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
    bool is_needed(bool talks, Encoding encoding, Rate mixed_at) {
        return (talks || ticks_left_ > 0) && is_still_needed(talks, encoding, mixed_at);
    }
    /// Valid until the next call.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, Samples mix);

private:
    bool is_still_needed(bool talks, Encoding encoding, Rate mixed_at);

    int ticks_left_ = 0;  ///< until it is given up; 0: it was
    Encoding encoding_ = Encoding::pcmu;
    bool dtx_ = false;
    std::unique_ptr<Encoder> encoder_;
    Resampler resampler_;
    Coded coded_{}, packed_{};
};

}  // namespace isfocus::mrfpd
