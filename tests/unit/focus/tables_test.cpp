#include <gtest/gtest.h>

#include <set>
#include <string>

#include "focus/asking_table.h"
#include "focus/leg_table.h"
#include "focus/notify_gate.h"
#include "focus/offer_answer_table.h"
#include "focus/subscription_tables.h"

/// Walks each machine over all states and events. A grid has a line per state and a column per event, in the order of
/// the enums: a letter where the table has a row (that of the state it leads to), a dot where the event means nothing.
/// A new state or event that is not decided everywhere changes the grid, and so fails here.
namespace isfocus::focus {
namespace {

template <class State, class Event, class Table>
std::string grid(const Table& table, State last_state, Event last_event) {
    std::string out;
    for (int state = 0; state <= static_cast<int>(last_state); ++state) {
        for (int event = 0; event <= static_cast<int>(last_event); ++event) {
            const auto* row = find_row(table, static_cast<State>(state), static_cast<Event>(event));
            out += row ? static_cast<char>('a' + static_cast<int>(row->to)) : '.';
        }
        out += '\n';
    }
    return out;
}

template <class Table>
bool has_each_pair_once(const Table& table) {
    std::set<std::pair<int, int>> seen;
    for (const auto& row : table)
        if (!seen.emplace(static_cast<int>(row.from), static_cast<int>(row.on)).second) return false;
    return true;
}

TEST(Tables, InviteLegIsDecidedForEveryStateAndEvent) {
    // events: dialed_in dialed_out asked approved denied | media_reserved _previewed _failed | pracked prack_missing
    //         prepared | progress answered in_vain refused redirected | no_answer | ack ack_missing | cancelled bye
    //         bye_answered | refresh_due refreshed media_moved | dropped
    EXPECT_EQ(grid(kInviteLeg, LegState::ended, LegEvent::dropped),
              "chb.......................\n"    // idle
              "...cp....p......p..pp....p\n"    // waiting
              ".....fdp.p.........pp....p\n"    // admitting
              ".......pep.........pp....p\n"    // proposed
              ".......p..f.....p..pp....p\n"    // preparing
              ".......g.........ko.p....g\n"    // answered
              ".................oo.p.....\n"    // unacked
              ".....i.p.................p\n"    // reserving
              ".......n...jkopin...n....n\n"    // calling
              ".......n...jkopin...n....n\n"    // early
              ".......o.........ko.p.l.mo\n"    // confirmed
              ".......o.........lo.p..k.o\n"    // refreshing
              ".......o.........mo.p..k.o\n"    // moving
              "...........noop.....n.....\n"    // cancelling
              ".................o..op....\n"    // closing
              "..........................\n");  // ended
    EXPECT_TRUE(has_each_pair_once(kInviteLeg));
}

TEST(Tables, OffersAndAnswersAreDecidedForEveryStateAndEvent_DLG01_DLG05_DLG06) {
    // events: offer_in offer_wanted offer_out described not_taken answer_in answer_missing offer_refused
    EXPECT_EQ(grid(kOfferAnswer, OfferAnswerState::agreed, OfferAnswerEvent::offer_refused),
              "bc......\n"    // silent
              "bb.ff...\n"    // answering
              "ccedf...\n"    // composing
              "dd.d.ff.\n"    // offered
              "eeee.fff\n"    // offering
              "bcef....\n");  // agreed
    EXPECT_TRUE(has_each_pair_once(kOfferAnswer));
}

/// RFC 3261 14.2, RFC 3311 5.2: whoever has an offer open gets no second one answered.
TEST(Tables, NoOfferIsTakenWhileOneIsOpen_DLG05_DLG06) {
    for (const auto& row : kOfferAnswer) {
        if (row.on != OfferAnswerEvent::offer_in && row.on != OfferAnswerEvent::offer_wanted) continue;
        const bool is_open = row.from != OfferAnswerState::silent && row.from != OfferAnswerState::agreed;
        const bool is_refused =
            row.action == OfferAnswerAction::refuse_busy || row.action == OfferAnswerAction::refuse_glare;
        EXPECT_EQ(is_open, is_refused);
        EXPECT_EQ(is_refused, row.from == row.to);
    }
}

TEST(Tables, ReferSubscriptionIsDecidedForEveryStateAndEvent) {
    // events: accepted came_late fetched progress outcome refreshed unsubscribed expired notify_failed
    EXPECT_EQ(grid(kReferSubscription, SubscriptionState::terminated, ReferEvent::notify_failed),
              "bcc......\n"
              "...bcbccc\n"
              "........c\n");
    EXPECT_TRUE(has_each_pair_once(kReferSubscription));
}

TEST(Tables, ConferenceSubscriptionIsDecidedForEveryStateAndEvent) {
    // events: accepted fetched roster_changed refreshed unsubscribed expired departed conference_ended notify_failed
    EXPECT_EQ(grid(kConferenceSubscription, SubscriptionState::terminated, WatchEvent::notify_failed),
              "bc.......\n"
              "..bbccccc\n"
              "........c\n");
    EXPECT_TRUE(has_each_pair_once(kConferenceSubscription));
}

TEST(Tables, AskingIsDecidedForEveryStateAndEvent_POL12) {
    // events: accepted refused told outcome expired dropped
    EXPECT_EQ(grid(kAsking, AskingState::over, AskingEvent::dropped),
              "bcaccc\n"
              "..bccc\n"
              "......\n");
    EXPECT_TRUE(has_each_pair_once(kAsking));
}

TEST(Tables, NotifyGateIsDecidedForEveryStateAndEvent_NTF10_EVT31_EVT32) {
    // events: change change_early urgent answered answered_early put_off gap_over
    EXPECT_EQ(grid(kNotifyGate, GateState::deferred, GateEvent::gap_over),
              "beb....\n"    // open
              "ccdaaf.\n"    // in_flight
              "ccdbef.\n"    // in_flight_waiting
              "dddbbf.\n"    // in_flight_urgent
              "eeb...b\n"    // held
              "fff...b\n");  // deferred
    EXPECT_TRUE(has_each_pair_once(kNotifyGate));
}

TEST(Tables, NothingIsSentWhileANotifyIsInFlight) {
    for (const auto& row : kNotifyGate) {
        const bool in_flight = row.from == GateState::in_flight || row.from == GateState::in_flight_waiting ||
                               row.from == GateState::in_flight_urgent;
        const bool answered = row.on == GateEvent::answered || row.on == GateEvent::answered_early;
        EXPECT_FALSE(in_flight && !answered && row.action == GateAction::send);
    }
}

static_assert(!may_be_reinvited(LegState::answered), "no new INVITE before the ACK (RFC 3261 14.2)");
static_assert(!find_row(kInviteLeg, LegState::proposed, LegEvent::prepared), "no 2xx before the PRACK (RFC 3262 3)");
static_assert(!find_row(kInviteLeg, LegState::reserving, LegEvent::answered), "nothing was sent yet");
static_assert(!find_row(kReferSubscription, SubscriptionState::terminated, ReferEvent::outcome), "terminated once");

}  // namespace
}  // namespace isfocus::focus
