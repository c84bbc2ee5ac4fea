#include "isfocus/h248/udp.h"
#include "isfocus/h248/datagram_batch.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "isfocus/h248/codec.h"

namespace isfocus::h248 {
namespace {

constexpr std::size_t kBatch = 16;

SocketError socket_error(const std::string& what, const Endpoint& local) {
    const int code = errno;
    return {code, what + " " + local.text() + ": " + std::strerror(code)};
}

}  // namespace

struct UdpSocket::Batch : DatagramBatch<char, kBatch, kMaxMessageOctets, CMSG_SPACE(sizeof(std::uint32_t))> {};

Result<UdpSocket, SocketError> UdpSocket::open(const Endpoint& local, std::size_t buffer_octets) {
    const int family = local.is_ip6 ? AF_INET6 : AF_INET;
    UdpSocket result{Descriptor{socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)}, local};
    if (!result.fd_) return socket_error("socket for", local);
    const int fd = result.fd();
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

UdpSocket::UdpSocket(Descriptor fd, const Endpoint& local)
    : fd_(std::move(fd)), local_(local), batch_(std::make_unique<Batch>()) {}

UdpSocket::UdpSocket(UdpSocket&&) noexcept = default;
UdpSocket& UdpSocket::operator=(UdpSocket&&) noexcept = default;
UdpSocket::~UdpSocket() = default;

/// The FORCE options pass over net.core.*mem_max for those who may.
void UdpSocket::ask_for_buffers(std::size_t octets) const {
    const int size = static_cast<int>(octets);
    const auto ask = [&](int forced, int option) {
        if (setsockopt(fd_.get(), SOL_SOCKET, forced, &size, sizeof size) != 0)
            setsockopt(fd_.get(), SOL_SOCKET, option, &size, sizeof size);
    };
    ask(SO_RCVBUFFORCE, SO_RCVBUF);
    ask(SO_SNDBUFFORCE, SO_SNDBUF);
}

bool UdpSocket::send(const Endpoint& to, std::string_view octets) {
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(to_sockaddr(to, address));
    const auto* target = reinterpret_cast<const sockaddr*>(&address);
    ssize_t sent = -1;
    do {
        sent = sendto(fd_.get(), octets.data(), octets.size(), MSG_NOSIGNAL, target, size);
    } while (sent < 0 && errno == EINTR);
    ++(sent < 0 ? counters_.send_failures : counters_.sent);
    return sent >= 0;
}

std::size_t UdpSocket::receive(const Receiver& receiver) {
    const auto taken = batch_->receive(fd_.get());
    for (std::size_t i = 0; i < taken; ++i) {
        batch_->for_each_control(i, [this](int type, const std::uint8_t* data) {
            std::uint32_t total = 0;
            if (type != SO_RXQ_OVFL) return;
            std::memcpy(&total, data, sizeof total);
            count_drops(total);
        });
        ++counters_.received;
        const auto from = from_sockaddr(batch_->slots[i].from);
        const bool truncated = batch_->is_truncated(i);
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
