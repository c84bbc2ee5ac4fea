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
constexpr std::int32_t kSpareFrames = 1;
constexpr std::int32_t kMostDelayFrames = 8;
constexpr int kMuchSurplus = 3;                    // frames
constexpr int kHurryTicks = 8;                     // between two frames that are left out of so much
constexpr std::uint32_t kMostSkippedTicks = 3000;  // a minute: after more nothing is as it was
constexpr int kTooLateToGrow = 2;                  // packets; one alone may be just that
constexpr std::uint32_t kNoGap = 0;                // no frame's: those are remembered as odd numbers
constexpr int kQuiet = 200;                        // a frame below it is left out unnoticed

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

/// From what would have come to what comes instead, so that nothing jumps.
void blend(Samples from, std::span<std::int16_t> frame) {
    const auto count = static_cast<int>(frame.size());
    for (int i = 0; i < count; ++i) {
        auto& sample = frame[static_cast<std::size_t>(i)];
        sample = static_cast<std::int16_t>((from[static_cast<std::size_t>(i)] * (count - i) + sample * i) / count);
    }
}

bool is_quiet(Samples frame) {
    return std::all_of(frame.begin(), frame.end(), [](int sample) { return std::abs(sample) < kQuiet; });
}

}  // namespace

void JitterBuffer::arrived(std::uint32_t timestamp) noexcept {
    if (state_ != State::playing) return;
    const auto slack = distance(read_, timestamp);
    if (std::abs(slack) > static_cast<std::int32_t>(samples_.size())) return;
    if (distance(newest_, timestamp) > 0) newest_ = timestamp;
    lowest_slack_ = std::min(lowest_slack_, std::max(slack, 0));
    if (slack >= 0 || !was_a_gap(timestamp) || ++too_late_ < kTooLateToGrow) return;
    too_late_ = 0;
    waits_ = true;
}

/// Gaps are known by frames, packets may begin anywhere in them.
bool JitterBuffer::was_a_gap(std::uint32_t timestamp) noexcept {
    return std::ranges::any_of(gaps_, [&](std::uint32_t gap) {
        return gap != kNoGap && std::abs(distance(gap, timestamp)) < frame_samples();
    });
}

void JitterBuffer::remember_gap(std::uint32_t timestamp) noexcept {
    gaps_[gap_++ % gaps_.size()] = timestamp | 1U;
}

void JitterBuffer::make_up(std::uint32_t timestamp, std::span<const std::int16_t> samples) noexcept {
    if (state_ != State::playing || distance(read_, timestamp) < 0) return;
    remember_gap(timestamp);
    ++counters_.concealed;
    put(timestamp, samples);
}

bool JitterBuffer::needs_more() const noexcept {
    if (state_ == State::filling) return false;
    return state_ == State::empty || (!next_is_whole() && !is_worth_waiting());
}

bool JitterBuffer::is_worth_waiting() const noexcept {
    const auto ahead = distance(read_, newest_);
    return waits_ && !passing_over_ && ahead > 0 && ahead < kMostDelayFrames * frame_samples();
}

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

bool JitterBuffer::is_overtaken(std::uint32_t timestamp) noexcept {
    const bool result =
        state_ != State::empty && std::abs(distance(read_, timestamp)) > static_cast<std::int32_t>(samples_.size());
    if (result) ++counters_.late;
    return result;
}

void JitterBuffer::begin(std::uint32_t timestamp) noexcept {
    restart();
    state_ = State::filling;
    read_ = end_ = newest_ = timestamp;
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
    waited_ = missing_ = window_ = surplus_ = too_late_ = 0;
    skipped_ = 0;
    lowest_slack_ = kNoSlack;
    waits_ = false;
    gaps_.fill(kNoGap);
    concealment_.restart();
}

/// Makes room for a packet and returns how many of its first samples come too late to be played.
std::int32_t JitterBuffer::place(std::uint32_t timestamp, std::int32_t length) noexcept {
    const auto capacity = static_cast<std::int32_t>(samples_.size());
    const auto offset = distance(read_, timestamp);
    if (offset < -capacity - skipped_ || offset > capacity - length) begin(timestamp);
    const auto late = distance(timestamp, read_);
    if (late <= 0) {
        skipped_ = 0;
        return 0;
    }
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

void JitterBuffer::skip(std::uint32_t ticks) noexcept {
    if (ticks > kMostSkippedTicks) return restart();
    for (; ticks > 0 && !playing(); --ticks)
        if (state_ == State::empty) return;
    const auto length = ticks * samples_of(rate_);
    pieces(samples_.size(), read_, std::min(length, samples_.size()),
           [&](std::size_t slot, std::size_t, std::size_t count) { std::memset(&present_[slot], 0, count); });
    read_ += static_cast<std::uint32_t>(length);
    skipped_ += static_cast<std::int32_t>(length);
    if (starved()) end_ = read_;
}

bool JitterBuffer::was_skipped(std::uint32_t timestamp) const noexcept {
    const auto late = distance(timestamp, read_);
    return state_ == State::playing && late > 0 && late <= skipped_ && skipped_ > 0;
}

bool JitterBuffer::take(std::span<std::int16_t> frame) noexcept {
    if (!playing()) {
        std::ranges::fill(frame, std::int16_t{0});
        return false;
    }
    WideFrame room;
    const auto left_out = shorten_delay(room);
    const bool is_whole = next_is_whole();
    if (!is_whole) conceal(frame);
    if (!is_whole && is_worth_waiting()) {
        waits_ = false;
        ++counters_.waited;
        return ++missing_ <= kConcealedFrames;
    }
    if (!is_whole) remember_gap(read_);
    const auto found = play(frame);
    missing_ = is_whole ? 0 : missing_ + 1;
    if (missing_ > kConcealedFrames && starved()) state_ = State::empty;  // the next packet begins anew
    if (is_whole && !left_out.empty()) blend(left_out, frame);
    if (is_whole) concealment_.heard(frame);
    if (found > 0) std::ranges::copy(frame, last_.begin());
    const bool audible = found > 0 || (!passing_over_ && missing_ <= kConcealedFrames);
    if (audible && missing_ > 0) ++counters_.concealed;
    return audible;
}

bool JitterBuffer::playing() noexcept {
    if (state_ == State::filling && ++waited_ >= kPrefillTicks) state_ = State::playing;
    return state_ == State::playing;
}

/// Judges each window by its latest packet; leaves out what was to spare: in silence at once, much of it soon, else a
/// frame per window. Returns the frame that is left out now, if it was whole.
Samples JitterBuffer::shorten_delay(WideFrame& room) noexcept {
    bool skip = surplus_ > 0 && (is_quiet(last()) || (surplus_ > kMuchSurplus && window_ % kHurryTicks == 0));
    if (++window_ >= kWindowTicks) {
        skip = skip || surplus_ > 0;
        surplus_ = lowest_slack_ == kNoSlack ? 0 : std::max(0, lowest_slack_ / frame_samples() - kSpareFrames);
        lowest_slack_ = kNoSlack;
        window_ = too_late_ = 0;
    }
    if (!skip || surplus_ == 0) return {};
    const auto left_out = std::span{room}.first(samples_of(rate_));
    std::ranges::fill(left_out, std::int16_t{0});
    const auto found = play(left_out);
    --surplus_;
    ++counters_.skipped;
    return found == left_out.size() ? left_out : std::span<std::int16_t>{};
}

void JitterBuffer::conceal(std::span<std::int16_t> frame) noexcept {
    if (passing_over_ || missing_ >= kConcealedFrames) {
        std::ranges::fill(frame, std::int16_t{0});
        return;
    }
    concealment_.make_up(frame);
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
