#include <gtest/gtest.h>

#include <algorithm>

#include "h248_address.h"
#include "isfocus/h248/transactions.h"

namespace isfocus::h248 {
namespace {

using namespace std::chrono_literals;

TransactionRequest request_of(std::uint32_t id, const std::string& termination = "ip/1") {
    Command command;
    command.name = CommandName::subtract;
    command.termination = {termination};
    Action action;
    action.context = {1};
    action.commands = {command};
    return {id, {action}};
}

Transaction transaction_in(const Outgoing& outgoing) {
    const auto message = decode(outgoing.octets);
    EXPECT_TRUE(message) << outgoing.octets;
    return message ? message->transactions.at(0) : Transaction{};
}

bool is_pending(const std::optional<Outgoing>& outgoing) {
    return outgoing && std::holds_alternative<TransactionPending>(transaction_in(*outgoing));
}

class ResponderTest : public testing::Test {
protected:
    RequestOutcome receive(const TransactionRequest& request) { return responder.request(request, 2, peer, now); }
    std::optional<Outgoing> answer(const Ticket& ticket) { return responder.answer(ticket, {}, now); }
    /// Lets time pass deadline by deadline; what was sent.
    std::vector<Outgoing> run(Milliseconds duration) {
        std::vector<Outgoing> sent;
        const auto end = now + duration;
        while (responder.next_deadline() && *responder.next_deadline() <= end) {
            now = *responder.next_deadline();
            for (auto& outgoing : responder.tick(now)) sent.push_back(std::move(outgoing));
        }
        now = end;
        return sent;
    }

    Time now{1h};
    const Endpoint peer = test::h248_address("127.0.0.1:2944");
    const MId self = *parse_mid("[127.0.0.2]:2944");
    Responder responder{self, Form::compact};
};

TEST_F(ResponderTest, CarriesOutARequestOnceAndRepeatsTheReplyOctetForOctet) {
    const auto first = receive(request_of(7));
    EXPECT_EQ(first.verdict, RequestVerdict::execute);
    EXPECT_FALSE(first.send);
    const auto reply = answer(first.ticket);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->to, peer);
    for (int i = 0; i < 3; ++i) {
        const auto copy = receive(request_of(7));
        EXPECT_EQ(copy.verdict, RequestVerdict::duplicate);
        ASSERT_TRUE(copy.send);
        EXPECT_EQ(copy.send->octets, reply->octets);
    }
}

TEST_F(ResponderTest, AReplyThatNoDatagramCanHoldBecomesAnError_MP2_2_5) {
    const auto reply_of = [&](std::uint32_t id, std::size_t octets) {
        TransactionReply reply;
        auto& command = reply.actions.emplace_back(Action{.context = {1}}).commands.emplace_back();
        command.termination = {"ip/1"};
        command.error = error_descriptor(ErrorCode::insufficient_resources);
        command.error->text = std::string(octets, 'x');
        return responder.answer(receive(request_of(id)).ticket, reply, now);
    };
    const auto around = reply_of(1, 60'000)->octets.size() - 60'000;
    EXPECT_EQ(reply_of(2, kMaxSentOctets - around)->octets.size(), kMaxSentOctets);
    const auto over = reply_of(3, kMaxSentOctets - around + 1);
    ASSERT_TRUE(over);
    const auto reply = std::get<TransactionReply>(transaction_in(*over));
    EXPECT_EQ(reply.id, 3U);
    ASSERT_TRUE(reply.error);
    EXPECT_EQ(reply.error->code, ErrorCode::reply_too_large);
    EXPECT_TRUE(reply.actions.empty());
    EXPECT_EQ(receive(request_of(3)).send->octets, over->octets) << "a copy gets the same";
}

TEST_F(ResponderTest, TakesTheSameIdWithOtherContentsForANewRequest) {
    answer(receive(request_of(1)).ticket);
    const auto after_restart = receive(request_of(1, "ip/2"));
    EXPECT_EQ(after_restart.verdict, RequestVerdict::execute);
    EXPECT_EQ(receive(request_of(1)).verdict, RequestVerdict::duplicate);
}

TEST_F(ResponderTest, KnowsACopyInTheOtherTextForm) {
    Message message;
    message.mid = self;
    message.transactions.emplace_back(request_of(9));
    const auto pretty = decode(encode(message, Form::pretty));
    const auto compact = decode(encode(message, Form::compact));
    ASSERT_TRUE(pretty && compact);
    receive(std::get<TransactionRequest>(pretty->transactions[0]));
    EXPECT_EQ(receive(std::get<TransactionRequest>(compact->transactions[0])).verdict, RequestVerdict::duplicate);
}

TEST_F(ResponderTest, RepliesToWhereTheLastCopyCameFrom) {
    const auto ticket = receive(request_of(7)).ticket;
    const auto elsewhere = test::h248_address("127.0.0.1:5000");
    responder.request(request_of(7), 2, elsewhere, now);
    EXPECT_EQ(answer(ticket)->to, elsewhere);
}

TEST_F(ResponderTest, RepliesInTheVersionOfTheRequest) {
    const auto ticket = responder.request(request_of(1), 1, peer, now).ticket;
    TransactionReply reply;
    reply.error = error_descriptor(ErrorCode::version_not_supported);
    const auto message = decode(responder.answer(ticket, reply, now)->octets);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->version, 1);
    EXPECT_EQ(message->mid, self);
    EXPECT_EQ(std::get<TransactionReply>(message->transactions.at(0)).id, 1U);
}

TEST_F(ResponderTest, RepliesInOnePieceIfItCan_MP3_2) {
    for (const auto* from : {"127.0.0.1:2944", "tcp:127.0.0.1:2944"}) {
        Responder pretty{self, Form::pretty};
        const auto outcome = pretty.request(TransactionRequest{5, {}}, 2, test::h248_address(from), now);
        TransactionReply reply;
        reply.error = ErrorDescriptor{ErrorCode::internal_error, std::string(kMaxUnfragmentedOctets, 'x')};
        const auto sent = pretty.answer(outcome.ticket, reply, now);
        ASSERT_TRUE(sent);
        EXPECT_EQ(sent->octets, encode(*decode(sent->octets), from[0] == 't' ? Form::pretty : Form::compact));
    }
}

TEST_F(ResponderTest, SendsPendingWhenExecutionTakesLongAndThenAsksForAnAck) {
    const auto ticket = receive(request_of(7)).ticket;
    EXPECT_TRUE(run(499ms).empty());
    const auto sent = run(1ms);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_TRUE(is_pending(sent[0]));
    const auto reply = answer(ticket);
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::get<TransactionReply>(transaction_in(*reply)).imm_ack_required);
    EXPECT_EQ(responder.state_of(ticket), ResponseState::awaiting_ack);
}

TEST_F(ResponderTest, SendsNoMorePendingsThanThePeerAccepts) {
    receive(request_of(7));
    std::size_t pendings = 0;
    for (int i = 0; i < 20; ++i) {
        pendings += run(400ms).size();
        pendings += receive(request_of(7)).send ? 1 : 0;
    }
    EXPECT_EQ(pendings, ResponderSettings{}.pending_limit);
}

TEST_F(ResponderTest, AnswersACopyOfWhatItWorksOnWithPending) {
    receive(request_of(7));
    EXPECT_TRUE(is_pending(receive(request_of(7)).send));
    EXPECT_FALSE(receive(request_of(7)).send) << "a burst of copies";
}

TEST_F(ResponderTest, RepeatsAReplyThatWantsAnAckUntilItComes) {
    const auto ticket = receive(request_of(7)).ticket;
    run(500ms);
    const auto reply = answer(ticket);
    const auto repeats = run(4s);
    EXPECT_EQ(repeats.size(), 3U);  // after 0.5, 1.5 and 3.5 s
    for (const auto& repeat : repeats) EXPECT_EQ(repeat.octets, reply->octets);
    responder.ack({{{7, 7}}});
    EXPECT_TRUE(run(20s).empty());
}

TEST_F(ResponderTest, OverAReliableTransportDoesNotRepeat) {
    ResponderSettings settings;
    settings.repeats = false;
    responder = Responder{self, Form::compact, settings};
    const auto ticket = receive(request_of(7)).ticket;
    EXPECT_EQ(run(500ms).size(), 1U);
    answer(ticket);
    EXPECT_TRUE(run(20s).empty());
}

TEST_F(ResponderTest, IgnoresCopiesAfterTheAck) {
    answer(receive(request_of(7)).ticket);
    answer(receive(request_of(9)).ticket);
    responder.ack({{{6, 8}}});
    const auto copy = receive(request_of(7));
    EXPECT_EQ(copy.verdict, RequestVerdict::duplicate);
    EXPECT_FALSE(copy.send);
    EXPECT_TRUE(receive(request_of(9)).send);
}

TEST_F(ResponderTest, TakesAcksOfAnyWidthInOnePass) {
    for (std::uint32_t id = 1; id <= 100; ++id) answer(receive(request_of(id)).ticket);
    responder.ack({{{50, 4'000'000'000U}, {40, 60}, {1, 0xFFFFFFFEU}, {10, 20}}});
    for (std::uint32_t id = 1; id <= 100; ++id) EXPECT_FALSE(receive(request_of(id)).send) << id;
    answer(receive(request_of(200)).ticket);
    responder.ack({{{300, 4'000'000'000U}}});
    EXPECT_TRUE(receive(request_of(200)).send);
}

TEST_F(ResponderTest, ForgetsAfterLongTimer) {
    const auto ticket = receive(request_of(7)).ticket;
    answer(ticket);
    run(29s);
    EXPECT_TRUE(receive(request_of(7)).send);
    run(3s);
    EXPECT_EQ(responder.remembered(), 0U);
    EXPECT_FALSE(responder.next_deadline());
    EXPECT_EQ(receive(request_of(7)).verdict, RequestVerdict::execute);
}

TEST_F(ResponderTest, ForgetsWhatIsNeverAnswered) {
    const auto ticket = receive(request_of(7)).ticket;
    run(32s);
    EXPECT_EQ(responder.remembered(), 0U);
    EXPECT_FALSE(answer(ticket));
}

TEST_F(ResponderTest, CountsLongTimerFromTheAnswer) {
    const auto ticket = receive(request_of(7)).ticket;
    run(20s);
    answer(ticket);
    run(25s);
    EXPECT_EQ(receive(request_of(7)).verdict, RequestVerdict::duplicate);
}

TEST_F(ResponderTest, TakesOneAnswerOnly) {
    const auto ticket = receive(request_of(7)).ticket;
    EXPECT_TRUE(answer(ticket));
    EXPECT_FALSE(answer(ticket));
    EXPECT_FALSE(answer({7, ticket.digest + 1}));
}

TEST_F(ResponderTest, RefusesWhatItCouldNotRemember) {
    ResponderSettings settings;
    settings.max_remembered = 2;
    responder = Responder{self, Form::compact, settings};
    receive(request_of(1));
    receive(request_of(2));
    EXPECT_EQ(receive(request_of(3)).verdict, RequestVerdict::overloaded);
    EXPECT_EQ(receive(request_of(2)).verdict, RequestVerdict::duplicate);
    now += 31s;
    EXPECT_EQ(receive(request_of(3)).verdict, RequestVerdict::execute) << "forgets without a tick";
}

TEST_F(ResponderTest, RefusesManyDifferentRequestsUnderOneId) {
    int executed = 0;
    for (int i = 0; i < 100; ++i)
        executed += receive(request_of(1, "ip/" + std::to_string(i))).verdict == RequestVerdict::execute ? 1 : 0;
    EXPECT_EQ(executed, 8);
}

TEST_F(ResponderTest, WakesNobodyForRequestsThatWereAnswered) {
    for (std::uint32_t id = 1; id <= 1000; ++id) answer(receive(request_of(id)).ticket);
    EXPECT_GE(*responder.next_deadline(), now + 30s);
}

}  // namespace
}  // namespace isfocus::h248
