#include "sound_sequence.h"

#include <utility>

#include "tone_generator.h"

namespace isfocus::mrfpd {

using namespace std::chrono_literals;

SoundSequence::SoundSequence(PlaySequence plays) : plays_(std::move(plays)), length_(length_of(plays_.front())) {}

std::optional<std::uint32_t> SoundSequence::tick() noexcept {
    if (!std::exchange(has_begun_, true)) return std::nullopt;
    at_ += kTick;
    const auto event = this->event();
    if (!event) return std::nullopt;
    const auto number = plays_[current_].number;
    step(*event);
    return event == SequenceEvent::pause_ended ? std::nullopt : std::optional{number};
}

/// What the end of the last tick is; nothing: all goes on.
std::optional<SequenceEvent> SoundSequence::event() const noexcept {
    const auto pause = plays_[current_].pause;
    switch (state_) {
        case SequenceState::pausing:
            return at_ >= pause ? std::optional{SequenceEvent::pause_ended} : std::nullopt;
        case SequenceState::sounding:
            if (length_ == 0ms || at_ < length_) return std::nullopt;
            if (current_ + 1 == plays_.size()) return SequenceEvent::last_ended;
            return pause > 0ms ? SequenceEvent::sound_ended_before_pause : SequenceEvent::sound_ended;
        case SequenceState::over:
            break;
    }
    return std::nullopt;
}

void SoundSequence::step(SequenceEvent event) noexcept {
    const auto* row = find_row(kSequence, state_, event);
    if (row == nullptr) return;
    state_ = row->to;
    at_ = 0ms;
    if (row->action != SequenceAction::begin_next) return;
    ++current_;
    length_ = length_of(plays_[current_]);
}

const Play* SoundSequence::sound() const noexcept {
    return state_ == SequenceState::sounding ? &plays_[current_] : nullptr;
}

}  // namespace isfocus::mrfpd
