#pragma once
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace isfocus::test {

/// A peer's UDP socket on [::1].
class Peer6 {
public:
    Peer6() : fd_(socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        auto address = loopback(0);
        socklen_t size = sizeof address;
        if (bind(fd_, reinterpret_cast<sockaddr*>(&address), size) < 0) throw std::runtime_error("bind [::1]");
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin6_port);
    }
    ~Peer6() { close(fd_); }
    Peer6(const Peer6&) = delete;
    Peer6& operator=(const Peer6&) = delete;

    int fd() const noexcept { return fd_; }
    std::uint16_t port() const noexcept { return port_; }
    void send(std::string_view text, std::uint16_t to) const {
        const auto address = loopback(to);
        sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    std::string receive() const {
        std::string text(65536, '\0');
        const auto size = recv(fd_, text.data(), text.size(), 0);
        text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return text;
    }

private:
    static sockaddr_in6 loopback(std::uint16_t port) {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(port);
        address.sin6_addr = in6addr_loopback;
        return address;
    }

    int fd_;
    std::uint16_t port_ = 0;
};

}  // namespace isfocus::test
