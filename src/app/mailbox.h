#pragma once
#include <mutex>
#include <vector>

#include "isfocus/focus/event.h"

namespace isfocus::app {

/// Events from threads other than the focus's, on their way to its Inbox. Whoever posts waits for nothing but another
/// that posts, and the focus's thread has a descriptor to poll.
class Mailbox {
public:
    /// Throws std::system_error when there is no eventfd to be had.
    Mailbox();
    ~Mailbox();
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// Any thread.
    void post(focus::Event event);
    /// The same with nothing: the focus's thread looks around. Any thread.
    void wake();

    /// Readable when something is there.
    int fd() const noexcept { return fd_; }
    /// The focus's thread: moves all that is there into the Inbox, in its order.
    void deliver(focus::Inbox& inbox);

private:
    int fd_ = -1;
    std::mutex mutex_;
    std::vector<focus::Event> events_;
};

}  // namespace isfocus::app
