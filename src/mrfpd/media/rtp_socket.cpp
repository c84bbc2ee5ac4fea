#include "rtp_socket.h"
#include "isfocus/base/dscp.h"
#include "isfocus/h248/datagram_batch.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr std::size_t kControlOctets = CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(std::uint32_t));

std::chrono::nanoseconds since_epoch(const timespec& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

std::chrono::nanoseconds clock_time(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return since_epoch(time);
}

/// A kernel timestamp on our monotonic clock. A wall clock that was set meanwhile must not lead far astray.
std::chrono::nanoseconds arrival(std::chrono::nanoseconds wall, const Instant& now) {
    using namespace std::chrono_literals;
    return now.monotonic - std::clamp<std::chrono::nanoseconds>(now.wall - wall, 0s, 1s);
}

}  // namespace

Instant Instant::now() noexcept {
    return {clock_time(CLOCK_MONOTONIC), clock_time(CLOCK_REALTIME)};
}

struct ReceiveBatch::Slots : h248::DatagramBatch<std::uint8_t, kSlots, kOctets, kControlOctets> {
    std::array<Datagram, kSlots> datagrams;
    std::optional<std::uint32_t> drops;

    void read(std::size_t index, const Instant& now) noexcept {
        auto& datagram = datagrams[index];
        datagram.from = h248::from_sockaddr(slots[index].from).value_or(h248::Endpoint{});
        datagram.arrived = now.monotonic;
        const std::size_t length = is_truncated(index) ? 0 : headers[index].msg_len;
        datagram.octets = std::span{slots[index].octets}.first(length);
        for_each_control(index, [&](int type, const std::uint8_t* data) {
            if (type == SCM_TIMESTAMPNS) {
                timespec time{};
                std::memcpy(&time, data, sizeof time);
                datagram.arrived = arrival(since_epoch(time), now);
            } else if (type == SO_RXQ_OVFL) {
                std::memcpy(&drops.emplace(), data, sizeof(std::uint32_t));
            }
        });
    }
};

ReceiveBatch::ReceiveBatch() : slots_(std::make_unique<Slots>()) {}
ReceiveBatch::~ReceiveBatch() = default;

std::size_t ReceiveBatch::receive(int fd, const Instant& now) noexcept {
    slots_->drops.reset();
    const auto count = slots_->receive(fd);
    for (std::size_t i = 0; i < count; ++i) slots_->read(i, now);
    return count;
}

const Datagram& ReceiveBatch::operator[](std::size_t index) const noexcept {
    return slots_->datagrams[index];
}

std::optional<std::uint32_t> ReceiveBatch::kernel_drops() const noexcept {
    return slots_->drops;
}

Result<RtpSocket, int> RtpSocket::open(const h248::Endpoint& local, int dscp) {
    Descriptor socket{::socket(local.is_ip6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket) return Result<RtpSocket, int>{int{errno}};
    const int fd = socket.get();
    const int on = 1;
    if (local.is_ip6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    mark(fd, local.is_ip6, dscp);
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(h248::to_sockaddr(local, address));
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) return Result<RtpSocket, int>{int{errno}};
    return Result<RtpSocket, int>{RtpSocket{std::move(socket)}};
}

int RtpSocket::send(const h248::Endpoint& to, std::span<const std::uint8_t> octets) const noexcept {
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(h248::to_sockaddr(to, address));
    const auto sent = sendto(fd_.get(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), size);
    return sent >= 0 ? 0 : errno;
}

bool RtpSocket::has_address() const noexcept {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return true;
    auto local = h248::from_sockaddr(name);
    if (!local) return true;
    local->port = 0;
    const auto other = open(*local);
    return other || other.error() != EADDRNOTAVAIL;
}

}  // namespace isfocus::mrfpd
