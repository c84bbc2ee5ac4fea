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

}  // namespace
}  // namespace isfocus::test
