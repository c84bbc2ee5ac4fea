#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "media_events.h"
#include "media_thread.h"
#include "mrfpd/media_port.h"
#include "placement.h"
#include "port_pool.h"

namespace isfocus::mrfpd {

/// A line for the operator, about something that should not be: `media ...`.
using MediaLog = std::function<void(const std::string& line)>;

/// RTP for all terminations of this MRFP: one UDP port pair each, 20 ms packets, mixed N-1 per context.
///
/// All of this class runs in the thread that calls it, that of H.248, and in no other; it binds the sockets and chooses
/// the ports. Each conference has one of the media threads (media_thread.h), which gets its orders through a queue and
/// shares nothing else with it but the counters of a termination, which are atomic. An unknown termination is ignored,
/// and has empty statistics.
class MediaPlane final : public MediaPort {
public:
    using Clock = std::chrono::steady_clock;

    /// `address` without brackets is bound and must be one of this host's; `first_port`..`last_port` hold the pairs.
    /// `threads` mix, 0: as many as there are cores. What is sent is marked with `dscp`, as far
    /// as the kernel does it. Throws std::invalid_argument or std::system_error.
    MediaPlane(const std::string& address, std::uint16_t first_port, std::uint16_t last_port, MediaLog log,
               std::size_t threads = 1, int dscp = 0);
    /// As end().
    ~MediaPlane() override;
    MediaPlane(const MediaPlane&) = delete;
    MediaPlane& operator=(const MediaPlane&) = delete;

    /// Says BYE on every termination and ends the media threads: nothing more is heard or sent. One that hangs is given
    /// a second. False: it has not ended, as the log says, and is left alone with what it uses. Then the process should
    /// end without destroying what is static.
    bool end();

    /// Skips pairs that another program holds, but does not try all of many. A termination that exists is closed first.
    std::optional<std::uint16_t> open(std::uint32_t termination) override;
    /// Its sockets are read from the first time on that it has a context, which it then keeps.
    void apply(std::uint32_t termination, const Stream& stream) override;
    Statistics statistics(std::uint32_t termination) const override;
    std::vector<MediaEvent> take_events() override { return events_->take(); }
    /// Readable when there are events to be taken, or a media thread has something else to tell.
    int event_fd() const noexcept { return events_->fd(); }
    /// The statistics go with it: read them before.
    void close(std::uint32_t termination) override;

    /// Looks how the media threads do: the log tells of it, and new conferences avoid one that hangs. To be called when
    /// next_look() has come, and after events.
    void look_after_threads();
    /// One that hangs wakes nobody. While nothing is open, nobody needs it.
    Clock::time_point next_look() const noexcept;

    /// As of the last look. What the operator should see growing when the machine is too small.
    struct Overload {
        std::uint64_t ticks_missed = 0;
        std::uint64_t datagrams_dropped = 0;  ///< by the kernel, on our sockets
    };
    Overload overload() const noexcept;
    std::size_t threads() const noexcept { return threads_.size(); }

private:
    struct Opened {
        std::uint16_t rtp_port;
        Clock::time_point since;
        std::shared_ptr<MediaCounters> counters;
        std::optional<SocketPair> sockets;  ///< until a thread takes them
        std::uint32_t context = 0;          ///< 0: none yet, and no thread
        std::uint32_t cost = 0;
        std::size_t thread = 0;
    };

    /// Port pairs that could not be bound for one termination.
    struct Unbound {
        int count = 0;
        std::uint16_t first = 0;
        int error = 0;  ///< errno of the last
    };
    void tell(const Unbound& unbound) const;
    Result<SocketPair, int> bind_pair(std::uint16_t rtp_port) const;

    h248::Endpoint local_;
    int dscp_;
    MediaLog log_;
    PortPool ports_;
    std::unordered_map<std::uint32_t, Opened> opened_;
    Placement placement_;
    std::shared_ptr<MediaEvents> events_ = std::make_shared<MediaEvents>();
    std::vector<ThreadWatch> watches_;  ///< of the threads
    Clock::time_point looked_{};
    std::vector<std::unique_ptr<MediaThread>> threads_;
    std::optional<bool> has_ended_;  ///< what came of end()
};

}  // namespace isfocus::mrfpd
