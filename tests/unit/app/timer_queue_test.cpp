#include "app/timer_queue.h"

#include <gtest/gtest.h>

namespace isfocus::app {
namespace {

using namespace std::chrono_literals;

const focus::Time kStart{std::chrono::milliseconds{1'000'000}};

std::vector<std::uint64_t> fired(TimerQueue& timers, focus::Time now) {
    focus::Inbox inbox;
    timers.fire_due(now, inbox);
    std::vector<std::uint64_t> ids;
    inbox.drain([&](const focus::Event& event) { ids.push_back(std::get<focus::TimerFired>(event).timer.value); });
    return ids;
}

TEST(TimerQueue, FiresInTheOrderOfDeadlinesAndOnce) {
    TimerQueue timers;
    timers.start(TimerId{1}, kStart + 30ms);
    timers.start(TimerId{2}, kStart + 10ms);
    timers.start(TimerId{3}, kStart + 50ms);
    EXPECT_EQ(timers.next(), kStart + 10ms);
    EXPECT_EQ(fired(timers, kStart + 30ms), (std::vector<std::uint64_t>{2, 1}));
    EXPECT_EQ(fired(timers, kStart + 30ms), (std::vector<std::uint64_t>{}));
    EXPECT_EQ(timers.size(), 1u);
}

TEST(TimerQueue, CancelledTimersNeverFire) {
    TimerQueue timers;
    timers.start(TimerId{1}, kStart);
    timers.cancel(TimerId{1});
    timers.cancel(TimerId{1});
    timers.cancel(TimerId{9});
    EXPECT_EQ(timers.next(), std::nullopt);
    EXPECT_TRUE(fired(timers, kStart + 1h).empty());
}

TEST(TimerQueue, SurvivesManyCancellationsBetweenLivingTimers) {
    TimerQueue timers;
    for (std::uint64_t id = 1; id <= 10000; ++id) {
        timers.start(TimerId{id}, kStart + std::chrono::milliseconds{id});
        if (id % 100 != 0) timers.cancel(TimerId{id});
    }
    EXPECT_EQ(timers.size(), 100u);
    const auto ids = fired(timers, kStart + 1h);
    ASSERT_EQ(ids.size(), 100u);
    EXPECT_EQ(ids.front(), 100u);
    EXPECT_EQ(ids.back(), 10000u);
}

}  // namespace
}  // namespace isfocus::app
