#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "isfocus/base/descriptor.h"
#include "isfocus/base/result.h"
#include "isfocus/h248/endpoint.h"

namespace isfocus::mrfpd {

/// The two clocks at one moment: what we count by, and what the kernel and NTP timestamps show.
struct Instant {
    std::chrono::nanoseconds monotonic{0};
    std::chrono::nanoseconds wall{0};  ///< since 1970

    static Instant now() noexcept;
};

struct Datagram {
    h248::Endpoint from;
    std::chrono::nanoseconds arrived{0};   ///< monotonic
    std::span<const std::uint8_t> octets;  ///< valid during the call; empty when it was longer than we take
};

/// Room for one batch of datagrams, shared by the sockets of a thread.
class ReceiveBatch {
public:
    static constexpr std::size_t kSlots = 8;
    static constexpr std::size_t kOctets = 2048;

    ReceiveBatch();
    ~ReceiveBatch();
    ReceiveBatch(const ReceiveBatch&) = delete;
    ReceiveBatch& operator=(const ReceiveBatch&) = delete;

    /// Takes what waits at `fd`, at most kSlots datagrams; returns how many. operator[] gives them.
    std::size_t receive(int fd, const Instant& now) noexcept;
    const Datagram& operator[](std::size_t index) const noexcept;
    /// What the kernel dropped since the socket was made for want of room, as far as the last batch tells; wraps.
    std::optional<std::uint32_t> kernel_drops() const noexcept;

private:
    struct Slots;
    std::unique_ptr<Slots> slots_;
};

/// One bound UDP socket, never blocking. Movable.
class RtpSocket {
public:
    /// The error is an errno. What is sent is marked with `dscp` as far as the kernel lets us.
    static Result<RtpSocket, int> open(const h248::Endpoint& local, int dscp = 0);

    int fd() const noexcept { return fd_.get(); }
    /// 0, or the errno with which the kernel did not take it; nothing is kept for later.
    int send(const h248::Endpoint& to, std::span<const std::uint8_t> octets) const noexcept;

    /// Whether this host still has the address to which it is bound. As far as one can tell: it is asked for another
    /// port there.
    bool has_address() const noexcept;

private:
    explicit RtpSocket(Descriptor fd) noexcept : fd_(std::move(fd)) {}
    Descriptor fd_;
};

struct SocketPair {
    RtpSocket rtp;
    RtpSocket rtcp;
};

}  // namespace isfocus::mrfpd
