#include "flow_faults.h"

#include <algorithm>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr int kBetweenChanges = 50;              // ticks: a second
constexpr int kMeasuredOver = 250;               // ticks: 5 s
constexpr std::uint64_t kLeastToJudgeFrom = 50;  // packets: of fewer a single one would count for too much

}  // namespace

void FlowFaults::received(std::uint8_t payload_type) noexcept {
    if (payload_type_ == payload_type) return;
    if (std::exchange(payload_type_, payload_type)) changed_to_ = payload_type;
}

void FlowFaults::tick(std::uint64_t lost, std::uint64_t expected, std::optional<unsigned> most_lost) noexcept {
    if (quiet_ > 0) --quiet_;
    if (++ticks_ < kMeasuredOver) return;
    ticks_ = 0;
    if (most_lost)
        measure(lost - std::min(lost, lost_before_), expected - std::min(expected, expected_before_), *most_lost);
    lost_before_ = lost;
    expected_before_ = expected;
}

void FlowFaults::measure(std::uint64_t lost, std::uint64_t expected, unsigned most_lost) noexcept {
    if (expected < kLeastToJudgeFrom) return;
    const auto percent = std::min<std::uint64_t>(100, lost * 100 / expected);
    const bool is_lossy = percent > 0 && percent >= most_lost;
    if (is_lossy && !is_lossy_) loss_ = static_cast<std::uint8_t>(percent);
    is_lossy_ = is_lossy;
}

void FlowFaults::take(std::uint32_t termination, std::vector<MediaEvent>& seen) {
    const auto tell = [&](MediaEvent::Kind kind, std::uint8_t value) {
        seen.push_back({.termination = termination, .kind = kind, .value = value});
    };
    if (const auto percent = std::exchange(loss_, std::nullopt)) tell(MediaEvent::Kind::lossy, *percent);
    if (!changed_to_ || quiet_ > 0) return;
    tell(MediaEvent::Kind::payload_changed, *changed_to_);
    changed_to_.reset();
    quiet_ = kBetweenChanges;
}

}  // namespace isfocus::mrfpd
