#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "comfort_noise.h"
#include "listeners.h"
#include "media_termination.h"
#include "mixer.h"

struct epoll_event;

namespace isfocus::mrfpd {

/// All that happens in 20 ms: what came in is read, each conference is mixed, and then what goes out is sent, all at
/// once, so that it does not depend on what it took to encode which packet leaves when. Has no clock and no thread of
/// its own. What ends in an exception, for want of memory, ends for the termination that it was done for: it goes out
/// of service, and the others hear each other as before. What waits in the sockets is read at the tick and not before:
/// it could not be played earlier, the kernel has stamped its arrival, and the thread wakes 50 times a second instead
/// of once per packet.
class MediaEngine {
public:
    /// Throws std::system_error when there is no epoll.
    MediaEngine();
    ~MediaEngine();
    MediaEngine(const MediaEngine&) = delete;
    MediaEngine& operator=(const MediaEngine&) = delete;

    void open(std::uint32_t termination, SocketPair sockets, const StreamIdentity& identity,
              std::shared_ptr<MediaCounters> counters, const Instant& now);
    /// Context 0 is none: such a termination is not mixed.
    void apply(std::uint32_t termination, const Stream& stream, const Instant& now);
    void close(std::uint32_t termination, const Instant& now);
    void close_all(const Instant& now);

    /// The first part of a tick: reads, mixes, encodes. `is_strained`: as cheaply as may be (Strain).
    void prepare(const Instant& now, bool is_strained = false);
    /// The other part: sends what was prepared, and the reports that are due.
    void send(const Instant& now);
    /// What was seen; who reads it empties it.
    std::vector<MediaEvent>& seen() noexcept { return seen_; }
    /// Time went on without a tick.
    void skip(std::uint32_t ticks);

    /// Datagrams that the kernel dropped because nobody read them in time. Readable from any thread.
    std::uint64_t datagrams_dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

private:
    struct Leg;
    struct Port {
        Leg* leg = nullptr;
        bool is_rtcp = false;
        std::uint32_t drops = 0;
    };
    struct Leg {
        MediaTermination termination;
        Port rtp, rtcp;
    };

    int watch(int fd, Port& port);
    void unwatch(const SocketPair& sockets);
    void receive(const Instant& now);
    void receive(Port& port, const Instant& now);
    void count_drops(Port& port);
    struct Conference {
        std::vector<MediaTermination*> members;
        Listeners listeners;
        PerRate<ComfortNoise> background;
    };

    /// A packet that is ready. Its termination is there as long as it is: none is closed within a tick.
    struct Packet {
        MediaTermination* termination = nullptr;
        std::size_t size = 0;
        RtpSender::Octets octets;
    };

    template <class Function>
    static void contain(MediaTermination& termination, Function function) noexcept;
    void tell_failed(MediaTermination& termination, const Instant& now) noexcept;
    void make_room(std::size_t legs);
    void mix(Conference& conference);
    void listen(MediaTermination& member, std::size_t place, double& noise, const PerRate<bool>& wanted);
    void add_background(Conference& conference, double noise, const PerRate<bool>& wanted);
    void choose(Conference& conference, MediaTermination& member, std::size_t place);
    void speak(Conference& conference, MediaTermination& member, std::size_t place);
    void write(MediaTermination& termination, std::span<const std::uint8_t> payload);
    void send_sound(MediaTermination& member, const Format& format, Sum sound, Sum heard);
    bool talks(std::size_t place, Rate rate) const noexcept { return !spoken_[place][rate].empty(); }
    Mix heard(std::size_t place, Rate rate) noexcept;
    void join(MediaTermination& termination);
    void leave(MediaTermination& termination) noexcept;

    int epoll_ = -1;
    std::vector<MediaEvent> seen_;
    std::unordered_map<std::uint32_t, std::unique_ptr<Leg>> legs_;
    std::map<std::uint32_t, Conference> contexts_;
    std::vector<epoll_event> ready_;
    std::vector<PerRate<Samples>> spoken_;  ///< by the members of a conference; empty: nothing
    std::vector<Sum> sounds_;               ///< that their terminations play to their users; empty: none
    std::vector<Packet> packets_;           ///< slots, which are kept
    int take_overs_left_ = 0;               ///< in this tick
    std::uint32_t tick_ = 0;                ///< that runs, or ran last; those count that did not take place
    bool is_strained_ = false;              ///< in this tick
    std::size_t written_ = 0;               ///< of them, in this tick
    ReceiveBatch batch_;
    PerRate<Mixer> mixers_;
    std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace isfocus::mrfpd
