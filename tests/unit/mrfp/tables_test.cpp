#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "mrfp/association_table.h"
#include "mrfp/comparison_table.h"
#include "mrfp/errors.h"
#include "mrfp/sweep_table.h"
#include "mrfp/termination_table.h"

namespace isfocus::mrfp {
namespace {

template <class Table, class State, class Event>
void expect_each_pair_decided(const Table& table, int states, int events,
                              const std::set<std::pair<State, Event>>& ignored) {
    for (int s = 0; s < states; ++s) {
        for (int e = 0; e < events; ++e) {
            const auto state = static_cast<State>(s);
            const auto event = static_cast<Event>(e);
            const bool has_row = find_row(table, state, event) != nullptr;
            EXPECT_NE(has_row, ignored.contains({state, event})) << "state " << s << ", event " << e;
        }
    }
}

TEST(AssociationTable, DecidesEveryPairOfStateAndEvent) {
    using S = AssociationState;
    using E = AssociationEvent;
    expect_each_pair_decided<decltype(kAssociation), S, E>(
        kAssociation, 3, 6,
        {{S::out_of_service, E::closes}, {S::out_of_service, E::leaves}, {S::out_of_service, E::silent}});
}

TEST(AssociationTable, WhateverTakesAnMrfpOutOfServiceLosesItsConferences) {
    for (const auto& row : kAssociation) {
        const bool leaves = row.to == AssociationState::out_of_service;
        EXPECT_EQ(row.action == AssociationAction::lose, leaves) << row.clause;
    }
}

TEST(SweepTable, DecidesEveryPairOfStateAndEvent) {
    using S = SweepState;
    using E = SweepEvent;
    std::set<std::pair<S, E>> ignored;
    const auto ignores = [&](S state, std::initializer_list<E> events) {
        for (const auto event : events) ignored.insert({state, event});
    };
    ignores(S::idle, {E::due, E::drained, E::found, E::clean, E::failed, E::too_large, E::lost});
    ignores(S::wanted, {E::suspicion, E::drained, E::found, E::clean, E::failed, E::too_large});
    ignores(S::draining, {E::suspicion, E::due, E::found, E::clean, E::too_large});  // it has not asked yet
    ignores(S::asking, {E::due, E::drained});
    ignores(S::clearing, {E::due, E::drained, E::found, E::too_large});
    ignores(S::listing, {E::due, E::drained, E::clean});
    ignores(S::discarding, {E::due, E::drained, E::found, E::too_large});
    ignores(S::comparing, {E::due, E::drained, E::found, E::too_large});
    expect_each_pair_decided<decltype(kSweep), S, E>(kSweep, 8, 8, ignored);
}

TEST(SweepTable, WhateverEndsASweepLetsAddsGoOn) {
    const std::set resume{SweepAction::resume, SweepAction::resume_and_retry, SweepAction::give_up,
                          SweepAction::compare};
    for (const auto& row : kSweep) {
        const bool ends = holds_adds(row.from) && !holds_adds(row.to);
        const bool is_over = row.from == SweepState::comparing && row.to != SweepState::comparing;
        EXPECT_EQ((ends || is_over) && row.on != SweepEvent::lost, resume.contains(row.action)) << row.clause;
    }
}

TEST(ComparisonTable, DecidesEveryPairOfStateAndEvent) {
    using S = ComparisonState;
    using E = ComparisonEvent;
    expect_each_pair_decided<decltype(kComparison), S, E>(kComparison, 4, 5,
                                                          {{S::none, E::drained},
                                                           {S::none, E::found},
                                                           {S::none, E::clean},
                                                           {S::none, E::failed},
                                                           {S::draining, E::turn},
                                                           {S::draining, E::found},
                                                           {S::draining, E::clean},
                                                           {S::asked, E::turn},
                                                           {S::asked, E::drained},
                                                           {S::clearing, E::turn},
                                                           {S::clearing, E::drained},
                                                           {S::clearing, E::found},
                                                           {S::clearing, E::failed}});  // what failed is suspected
}

TEST(ComparisonTable, WhateverEndsAComparisonLetsAddsGoOn) {
    for (const auto& row : kComparison) {
        const bool resumes = row.action == ComparisonAction::resume || row.action == ComparisonAction::resume_and_retry;
        EXPECT_EQ(holds_adds(row.from) && !holds_adds(row.to), resumes) << row.clause;
    }
}

TEST(TerminationTable, DecidesEveryPairOfStateAndEvent) {
    using S = TerminationState;
    using E = TerminationEvent;
    std::set<std::pair<S, E>> ignored;
    const auto ignores = [&](S state, std::initializer_list<E> events) {
        for (const auto event : events) ignored.insert({state, event});
    };
    // Replies come only in the states that wait for them; the first of an order's two ends decides.
    ignores(S::waiting, {E::turned_away, E::moved, E::added, E::add_failed, E::ordered, E::modified, E::modify_refused,
                         E::modify_failed, E::vanished, E::fault, E::subtracted});
    ignores(S::adding, {E::moved, E::context_known, E::ordered, E::modified, E::modify_refused, E::modify_failed,
                        E::vanished, E::fault, E::subtracted});
    ignores(S::abandoned, {E::turned_away, E::moved, E::context_known, E::ordered, E::modified, E::modify_refused,
                           E::modify_failed, E::vanished, E::fault, E::subtracted, E::timed_out, E::released});
    ignores(S::orphaned, {E::context_known, E::added, E::ordered, E::modified, E::modify_refused, E::modify_failed,
                          E::vanished, E::fault, E::subtracted, E::turned_away, E::mrfp_lost});
    ignores(S::standing, {E::turned_away, E::moved, E::context_known, E::added, E::add_failed, E::modified,
                          E::modify_refused, E::modify_failed, E::timed_out, E::subtracted});
    ignores(S::modifying,
            {E::turned_away, E::moved, E::context_known, E::added, E::add_failed, E::ordered, E::subtracted});
    ignores(S::leaving, {E::turned_away, E::moved, E::context_known, E::added, E::add_failed, E::ordered, E::fault,
                         E::timed_out, E::released, E::subtracted});
    ignores(S::subtracting,
            {E::turned_away, E::moved, E::context_known, E::added, E::add_failed, E::ordered, E::modified,
             E::modify_refused, E::modify_failed, E::vanished, E::fault, E::timed_out, E::released});
    ignores(S::gone,
            {E::turned_away, E::mrfp_lost, E::moved, E::context_known, E::added, E::add_failed, E::ordered, E::modified,
             E::modify_refused, E::modify_failed, E::vanished, E::fault, E::timed_out, E::released, E::subtracted});
    expect_each_pair_decided<decltype(kTermination), S, E>(kTermination, 9, 15, ignored);
}

TEST(TerminationTable, NeverSendsARequestWhileAnotherIsUnderWay) {
    for (const auto& row : kTermination) {
        const bool sends = row.action == TerminationAction::add || row.action == TerminationAction::modify ||
                           row.action == TerminationAction::subtract ||
                           row.action == TerminationAction::fail_and_subtract;
        const bool is_answered = row.on == TerminationEvent::added || row.on == TerminationEvent::turned_away ||
                                 row.on == TerminationEvent::modified || row.on == TerminationEvent::modify_refused ||
                                 row.on == TerminationEvent::modify_failed;
        EXPECT_TRUE(!sends || !is_busy(row.from) || is_answered) << row.clause;
    }
}

TEST(TerminationTable, WhatIsNotWantedAnyMoreNeverReports) {
    for (const auto& row : kTermination) {
        const bool reports = row.action == TerminationAction::report ||
                             row.action == TerminationAction::report_failure ||
                             row.action == TerminationAction::fail_and_subtract;
        EXPECT_TRUE(!reports || is_wanted(row.from)) << row.clause;
        EXPECT_TRUE(is_wanted(row.from) || !is_wanted(row.to)) << row.clause;
    }
}

// mp-h248 2.2 "Towards SIP"
TEST(Errors, BecomeTheStatusThatTellsTheUeMost) {
    for (const int code : {510, 412, 432, 434, 526, 503}) EXPECT_EQ(sip_status_of(code), 503) << code;
    for (const int code : {449, 515, 441}) EXPECT_EQ(sip_status_of(code), 488) << code;
    for (const int code : {400, 440, 442, 500, 529, 999}) EXPECT_EQ(sip_status_of(code), 500) << code;
    for (const int code : {411, 430, 435}) EXPECT_TRUE(says_gone(code)) << code;
}

TEST(Errors, AreOursWhenTheMrfpCannotReadUs) {
    for (const int code : {400, 403, 422, 440, 442, 444, 457}) EXPECT_TRUE(is_our_fault(code)) << code;
    for (const int code : {411, 430, 435, 412, 432, 441, 449, 500, 510}) EXPECT_FALSE(is_our_fault(code)) << code;
}

}  // namespace
}  // namespace isfocus::mrfp
