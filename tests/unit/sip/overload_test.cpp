#include "sip/overload.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace isfocus::sip {
namespace {

using namespace std::chrono_literals;

OverloadLimits limits() {
    OverloadLimits out;
    out.lag = 1000ms;
    out.transactions = 100;
    out.dialogs = 10;
    return out;
}

TEST(Pressure, IsThatOfTheNearestLimit_GEN11) {
    struct Row {
        Load load;
        double new_dialogs;
        double height;
        std::string limit;
    };
    for (const Row& row : {
             Row{{}, 0, 0, ""},
             Row{{500ms, 0, 0}, 0, 0.5, "max_lag_ms"},
             Row{{500ms, 60, 0}, 0, 0.6, "max_transactions"},
             Row{{500ms, 60, 8}, 0, 0.8, "max_dialogs"},
             Row{{500ms, 60, 8}, 1, 1, "max_new_dialogs_per_s"},
             Row{{3000ms, 60, 8}, 1, 3, "max_lag_ms"},
         }) {
        const auto got = pressure(row.load, row.new_dialogs, limits());
        EXPECT_DOUBLE_EQ(got.height, row.height) << row.limit;
        EXPECT_EQ(got.limit, row.limit);
    }
    EXPECT_EQ(pressure({9000ms, 9000, 9000}, 0, {0ms, 0, 0, 0, 5s}).height, 0) << "0 is no limit";
}

/// Every method that there is, so that a new one has to be decided.
TEST(Shedding, BeginsWithWhatCanBeAskedAgainAndNeverTakesWhatEnds_GEN11) {
    struct Row {
        sip_method_t method;
        bool at_79, at_80, at_99, at_100;
    };
    for (const Row& row : {
             Row{sip_method_options, false, true, true, true},
             Row{sip_method_subscribe, false, true, true, true},
             Row{sip_method_invite, false, false, false, true},
             Row{sip_method_refer, false, false, false, true},
             Row{sip_method_ack, false, false, false, false},
             Row{sip_method_cancel, false, false, false, false},
             Row{sip_method_bye, false, false, false, false},
             Row{sip_method_prack, false, false, false, false},
             Row{sip_method_update, false, false, false, false},
             Row{sip_method_notify, false, false, false, false},
             Row{sip_method_info, false, false, false, false},
             Row{sip_method_register, false, false, false, false},
             Row{sip_method_message, false, false, false, false},
             Row{sip_method_publish, false, false, false, false},
             Row{sip_method_unknown, false, false, false, false},
         }) {
        EXPECT_EQ(is_shed(row.method, 0.79), row.at_79) << row.method;
        EXPECT_EQ(is_shed(row.method, 0.80), row.at_80) << row.method;
        EXPECT_EQ(is_shed(row.method, 0.99), row.at_99) << row.method;
        EXPECT_EQ(is_shed(row.method, 1.0), row.at_100) << row.method;
        EXPECT_EQ(is_shed(row.method, 50), row.at_100) << row.method;
    }
}

class OverloadTime : public testing::Test {
protected:
    OverloadTime() {
        settings.overload = limits();
        settings.overloaded = [this](const OverloadChange& change) {
            told.push_back(change.has_ended ? "end " + std::to_string(change.shed) : std::string(change.limit));
        };
    }

    Settings settings;
    std::vector<std::string> told;
    Overload overload{settings};
    Overload::Time now{1h};
};

TEST_F(OverloadTime, IsToldAtItsBeginningAndItsEndOnly_GEN11) {
    EXPECT_TRUE(overload.admits(sip_method_invite, {0ms, 0, 9}, now));
    EXPECT_TRUE(told.empty());
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(overload.admits(sip_method_invite, {0ms, 0, 10}, now += 1s));
    EXPECT_EQ(told, (std::vector<std::string>{"max_dialogs"}));
    overload.settle(now + Overload::kCalm - 1ms);
    EXPECT_EQ(told.size(), 1u);
    overload.settle(now += Overload::kCalm);
    overload.settle(now + 1h);
    EXPECT_EQ(told, (std::vector<std::string>{"max_dialogs", "end 3"}));
    EXPECT_FALSE(overload.admits(sip_method_options, {1500ms, 0, 0}, now));
    overload.settle(now + Overload::kCalm);
    EXPECT_EQ(told, (std::vector<std::string>{"max_dialogs", "end 3", "max_lag_ms", "end 1"}));
    EXPECT_EQ(overload.shed(), 4u);
}

TEST_F(OverloadTime, NewDialogsComeAtTheirRateAndOptionsTakeNoneOfIt_GEN11) {
    settings.overload.new_dialogs_per_s = 10;
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(overload.admits(sip_method_options, {}, now));
    int subscribed = 0;
    while (overload.admits(sip_method_subscribe, {}, now)) ++subscribed;
    EXPECT_EQ(subscribed, 8) << "the rest is kept for calls";
    EXPECT_TRUE(overload.admits(sip_method_invite, {}, now));
    EXPECT_TRUE(overload.admits(sip_method_refer, {}, now));
    EXPECT_FALSE(overload.admits(sip_method_invite, {}, now));
    EXPECT_TRUE(overload.admits(sip_method_bye, {}, now));
    EXPECT_TRUE(overload.admits(sip_method_invite, {}, now += 101ms));
    EXPECT_FALSE(overload.admits(sip_method_invite, {}, now));
    EXPECT_TRUE(overload.admits(sip_method_subscribe, {}, now + 1h));
}

TEST(RetryAfter, LiesBetweenTheLeastAndTwiceThat_GEN11) {
    OverloadLimits some;
    some.retry_after = 3s;
    bool differs = false;
    for (int i = 0; i < 200; ++i) {
        const auto one = retry_after(some);
        EXPECT_GE(one, 3s);
        EXPECT_LE(one, 6s);
        differs |= one != 3s;
    }
    EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace isfocus::sip
