#include "outgoing.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// Requests of the focus within a dialog, and that each of them ends.
class InDialog : public Outgoing {
protected:
    NotifyOrder notify_order(DialogId dialog) {
        return {.subscription = SubscriptionId{9}, .dialog = dialog, .contact = uri(kConference), .event = "refer"};
    }
};

TEST_F(InDialog, RefusedNotifyTellsWhenToTryAgain_NTF16) {
    const DialogId dialog = establish();
    stack->notify(notify_order(dialog));
    send(response(expect("NOTIFY "), "503 Busy", "", "Retry-After: 7 (reloading);duration=60\n"));
    const auto later = await<NotifyAnswered>();
    EXPECT_EQ(later.status, 503);
    EXPECT_EQ(later.retry_after, std::chrono::seconds(7));

    stack->notify(notify_order(dialog));
    send(response(expect("NOTIFY "), "480 Away", "", "Retry-After: 3600\n"));
    EXPECT_EQ(await<NotifyAnswered>().retry_after, std::chrono::seconds(3600));

    stack->notify(notify_order(dialog));
    send(response(expect("NOTIFY "), "500 Broken", "", "Retry-After: soon\n"));
    const auto never = await<NotifyAnswered>();
    EXPECT_EQ(never.status, 500);
    EXPECT_FALSE(never.retry_after);
}

TEST_F(InDialog, ProbeAsksByOptionsAndReportsTheStatus_NTF13) {  // RFC 5057 5.1
    const DialogId dialog = establish();
    stack->probe(dialog);
    const auto options = expect("OPTIONS sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ";gr=1%41 SIP/2.0");
    EXPECT_EQ(header(options, "From"), header(invited, "From"));
    EXPECT_EQ(tag_of(header(options, "To")), "b1");
    EXPECT_EQ(header(options, "Call-ID"), header(invited, "Call-ID"));
    EXPECT_EQ(header(options, "CSeq"), std::to_string(std::stoi(header(invited, "CSeq")) + 1) + " OPTIONS");
    EXPECT_EQ(header(options, "Max-Forwards"), "70");
    EXPECT_EQ(header(options, "Accept"), "application/sdp");  // RFC 3261 11.1
    EXPECT_NE(header(options, "Supported"), "");
    EXPECT_TRUE(header(options, "P-Charging-Vector").starts_with("icid-value="));
    EXPECT_EQ(header(options, "Content-Length"), "0");
    send(response(options, "200 OK", "", "Allow: INVITE\n"));
    const auto alive = await<ProbeAnswered>();
    EXPECT_EQ(alive.dialog, dialog);
    EXPECT_EQ(alive.status, 200);

    stack->probe(dialog);
    send(response(expect("OPTIONS "), "481 Gone", ""));
    EXPECT_EQ(await<ProbeAnswered>().status, 481);
}

TEST_F(InDialog, ProbeThatNobodyAnswersIs408_NTF13) {
    const DialogId dialog = establish();
    stack->probe(dialog);
    const auto silent = await<ProbeAnswered>();
    EXPECT_EQ(silent.dialog, dialog);
    EXPECT_EQ(silent.status, 408);
}

TEST_F(InDialog, ProbeOfWhatIsNoDialogIs481) {
    stack->probe(DialogId{77});
    EXPECT_EQ(await<ProbeAnswered>().dialog, DialogId{77});
    const auto out = order();
    stack->invite(out);
    stack->probe(out.dialog);
    EXPECT_EQ(await<ProbeAnswered>().status, 481);
}

TEST_F(InDialog, ProbeOfAReleasedDialogIsReportedNoMore_NTF13) {
    const DialogId dialog = establish();
    stack->probe(dialog);
    const auto options = expect("OPTIONS ");
    stack->release(dialog);
    send(response(options, "200 OK", ""));
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_TRUE(events.empty());
    stack->probe(dialog);
    EXPECT_EQ(await<ProbeAnswered>().status, 481);
}

TEST_F(InDialog, ByeAlwaysEndsInItsStatus) {  // RFC 3261 15.1.1
    for (const char* status : {"200 OK", "481 Gone", "408 Request Timeout", "503 Bad Day", "603 Never"}) {
        const DialogId dialog = establish();
        stack->bye(dialog, "");
        const auto bye = expect("BYE ");
        send(response(bye, "100 Trying", ""));
        send(response(bye, status, ""));
        send(response(bye, "200 OK", ""));
        const auto answered = await<ByeAnswered>();
        EXPECT_EQ(answered.dialog, dialog);
        EXPECT_EQ(std::to_string(answered.status), std::string(status).substr(0, 3));
    }
    wait(std::chrono::milliseconds(50));
    EXPECT_TRUE(events.empty());
}

TEST_F(InDialog, ByeThatNobodyAnswersIs408) {
    const DialogId dialog = establish();
    stack->bye(dialog, "");
    const auto answered = await<ByeAnswered>();
    EXPECT_EQ(answered.dialog, dialog);
    EXPECT_EQ(answered.status, 408);
    EXPECT_EQ(stack->counters().client_transactions, 0u);
}

TEST_F(InDialog, NotifyEndsInExactlyOneAnswer) {
    const DialogId dialog = establish();
    stack->notify(notify_order(dialog));
    const auto notify = expect("NOTIFY ");
    send(response(notify, "100 Trying", ""));
    send(response(notify, "200 OK", ""));
    send(response(notify, "200 OK", ""));
    send(response(notify, "481 Gone", ""));
    const auto answered = await<NotifyAnswered>();
    EXPECT_EQ(answered.subscription, SubscriptionId{9});
    EXPECT_EQ(answered.status, 200);
    wait(std::chrono::milliseconds(50));
    EXPECT_TRUE(events.empty());
}

TEST_F(InDialog, NotifiesUnderWayTogetherEndEachInItsOwnAnswer) {
    const DialogId dialog = establish();
    auto order = notify_order(dialog);
    stack->notify(order);
    order.subscription = SubscriptionId{10};
    stack->notify(order);
    const auto first = expect("NOTIFY "), second = expect("NOTIFY ");
    send(response(second, "200 OK", ""));
    EXPECT_EQ(await<NotifyAnswered>().subscription, SubscriptionId{10});
    send(response(first, "481 Gone", ""));
    EXPECT_EQ(await<NotifyAnswered>().subscription, SubscriptionId{9});
}

TEST_F(InDialog, WhatCannotBeSentIs503_OUT56) {
    const auto out = order();
    stack->invite(out);
    invited = expect("INVITE ");
    // A socket on loopback cannot send there, which the library tells before it has made the transaction.
    send(response(invited, "200 OK", "b1", "Contact: <sip:bob@192.0.2.1>\nContent-Type: application/sdp\n", kAnswer));
    await<InviteAnswered>();
    stack->acknowledge(out.dialog);
    stack->notify(notify_order(out.dialog));
    EXPECT_EQ(await<NotifyAnswered>().status, 503);
    stack->probe(out.dialog);
    EXPECT_EQ(await<ProbeAnswered>().status, 503);
    stack->bye(out.dialog, "");
    EXPECT_EQ(await<ByeAnswered>().status, 503);
    stack->release(out.dialog);
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_TRUE(events.empty());
}

TEST_F(InDialog, NothingUnderWayInAReleasedDialogIsReported) {
    const DialogId dialog = establish();
    stack->notify(notify_order(dialog));
    stack->bye(dialog, "");
    const auto notify = expect("NOTIFY ");
    expect("BYE ");
    stack->release(dialog);
    send(response(notify, "500 Broken", "", "Retry-After: 5\n"));
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));  // the BYE by its timeout
    EXPECT_EQ(stack->counters().client_transactions, 0u);
    EXPECT_TRUE(events.empty());
}

}  // namespace
}  // namespace isfocus::test
