#include "isfocus/mrfp/link.h"

#include <chrono>
#include <random>
#include <utility>

namespace isfocus::mrfp {

Result<std::unique_ptr<Link>, h248::SocketError> Link::open(const h248::Endpoint& local, const Settings& settings,
                                                            focus::Inbox& inbox) {
    auto socket = h248::UdpSocket::open(local);
    if (!socket) return socket.error();
    return std::unique_ptr<Link>(new Link(std::move(*socket), settings, inbox));
}

Link::Link(h248::UdpSocket socket, const Settings& settings, focus::Inbox& inbox)
    : socket_(std::move(socket)),
      client_(
          settings, inbox, [] { return std::chrono::steady_clock::now(); },
          [this](const h248::Endpoint& to, std::string_view octets) { socket_.send(to, octets); },
          std::random_device{}()) {}

void Link::on_readable() {
    socket_.receive([this](const h248::Endpoint& from, std::string_view octets) { client_.received(from, octets); });
}

}  // namespace isfocus::mrfp
