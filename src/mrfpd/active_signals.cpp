#include "mrfpd/active_signals.h"

#include <algorithm>
#include <utility>

#include "mrfpd/signals.h"

namespace isfocus::mrfpd {
namespace {

using h248::Signal;

/// Whether one goes on as the other.
bool is_same(const Signal& one, const Signal& other) {
    return h248::equal_names(one.name, other.name) && one.stream == other.stream && one.direction == other.direction &&
           one.parameters == other.parameters;
}

}  // namespace

void ActiveSignals::replace(const h248::Signals& descriptor) {
    auto before = std::exchange(playing_, {});
    for (const auto& signal : descriptor.signals) {
        if (!is_played(signal)) continue;
        if (auto goes_on = taken_over(signal, before))
            playing_.push_back(std::move(*goes_on));
        else if (!signal.keep_active || !has_descriptor_)
            playing_.push_back(begun(std::nullopt, {signal}));
    }
    for (const auto& list : descriptor.lists) {
        if (list.signals.empty()) continue;
        const auto same = std::ranges::find(before, std::optional{list.id}, &Playing::list);
        playing_.push_back(same != before.end() ? *same : begun(list.id, list.signals));
    }
    has_descriptor_ = !descriptor.signals.empty() || !descriptor.lists.empty();
}

/// Each signal that was played goes on once.
std::optional<ActiveSignals::Playing> ActiveSignals::taken_over(const Signal& signal,
                                                                std::vector<Playing>& before) const {
    const auto goes_on = [&](const Playing& one) {
        if (one.list) return false;
        const auto& played = one.signals.front();
        return signal.keep_active ? is_same(played, signal)
                                  : signal == played && signal.type == h248::SignalType::on_off;
    };
    const auto at = std::ranges::find_if(before, goes_on);
    if (at == before.end()) return std::nullopt;
    auto taken = std::move(*at);
    before.erase(at);
    taken.signals.front().notify_completion = signal.notify_completion;
    taken.signals.front().request_id = signal.request_id;
    return taken;
}

ActiveSignals::Playing ActiveSignals::begun(std::optional<std::uint16_t> list, std::vector<Signal> signals) {
    Playing playing{list, std::move(signals), last_ + 1, 0};
    last_ += static_cast<std::uint32_t>(playing.signals.size());
    return playing;
}

std::vector<ActiveSignals::Ended> ActiveSignals::stop() {
    std::vector<Ended> ended;
    for (const auto& one : playing_) ended.push_back({one.signals[one.current], one.list});
    playing_.clear();
    return ended;
}

std::optional<ActiveSignals::Ended> ActiveSignals::played(std::uint32_t number) {
    const auto at = std::ranges::find_if(playing_, [&](const Playing& one) {
        return number - one.first < one.signals.size() && number - one.first >= one.current;
    });
    if (at == playing_.end()) return std::nullopt;
    const auto index = number - at->first;
    Ended ended{at->signals[index], at->list};
    at->current = index + 1;
    if (at->current == at->signals.size()) playing_.erase(at);
    return ended;
}

std::vector<PlaySequence> ActiveSignals::plays(const Announcements& announcements) const {
    std::vector<PlaySequence> plays;
    for (const auto& one : playing_) {
        auto& sequence = plays.emplace_back();
        for (const auto& signal : one.signals)
            sequence.push_back(play_of(signal, one.first + static_cast<std::uint32_t>(sequence.size()), announcements));
    }
    return plays;
}

h248::Signals ActiveSignals::audited() const {
    h248::Signals signals;
    for (const auto& one : playing_)
        if (one.list)
            signals.lists.push_back({*one.list, one.signals});
        else
            signals.signals.push_back(one.signals.front());
    return signals;
}

std::vector<ActiveSignals::Ended> ended_between(const ActiveSignals& before, const ActiveSignals& after) {
    std::vector<ActiveSignals::Ended> ended;
    for (const auto& one : before.playing_)
        if (std::ranges::find(after.playing_, one.first, &ActiveSignals::Playing::first) == after.playing_.end())
            ended.push_back({one.signals[one.current], one.list});
    return ended;
}

}  // namespace isfocus::mrfpd
