#include "mp.h"

/// Orders that take their time (mp-h248 1.4), and replies that come too late for them.
namespace isfocus::mrfp {
namespace {

TEST_F(Orders, ARequestIsRepeatedOctetForOctet) {
    reserve(1, 10);
    const auto add = expect_add();
    advance(700ms);
    EXPECT_EQ(next_datagram().octets, add.datagram.octets);
    reply_added(add);
    reply_added(add);  // a copy of the reply changes nothing
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(sent.empty());
}

TEST_F(Orders, AReplyAfterAPendingIsAcknowledged) {
    reserve(1, 10);
    const auto add = expect_add();
    mrfp_sends("Pending = " + std::to_string(add.id) + " { }");
    advance(1s);
    EXPECT_TRUE(sent.empty());
    reply(add.id, "ImmAckRequired, Context = 1 { Add = ip/1 { " + local() + " } }");
    const auto ack = next_message();
    EXPECT_TRUE(std::holds_alternative<h248::TransactionResponseAck>(ack.transactions.at(0)));
    expect_event<focus::MediaReserved>();
}

// mp-h248 1.4: the UE is not kept waiting for the end of H.248's retransmissions.
TEST_F(Orders, MediaThatDoesNotComeInTimeFailsAndIsSubtractedWhenItComes) {
    reserve(1, 10);
    const auto add = expect_add();
    advance(3900ms);
    EXPECT_TRUE(inbox.empty());
    advance(200ms);
    expect_failure(1, 503);
    EXPECT_EQ(client.counters().media_timeouts, 1U);
    sent.clear();
    reply_added(add);
    expect_subtract("ip/1");
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, AReplyToARequestGivenUpIsUndone) {
    reserve(1, 10);
    const auto add = expect_add();
    advance(15s);
    expect_failure(1, 503);
    sent.clear();
    reply_added(add, 3, "ip/9");
    EXPECT_EQ(expect_subtract("ip/9").context.value, 3U);
}

TEST_F(Orders, ALegThatWaitsForTheContextTimesOutToo) {
    reserve(1, 10);
    const auto add = expect_add();
    reserve(2, 10);
    advance(4100ms);
    expect_failure(1, 503);
    expect_failure(2, 503);
    sent.clear();
    reply_added(add);
    expect_subtract("ip/1");
    EXPECT_TRUE(sent.empty());
}

/// A wake-up for each order that was answered long ago would cost a busy isfocusd as much as the orders.
TEST_F(Orders, OnceAnOrderIsDoneNobodyIsWokenForIt) {
    establish(1, 10);
    reserve(2, 10);
    const auto add = expect_add();
    EXPECT_LE(*client.next_deadline(), now + 4s);
    reply_added(add, 1, "ip/2");
    EXPECT_GT(*client.next_deadline(), now + 4s);
    client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 0\r\n"));
    const auto modify = expect_modify();
    reply_error(modify, 430);
    EXPECT_GT(*client.next_deadline(), now + 4s);
}

}  // namespace
}  // namespace isfocus::mrfp
