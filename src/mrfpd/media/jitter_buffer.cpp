#include "jitter_buffer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace isfocus::mrfpd {
namespace {

constexpr std::size_t kNarrowCapacity = 4096, kWideCapacity = 8192;
constexpr int kPrefillTicks = 2;
constexpr int kConcealedFrames = 3;
constexpr int kWindowTicks = 100;
constexpr std::int32_t kSpareFrames = 2;  // the one that is played, and one more
constexpr int kQuiet = 200;               // a frame below it is left out unnoticed

std::int32_t distance(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(to - from);
}

/// The ring is crossed in at most two pieces: `visit(slot, offset in the run, count)`.
template <class Visit>
void pieces(std::size_t capacity, std::uint32_t timestamp, std::size_t length, Visit visit) {
    const std::size_t slot = timestamp & (capacity - 1);
    const auto first = std::min(length, capacity - slot);
    visit(slot, std::size_t{0}, first);
    if (first < length) visit(std::size_t{0}, first, length - first);
}

bool is_quiet(Samples frame) {
    return std::all_of(frame.begin(), frame.end(), [](int sample) { return std::abs(sample) < kQuiet; });
}

}  // namespace

void JitterBuffer::put(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept {
    if (samples.empty() || samples.size() > samples_.size() / 2) return;
    if (state_ == State::empty) begin(timestamp);
    const auto late = place(timestamp, static_cast<std::int32_t>(samples.size()));
    if (late >= static_cast<std::int32_t>(samples.size())) {
        ++counters_.late;
        return;
    }
    passing_over_ = false;
    if (!store(timestamp + static_cast<std::uint32_t>(late), samples.subspan(static_cast<std::size_t>(late))))
        ++counters_.duplicates;
}

void JitterBuffer::begin(std::uint32_t timestamp) noexcept {
    restart();
    state_ = State::filling;
    read_ = end_ = timestamp;
}

void JitterBuffer::restart(Rate rate) {
    const auto capacity = rate == Rate::narrow ? kNarrowCapacity : kWideCapacity;
    samples_.resize(capacity);
    present_.resize(capacity);
    rate_ = rate;
    last_.fill(0);
    restart();
}

void JitterBuffer::restart() noexcept {
    std::ranges::fill(present_, std::uint8_t{0});
    state_ = State::empty;
    waited_ = missing_ = window_ = surplus_ = 0;
    lowest_level_ = kNoLevel;
}

/// Makes room for a packet and returns how many of its first samples come too late to be played.
std::int32_t JitterBuffer::place(std::uint32_t timestamp, std::int32_t length) noexcept {
    const auto capacity = static_cast<std::int32_t>(samples_.size());
    const auto offset = distance(read_, timestamp);
    if (offset < -capacity || offset > capacity - length) begin(timestamp);
    const auto late = distance(timestamp, read_);
    if (late <= 0) return 0;
    const bool before_the_first = state_ == State::filling && distance(timestamp, end_) <= capacity;
    const bool better_late_than_never = state_ == State::playing && starved() && distance(end_, timestamp) >= 0;
    if (!before_the_first && !better_late_than_never) return late;
    read_ = timestamp;
    return 0;
}

/// False when nothing of it was new.
bool JitterBuffer::store(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept {
    bool fresh = false;
    pieces(samples_.size(), timestamp, samples.size(), [&](std::size_t slot, std::size_t from, std::size_t count) {
        fresh |= std::memchr(&present_[slot], 0, count) != nullptr;
        std::memset(&present_[slot], 1, count);
        std::memcpy(&samples_[slot], &samples[from], count * sizeof samples[0]);
    });
    const auto end = timestamp + static_cast<std::uint32_t>(samples.size());
    if (distance(end_, end) > 0) end_ = end;
    return fresh;
}

bool JitterBuffer::take(std::span<std::int16_t> frame) noexcept {
    if (!playing()) {
        std::ranges::fill(frame, std::int16_t{0});
        return false;
    }
    shorten_delay();
    if (!next_is_whole()) conceal(frame);
    const auto found = play(frame);
    missing_ = found == frame.size() ? 0 : missing_ + 1;
    if (missing_ > kConcealedFrames && starved()) state_ = State::empty;  // the next packet begins anew
    if (found > 0) std::ranges::copy(frame, last_.begin());
    const bool audible = found > 0 || (!passing_over_ && missing_ <= kConcealedFrames);
    if (audible && missing_ > 0) ++counters_.concealed;
    return audible;
}

bool JitterBuffer::playing() noexcept {
    if (state_ == State::filling && ++waited_ >= kPrefillTicks) state_ = State::playing;
    return state_ == State::playing;
}

/// Judges the lowest level of each window; leaves out what was to spare, a frame per window if no silence comes.
void JitterBuffer::shorten_delay() noexcept {
    lowest_level_ = std::min(lowest_level_, level());
    bool skip = surplus_ > 0 && is_quiet(last());
    if (++window_ >= kWindowTicks) {
        skip = skip || surplus_ > 0;
        surplus_ = std::max(0, lowest_level_ / frame_samples() - kSpareFrames);
        lowest_level_ = kNoLevel;
        window_ = 0;
    }
    if (!skip || surplus_ == 0) return;
    WideFrame left_out{};
    play(std::span{left_out}.first(samples_of(rate_)));
    --surplus_;
    ++counters_.skipped;
}

/// The last frame again, fading out over the frames that are missing in a row.
void JitterBuffer::conceal(std::span<std::int16_t> frame) const noexcept {
    if (passing_over_ || missing_ >= kConcealedFrames) {
        std::ranges::fill(frame, std::int16_t{0});
        return;
    }
    const int whole = kConcealedFrames * frame_samples();
    int gain = whole - missing_ * frame_samples();
    for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<std::int16_t>(last_[i] * gain-- / whole);
}

bool JitterBuffer::next_is_whole() const noexcept {
    bool whole = true;
    pieces(samples_.size(), read_, samples_of(rate_), [&](std::size_t slot, std::size_t, std::size_t count) {
        whole = whole && std::memchr(&present_[slot], 0, count) == nullptr;
    });
    return whole;
}

/// Puts what is there of the next frame over `frame` and goes on by one; returns how many samples that were.
std::size_t JitterBuffer::play(std::span<std::int16_t> frame) noexcept {
    std::size_t found = 0;
    pieces(samples_.size(), read_, frame.size(), [&](std::size_t slot, std::size_t from, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            frame[from + i] = present_[slot + i] != 0 ? samples_[slot + i] : frame[from + i];
            found += present_[slot + i];
        }
        std::memset(&present_[slot], 0, count);
    });
    read_ += static_cast<std::uint32_t>(frame.size());
    return found;
}

}  // namespace isfocus::mrfpd
