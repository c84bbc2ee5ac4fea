#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "codec.h"
#include "mixer.h"
#include "recent.h"

namespace isfocus::mrfpd {

/// What a mix passes through on its way to one stream; each has a memory of it.
struct Chain {
    Limiter limiter;
    std::unique_ptr<Encoder> encoder;  ///< null: none yet
};

/// What those of one conference are sent who add nothing to it. They hear the same, so it is encoded once per tick for
/// each codec and mode, and packed once for each packing, however many they are: encoders are what a mixer costs.
///
/// In each tick all of them first say what they are to be sent, and are given it then. So it is known where most of
/// those are now who were sent what an encoder made before: it goes with them when their mode changes, as what is made
/// by another one may click, even by one that begins with what was heard lately. The encoders take the mode anew with
/// each frame.
class Listeners {
    struct Group;

public:
    /// One of them, from tick to tick.
    class Listener {
    public:
        /// In this tick, or before that is known in the last one.
        bool listens() const noexcept { return group_ != nullptr; }
        /// What he is sent in this tick is not made here.
        void stop() noexcept { *this = {}; }

    private:
        friend Listeners;
        Group* group_ = nullptr;     ///< of this tick
        std::uint32_t encoder_ = 0;  ///< number of that which made what he was sent last; 0: none
    };

    /// Begins a new tick. An encoder that nobody used in the last one is given up.
    void next_tick();
    /// He listens in this tick. Before anybody is given a payload.
    void join(Listener& listener, const Format& format, std::uint8_t mode) {
        const bool is_same = joined_ != nullptr && joined_->encoding == format.encoding && joined_->mode == mode &&
                             joined_->dtx == format.dtx;
        if (!is_same) joined_ = &group(format, mode);
        ++joined_->members;
        listener.group_ = joined_;
        if (listener.encoder_ == 0) return;
        if (listener.encoder_ == joined_->held.number)
            ++joined_->stayed;
        else
            moved(listener.encoder_, *joined_);
    }
    /// Of one who has joined, what made what he was sent until now. As far as there is nothing for what he is sent from
    /// now on, it goes on with that.
    void bring(Listener& listener, Chain own) noexcept;
    /// For one who listens in this tick, with the format with which he joined; valid until the next one. Mostly the
    /// same as for who asked before: that is the shortest way, as it is gone for each of all who listen.
    std::span<const std::uint8_t> payload(Listener& listener, const Format& format, PerRate<Mixer>& mixers) {
        if (listener.group_ != last_from_ || format.packing != last_packing_)
            make_payload(*listener.group_, format, mixers);
        listener.encoder_ = last_from_->held.number;
        return last_;
    }
    /// What all who listened at this rate heard lately.
    const Recent& recent(Rate rate) const noexcept { return heard_[rate].recent; }

private:
    struct Held {
        std::unique_ptr<Encoder> encoder;  ///< null: none yet
        std::uint32_t number = 0;          ///< within this conference, and of no other one before
    };
    /// Those who are sent the same.
    struct Group {
        Encoding encoding;
        bool dtx;
        std::uint8_t mode;
        Held held{};
        Held brought{};                  ///< by those who come, while encoders change hands
        std::unique_ptr<Encoder> own{};  ///< of one who comes
        std::size_t members = 0;         ///< in this tick
        std::size_t stayed = 0;          ///< of them, those whom `held` served before
        bool takes_over = false;         ///< some of them, or all, were sent something else before
        bool is_encoded = false;
        Coded coded{};
        std::array<Coded, 2> packed{};  ///< by AmrPacking; size 0: not yet
    };
    /// Of those who had this encoder so many have come into that group.
    struct Move {
        std::uint32_t encoder;
        Group* to;
        std::size_t count;
    };

    /// By all who listen at one rate.
    class Heard {
    public:
        void next_tick() noexcept;
        /// From now on as one of those who come has heard it, where nobody heard anything in the last tick.
        void follow(const Limiter& limiter) noexcept {
            if (!std::exchange(goes_on_, true)) limiter_ = limiter;
        }
        /// In this tick.
        Samples mix(Mixer& mixer) noexcept;

        Recent recent;

    private:
        Limiter limiter_;
        Samples limited_;       ///< of this tick; empty: not yet
        bool goes_on_ = false;  ///< what was heard in the last tick, too
    };

    Group& group(const Format& format, std::uint8_t mode);
    void moved(std::uint32_t encoder, Group& to);
    void settle() noexcept;
    Group* left_for(const Move& move) noexcept;
    void make_payload(Group& group, const Format& format, PerRate<Mixer>& mixers);
    void begin_encoder(Group& group);
    static std::span<const std::uint8_t> packed(const Format& format, Group& group);

    std::vector<std::unique_ptr<Group>> groups_;
    std::uint32_t encoders_ = 0;  ///< that there were so far
    Group* joined_ = nullptr;     ///< by the last who joined in this tick
    std::vector<Move> moves_;     ///< in this tick
    bool is_settled_ = false;     ///< moves_ have been looked at

    std::span<const std::uint8_t> last_;  ///< given out in this tick
    Group* last_from_ = nullptr;          ///< null: none yet
    AmrPacking last_packing_ = AmrPacking::bandwidth_efficient;
    PerRate<Heard> heard_;
};

/// The payload for one who talks: he hears another mix than the others, with an encoder of his own. That is kept for a
/// second after his last word, so that in speech with its pauses the decoder of his phone is not moved from one stream
/// to another all the time; each such move may click. Where nothing is remembered from frame to frame there is nothing
/// that could: then it goes with the last word, or when peaks are not bent any more.
class OwnEncoder {
public:
    /// In this tick it takes over from what he was sent with the others, who heard this lately; null: it does not.
    void follow(const Recent* heard) noexcept { before_ = heard; }
    /// Once per tick: whether it is needed, for one who talks or does not.
    bool is_needed(bool talks, Encoding encoding) {
        return (talks || ticks_left_ > 0) && is_still_needed(talks, encoding);
    }
    /// Valid until the next call.
    std::span<const std::uint8_t> payload(const Format& format, std::uint8_t mode, const Mix& mix);
    bool is_begun() const noexcept { return chain_.encoder != nullptr; }
    /// When it is not needed any more: what it was; with the encoder if that is of use for this format.
    Chain give_up(const Format& format) noexcept;

private:
    void begin_encoder(const Format& format, std::uint8_t mode);
    bool is_still_needed(bool talks, Encoding encoding);

    int ticks_left_ = 0;  ///< until it is given up; 0: it was
    Encoding encoding_ = Encoding::pcmu;
    bool dtx_ = false;
    Chain chain_;
    const Recent* before_ = nullptr;
    Coded coded_{}, packed_{};
};

}  // namespace isfocus::mrfpd
