#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "isfocus/base/descriptor.h"
#include "isfocus/base/result.h"
#include "isfocus/h248/endpoint.h"

namespace isfocus::h248 {

struct SocketError {
    int code = 0;      ///< errno
    std::string text;  ///< what failed, with the address
};

/// What the operator must see: a socket that overflows drops messages in silence otherwise.
struct UdpCounters {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    std::uint64_t send_failures = 0;      ///< refused by the kernel (full buffer, unreachable): sent again by timer
    std::uint64_t dropped_by_kernel = 0;  ///< receive buffer was full (SO_RXQ_OVFL)
    std::uint64_t truncated = 0;          ///< longer than kMaxMessageOctets: not delivered

    friend bool operator==(const UdpCounters&, const UdpCounters&) = default;
};

/// A bound, non-blocking UDP socket. It has no loop: the owner watches fd() for reading and calls receive().
class UdpSocket {
public:
    /// Port 0 takes any. `buffer_octets` is asked for in both directions; the kernel may give less (net.core.rmem_max,
    /// wmem_max).
    static Result<UdpSocket, SocketError> open(const Endpoint& local, std::size_t buffer_octets = 4U << 20U);

    UdpSocket(UdpSocket&&) noexcept;
    UdpSocket& operator=(UdpSocket&&) noexcept;
    ~UdpSocket();

    int fd() const noexcept { return fd_.get(); }
    const Endpoint& local() const noexcept { return local_; }

    /// One datagram. False if the kernel did not take it (counted).
    bool send(const Endpoint& to, std::string_view octets);

    using Receiver = std::function<void(const Endpoint& from, std::string_view octets)>;
    /// Hands over what is waiting, at most one batch, so that one busy peer cannot hold the loop; returns how many.
    /// The octets are valid during the call alone. The receiver may send, but not destroy the socket.
    std::size_t receive(const Receiver& receiver);

    const UdpCounters& counters() const noexcept { return counters_; }

private:
    struct Batch;
    UdpSocket(Descriptor fd, const Endpoint& local);
    void ask_for_buffers(std::size_t octets) const;
    void count_drops(std::uint32_t total);

    Descriptor fd_;
    Endpoint local_;
    std::unique_ptr<Batch> batch_;
    UdpCounters counters_;
};

}  // namespace isfocus::h248
