#include "thread_watch.h"

#include <algorithm>
#include <utility>

#include "frame.h"

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kHangsAfter = 1s;  // 50 ticks: no load explains that
constexpr std::chrono::nanoseconds kBetweenLines = 10s;
constexpr std::chrono::nanoseconds kPerhapsCaughtUp = 5 * kTick;  // when it goes on: those are not missed then

std::uint64_t uncounted(const ThreadState& state, std::chrono::nanoseconds now) {
    const auto since = now - state.beat;
    return since < kHangsAfter ? 0 : static_cast<std::uint64_t>((since - kPerhapsCaughtUp) / kTick);
}

}  // namespace

std::vector<std::string> ThreadWatch::look(const ThreadState& state, std::chrono::nanoseconds now) {
    std::vector<std::string> lines;
    const bool hangs = now - state.beat >= kHangsAfter;
    if (std::exchange(hangs_, hangs) != hangs)
        lines.push_back(line(hangs ? "hangs, its conferences hear nothing, new ones go to others" : "goes on"));
    if (std::exchange(is_strained_, state.is_strained) != state.is_strained)
        lines.push_back(line(state.is_strained ? "hardly has time for all, AMR-WB in its lowest mode"
                                               : "has time again, AMR-WB in its usual mode"));
    missed_ = std::max(missed_, state.ticks_missed + uncounted(state, now));
    if (!hangs && missed_ != told_missed_ && now >= next_line_) {
        const auto count = missed_ - std::exchange(told_missed_, missed_);
        lines.push_back(line("late, ticks left out count=") + std::to_string(count) +
                        " total=" + std::to_string(missed_));
        next_line_ = now + kBetweenLines;
    }
    return lines;
}

std::string ThreadWatch::line(const char* what) const {
    return "media thread=" + std::to_string(number_) + ' ' + what;
}

}  // namespace isfocus::mrfpd
