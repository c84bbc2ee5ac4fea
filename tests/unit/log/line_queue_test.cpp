#include "log/line_queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace isfocus::log {
namespace {

using namespace std::chrono_literals;

void put(LineQueue& queue, std::string_view text, spdlog::level::level_enum level = spdlog::level::info) {
    queue.log({"isfocusd", level, text});
}

std::vector<std::string> take(LineQueue& queue) {
    Lines lines;
    queue.take(lines);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < lines.size(); ++i) texts.push_back(lines[i].text);
    return texts;
}

using Texts = std::vector<std::string>;

TEST(LineQueue, GivesWhatWaitsInItsOrder) {
    LineQueue queue(8);
    put(queue, "one");
    EXPECT_EQ(take(queue), Texts{"one"});
    put(queue, "two");
    put(queue, "three");
    EXPECT_EQ(take(queue), (Texts{"two", "three"}));
}

TEST(LineQueue, WhenFullTheOldestGo) {
    LineQueue queue(3);
    for (const auto* text : {"one", "two", "three", "four", "five"}) put(queue, text);
    EXPECT_EQ(queue.dropped_lines(), 2u);
    EXPECT_EQ(take(queue), (Texts{"three", "four", "five"}));
    put(queue, "six");
    EXPECT_EQ(take(queue), Texts{"six"});
    EXPECT_EQ(queue.dropped_lines(), 2u);
}

TEST(LineQueue, AWriterThatHasNothingToDoIsWoken) {
    LineQueue queue(8);
    Texts taken;
    std::thread writer([&] { taken = take(queue); });
    std::this_thread::sleep_for(50ms);
    put(queue, "one");
    writer.join();
    EXPECT_EQ(taken, Texts{"one"});
}

TEST(LineQueue, LinesGatherButForAWarning) {
    LineQueue queue(100);
    put(queue, "one");
    take(queue);
    const auto start = std::chrono::steady_clock::now();
    put(queue, "two");
    take(queue);
    const auto gathered = std::chrono::steady_clock::now();
    EXPECT_GE(gathered - start, 20ms);
    constexpr int kWarnings = 50;
    for (int i = 0; i < kWarnings; ++i) {
        put(queue, "three", spdlog::level::warn);
        take(queue);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - gathered, kWarnings * 20ms);
}

TEST(LineQueue, ClosedItGivesWhatIsLeftAndNoMore) {
    LineQueue queue(8);
    put(queue, "one");
    queue.close();
    Lines lines;
    EXPECT_TRUE(queue.take(lines));
    EXPECT_FALSE(queue.take(lines));
}

}  // namespace
}  // namespace isfocus::log
