#include "app/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace isfocus::app {

Mailbox::Mailbox() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Mailbox::~Mailbox() {
    close(fd_);
}

void Mailbox::post(focus::Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    wake();
}

void Mailbox::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);  // fails only when it is readable already
}

void Mailbox::deliver(focus::Inbox& inbox) {
    std::vector<focus::Event> events;
    {
        const std::lock_guard lock(mutex_);
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = read(fd_, &count, sizeof count);  // fails only when nothing is there
        events.swap(events_);
    }
    for (auto& event : events) inbox.post(std::move(event));
}

}  // namespace isfocus::app
