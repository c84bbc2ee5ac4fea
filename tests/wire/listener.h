#pragma once
#include <optional>

#include "stream.h"

namespace isfocus::test {

/// A TCP port of a peer on loopback at which the stack may connect.
class Listener {
public:
    explicit Listener(std::uint16_t port = 0, int family = AF_INET)
        : fd_(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        const int yes = 1;
        setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        v6.sin6_addr = in6addr_loopback;
        const int bound = family == AF_INET ? bind(fd_, reinterpret_cast<sockaddr*>(&v4), sizeof v4)
                                            : bind(fd_, reinterpret_cast<sockaddr*>(&v6), sizeof v6);
        if (bound < 0 || listen(fd_, 10) < 0) throw std::runtime_error("listen");
        sockaddr_in6 got{};
        socklen_t size = sizeof got;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&got), &size);
        port_ = ntohs(got.sin6_port);  // at the same place in both
    }
    ~Listener() { close(fd_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const noexcept { return port_; }

    std::optional<Stream> accept() const {
        const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
        return fd < 0 ? std::nullopt : std::optional<Stream>(Stream::of(fd));
    }

private:
    int fd_;
    std::uint16_t port_ = 0;
};

}  // namespace isfocus::test
