#include "isfocus/h248/connections.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "h248/channel.h"
#include "isfocus/base/dscp.h"
#include "isfocus/h248/codec.h"
#include "isfocus/h248/sctp.h"
#include "isfocus/h248/tpkt.h"

namespace isfocus::h248 {
namespace {

SocketError socket_error(const std::string& what, const Endpoint& local) {
    const int code = errno;
    const auto no_sctp = local.transport == Transport::sctp ? sctp_fault_of(code) : std::nullopt;
    return {code, what + " " + local.text() + ": " + no_sctp.value_or(std::strerror(code))};
}

int open_socket(const Endpoint& local, int dscp) {
    const int fd = local.transport == Transport::sctp
                       ? open_sctp_socket(local.is_ip6)
                       : socket(local.is_ip6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (fd >= 0 && local.is_ip6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (fd >= 0) mark(fd, local.is_ip6, dscp);
    return fd;
}

bool bind_to(int fd, const Endpoint& local) {
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(to_sockaddr(local, address));
    return bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0;
}

Endpoint end_of(const sockaddr_storage& address, const Endpoint& local) {
    auto endpoint = from_sockaddr(address).value_or(local);
    endpoint.transport = local.transport;
    return endpoint;
}

/// Linux makes an ABORT (over TCP: RST) of the end of a connection on which something is unread, and what the peer was
/// sent last may be lost by that.
void read_away(int fd) {
    constexpr int kMostReads = 64;
    std::array<char, 16384> octets;
    for (int i = 0; i < kMostReads && recv(fd, octets.data(), octets.size(), MSG_DONTWAIT) > 0;) ++i;
}

}  // namespace

struct Connections::Connection {
    Descriptor fd;
    Endpoint peer;
    std::unique_ptr<Channel> channel;
    bool is_connecting = false;
    bool is_over = false;
    bool is_idle = false;  ///< between two messages
    Time deadline{};       ///< of the message that is awaited

    ~Connection() { read_away(fd.get()); }
};

Result<Connections, SocketError> Connections::listen(const Endpoint& local, const ConnectionSettings& settings) {
    constexpr int kBacklog = 64;
    Connections result{Descriptor{open_socket(local, settings.dscp)}, local, settings};
    if (!result.listener_) return socket_error("socket for", local);
    const int fd = result.listener_.get();
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!bind_to(fd, local)) return socket_error("bind", local);
    if (::listen(fd, kBacklog) != 0) return socket_error("listen", local);
    sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0) result.local_ = end_of(address, local);
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    if (epoll_ctl(result.epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return socket_error("epoll for", local);
    return result;
}

Result<Connections, SocketError> Connections::connect_from(const Endpoint& local, const ConnectionSettings& settings) {
    const auto fault = local.transport == Transport::sctp ? sctp_fault() : std::nullopt;
    if (fault) return SocketError{EPROTONOSUPPORT, "connect from " + local.text() + ": " + *fault};
    Connections result{Descriptor{}, local, settings};
    if (!result.epoll_) return socket_error("epoll for", local);
    result.local_.port = 0;
    return result;
}

Connections::Connections(Descriptor listener, const Endpoint& local, const ConnectionSettings& settings)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), listener_(std::move(listener)), local_(local), settings_(settings) {}

Connections::Connections(Connections&&) noexcept = default;
Connections& Connections::operator=(Connections&&) noexcept = default;
Connections::~Connections() = default;

std::string_view text_of(Sending sending) noexcept {
    switch (sending) {
        case Sending::done:
            return "sent";
        case Sending::no_connection:
            return "there is no connection";
        case Sending::bad_length:
            return "too long for its transport";
        case Sending::not_taken:
            return "the peer takes nothing";
    }
    return "";
}

Sending Connections::send(const Endpoint& to, std::string_view octets, Time now) {
    if (to.transport != local_.transport) return Sending::no_connection;
    if (octets.empty() || octets.size() > kMaxTpktOctets) return Sending::bad_length;
    const auto known = std::ranges::find_if(
        connections_, [&](const auto& entry) { return entry.second->peer == to && !entry.second->is_over; });
    auto* connection = known != connections_.end() ? known->second.get() : !listener_ ? connect(to, now) : nullptr;
    if (connection == nullptr) return Sending::no_connection;
    if (connection->channel->unsent() + octets.size() > settings_.max_unsent_octets) {
        ++counters_.slow;
        connection->is_over = true;
        connection->deadline = now;
        return Sending::not_taken;
    }
    connection->channel->put(octets);
    ++counters_.sent;
    if (!connection->is_connecting) write(*connection);
    return Sending::done;
}

/// Whether it stands shows when it becomes writable.
Connections::Connection* Connections::connect(const Endpoint& to, Time now) {
    if (connections_.size() >= settings_.max_connections) return nullptr;
    Descriptor socket{open_socket(to, settings_.dscp)};
    const int fd = socket.get();
    if (!socket) return nullptr;
    sockaddr_storage address;
    const auto size = static_cast<socklen_t>(to_sockaddr(to, address));
    const bool is_bound = local_.is_ip6 != to.is_ip6 || bind_to(fd, local_);
    if (!is_bound || (::connect(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 && errno != EINPROGRESS))
        return nullptr;
    return &adopt(std::move(socket), to, true, now);
}

Connections::Connection& Connections::adopt(Descriptor socket, const Endpoint& peer, bool is_connecting, Time now) {
    const int fd = socket.get();
    const bool is_sctp = local_.transport == Transport::sctp;
    const int on = 1;
    if (!is_sctp) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    mark(fd, peer.is_ip6, settings_.dscp);  // one that was accepted over SCTP has not got it from the listener
    auto& connection = connections_[fd];
    connection = std::make_unique<Connection>();
    connection->fd = std::move(socket);
    connection->peer = peer;
    connection->channel = is_sctp ? sctp_channel(fd) : tpkt_channel(fd);
    connection->is_connecting = is_connecting;
    connection->deadline = now + settings_.message_time;
    epoll_event event{.events = EPOLLIN | (is_connecting ? EPOLLOUT : 0U), .data = {.fd = fd}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) connection->is_over = true;
    return *connection;
}

void Connections::watch(const Connection& connection) const {
    const bool writes = connection.is_connecting || connection.channel->unsent() > 0;
    epoll_event event{.events = EPOLLIN | (writes ? EPOLLOUT : 0U), .data = {.fd = connection.fd.get()}};
    epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.fd.get(), &event);
}

void Connections::accept_all(Time now) {
    constexpr int kMostAtOnce = 64;
    for (int i = 0; i < kMostAtOnce; ++i) {
        sockaddr_storage address;
        socklen_t size = sizeof address;
        Descriptor accepted{
            accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (!accepted) {
            const bool has_no_descriptor = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            if (has_no_descriptor) stop_listening(now);
            return;
        }
        const auto peer = end_of(address, local_);
        if (has_room_for(peer)) {
            adopt(std::move(accepted), peer, false, now);
            continue;
        }
        ++counters_.refused;
        if (may_warn(now))
            settings_.warn("h248 from=" + peer.text() +
                           ": connection refused, too many are open refused=" + std::to_string(counters_.refused));
    }
}

bool Connections::has_room_for(const Endpoint& peer) const {
    if (connections_.size() >= settings_.max_connections) return false;
    const auto of_host =
        std::ranges::count_if(connections_, [&](const auto& entry) { return entry.second->peer.has_host_of(peer); });
    return static_cast<std::size_t>(of_host) < settings_.max_of_a_host;
}

/// Who waits stays in the queue of the kernel. To be told of him again and again would keep the loop busy.
void Connections::stop_listening(Time now) {
    deaf_until_ = now + std::chrono::seconds{1};
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener_.get(), nullptr);
    if (may_warn(now))
        settings_.warn("h248 at=" + local_.text() + ": no connection can be accepted: " + std::strerror(errno));
}

void Connections::listen_again(Time now) {
    if (!deaf_until_ || *deaf_until_ > now) return;
    epoll_event event{.events = EPOLLIN, .data = {.fd = listener_.get()}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener_.get(), &event) == 0)
        deaf_until_.reset();
    else
        deaf_until_ = now + std::chrono::seconds{1};
}

bool Connections::may_warn(Time now) {
    if (!settings_.warn || now < quiet_until_) return false;
    quiet_until_ = now + std::chrono::seconds{1};
    return true;
}

void Connections::turn(Time now, const Receiver& receiver, const Closed& closed) {
    listen_again(now);
    std::array<epoll_event, 64> events;
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == listener_.get()) {
            accept_all(now);
            continue;
        }
        const auto found = connections_.find(event.data.fd);
        if (found == connections_.end()) continue;
        auto& connection = *found->second;
        if ((event.events & EPOLLOUT) != 0) write(connection);
        if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read(connection, now, receiver);
    }
    std::vector<Endpoint> ended;
    std::erase_if(connections_, [&](const auto& entry) {
        const bool is_late = entry.second->deadline <= now;
        if (is_late && !entry.second->is_over) ++counters_.slow;
        if (!is_late && !entry.second->is_over) return false;
        ended.push_back(entry.second->peer);
        return true;
    });
    for (const auto& peer : ended) closed(peer);
}

void Connections::read(Connection& connection, Time now, const Receiver& receiver) {
    if (connection.is_over) return;
    bool has_message = false;
    bool has_binary = false;
    const auto peer = connection.peer;
    const auto reading = connection.channel->read([&](std::string_view message) {
        has_message = true;
        has_binary |= is_binary(message);
        ++counters_.received;
        receiver(peer, message);
    });
    switch (has_binary ? Channel::Reading::garbage : reading) {
        case Channel::Reading::nothing:
            return;
        case Channel::Reading::garbage:
            ++counters_.garbage;
            [[fallthrough]];
        case Channel::Reading::ended:
            connection.is_over = true;
            return;
        case Channel::Reading::foreign:
            drop_foreign(connection, now);
            break;
        case Channel::Reading::progress:
            break;
    }
    if (!connection.channel->is_partial()) {
        connection.is_idle = true;
        connection.deadline = now + settings_.idle_time;
    } else if (has_message || connection.is_idle) {
        connection.is_idle = false;
        connection.deadline = now + settings_.message_time;
    }
}

void Connections::drop_foreign(const Connection& connection, Time now) {
    ++counters_.foreign;
    if (!may_warn(now)) return;
    settings_.warn("h248 from=" + connection.peer.text() + " payload-protocol=" +
                   std::to_string(connection.channel->foreign_protocol()) + ": dropped, that of H.248 is 7");
}

void Connections::write(Connection& connection) {
    if (connection.is_over) return;
    connection.is_connecting = false;
    if (!connection.channel->write()) connection.is_over = true;
    // The end is told by turn(): an end that shows itself here wakes the owner as well, for the socket has an error.
    watch(connection);
}

void Connections::keep_only(const Endpoint& peer, Time now) {
    for (auto& [fd, connection] : connections_) {
        if (connection->is_over || connection->peer == peer || connection->channel->unsent() > 0) continue;
        connection->is_over = true;
        connection->deadline = now;
    }
}

std::optional<Time> Connections::next_deadline() const {
    std::optional<Time> next = deaf_until_;
    for (const auto& [fd, connection] : connections_)
        if (!next || connection->deadline < *next) next = connection->deadline;
    return next;
}

}  // namespace isfocus::h248
