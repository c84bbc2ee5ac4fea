#include "app/mp_sockets.h"

#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "isfocus/base/dscp.h"
#include "isfocus/config/h248_address.h"
#include "isfocus/h248/sctp.h"

namespace isfocus::app {
namespace {

template <class Socket>
Socket opened(Result<Socket, h248::SocketError> socket, int epoll) {
    if (!socket) throw std::runtime_error("mrfp.listen: " + socket.error().text);
    epoll_event event{.events = EPOLLIN, .data = {.fd = socket->fd()}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, socket->fd(), &event) != 0) throw std::runtime_error("mrfp.listen: epoll");
    return std::move(*socket);
}

h248::Time now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

MpSockets::MpSockets(const std::vector<config::Endpoint>& listen, int dscp) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    h248::ConnectionSettings settings;
    settings.warn = [](const std::string& line) { spdlog::warn("{}", line); };
    settings.dscp = dscp;
    for (const auto& one : listen) {
        const auto local = config::h248_endpoint(one);
        if (!local) throw std::runtime_error("mrfp.listen: cannot use " + one.text());
        if (local->has_connection())
            connections_.push_back(opened(h248::Connections::listen(*local, settings), epoll_));
        else
            udp_.push_back(opened(h248::UdpSocket::open(*local), epoll_));
    }
    for (const auto& udp : udp_) mark(udp.fd(), udp.local().is_ip6, dscp);
}

MpSockets::~MpSockets() {
    if (epoll_ >= 0) close(epoll_);
}

/// Of several UDP sockets that at which the peer was heard: from elsewhere we would be strangers to it (mp-h248 4). To
/// whom was not heard yet, the first of its family.
void MpSockets::send(const h248::Endpoint& to, std::string_view octets) {
    if (to.has_connection()) return send_over_connection(to, octets);
    if (const auto heard_at = udp_of_.of(to)) return void(udp_[*heard_at].send(to, octets));
    for (auto& udp : udp_)
        if (udp.local().is_ip6 == to.is_ip6) return void(udp.send(to, octets));
}

/// The one that has a connection to the peer says what became of the message.
void MpSockets::send_over_connection(const h248::Endpoint& to, std::string_view octets) {
    auto sending = h248::Sending::no_connection;
    for (auto one = connections_.begin(); one != connections_.end() && sending == h248::Sending::no_connection; ++one)
        sending = one->send(to, octets, now());
    if (sending != h248::Sending::done)
        spdlog::debug("mrfp={} octets={} not sent: {}", to.text(), octets.size(), h248::text_of(sending));
}

void MpSockets::turn(mrfp::Client& client) {
    const auto received = [&](const h248::Endpoint& from, std::string_view octets) { client.received(from, octets); };
    for (std::size_t i = 0; i < udp_.size(); ++i)
        udp_[i].receive([&](const h248::Endpoint& from, std::string_view octets) {
            if (udp_.size() > 1) udp_of_.heard(from, i);
            received(from, octets);
        });
    for (auto& one : connections_) one.turn(now(), received, [&](const h248::Endpoint& peer) { client.closed(peer); });
}

std::optional<h248::Time> MpSockets::next_deadline() const {
    std::optional<h248::Time> next;
    for (const auto& one : connections_)
        if (const auto at = one.next_deadline(); at && (!next || *at < *next)) next = at;
    return next;
}

std::vector<config::Fault> mp_faults(const config::Config& config) {
    std::vector<config::Fault> faults;
    for (const auto& one : config.mrfp.listen) {
        if (one.transport != config::Endpoint::Transport::sctp) continue;
        if (const auto fault = h248::sctp_fault())
            faults.push_back({.key = "mrfp.listen", .message = one.text() + ": " + *fault});
    }
    return faults;
}

std::uint64_t MpSockets::dropped() const {
    std::uint64_t sum = 0;
    for (const auto& udp : udp_) sum += udp.counters().dropped_by_kernel;
    return sum;
}

}  // namespace isfocus::app
