#include "sip/connections.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace isfocus::sip {
namespace {

using std::chrono::milliseconds;

/// What the kernel keeps of a connection until it is read; it takes twice as much, for its own. The library reads all
/// of it as one buffer, and copies what is left of it for each message in it: of megabytes of requests that come at
/// once it would make gigabytes. A peer 20 ms away still gets more than a megabyte a second through.
constexpr int kKept = 32768;

struct Peer {
    std::string address;
    std::uint16_t port = 0;
};

template <int (*Ask)(int, sockaddr*, socklen_t*)>
Peer end_of(int fd) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (Ask(fd, reinterpret_cast<sockaddr*>(&storage), &size) < 0) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage);
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
    if (storage.ss_family == AF_INET && inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size()))
        return {text.data(), ntohs(v4->sin_port)};
    if (storage.ss_family == AF_INET6 && inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size()))
        return {text.data(), ntohs(v6->sin6_port)};
    return {};
}

}  // namespace

std::vector<int> surplus(std::vector<Connection> connections, const ConnectionLimits& limits) {
    std::sort(connections.begin(), connections.end(), [](const auto& a, const auto& b) { return a.age < b.age; });
    std::unordered_map<std::string_view, std::size_t> per_address;
    std::size_t total = 0;
    std::vector<int> out;
    for (const Connection& one : connections) {
        const bool is_dead = one.silent >= (one.has_spoken ? 2 * limits.idle : limits.message);
        if (is_dead || total >= limits.max_total || per_address[one.address] >= limits.max_per_address) {
            out.push_back(one.fd);
            continue;
        }
        ++total;
        ++per_address[one.address];
    }
    return out;
}

template <class Visit>
void Connections::for_each_descriptor(Visit visit) const {
    if (!descriptors_) return;
    rewinddir(descriptors_.get());
    while (const dirent* entry = readdir(descriptors_.get())) {
        int fd = -1;
        std::from_chars(entry->d_name, entry->d_name + std::strlen(entry->d_name), fd);
        if (fd >= 0) visit(fd);
    }
}

Connections::Connections() : descriptors_(opendir("/proc/self/fd")) {}

void Connections::watch(const ListenAddress& bound) {
    if (bound.transport == ListenAddress::Transport::udp) return;
    bound_.push_back(bound);
    if (const int fd = listening_at(bound); fd >= 0) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kKept, sizeof kKept);
}

int Connections::listening_at(const ListenAddress& bound) const {
    int found = -1;
    for_each_descriptor([&](int fd) {
        const Peer own = end_of<getsockname>(fd);
        int listens = 0;
        socklen_t size = sizeof listens;
        if (own.port == bound.port && own.address == bound.host &&
            getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0)
            found = fd;
    });
    return found;
}

void Connections::look(Time now, const ConnectionLimits& limits) {
    constexpr milliseconds kShortest{50};
    constexpr int kShare = 20;  // of the time at most that looking may take
    if (bound_.empty() || now < next_look_) return;
    for (const int fd : surplus(inspect(), limits)) {
        Known& known = known_[fd];
        if (std::exchange(known.is_ended, true)) continue;  // the library has not got to it yet
        shutdown(fd, SHUT_RDWR);
        ++ended_;
    }
    const auto took = std::chrono::steady_clock::now() - now;
    next_look_ = now + std::max<std::chrono::steady_clock::duration>(kShortest, kShare * took);
}

std::vector<Connection> Connections::inspect() {
    std::vector<Connection> found;
    for_each_descriptor([&](int fd) { identify(fd, found); });
    known_ = std::exchange(seen_, {});
    return found;
}

void Connections::identify(int fd, std::vector<Connection>& found) {
    const Peer own = end_of<getsockname>(fd);
    const bool is_ours = std::any_of(bound_.begin(), bound_.end(), [&](const ListenAddress& one) {
        return one.port == own.port && one.host == own.address;
    });
    if (!is_ours) return;
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) < 0) return;  // UDP on the same port
    constexpr int kListening = 10;                                        // TCP_LISTEN, which this header lacks
    if (info.tcpi_state == kListening) return;
    const Peer peer = end_of<getpeername>(fd);
    Known& known = seen_[fd];
    const auto before = known_.find(fd);
    if (before != known_.end() && before->second.port == peer.port && before->second.address == peer.address)
        known = before->second;
    else
        known = {peer.address, peer.port, next_age_++, false};
    found.push_back({.fd = fd,
                     .address = peer.address,
                     .age = known.age,
                     .has_spoken = info.tcpi_bytes_received > 0,
                     .silent = milliseconds(std::min(info.tcpi_last_data_recv, info.tcpi_last_data_sent))});
}

}  // namespace isfocus::sip
