#include "isfocus/h248/udp.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "isfocus/h248/codec.h"

namespace isfocus::h248 {
namespace {

constexpr std::size_t kBatch = 16;

SocketError socket_error(const std::string& what, const Endpoint& local) {
    const int code = errno;
    return {code, what + " " + local.text() + ": " + std::strerror(code)};
}

std::size_t socket_option(int fd, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? static_cast<std::size_t>(value) : 0;
}

std::optional<std::uint32_t> drops_of(msghdr& header) {
    for (auto* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
        if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SO_RXQ_OVFL) continue;
        std::uint32_t total = 0;
        std::memcpy(&total, CMSG_DATA(item), sizeof total);
        return total;
    }
    return std::nullopt;
}

}  // namespace

/// Room for one recvmmsg. The kernel writes to all of it, so it is wired up anew before each call.
struct UdpSocket::Batch {
    struct Slot {
        std::array<char, kMaxMessageOctets> octets;
        sockaddr_storage from;
        iovec vector;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> control;
    };
    std::array<Slot, kBatch> slots;
    std::array<mmsghdr, kBatch> headers;

    void wire() noexcept {
        for (std::size_t i = 0; i < kBatch; ++i) {
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
};

Result<UdpSocket, SocketError> UdpSocket::open(const Endpoint& local, std::size_t buffer_octets) {
    const int family = local.is_ip6 ? AF_INET6 : AF_INET;
    const int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return socket_error("socket for", local);
    UdpSocket result{fd, local};
    const int on = 1;
    if (local.is_ip6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    sockaddr_storage address;
    auto size = static_cast<socklen_t>(to_sockaddr(local, address));
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) return socket_error("bind", local);
    size = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        result.local_ = from_sockaddr(address).value_or(local);
    setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    result.ask_for_buffers(buffer_octets);
    return result;
}

UdpSocket::UdpSocket(int fd, const Endpoint& local) : fd_(fd), local_(local), batch_(std::make_unique<Batch>()) {}

UdpSocket::UdpSocket(UdpSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      local_(other.local_),
      granted_receive_(other.granted_receive_),
      granted_send_(other.granted_send_),
      batch_(std::move(other.batch_)),
      counters_(other.counters_) {}

UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(local_, other.local_);
    std::swap(granted_receive_, other.granted_receive_);
    std::swap(granted_send_, other.granted_send_);
    std::swap(batch_, other.batch_);
    std::swap(counters_, other.counters_);
    return *this;
}

UdpSocket::~UdpSocket() {
    if (fd_ >= 0) close(fd_);
}

/// The FORCE options pass over net.core.*mem_max for those who may; the kernel reports twice what it was asked for.
void UdpSocket::ask_for_buffers(std::size_t octets) {
    const int size = static_cast<int>(octets);
    const auto ask = [&](int forced, int option) {
        if (setsockopt(fd_, SOL_SOCKET, forced, &size, sizeof size) != 0)
            setsockopt(fd_, SOL_SOCKET, option, &size, sizeof size);
        return socket_option(fd_, option) / 2;
    };
    granted_receive_ = ask(SO_RCVBUFFORCE, SO_RCVBUF);
    granted_send_ = ask(SO_SNDBUFFORCE, SO_SNDBUF);
}

bool UdpSocket::send(const Endpoint& to, std::string_view octets) {
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(to_sockaddr(to, address));
    const auto* target = reinterpret_cast<const sockaddr*>(&address);
    ssize_t sent = -1;
    do {
        sent = sendto(fd_, octets.data(), octets.size(), MSG_NOSIGNAL, target, size);
    } while (sent < 0 && errno == EINTR);
    ++(sent < 0 ? counters_.send_failures : counters_.sent);
    return sent >= 0;
}

std::size_t UdpSocket::receive(const Receiver& receiver) {
    batch_->wire();
    const int count = recvmmsg(fd_, batch_->headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (count <= 0) return 0;  // nothing there, or an ICMP error of an earlier send: the timers deal with that
    const auto taken = static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < taken; ++i) {
        auto& header = batch_->headers[i].msg_hdr;
        if (const auto drops = drops_of(header)) count_drops(*drops);
        ++counters_.received;
        const auto from = from_sockaddr(batch_->slots[i].from);
        const bool truncated = (header.msg_flags & MSG_TRUNC) != 0;
        if (truncated) ++counters_.truncated;
        if (from && !truncated) receiver(*from, {batch_->slots[i].octets.data(), batch_->headers[i].msg_len});
    }
    return taken;
}

/// The kernel counts from the socket's birth, in 32 bits that wrap.
void UdpSocket::count_drops(std::uint32_t total) {
    counters_.dropped_by_kernel += total - static_cast<std::uint32_t>(counters_.dropped_by_kernel);
}

}  // namespace isfocus::h248
