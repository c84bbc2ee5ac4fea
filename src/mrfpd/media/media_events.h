#pragma once
#include <mutex>
#include <vector>

#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// What the media threads saw, on its way to the thread of H.248, which is woken by a descriptor. The lock is held to
/// append or to swap, never longer.
class MediaEvents {
public:
    /// Throws std::system_error.
    MediaEvents();
    ~MediaEvents();
    MediaEvents(const MediaEvents&) = delete;
    MediaEvents& operator=(const MediaEvents&) = delete;

    /// Called by a media thread: moves all out of `seen`, if there is anything. When the lock is just held by who takes
    /// them away, they stay for the next time.
    void post(std::vector<MediaEvent>& seen);
    /// Called by a media thread that has something to tell beside them.
    void wake() noexcept;
    /// Called by the thread of H.248.
    std::vector<MediaEvent> take();
    /// Readable while something waits.
    int fd() const noexcept { return fd_; }

private:
    int fd_ = -1;
    std::mutex mutex_;
    std::vector<MediaEvent> waiting_;
};

}  // namespace isfocus::mrfpd
