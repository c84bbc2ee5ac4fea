#include "peer.h"

#include <arpa/inet.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace isfocus::test {
namespace {

const in_addr kLoopback{htonl(INADDR_LOOPBACK)};

sockaddr_in address_of(in_addr host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr = host;
    return address;
}

bool starts_ignoring_case(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && strncasecmp(text.data(), start.data(), start.size()) == 0;
}

}  // namespace

Peer::Peer(in_addr host, std::uint16_t port) : udp_(SOCK_DGRAM), tcp_(SOCK_STREAM), port_(udp_.bind(host, port)) {
    if (port_ != port || tcp_.bind(host, port) != port) throw std::runtime_error("the port is not free");
}

/// The TCP port of the same number is held, too, and never listens: a long request is tried over TCP first, and must
/// not reach a stack of another test that happens to have that port.
Peer::Peer() {
    constexpr int kTries = 50;
    for (int i = 0; i < kTries; ++i) {
        Socket udp(SOCK_DGRAM), tcp(SOCK_STREAM);
        const std::uint16_t port = udp.bind(kLoopback, 0);
        if (port == 0 || tcp.bind(kLoopback, port) != port) continue;
        udp_ = std::move(udp);
        tcp_ = std::move(tcp);
        port_ = port;
        return;
    }
    throw std::runtime_error("no socket for the peer");
}

Peer::Socket::Socket(int type) : fd(socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}

Peer::Socket::~Socket() {
    if (fd >= 0) close(fd);
}

/// Gives the port that it got, 0 for none.
std::uint16_t Peer::Socket::bind(in_addr host, std::uint16_t port) {
    auto address = address_of(host, port);
    socklen_t size = sizeof address;
    if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) < 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) < 0)
        return 0;
    return ntohs(address.sin_port);
}

void Peer::send(std::string_view text, std::uint16_t to_port) {
    const auto address = address_of(kLoopback, to_port);
    sendto(udp_.fd, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::optional<std::string> Peer::receive() {
    std::string text(65536, '\0');
    const ssize_t size = recv(udp_.fd, text.data(), text.size(), 0);
    if (size < 0) return std::nullopt;
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string wire(std::string_view lines, std::string_view body) {
    std::string out;
    for (char c : lines) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string header(std::string_view message, std::string_view name) {
    const std::string start = std::string(name) + ":";
    std::size_t line = message.find("\r\n");
    while (line != std::string_view::npos && line + 2 < message.size() && message[line + 2] != '\r') {
        const auto rest = message.substr(line + 2);
        const std::size_t end = rest.find("\r\n");
        if (starts_ignoring_case(rest, start)) {
            auto value = rest.substr(start.size(), end - start.size());
            while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
            return std::string(value);
        }
        line = end == std::string_view::npos ? end : line + 2 + end;
    }
    return {};
}

std::string body_of(std::string_view message) {
    const std::size_t end = message.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string() : std::string(message.substr(end + 4));
}

std::string tag_of(std::string_view value) {
    const std::size_t at = value.find(";tag=");
    if (at == std::string_view::npos) return {};
    const auto rest = value.substr(at + 5);
    return std::string(rest.substr(0, rest.find(';')));
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string response(std::string_view request, std::string_view status, std::string_view to_tag, std::string_view extra,
                     std::string_view body) {
    std::string out = "SIP/2.0 " + std::string(status) + "\n";
    for (const char* name : {"Via", "From", "Call-ID", "CSeq"})
        out += std::string(name) + ": " + header(request, name) + "\n";
    std::string to = header(request, "To");
    if (tag_of(to).empty() && !to_tag.empty()) to += ";tag=" + std::string(to_tag);
    return wire(out + "To: " + to + "\n" + std::string(extra), body);
}

}  // namespace isfocus::test
