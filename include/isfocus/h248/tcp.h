#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/endpoint.h"
#include "isfocus/h248/tpkt.h"
#include "isfocus/h248/udp.h"

namespace isfocus::h248 {

struct TcpSettings {
    std::size_t max_connections = 64;
    std::size_t max_unsent_octets = 4U << 20U;       ///< a peer that takes nothing loses its connection over it
    std::chrono::milliseconds message_time{10'000};  ///< for the first message, and for each that has begun
    std::chrono::milliseconds idle_time{120'000};    ///< between two; heartbeats come more often from whoever is served
};

struct TcpCounters {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    std::uint64_t refused = 0;  ///< connections over the limit
    std::uint64_t garbage = 0;  ///< connections that ended because they did not speak TPKT
    std::uint64_t slow = 0;     ///< those that sent nothing, or half a message, or took nothing

    friend bool operator==(const TcpCounters&, const TcpCounters&) = default;
};

/// H.248 over TCP (H.248.1 annex D.2): accepts connections, or makes them where something is to be sent. Peers are
/// named by the address and port of their end (Endpoint::is_stream). It has no loop and no thread: the owner watches
/// fd() for reading, calls turn() then and when next_deadline() has come.
class Tcp {
public:
    using Receiver = std::function<void(const Endpoint& from, std::string_view octets)>;
    using Closed = std::function<void(const Endpoint& peer)>;

    /// Accepts at `local`; port 0 takes any.
    static Result<Tcp, SocketError> listen(const Endpoint& local, const TcpSettings& settings = {});
    /// Makes connections from the address of `local`, from any port.
    static Result<Tcp, SocketError> connect_from(const Endpoint& local, const TcpSettings& settings = {});

    Tcp(Tcp&&) noexcept;
    Tcp& operator=(Tcp&&) noexcept;
    ~Tcp();

    int fd() const noexcept { return epoll_; }
    const Endpoint& local() const noexcept { return local_; }

    /// One message. False: there is no connection to that peer, and none can be made. A connection that fails is told
    /// by turn(), never from here.
    bool send(const Endpoint& to, std::string_view octets, Time now);

    /// Hands over what has come, then the peers whose connection has ended. Both may send.
    void turn(Time now, const Receiver& receiver, const Closed& closed);
    std::optional<Time> next_deadline() const;

    std::size_t connections() const noexcept { return connections_.size(); }
    const TcpCounters& counters() const noexcept { return counters_; }

private:
    struct Connection;
    Tcp(int listener, const Endpoint& local, const TcpSettings& settings);

    Connection* connect(const Endpoint& to, Time now);
    void adopt(int fd, const Endpoint& peer, bool is_connecting, Time now);
    void watch(const Connection& connection) const;
    void accept_all(Time now);
    void read(Connection& connection, Time now, const Receiver& receiver);
    void write(Connection& connection);

    int epoll_ = -1;
    int listener_ = -1;
    Endpoint local_;
    TcpSettings settings_;
    std::map<int, std::unique_ptr<Connection>> connections_;  ///< by descriptor
    TcpCounters counters_;
};

}  // namespace isfocus::h248
