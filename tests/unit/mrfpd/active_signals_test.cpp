#include "mrfpd/active_signals.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace isfocus::mrfpd {
namespace {

/// Descriptors, ends and events in any order, of signals that can be told from each other by their RequestID.
class SignalsInAnyOrder : public testing::TestWithParam<unsigned> {
protected:
    h248::Signal signal() {
        h248::Signal made;
        made.name = "cg/rt";
        made.request_id = ++last_;
        return made;
    }

    h248::Signals descriptor() {
        h248::Signals made;
        for (auto count = below(4); count > 0; --count) made.signals.push_back(signal());
        for (std::uint16_t id = 1; id <= 3; ++id) {
            if (below(2) == 0) continue;
            auto& list = made.lists.emplace_back();
            list.id = id;
            for (auto count = 1 + below(3); count > 0; --count) list.signals.push_back(signal());
        }
        return made;
    }

    /// Of what is played, or of what has been.
    std::uint32_t number() {
        const auto plays = signals.plays({});
        if (plays.empty() || below(4) == 0) return below(last_ + 2);
        const auto& sequence = plays.at(below(static_cast<unsigned>(plays.size())));
        return sequence.at(below(static_cast<unsigned>(sequence.size()))).number;
    }

    void end(const ActiveSignals::Ended& ended) {
        const auto request = ended.signal.request_id.value_or(0);
        EXPECT_EQ(++ends[request], 1) << "told again: " << request;
        EXPECT_TRUE(began.contains(request));
    }

    void note_what_plays() {
        const auto now = signals.audited();
        for (const auto& each : now.signals) began[*each.request_id] = false;
        for (const auto& list : now.lists)
            for (const auto& each : list.signals) began[*each.request_id] = true;
    }

    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

    ActiveSignals signals;
    std::map<std::uint32_t, int> ends;
    std::map<std::uint32_t, bool> began;  ///< by RequestID: whether it is in a list

private:
    std::uint32_t last_ = 0;
    std::mt19937 random_{GetParam()};
};

TEST_P(SignalsInAnyOrder, EachSignalEndsOnce_MED21) {
    for (int step = 0; step < 500; ++step) {
        const auto before = signals;
        const auto what = below(10);
        if (what < 2) {
            signals.replace(descriptor());
            for (const auto& ended : ended_between(before, signals)) end(ended);
        } else if (what == 2) {
            for (const auto& ended : signals.stop()) end(ended);
        } else if (const auto ended = signals.played(number())) {
            end(*ended);
        }
        note_what_plays();
    }
    for (const auto& ended : signals.stop()) end(ended);
    EXPECT_TRUE(signals.empty());
    EXPECT_TRUE(signals.plays({}).empty());
    for (const auto& [request, is_in_list] : began)
        if (!is_in_list) EXPECT_EQ(ends[request], 1) << "never told: " << request;
}

INSTANTIATE_TEST_SUITE_P(Seeds, SignalsInAnyOrder, testing::Range(0U, 20U));

}  // namespace
}  // namespace isfocus::mrfpd
