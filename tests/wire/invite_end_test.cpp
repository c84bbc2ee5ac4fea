#include "outgoing.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// How an INVITE of the focus ends, when it is not as simple as one final response.
class InviteEnd : public Outgoing {
protected:
    /// Calls Bob, who only says so much; leaves his INVITE in `invited`.
    DialogId ring(std::string_view status = "180 Ringing") {
        const auto out = order();
        stack->invite(out);
        invited = expect("INVITE ");
        send(response(invited, status, "b1"));
        if (!status.starts_with("100")) await<InviteProgress>();
        return out.dialog;
    }

    void answer(std::string_view to_tag) { send(response(invited, "200 OK", to_tag, sdp(), kAnswer)); }

    /// An ACK and a BYE come for the branch with this tag, in this order.
    void expect_end_of_branch(std::string_view to_tag) {
        EXPECT_EQ(tag_of(header(expect("ACK "), "To")), to_tag);
        const auto bye = expect("BYE ");
        EXPECT_EQ(tag_of(header(bye, "To")), to_tag);
        send(response(bye, "200 OK", ""));
    }

    static constexpr std::chrono::milliseconds k64T1{64 * 20};
};

TEST_F(InviteEnd, ProgressOfEveryBranchIsReportedAndAnyOfThemMayAnswer_OUT43) {  // RFC 3261 13.2.2.4
    for (const char* answering : {"early-1", "early-2", "never-seen"}) {
        const auto out = order();
        stack->invite(out);
        invited = expect("INVITE ");
        send(response(invited, "180 Ringing", "early-1"));
        EXPECT_EQ(await<InviteProgress>().status, 180);
        send(response(invited, "183 Session Progress", "early-2"));
        EXPECT_EQ(await<InviteProgress>().status, 183);
        send(response(invited, "181 Forwarded", "early-1"));
        EXPECT_EQ(await<InviteProgress>().status, 181);
        answer(answering);
        EXPECT_EQ(await<InviteAnswered>().dialog, out.dialog);
        stack->acknowledge(out.dialog);
        EXPECT_EQ(tag_of(header(expect("ACK "), "To")), answering);
        stack->bye(out.dialog, "");
        const auto bye = expect("BYE ");
        EXPECT_EQ(tag_of(header(bye, "To")), answering);
        send(response(bye, "200 OK", ""));
        await<ByeAnswered>();
    }
}

TEST_F(InviteEnd, RefusalEndsAllBranches_OUT43) {
    ring();
    send(response(invited, "180 Ringing", "b2"));
    await<InviteProgress>();
    send(response(invited, "603 Decline", "b2"));
    EXPECT_EQ(await<InviteFailed>().status, 603);
    expect("ACK ");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteEnd, SecondAnswerBeforeTheAckIsEnded_OUT45) {
    const DialogId dialog = ring();
    answer("b1");
    await<InviteAnswered>();
    answer("b2");
    expect_end_of_branch("b2");
    stack->acknowledge(dialog);
    EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "b1");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteEnd, AnswersOfSeveralOtherBranchesAreEnded_OUT45) {
    establish();
    for (const char* tag : {"b2", "b3"}) {
        answer(tag);
        expect_end_of_branch(tag);
    }
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteEnd, RepeatedAnswerThatCrossedTheCancelIsAcknowledgedAgain_OUT46) {
    shows_repeats = true;
    const DialogId dialog = ring();
    stack->cancel(dialog);
    send(response(expect("CANCEL "), "481 Gone", ""));
    answer("b1");
    await<InviteAnswered>();
    stack->acknowledge(dialog);
    acked = expect("ACK ");
    answer("b1");
    EXPECT_EQ(tag_of(header(expect("ACK "), "To")), "b1");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteEnd, TryingStopsTheTimersAndThePatienceOfTheFocusEndsIt_OUT40) {
    const DialogId dialog = ring("100 Trying");
    wait(k64T1 + std::chrono::milliseconds(200));
    EXPECT_TRUE(events.empty());    // no Timer B
    EXPECT_TRUE(received.empty());  // no Timer A
    stack->cancel(dialog);
    send(response(expect("CANCEL "), "200 OK", "b1"));
    send(response(invited, "487 Request Terminated", "b1"));
    EXPECT_EQ(await<InviteFailed>().status, 487);
}

TEST_F(InviteEnd, SilenceAfterTheCancelIsGivenUpAfter64T1_OUT55) {  // RFC 3261 9.1
    for (const char* status : {"100 Trying", "180 Ringing"}) {
        const DialogId dialog = ring(status);
        stack->cancel(dialog);
        send(response(expect("CANCEL "), "200 OK", "b1"));
        const auto sent = std::chrono::steady_clock::now();
        const auto failed = await<InviteFailed>();
        EXPECT_EQ(failed.dialog, dialog);
        EXPECT_EQ(failed.status, 487);
        EXPECT_GE(std::chrono::steady_clock::now() - sent, k64T1 - std::chrono::milliseconds(50));
        stack->release(dialog);
        run_until([this] { return stack->counters().dialogs == 0; });
        EXPECT_EQ(stack->counters().client_transactions, 0u);
    }
}

TEST_F(InviteEnd, CancelThatNobodyAnswersIsGivenUpToo_OUT55) {
    const DialogId dialog = ring();
    stack->cancel(dialog);
    expect("CANCEL ");
    EXPECT_EQ(await<InviteFailed>().status, 487);
    wait(std::chrono::milliseconds(100));
    EXPECT_TRUE(events.empty());  // not again at the end of the CANCEL's own timer
}

TEST_F(InviteEnd, CancelThatWaitedHasItsWholeTime_OUT55) {
    const auto out = order();
    stack->invite(out);
    invited = expect("INVITE ");
    stack->cancel(out.dialog);
    wait(k64T1 / 2);
    send(response(invited, "100 Trying", ""));
    expect("CANCEL ");
    const auto sent = std::chrono::steady_clock::now();
    EXPECT_EQ(await<InviteFailed>().status, 487);
    EXPECT_GE(std::chrono::steady_clock::now() - sent, k64T1 - std::chrono::milliseconds(50));
}

TEST_F(InviteEnd, AnswerAfterTheCancelWasGivenUpIsEnded_OUT46_OUT55) {
    const DialogId dialog = ring();
    stack->cancel(dialog);
    await<InviteFailed>();
    stack->release(dialog);
    wait(std::chrono::milliseconds(20));
    answer("b1");
    expect_end_of_branch("b1");
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteEnd, ReleasedWhileRingingIsForgottenThoughNothingComes_OUT55) {
    const DialogId dialog = ring();
    stack->release(dialog);
    expect("CANCEL ");
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_EQ(stack->counters().client_transactions, 0u);
    EXPECT_TRUE(events.empty());
}

TEST_F(InviteEnd, UnknownExtensionIsFinalAndReplacesIsNeverDropped_OUT50) {  // RFC 3261 8.1.3.5
    stack->invite(order());
    invited = expect("INVITE ");
    EXPECT_EQ(header(invited, "Require"), "replaces");
    send(response(invited, "420 Bad Extension", "b1", "Unsupported: replaces\n"));
    EXPECT_EQ(await<InviteFailed>().status, 420);
    expect("ACK ");
    wait(std::chrono::milliseconds(100));
    EXPECT_FALSE(was_sent("INVITE "));
    EXPECT_TRUE(received.empty());
}

}  // namespace
}  // namespace isfocus::test
