#include "sound_player.h"

#include <algorithm>
#include <utility>

namespace isfocus::mrfpd {
namespace {

void add(Samples frame, std::span<std::int32_t> sum) {
    for (std::size_t i = 0; i < frame.size(); ++i) sum[i] += frame[i];
}

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
    const auto user = std::span{user_}.first(size), others = std::span{others_}.first(size);
    std::ranges::fill(user, 0);
    std::ranges::fill(others, 0);
    Sounds sounds;
    WideFrame frame;
    const auto made = std::span{frame}.first(size);
    for (auto& [sequence, generator] : running_) {
        if (const auto ended = sequence.tick()) ended_[ended_count_++] = *ended;
        if (sequence.is_over()) continue;
        if (sequence.hearers() != Hearers::others) sounds.user = user;
        if (sequence.hearers() != Hearers::user) sounds.others = others;
        const auto* sound = sequence.sound();
        if (sound == nullptr) continue;
        generator.write(*sound, sequence.at(), rate, made);
        if (sequence.hearers() != Hearers::others) add(made, user);
        if (sequence.hearers() != Hearers::user) add(made, others);
    }
    return sounds;
}

std::span<const std::uint32_t> SoundPlayer::take_ended() noexcept {
    return std::span{ended_}.first(std::exchange(ended_count_, 0));
}

}  // namespace isfocus::mrfpd
