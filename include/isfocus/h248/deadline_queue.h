#pragma once
#include <chrono>
#include <optional>
#include <queue>
#include <vector>

namespace isfocus::h248 {

using Time = std::chrono::steady_clock::time_point;

/// Nobody waits for a transaction to be forgotten: one wake-up serves many.
inline constexpr std::chrono::seconds kForgetsTogether{1};

/// Deadlines in order, the next one first. Nothing is ever taken out of the middle: whoever moves or cancels a
/// deadline leaves the old entry, and says with `is_live` which entries still count when they come up.
template <class Key>
class DeadlineQueue {
public:
    struct Entry {
        Time at;
        Key key;
        friend bool operator>(const Entry& a, const Entry& b) noexcept { return a.at > b.at; }
    };

    void push(Time at, const Key& key) { entries_.push({at, key}); }

    /// Drops dead entries from the front.
    template <class IsLive>
    void prune(const IsLive& is_live) {
        while (!entries_.empty() && !is_live(entries_.top())) entries_.pop();
    }

    /// Takes the front entry if its time has come.
    std::optional<Entry> pop_due(Time now) {
        if (entries_.empty() || entries_.top().at > now) return std::nullopt;
        const Entry entry = entries_.top();
        entries_.pop();
        return entry;
    }

    std::optional<Time> front() const {
        return entries_.empty() ? std::nullopt : std::optional<Time>{entries_.top().at};
    }
    std::size_t size() const noexcept { return entries_.size(); }

private:
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
};

}  // namespace isfocus::h248
