#include "outgoing.h"

/// An INVITE of the focus that is cancelled or released (RFC 3261 9.1; OUT-46, OUT-55, OUT-58).
namespace isfocus::test {
namespace {

using namespace focus;

TEST_F(InviteOut, CancelWaitsForAProvisionalResponse) {  // OUT-55, RFC 3261 9.1
    shows_repeats = true;
    const auto out = order();
    stack->invite(out);
    invited = expect("INVITE ");
    stack->cancel(out.dialog);
    expect("INVITE ");  // a retransmission: time went by
    EXPECT_FALSE(was_sent("CANCEL"));
    send(response(invited, "100 Trying", ""));
    const auto cancel = expect("CANCEL ");
    EXPECT_EQ(header(cancel, "Via"), header(invited, "Via"));
    EXPECT_EQ(header(cancel, "Accept-Contact"), header(invited, "Accept-Contact"));
    send(response(cancel, "200 OK", "b1"));
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 487);
    expect("ACK ");
}

TEST_F(InviteOut, CancelAfterRingingGoesOutAtOnce) {  // OUT-58
    const auto dialog = ringing();
    stack->cancel(dialog);
    stack->cancel(dialog);
    send(response(expect("CANCEL "), "200 OK", "b1"));
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 487);
}

TEST_F(InviteOut, CancelledWithoutAnyProvisionalIs408) {
    const auto out = order();
    stack->invite(out);
    expect("INVITE ");
    stack->cancel(out.dialog);
    EXPECT_EQ(await<InviteFailed>().status, 408);
    EXPECT_FALSE(was_sent("CANCEL"));
}

TEST_F(InviteOut, AnswerThatCrossesTheCancelIsReported) {  // OUT-46
    const auto dialog = ringing();
    stack->cancel(dialog);
    expect("CANCEL ");
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    EXPECT_EQ(await<InviteAnswered>().dialog, dialog);
    stack->acknowledge(dialog);
    stack->bye(dialog, "");
    expect("ACK ");
    send(response(expect("BYE "), "200 OK", ""));
    EXPECT_EQ(await<ByeAnswered>().dialog, dialog);
}

TEST_F(InviteOut, ReleasedWhileRingingIsCancelledAndALateAnswerEnded) {
    const auto dialog = ringing();
    stack->release(dialog);
    expect("CANCEL ");
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    expect("ACK ");
    send(response(expect("BYE "), "200 OK", ""));
    run_until([this] { return stack->counters().dialogs == 0; });
    EXPECT_EQ(stack->counters().dialogs, 0u);
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteOut, ReleasedBeforeTheAckIsAcknowledgedAndEnded) {
    const auto out = order();
    stack->invite(out);
    invited = expect("INVITE ");
    send(response(invited, "200 OK", "b1", sdp(), kAnswer));
    await<InviteAnswered>();
    stack->release(out.dialog);
    expect("ACK ");
    send(response(expect("BYE "), "200 OK", ""));
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteOut, ByeBeforeTheAnswerHasNoDialogToEnd) {
    const auto out = order();
    stack->invite(out);
    stack->bye(out.dialog, "");
    EXPECT_EQ(await<ByeAnswered>().status, 481);
    expect("INVITE ");
    EXPECT_FALSE(was_sent("BYE"));
}

}  // namespace
}  // namespace isfocus::test
