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
    if (!hangs) tell("late, ticks left out", missed_, told_missed_, now, lines);
    tell("failed in ticks", state.ticks_failed, told_failed_, now, lines);
    return lines;
}

void ThreadWatch::tell(const char* what, std::uint64_t count, Told& told, std::chrono::nanoseconds now,
                       std::vector<std::string>& lines) const {
    if (count == told.count || now < told.next) return;
    const auto since = count - std::exchange(told.count, count);
    lines.push_back(line(what) + " count=" + std::to_string(since) + " total=" + std::to_string(count));
    told.next = now + kBetweenLines;
}

std::string ThreadWatch::line(const char* what) const {
    return "media thread=" + std::to_string(number_) + ' ' + what;
}

}  // namespace isfocus::mrfpd
