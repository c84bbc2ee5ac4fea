#pragma once
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace isfocus::test {

/// A TCP connection of a peer on loopback, which sends what it is given and keeps what comes.
class Stream {
public:
    explicit Stream(std::uint16_t port, int family = AF_INET)
        : Stream(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), connected) {
        if (family == AF_INET6) {
            sockaddr_in6 address{};
            address.sin6_family = AF_INET6;
            address.sin6_port = htons(port);
            address.sin6_addr = in6addr_loopback;
            join(address);
        } else {
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(port);
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            join(address);
        }
    }
    /// To a numeric IPv4 address of this host.
    Stream(const std::string& host, std::uint16_t port)
        : Stream(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), connected) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        inet_pton(AF_INET, host.c_str(), &address.sin_addr);
        join(address);
    }
    Stream(Stream&& other) noexcept : fd_(std::exchange(other.fd_, -1)), text_(std::move(other.text_)) {}
    Stream& operator=(Stream&&) = delete;
    ~Stream() {
        if (fd_ >= 0) close(fd_);
    }

    /// One that a Listener has accepted.
    static Stream of(int fd) { return {fd, connected}; }

    int fd() const noexcept { return fd_; }

    void send(std::string_view text) const {
        EXPECT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }

    /// As much as goes without waiting; false when the other side takes no more.
    bool push(std::string_view text) const {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
    }

    /// All that has come so far.
    const std::string& received() {
        char buffer[65536];
        for (ssize_t size; (size = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT)) >= 0;) {
            if (size == 0) {
                is_ended_ = true;
                break;
            }
            text_.append(buffer, static_cast<std::size_t>(size));
        }
        if (errno != EAGAIN) is_ended_ = true;
        return text_;
    }
    bool is_ended() { return received(), is_ended_; }

private:
    static constexpr struct Connected {
    } connected{};
    Stream(int fd, Connected) : fd_(fd) {}

    template <class Address>
    void join(const Address& address) {
        if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
            throw std::runtime_error("connect");
    }

    int fd_;
    std::string text_;
    bool is_ended_ = false;
};

}  // namespace isfocus::test
