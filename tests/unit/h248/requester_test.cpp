#include <gtest/gtest.h>

#include "isfocus/h248/transactions.h"

namespace isfocus::h248 {
namespace {

using namespace std::chrono_literals;

class RequesterTest : public testing::Test {
protected:
    static RequesterSettings settings() {
        RequesterSettings settings;
        settings.jitter = 0;
        return settings;
    }
    static TransactionReply reply_to(std::uint32_t id, bool wants_ack = false) { return {id, wants_ack, {}, {}, {}}; }

    std::uint32_t send(const std::string& octets = "Add") {
        const auto id = requester.next_id();
        EXPECT_TRUE(requester.sent(id, octets, now));
        return id;
    }
    /// Lets time pass deadline by deadline, as the loop does; the times of what was repeated.
    std::vector<Milliseconds> run(Milliseconds until) {
        std::vector<Milliseconds> repeats;
        const auto end = start + until;
        while (requester.next_deadline() && *requester.next_deadline() <= end) {
            now = *requester.next_deadline();
            auto output = requester.tick(now);
            for (const auto& repeat : output.repeats) {
                repeats.push_back(std::chrono::duration_cast<Milliseconds>(now - start));
                last_octets = repeat.octets;
            }
            failed.insert(failed.end(), output.failed.begin(), output.failed.end());
        }
        now = end;
        return repeats;
    }

    const Time start{1h};
    Time now = start;
    Requester requester{settings(), 1000, 1};
    std::string last_octets;
    std::vector<RequesterOutput::Failed> failed;
};

TEST_F(RequesterTest, RepeatsTheSameOctetsWithDoubledWaitUntilTMax) {
    send("the octets");
    EXPECT_EQ(run(20s), (std::vector<Milliseconds>{500ms, 1500ms, 3500ms, 7500ms}));
    EXPECT_EQ(last_octets, "the octets");
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(failed[0].failure, RequestFailure::timed_out);
    EXPECT_EQ(requester.outstanding(), 0U);
}

TEST_F(RequesterTest, StopsRepeatingWithTheReply) {
    const auto id = send();
    run(600ms);
    EXPECT_EQ(requester.reply(reply_to(id), now).verdict, ReplyVerdict::expected);
    EXPECT_TRUE(run(60s).empty());
    EXPECT_TRUE(failed.empty());
}

TEST_F(RequesterTest, LengthensEachWaitByTheJitterGiven) {
    auto jittery = settings();
    jittery.jitter = 0.5;
    requester = Requester{jittery, 1, 42};
    send();
    const auto repeats = run(20s);
    ASSERT_GE(repeats.size(), 3U);
    EXPECT_GT(repeats[0], 500ms);
    EXPECT_LE(repeats[0], 750ms);
    auto other = Requester{jittery, 1, 43};
    const auto first = other.next_id();
    other.sent(first, "x", start);
    EXPECT_NE(std::chrono::duration_cast<Milliseconds>(*other.next_deadline() - start), repeats[0]);
}

TEST_F(RequesterTest, OverAReliableTransportOnlyGivesUp) {
    auto reliable = settings();
    reliable.repeats = false;
    requester = Requester{reliable, 1, 1};
    send();
    EXPECT_TRUE(run(20s).empty());
    EXPECT_EQ(failed.size(), 1U);
}

TEST_F(RequesterTest, PendingRestartsTheWaitAndThenItRepeatsAgain) {
    const auto id = send();
    run(100ms);
    EXPECT_FALSE(requester.pending(id, now));
    EXPECT_EQ(requester.state_of(id), RequestState::provisional);
    EXPECT_EQ(run(5s).front(), 1600ms);
    EXPECT_EQ(requester.state_of(id), RequestState::waiting);
}

TEST_F(RequesterTest, PendingExtendsTMax) {
    const auto id = send();
    run(9s);
    requester.pending(id, now);
    run(18s);
    EXPECT_TRUE(failed.empty());
    run(20s);
    EXPECT_EQ(failed.size(), 1U);
}

TEST_F(RequesterTest, OnePendingTooManyEndsIt) {
    const auto id = send();
    for (unsigned i = 0; i < settings().pending_limit; ++i) EXPECT_FALSE(requester.pending(id, now));
    EXPECT_EQ(requester.pending(id, now), RequestFailure::pending_limit);
    EXPECT_EQ(requester.outstanding(), 0U);
    EXPECT_FALSE(requester.pending(id, now));
    EXPECT_TRUE(run(20s).empty());
    EXPECT_TRUE(failed.empty()) << "reported twice";
}

TEST_F(RequesterTest, AcknowledgesEveryCopyThatAsksForIt) {
    const auto id = send();
    const TransactionResponseAck ack{{{id, id}}};
    EXPECT_EQ(requester.reply(reply_to(id, true), now).ack, ack);
    const auto copy = requester.reply(reply_to(id, true), now);
    EXPECT_EQ(copy.verdict, ReplyVerdict::duplicate);
    EXPECT_EQ(copy.ack, ack);
    EXPECT_FALSE(requester.reply(reply_to(id), now).ack);
    run(60s);
    const auto forgotten = requester.reply(reply_to(id, true), now);
    EXPECT_EQ(forgotten.verdict, ReplyVerdict::unknown);
    EXPECT_EQ(forgotten.ack, ack);
}

TEST_F(RequesterTest, ReplyAfterGivingUpIsNewsOnce) {
    const auto id = send();
    run(15s);
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(requester.reply(reply_to(id), now).verdict, ReplyVerdict::late);
    EXPECT_EQ(requester.reply(reply_to(id), now).verdict, ReplyVerdict::duplicate);
}

TEST_F(RequesterTest, ReplyToNothingIsUnknown) {
    EXPECT_EQ(requester.reply(reply_to(5), now).verdict, ReplyVerdict::unknown);
    EXPECT_FALSE(requester.pending(5, now));
}

TEST_F(RequesterTest, UsesNoIdAgainWithinLongTimerAndNever0) {
    requester = Requester{settings(), 0xFFFFFFFFU, 1};
    const auto last = send();
    EXPECT_EQ(last, 0xFFFFFFFFU);
    EXPECT_EQ(send(), 1U);
    EXPECT_FALSE(requester.sent(last, "x", now));
    requester.reply(reply_to(last), now);
    EXPECT_FALSE(requester.sent(last, "x", now));
    run(32s);
    EXPECT_TRUE(requester.sent(last, "x", now));
}

TEST_F(RequesterTest, HoldsNoMoreThanItsLimits) {
    auto small = settings();
    small.max_outstanding = 2;
    small.max_remembered = 3;
    requester = Requester{small, 1, 1};
    const auto first = send();
    send();
    EXPECT_FALSE(requester.sent(requester.next_id(), "x", now));
    requester.reply(reply_to(first), now);
    const auto third = send();
    requester.reply(reply_to(third), now);
    EXPECT_FALSE(requester.sent(requester.next_id(), "x", now));
    now += 31s;
    EXPECT_TRUE(requester.sent(requester.next_id(), "x", now)) << "forgets without a tick";
}

TEST_F(RequesterTest, MeasuresRoundTripsOfRequestsThatWereNotRepeated) {
    for (int i = 0; i < 20; ++i) {
        const auto id = requester.next_id();
        requester.sent(id, "x", now);
        now += 400ms;
        requester.reply(reply_to(id), now);
    }
    EXPECT_EQ(requester.round_trip(), 400ms);
    const auto slow = requester.next_id();
    requester.sent(slow, "x", now);
    now = *requester.next_deadline();
    requester.tick(now);
    now += 5s;
    requester.reply(reply_to(slow), now);
    EXPECT_EQ(requester.round_trip(), 400ms);
}

TEST_F(RequesterTest, WaitsLongerForASlowPeer) {
    for (int i = 0; i < 20; ++i) {
        const auto id = requester.next_id();
        requester.sent(id, "x", now);
        now += i % 2 == 0 ? 200ms : 490ms;
        requester.reply(reply_to(id), now);
    }
    requester.sent(requester.next_id(), "x", now);
    EXPECT_GT(*requester.next_deadline() - now, 700ms);
}

TEST_F(RequesterTest, WakesNobodyForRequestsThatWereAnswered) {
    for (int i = 0; i < 1000; ++i) requester.reply(reply_to(send()), now);
    EXPECT_GE(*requester.next_deadline(), now + 30s);
    now = *requester.next_deadline();
    requester.tick(now);
    EXPECT_FALSE(requester.next_deadline());
}

}  // namespace
}  // namespace isfocus::h248
