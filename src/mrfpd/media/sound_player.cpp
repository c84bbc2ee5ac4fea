#include "sound_player.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace isfocus::mrfpd {
namespace {

/// The first one begins it.
void add_to(Sum& sum, std::span<std::int32_t> room, Samples frame) {
    if (sum.empty())
        std::ranges::copy(frame, room.begin());
    else
        std::ranges::transform(frame, room, room.begin(), std::plus{});
    sum = room;
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

SoundPlayer::Sounds SoundPlayer::next(Rate of_user, const PerRate<bool>& wanted) noexcept {
    ended_count_ = 0;
    if (running_.empty()) return {};
    Sounds sounds;
    for (auto& running : running_) {
        if (const auto ended = running.sequence.tick()) ended_[ended_count_++] = *ended;
        if (running.sequence.is_over()) continue;
        const auto generator = running.generator;
        for (const auto rate : kRates) {
            if (rate != of_user && !wanted[rate]) continue;
            running.generator = generator;
            add(running, sounds, rate, rate == of_user, wanted[rate]);
        }
    }
    return sounds;
}

/// What it plays at this rate.
void SoundPlayer::add(Running& running, Sounds& sounds, Rate rate, bool to_user, bool to_others) noexcept {
    const auto size = samples_of(rate);
    const auto hearers = running.sequence.hearers();
    WideFrame frame;
    const auto made = std::span{frame}.first(size);
    if (const auto* sound = running.sequence.sound())
        running.generator.write(*sound, running.sequence.at(), rate, made);
    else
        std::ranges::fill(made, std::int16_t{0});
    if (to_user && hearers != Hearers::others) add_to(sounds.user, std::span{user_}.first(size), made);
    if (to_others && hearers != Hearers::user) add_to(sounds.others[rate], std::span{others_[rate]}.first(size), made);
}

std::span<const std::uint32_t> SoundPlayer::take_ended() noexcept {
    return std::span{ended_}.first(std::exchange(ended_count_, 0));
}

}  // namespace isfocus::mrfpd
