#include "torture.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "own_address.h"

namespace isfocus::test {
namespace {

const std::filesystem::path kFolder = ISFOCUS_SOURCE_DIR "/tests/torture";

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

sockaddr_in address_of(in_addr_t host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = host;
    return address;
}

}  // namespace

std::vector<TortureCase> torture_cases() {
    std::vector<TortureCase> cases;
    std::istringstream lines(content(kFolder / "expected.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        TortureCase one;
        std::istringstream words(line);
        words >> one.name >> one.udp >> one.tcp >> std::ws;
        std::getline(words, one.why);
        if (one.why.empty()) throw std::runtime_error("expected.txt: " + line);
        one.message = content(kFolder / (one.name + ".dat"));
        cases.push_back(std::move(one));
    }
    return cases;
}

std::vector<std::string> torture_files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kFolder))
        if (entry.path().extension() == ".dat")
            names.push_back(std::filesystem::relative(entry.path(), kFolder).replace_extension().string());
    return names;
}

namespace {

void name_transport(std::string& message, std::size_t from, std::string_view transport) {
    std::size_t first = std::string::npos;
    for (const char* named : {"/UDP", "/TCP", "/TLS"}) first = std::min(first, message.find(named, from));
    if (first != std::string::npos) message.replace(first + 1, transport.size(), transport);
}

}  // namespace

std::string sent_by(std::string message, std::string_view transport) {
    name_transport(message, 0, transport);
    const auto second = message.find("\r\n\r\n\r\n");
    if (second != std::string::npos) name_transport(message, second, transport);
    return message;
}

std::string statuses(const std::vector<std::string>& responses) {
    std::string out;
    for (const auto& one : responses) {
        const std::string status = one.substr(one.find(' ') + 1, 3);
        if (status < "200") continue;
        out += (out.empty() ? "" : ",") + status;
    }
    return out.empty() ? "-" : out;
}

TorturePeer::TorturePeer() {
    for (std::size_t i = 0; i < kPorts.size(); ++i) {
        sockets_[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const auto address = address_of(own_in_addr().s_addr, kPorts[i]);
        if (bind(sockets_[i], reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
            throw std::runtime_error("cannot bind port " + std::to_string(kPorts[i]));
    }
}

TorturePeer::~TorturePeer() {
    for (const int fd : sockets_) close(fd);
}

void TorturePeer::send(std::string_view text, std::uint16_t to_port) {
    const auto to = address_of(htonl(INADDR_LOOPBACK), to_port);
    if (sendto(sockets_[0], text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
        throw std::runtime_error("cannot send");
}

std::vector<std::string> TorturePeer::receive() {
    std::vector<std::string> out;
    std::array<char, 65536> buffer;
    for (const int fd : sockets_)
        for (ssize_t size; (size = recv(fd, buffer.data(), buffer.size(), 0)) >= 0;)
            out.emplace_back(buffer.data(), static_cast<std::size_t>(size));
    return out;
}

TortureConnection::TortureConnection(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto from = address_of(own_in_addr().s_addr, 0), to = address_of(htonl(INADDR_LOOPBACK), port);
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&from), sizeof from) < 0 ||
        connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
        throw std::runtime_error("cannot connect");
}

TortureConnection::~TortureConnection() {
    close(fd_);
}

void TortureConnection::send_last(std::string_view text) {
    if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("cannot send");
    shutdown(fd_, SHUT_WR);
}

bool TortureConnection::is_closed() {
    std::array<char, 65536> buffer;
    ssize_t size = 0;
    while ((size = recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0)
        text_.append(buffer.data(), static_cast<std::size_t>(size));
    return size == 0 || (errno != EAGAIN && errno != EINTR);
}

std::vector<std::string> TortureConnection::responses() const {
    constexpr std::string_view kStart = "SIP/2.0 ";
    std::vector<std::string> out;
    for (std::size_t at = text_.starts_with(kStart) ? 0 : text_.find("\nSIP/2.0 "); at != std::string::npos;) {
        at += text_[at] == '\n' ? 1 : 0;
        const std::size_t next = text_.find("\nSIP/2.0 ", at);
        out.push_back(text_.substr(at, next == std::string::npos ? next : next - at));
        at = next;
    }
    return out;
}

}  // namespace isfocus::test
