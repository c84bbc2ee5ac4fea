#include "sound_player.h"

#include <algorithm>
#include <utility>

#include "mixer.h"

namespace isfocus::mrfpd {
namespace {

/// What is added up for some of those who hear.
class Sum {
public:
    void add(Samples frame) noexcept {
        for (std::size_t i = 0; i < frame.size(); ++i) sum_[i] += frame[i];
        is_empty_ = false;
    }
    Samples written_to(std::span<std::int16_t> frame) const noexcept {
        if (is_empty_) return {};
        limit(std::span{sum_}.first(frame.size()), frame);
        return frame;
    }

private:
    std::array<std::int32_t, kWideFrameSamples> sum_{};
    bool is_empty_ = true;
};

}  // namespace

void SoundPlayer::apply(const std::vector<PlaySequence>& plays) {
    if (plays.empty() && running_.empty()) return;
    std::vector<Running> next;
    next.reserve(plays.size());
    for (const auto& sequence : plays) {
        if (sequence.empty() || next.size() == kMostSequences) continue;
        const auto before = std::ranges::find_if(
            running_, [&](const Running& one) { return one.sequence.number() == sequence.front().number; });
        if (before != running_.end())
            next.push_back(*before);
        else
            next.push_back({SoundSequence{sequence}, {}});
    }
    running_ = std::move(next);
}

SoundPlayer::Sounds SoundPlayer::next(Rate rate) noexcept {
    ended_count_ = 0;
    if (running_.empty()) return {};
    const auto size = samples_of(rate);
    Sum user, others;
    WideFrame frame;
    const auto made = std::span{frame}.first(size);
    for (auto& [sequence, generator] : running_) {
        if (const auto ended = sequence.tick()) ended_[ended_count_++] = *ended;
        if (sequence.is_over()) continue;
        if (const auto* sound = sequence.sound())
            generator.write(*sound, sequence.at(), rate, made);
        else
            std::ranges::fill(made, std::int16_t{0});
        if (sequence.hearers() != Hearers::others) user.add(made);
        if (sequence.hearers() != Hearers::user) others.add(made);
    }
    return {user.written_to(std::span{user_}.first(size)), others.written_to(std::span{others_}.first(size))};
}

std::span<const std::uint32_t> SoundPlayer::take_ended() noexcept {
    return std::span{ended_}.first(std::exchange(ended_count_, 0));
}

}  // namespace isfocus::mrfpd
