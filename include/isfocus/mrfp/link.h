#pragma once
#include <memory>
#include <optional>

#include "isfocus/h248/udp.h"
#include "isfocus/mrfp/client.h"

namespace isfocus::mrfp {

/// The resource client on a UDP socket. The owner's loop watches fd() for reading, calls on_readable() then, and
/// on_deadline() when next_deadline() has come; it looks at next_deadline() again after every event that it has
/// handled, because orders of the focus set deadlines, too.
class Link {
public:
    /// Binds to `local`. Throws std::invalid_argument for settings as Client does.
    static Result<std::unique_ptr<Link>, h248::SocketError> open(const h248::Endpoint& local, const Settings& settings,
                                                                 focus::Inbox& inbox);

    int fd() const noexcept { return socket_.fd(); }
    void on_readable();
    void on_deadline() { client_.tick(); }
    std::optional<Time> next_deadline() const { return client_.next_deadline(); }

    Client& client() noexcept { return client_; }
    const h248::UdpSocket& socket() const noexcept { return socket_; }

private:
    Link(h248::UdpSocket socket, const Settings& settings, focus::Inbox& inbox);

    h248::UdpSocket socket_;
    Client client_;
};

}  // namespace isfocus::mrfp
