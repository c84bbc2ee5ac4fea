#include "media_events.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr std::size_t kMostWaiting = 100'000;  // more than anybody will ever take away

}  // namespace

MediaEvents::MediaEvents() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

MediaEvents::~MediaEvents() {
    close(fd_);
}

void MediaEvents::post(std::vector<MediaEvent>& seen) {
    if (seen.empty()) return;
    {
        const std::unique_lock lock{mutex_, std::try_to_lock};
        if (!lock) return;
        if (waiting_.size() < kMostWaiting) waiting_.insert(waiting_.end(), seen.begin(), seen.end());
    }
    seen.clear();
    wake();
}

void MediaEvents::wake() noexcept {
    eventfd_write(fd_, 1);
}

std::vector<MediaEvent> MediaEvents::take() {
    eventfd_t count = 0;
    eventfd_read(fd_, &count);
    const std::lock_guard lock{mutex_};
    return std::exchange(waiting_, {});
}

}  // namespace isfocus::mrfpd
