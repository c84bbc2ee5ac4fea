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
///
/// A listener is known by his format, by where it stands: that stays the same from tick to tick. Who is alone with an
/// encoder keeps it when his mode changes, as one that begins afresh may click.
class Listeners {
public:
    /// Begins a new tick. An encoder that nobody used in the last one is given up.
    void next_tick();
    /// The payload for this tick; valid until the next one. Mostly the same as for who asked before: that is the
    /// shortest way, as it is gone for each of all who listen.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, Mixer& mixer) {
        const bool is_same = last_from_ != nullptr && format.encoding == last_from_->encoding &&
                             format.packing == last_packing_ && format.dtx == last_from_->dtx &&
                             mode == last_from_->mode;
        if (!is_same) return other_payload(format, mode, mixer);
        ++last_from_->users.count;
        return last_;
    }

private:
    /// Of an encoder, in one tick.
    struct Users {
        const Format* first = nullptr;
        std::size_t count = 0;
    };
    struct Shared {
        Encoding encoding;
        bool dtx;
        std::uint8_t mode;
        std::unique_ptr<Encoder> encoder;
        Users users, users_before;  ///< in this tick so far; in the last one
        Coded coded{};
        std::array<Coded, 2> packed{};  ///< by AmrPacking; size 0: not yet
    };

    std::span<const std::uint8_t> other_payload(const Format& format, std::uint8_t mode, Mixer& mixer);
    static std::span<const std::uint8_t> packed(const Format& format, Shared& shared);
    Shared& shared(const Format& format, std::uint8_t mode);
    Shared* left_by(const Format& format);
    Samples mix(Rate rate, Mixer& mixer);

    std::span<const std::uint8_t> last_;  ///< given out in this tick
    Shared* last_from_ = nullptr;         ///< null: none yet
    AmrPacking last_packing_ = AmrPacking::bandwidth_efficient;
    std::vector<std::unique_ptr<Shared>> shared_;
    Limiter limiter_;
    Resampler resampler_;
    WideFrame frame_;
    Samples limited_, resampled_;  ///< of this tick; empty: not yet
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
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, const Mix& mix) {
        return payload(format, mode, limiter_.next(mix));
    }
    /// Of a frame that is limited already.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, Samples mix);

private:
    bool is_still_needed(bool talks, Encoding encoding, Rate mixed_at);

    int ticks_left_ = 0;  ///< until it is given up; 0: it was
    Encoding encoding_ = Encoding::pcmu;
    bool dtx_ = false;
    std::unique_ptr<Encoder> encoder_;
    Limiter limiter_;
    Resampler resampler_;
    Coded coded_{}, packed_{};
};

}  // namespace isfocus::mrfpd
