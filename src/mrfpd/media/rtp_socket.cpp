#include "rtp_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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

struct ReceiveBatch::Slots {
    struct Slot {
        std::array<std::uint8_t, kOctets> octets;
        sockaddr_storage from;
        iovec vector;
        alignas(cmsghdr) std::array<std::uint8_t, kControlOctets> control;
    };
    std::array<Slot, kSlots> slots;
    std::array<mmsghdr, kSlots> headers;
    std::array<Datagram, kSlots> datagrams;
    std::optional<std::uint32_t> drops;

    /// The kernel writes to all of it, so it is wired up anew before each call.
    void wire() noexcept {
        for (std::size_t i = 0; i < kSlots; ++i) {
            auto& slot = slots[i];
            slot.vector = {slot.octets.data(), slot.octets.size()};
            headers[i] = {};
            auto& header = headers[i].msg_hdr;
            header.msg_name = &slot.from;
            header.msg_namelen = sizeof slot.from;
            header.msg_iov = &slot.vector;
            header.msg_iovlen = 1;
            header.msg_control = slot.control.data();
            header.msg_controllen = slot.control.size();
        }
    }

    void read(std::size_t index, const Instant& now) noexcept {
        auto& header = headers[index].msg_hdr;
        auto& datagram = datagrams[index];
        datagram.from = h248::from_sockaddr(slots[index].from).value_or(h248::Endpoint{});
        datagram.arrived = now.monotonic;
        const std::size_t length = (header.msg_flags & MSG_TRUNC) != 0 ? 0 : headers[index].msg_len;
        datagram.octets = std::span{slots[index].octets}.first(length);
        for (auto* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
            if (item->cmsg_level != SOL_SOCKET) continue;
            if (item->cmsg_type == SCM_TIMESTAMPNS) {
                timespec time{};
                std::memcpy(&time, CMSG_DATA(item), sizeof time);
                datagram.arrived = arrival(since_epoch(time), now);
            } else if (item->cmsg_type == SO_RXQ_OVFL) {
                std::memcpy(&drops.emplace(), CMSG_DATA(item), sizeof(std::uint32_t));
            }
        }
    }
};

ReceiveBatch::ReceiveBatch() : slots_(std::make_unique<Slots>()) {}
ReceiveBatch::~ReceiveBatch() = default;

std::size_t ReceiveBatch::receive(int fd, const Instant& now) noexcept {
    slots_->wire();
    slots_->drops.reset();
    const int taken = recvmmsg(fd, slots_->headers.data(), kSlots, MSG_DONTWAIT, nullptr);
    const auto count = taken > 0 ? static_cast<std::size_t>(taken) : 0;
    for (std::size_t i = 0; i < count; ++i) slots_->read(i, now);
    return count;
}

const Datagram& ReceiveBatch::operator[](std::size_t index) const noexcept {
    return slots_->datagrams[index];
}

std::optional<std::uint32_t> ReceiveBatch::kernel_drops() const noexcept {
    return slots_->drops;
}

Result<RtpSocket, int> RtpSocket::open(const h248::Endpoint& local) {
    const int fd = socket(local.is_ip6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Result<RtpSocket, int>{int{errno}};
    RtpSocket result{fd};
    const int on = 1;
    if (local.is_ip6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(h248::to_sockaddr(local, address));
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) return Result<RtpSocket, int>{int{errno}};
    return Result<RtpSocket, int>{std::move(result)};
}

RtpSocket::RtpSocket(RtpSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

RtpSocket& RtpSocket::operator=(RtpSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

RtpSocket::~RtpSocket() {
    if (fd_ >= 0) close(fd_);
}

int RtpSocket::send(const h248::Endpoint& to, std::span<const std::uint8_t> octets) const noexcept {
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(h248::to_sockaddr(to, address));
    const auto sent = sendto(fd_, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), size);
    return sent >= 0 ? 0 : errno;
}

bool RtpSocket::has_address() const noexcept {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &size) != 0) return true;
    auto local = h248::from_sockaddr(name);
    if (!local) return true;
    local->port = 0;
    const auto other = open(*local);
    return other || other.error() != EADDRNOTAVAIL;
}

}  // namespace isfocus::mrfpd
