#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "isfocus/h248/transaction_tables.h"

namespace isfocus::h248 {
namespace {

using RequestPair = std::pair<RequestState, RequestEvent>;
using ResponsePair = std::pair<ResponseState, ResponseEvent>;

/// Pairs that mean nothing: a timer that does not run there, or news that comes too late to matter.
const std::set<RequestPair> kIgnoredByRequester{
    {RequestState::waiting, RequestEvent::forget_due},      {RequestState::provisional, RequestEvent::forget_due},
    {RequestState::answered, RequestEvent::pending},        {RequestState::answered, RequestEvent::pending_limit},
    {RequestState::answered, RequestEvent::repeat_due},     {RequestState::answered, RequestEvent::give_up_due},
    {RequestState::abandoned, RequestEvent::pending},       {RequestState::abandoned, RequestEvent::pending_limit},
    {RequestState::abandoned, RequestEvent::repeat_due},    {RequestState::abandoned, RequestEvent::give_up_due},
    {RequestState::forgotten, RequestEvent::reply},         {RequestState::forgotten, RequestEvent::pending},
    {RequestState::forgotten, RequestEvent::pending_limit}, {RequestState::forgotten, RequestEvent::repeat_due},
    {RequestState::forgotten, RequestEvent::give_up_due},   {RequestState::forgotten, RequestEvent::forget_due},
};

const std::set<ResponsePair> kIgnoredByResponder{
    {ResponseState::executing, ResponseEvent::repeat_due},
    {ResponseState::executing, ResponseEvent::ack},
    {ResponseState::pending_sent, ResponseEvent::repeat_due},
    {ResponseState::pending_sent, ResponseEvent::ack},
    {ResponseState::replied, ResponseEvent::execution_time_over},
    {ResponseState::replied, ResponseEvent::answer},
    {ResponseState::replied, ResponseEvent::repeat_due},
    {ResponseState::awaiting_ack, ResponseEvent::execution_time_over},
    {ResponseState::awaiting_ack, ResponseEvent::answer},
    {ResponseState::acknowledged, ResponseEvent::execution_time_over},
    {ResponseState::acknowledged, ResponseEvent::answer},
    {ResponseState::acknowledged, ResponseEvent::repeat_due},
    {ResponseState::acknowledged, ResponseEvent::ack},
    {ResponseState::forgotten, ResponseEvent::copy},
    {ResponseState::forgotten, ResponseEvent::execution_time_over},
    {ResponseState::forgotten, ResponseEvent::answer},
    {ResponseState::forgotten, ResponseEvent::repeat_due},
    {ResponseState::forgotten, ResponseEvent::ack},
    {ResponseState::forgotten, ResponseEvent::forget_due},
};

/// Each pair of states x events is one row, or is listed as ignored.
template <class State, class Event, class Table, class Ignored>
void walk(const Table& table, const Ignored& ignored, State last_state, Event last_event) {
    std::size_t rows = 0;
    for (int s = 0; s <= static_cast<int>(last_state); ++s) {
        for (int e = 0; e <= static_cast<int>(last_event); ++e) {
            const auto state = static_cast<State>(s);
            const auto event = static_cast<Event>(e);
            const bool has_row = find_row(table, state, event) != nullptr;
            EXPECT_NE(has_row, ignored.contains({state, event})) << "state " << s << " event " << e;
            rows += has_row ? 1 : 0;
        }
    }
    EXPECT_EQ(rows, table.size()) << "a pair has two rows";
}

TEST(RequesterTable, DecidesEveryStateAndEvent) {
    walk(kRequester, kIgnoredByRequester, RequestState::forgotten, RequestEvent::forget_due);
}

TEST(ResponderTable, DecidesEveryStateAndEvent) {
    walk(kResponder, kIgnoredByResponder, ResponseState::forgotten, ResponseEvent::forget_due);
}

TEST(ResponderTable, NeverCarriesOutAgain) {
    for (const auto& row : kResponder) EXPECT_NE(row.to, ResponseState::executing) << row.why;
}

static_assert(find_row(kRequester, RequestState::answered, RequestEvent::repeat_due) == nullptr);
static_assert(find_row(kResponder, ResponseState::acknowledged, ResponseEvent::repeat_due) == nullptr);

}  // namespace
}  // namespace isfocus::h248
