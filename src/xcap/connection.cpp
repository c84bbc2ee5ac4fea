#include "xcap/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace isfocus::xcap {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

void tell_address(const sockaddr_storage& address, std::string& ip, int& port) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* host = nullptr;
    if (address.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        host = &v4.sin_addr;
        port = ntohs(v4.sin_port);
    } else if (address.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        host = &v6.sin6_addr;
        port = ntohs(v6.sin6_port);
    }
    if (host && inet_ntop(address.ss_family, host, text.data(), text.size())) ip = text.data();
}

bool poll_for(int fd, short events, milliseconds longest) {
    pollfd watched{fd, events, 0};
    return ::poll(&watched, 1, static_cast<int>(std::max(longest, milliseconds{0}).count())) > 0;
}

}  // namespace

Connection::Connection(int fd) : fd_(fd) {
    ::fcntl(fd_, F_SETFD, FD_CLOEXEC);  // which the library leaves to us
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

Connection::~Connection() {
    ::shutdown(fd_, SHUT_WR);
    // What still comes would make the kernel answer with RST, and the peer lose our last answer.
    std::array<char, 4096> rest{};
    for (int i = 0; i < 16 && poll_for(fd_, POLLIN, milliseconds{20}); ++i)
        if (::recv(fd_, rest.data(), rest.size(), 0) <= 0) break;
    ::close(fd_);
}

bool Connection::wait(milliseconds longest) {
    return next_ < waiting_.size() || poll_for(fd_, POLLIN, longest);
}

void Connection::begin_request(milliseconds longest, std::size_t most_octets) {
    deadline_ = steady_clock::now() + longest;
    most_octets_ = most_octets;
    received_.clear();
}

bool Connection::is_ready(short events) const {
    return poll_for(fd_, events, std::chrono::ceil<milliseconds>(deadline_ - steady_clock::now()));
}

bool Connection::is_readable() const {
    return next_ < waiting_.size() || is_ready(POLLIN);
}

bool Connection::is_writable() const {
    return is_ready(POLLOUT);
}

ssize_t Connection::read(char* into, std::size_t size) {
    constexpr std::size_t kPart = 16384;
    if (next_ == waiting_.size()) {
        if (steady_clock::now() >= deadline_ || !is_ready(POLLIN)) return -1;
        waiting_.resize(kPart);
        next_ = 0;
        const auto got = ::recv(fd_, waiting_.data(), waiting_.size(), 0);
        waiting_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        if (got <= 0) return got;
    }
    const auto part = std::min({size, waiting_.size() - next_, most_octets_ - received_.size()});
    if (part == 0) return -1;
    std::copy_n(waiting_.data() + next_, part, into);
    received_.append(into, part);
    next_ += part;
    return static_cast<ssize_t>(part);
}

ssize_t Connection::write(const char* octets, std::size_t size) {
    if (!is_ready(POLLOUT)) return -1;
    return ::send(fd_, octets, size, MSG_NOSIGNAL);
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0) tell_address(address, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0) tell_address(address, ip, port);
}

}  // namespace isfocus::xcap
