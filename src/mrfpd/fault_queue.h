#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "isfocus/h248/deadline_queue.h"
#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

using h248::Time;

/// Faults on their way to the MGC and the log. A network that fails does so for all users at once, and may do so again
/// and again: what is told of it must not become the next fault.
class FaultQueue {
public:
    static constexpr std::size_t kMostInASecond = 20;

    /// The same of the same termination is told once, as long as it waits.
    void put(const MediaEvent& fault);
    /// Those whose turn it is, in order.
    std::vector<MediaEvent> take(Time now);
    /// When there is more to be taken; nothing: none waits.
    std::optional<Time> next_deadline() const;

private:
    using Key = std::pair<std::uint32_t, MediaEvent::Kind>;

    std::deque<MediaEvent> waiting_;
    std::set<Key> known_;  ///< those that wait
    Time second_ends_{};
    std::size_t taken_ = 0;  ///< in this second
};

}  // namespace isfocus::mrfpd
