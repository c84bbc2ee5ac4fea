#pragma once
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace isfocus::test {

/// From now on datagrams come to this socket with their mark.
inline void show_marks(int fd, bool is_ip6) {
    const int on = 1;
    is_ip6 ? setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on)
           : setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
}

/// The DSCP of the next datagram, which is taken away; nothing: none comes within two seconds, or it has none.
inline std::optional<int> mark_of_next(int fd) {
    pollfd in{fd, POLLIN, 0};
    if (poll(&in, 1, 2000) != 1) return std::nullopt;
    char octets[2048];
    alignas(cmsghdr) char control[256];
    iovec part{octets, sizeof octets};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (recvmsg(fd, &message, 0) < 0) return std::nullopt;
    for (auto* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
        if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_TOS) return *CMSG_DATA(one) >> 2;
        if (one->cmsg_level != IPPROTO_IPV6 || one->cmsg_type != IPV6_TCLASS) continue;
        int octet = 0;
        std::memcpy(&octet, CMSG_DATA(one), sizeof octet);
        return octet >> 2;
    }
    return std::nullopt;
}

/// The DSCP with which this socket sends.
inline int mark_of(int fd, bool is_ip6) {
    int octet = -1;
    socklen_t size = sizeof octet;
    is_ip6 ? getsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &octet, &size)
           : getsockopt(fd, IPPROTO_IP, IP_TOS, &octet, &size);
    return octet >> 2;
}

/// The ends that this process has of connections from or to this port, and the DSCP of each, by descriptor.
inline std::map<int, int> marks_of_connections(std::uint16_t port) {
    std::map<int, int> marks;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int fd = std::stoi(entry.path().filename());
        sockaddr_in6 own{}, peer{};  // the port is at the same place in both families
        socklen_t own_size = sizeof own, peer_size = sizeof peer;
        if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0 ||
            getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_size) != 0)
            continue;
        if (own.sin6_family != AF_INET && own.sin6_family != AF_INET6) continue;
        if (ntohs(own.sin6_port) == port || ntohs(peer.sin6_port) == port)
            marks[fd] = mark_of(fd, own.sin6_family == AF_INET6);
    }
    return marks;
}

}  // namespace isfocus::test
