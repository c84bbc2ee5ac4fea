/// SCTP sockets for kernels that have none: a TCP connection on loopback stands in for each association, with a header
/// before each user message. Linked into a test, or loaded before a program (LD_PRELOAD), it takes the place of the
/// calls of the C library that such sockets are used by; sockets of other protocols pass. It shows that the calls are
/// used as RFC 6458 has them (options, ancillary data, records, partial delivery); of the wire it shows nothing.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <linux/sctp.h>

namespace {

constexpr int kSendRoom = 65536;  // octets; with more under way no message is taken, with less a whole one
constexpr std::uint16_t kNotification = 0x8000;  // a flag that sctp_sndinfo has not

struct Header {
    std::uint32_t magic = 0x53435450;
    std::uint32_t octets = 0;
    std::uint32_t protocol = 0;  ///< as it is in sctp_sndinfo
    std::uint16_t stream = 0;
    std::uint16_t flags = 0;
};

struct Association {
    bool is_sctp = false;
    bool tells_info = false;     ///< SCTP_RECVRCVINFO
    bool tells_changes = false;  ///< SCTP_EVENT for SCTP_ASSOC_CHANGE
    std::uint32_t left = 0;      ///< of the message that is being read
    Header header;
};

std::array<Association, 4096> associations;

Association* of(int fd) {
    const bool is_there = fd >= 0 && static_cast<std::size_t>(fd) < associations.size();
    return is_there && associations[static_cast<std::size_t>(fd)].is_sctp ? &associations[static_cast<std::size_t>(fd)]
                                                                          : nullptr;
}

int begin(int fd, const Association& as) {
    if (fd < 0 || static_cast<std::size_t>(fd) >= associations.size()) return fd;
    auto& fresh = associations[static_cast<std::size_t>(fd)];
    fresh = {};
    fresh.is_sctp = true;
    fresh.tells_info = as.tells_info;
    fresh.tells_changes = as.tells_changes;
    const int size = 1 << 20, on = 1;
    syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    syscall(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

/// As Linux checks it.
std::size_t size_of(int option) {
    switch (option) {
        case SCTP_NODELAY:
        case SCTP_RECVRCVINFO:
            return sizeof(int);
        case SCTP_INITMSG:
            return sizeof(sctp_initmsg);
        case SCTP_PEER_ADDR_PARAMS:
            return sizeof(sctp_paddrparams);
        case SCTP_RTOINFO:
            return sizeof(sctp_rtoinfo);
        case SCTP_ASSOCINFO:
            return sizeof(sctp_assocparams);
        case SCTP_EVENT:
            return sizeof(sctp_event);
        default:
            return 0;
    }
}

bool write_all(int fd, const char* octets, std::size_t count) {
    while (count > 0) {
        const auto written = syscall(SYS_sendto, fd, octets, count, MSG_NOSIGNAL, nullptr, 0);
        if (written < 0 && errno == EAGAIN) {
            pollfd waits{fd, POLLOUT, 0};
            syscall(SYS_poll, &waits, 1, -1);
            continue;
        }
        if (written < 0) return false;
        octets += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

/// Each side is told that the association stands before anything else, as Linux tells it: by a header of the other one.
void tell_up(int fd) {
    sctp_assoc_change change{};
    change.sac_type = SCTP_ASSOC_CHANGE;
    change.sac_length = sizeof change;
    change.sac_state = SCTP_COMM_UP;
    Header header;
    header.octets = sizeof change;
    header.flags = kNotification;
    if (write_all(fd, reinterpret_cast<const char*>(&header), sizeof header))
        write_all(fd, reinterpret_cast<const char*>(&change), sizeof change);
}

/// 1: a message is there; 0: the end; -1 with errno.
int next_message(int fd, Association& association) {
    Header header;
    const auto seen = syscall(SYS_recvfrom, fd, &header, sizeof header, MSG_PEEK | MSG_DONTWAIT, nullptr, nullptr);
    if (seen <= 0) return static_cast<int>(seen);
    int there = 0;
    ioctl(fd, FIONREAD, &there);
    const bool is_whole =
        seen == static_cast<long>(sizeof header) && static_cast<std::size_t>(there) >= sizeof header + header.octets;
    if (!is_whole) {
        errno = EAGAIN;
        return -1;
    }
    syscall(SYS_recvfrom, fd, &header, sizeof header, 0, nullptr, nullptr);
    if (header.flags == kNotification && !association.tells_changes) {
        sctp_assoc_change unwanted;
        syscall(SYS_recvfrom, fd, &unwanted, header.octets, 0, nullptr, nullptr);
        return next_message(fd, association);
    }
    association.header = header;
    association.left = header.octets;
    return 1;
}

void tell_info(const Association& association, msghdr& message) {
    sctp_rcvinfo info{};
    const bool is_wanted = association.tells_info && association.header.flags != kNotification;
    const bool has_room = message.msg_control != nullptr && message.msg_controllen >= CMSG_SPACE(sizeof info);
    if (!is_wanted || !has_room) {
        message.msg_controllen = 0;
        return;
    }
    info.rcv_sid = association.header.stream;
    info.rcv_ppid = association.header.protocol;
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = IPPROTO_SCTP;
    header->cmsg_type = SCTP_RCVINFO;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    message.msg_controllen = CMSG_SPACE(sizeof info);
}

}  // namespace

extern "C" {

int socket(int domain, int type, int protocol) {
    if (protocol != IPPROTO_SCTP) return static_cast<int>(syscall(SYS_socket, domain, type, protocol));
    return begin(static_cast<int>(syscall(SYS_socket, domain, type, 0)), {});
}

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    const int accepted = static_cast<int>(syscall(SYS_accept4, fd, address, size, flags));
    const auto* listener = of(fd);
    if (listener == nullptr || accepted < 0) return accepted;
    begin(accepted, *listener);
    tell_up(accepted);
    return accepted;
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    const int result = static_cast<int>(syscall(SYS_connect, fd, address, size));
    if (of(fd) == nullptr || (result != 0 && errno != EINPROGRESS)) return result;
    const int error = errno;
    pollfd waits{fd, POLLOUT, 0};
    syscall(SYS_poll, &waits, 1, 1000);
    if (waits.revents == POLLOUT) tell_up(fd);
    errno = error;
    return result;
}

int close(int fd) {
    if (auto* association = of(fd)) *association = {};
    return static_cast<int>(syscall(SYS_close, fd));
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t size) {
    auto* association = of(fd);
    if (association == nullptr || level != IPPROTO_SCTP)
        return static_cast<int>(syscall(SYS_setsockopt, fd, level, option, value, size));
    if (size != size_of(option)) {
        errno = EINVAL;
        return -1;
    }
    if (option == SCTP_EVENT) {
        const auto& event = *static_cast<const sctp_event*>(value);
        if (event.se_type == SCTP_ASSOC_CHANGE) association->tells_changes = event.se_on != 0;
    }
    if (option == SCTP_RECVRCVINFO) association->tells_info = *static_cast<const int*>(value) != 0;
    return 0;
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    if (of(fd) == nullptr) return syscall(SYS_sendmsg, fd, message, flags);
    Header header;
    auto walked = *message;
    for (auto* each = CMSG_FIRSTHDR(&walked); each != nullptr; each = CMSG_NXTHDR(&walked, each)) {
        sctp_sndinfo info;
        if (each->cmsg_level != IPPROTO_SCTP || each->cmsg_type != SCTP_SNDINFO ||
            each->cmsg_len != CMSG_LEN(sizeof info)) {
            errno = EINVAL;
            return -1;
        }
        std::memcpy(&info, CMSG_DATA(each), sizeof info);
        header.protocol = info.snd_ppid;
        header.stream = info.snd_sid;
        header.flags = info.snd_flags;
    }
    for (std::size_t i = 0; i < message->msg_iovlen; ++i)
        header.octets += static_cast<std::uint32_t>(message->msg_iov[i].iov_len);
    int unsent = 0;
    ioctl(fd, TIOCOUTQ, &unsent);
    if (unsent > kSendRoom) {
        errno = EAGAIN;
        return -1;
    }
    if (!write_all(fd, reinterpret_cast<const char*>(&header), sizeof header)) return -1;
    for (std::size_t i = 0; i < message->msg_iovlen; ++i)
        if (!write_all(fd, static_cast<const char*>(message->msg_iov[i].iov_base), message->msg_iov[i].iov_len))
            return -1;
    return header.octets;
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    auto* association = of(fd);
    if (association == nullptr) return syscall(SYS_recvmsg, fd, message, flags);
    if (association->left == 0)
        if (const int there = next_message(fd, *association); there <= 0) return there;
    auto& part = message->msg_iov[0];
    const auto count = part.iov_len < association->left ? part.iov_len : association->left;
    const auto read = syscall(SYS_recvfrom, fd, part.iov_base, count, MSG_WAITALL, nullptr, nullptr);
    if (read <= 0) return read;
    association->left -= static_cast<std::uint32_t>(read);
    message->msg_flags = association->left == 0 ? static_cast<int>(MSG_EOR) : 0;
    if (association->header.flags == kNotification) message->msg_flags |= MSG_NOTIFICATION;
    tell_info(*association, *message);
    return read;
}

}  // extern "C"
