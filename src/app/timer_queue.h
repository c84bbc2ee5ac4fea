#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "isfocus/focus/event.h"
#include "isfocus/focus/ports.h"

namespace isfocus::app {

/// The focus's timers: a heap of deadlines. A cancelled timer stays in the heap until it comes up or the heap is half
/// dead, so that starting and cancelling stay cheap (most timers of a call are cancelled).
class TimerQueue final : public focus::TimerPort {
public:
    void start(TimerId timer, focus::Time deadline) override;
    void cancel(TimerId timer) override;

    /// Posts a TimerFired for each timer that is due, in the order of their deadlines.
    void fire_due(focus::Time now, focus::Inbox& inbox);
    /// The next deadline, if a timer runs.
    std::optional<focus::Time> next();
    std::size_t size() const noexcept { return running_.size(); }

private:
    struct Entry {
        focus::Time deadline;
        TimerId timer;
        friend bool operator<(const Entry& a, const Entry& b) {
            return a.deadline > b.deadline || (a.deadline == b.deadline && a.timer > b.timer);
        }
    };

    bool is_live(const Entry& entry) const;
    void drop_dead_top();

    std::vector<Entry> heap_;
    std::unordered_map<TimerId, focus::Time> running_;
};

}  // namespace isfocus::app
