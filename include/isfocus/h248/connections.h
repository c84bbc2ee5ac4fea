#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "isfocus/base/descriptor.h"
#include "isfocus/base/result.h"
#include "isfocus/h248/deadline_queue.h"
#include "isfocus/h248/endpoint.h"
#include "isfocus/h248/udp.h"

namespace isfocus::h248 {

struct ConnectionSettings {
    std::size_t max_connections = 64;
    std::size_t max_of_a_host = 4;              ///< of those that are accepted: one host must not keep the others out
    std::size_t max_unsent_octets = 4U << 20U;  ///< a peer that takes nothing loses its connection over it
    std::chrono::milliseconds message_time{10'000};  ///< for the first message, and for each that has begun
    std::chrono::milliseconds idle_time{120'000};    ///< between two; heartbeats come more often from whoever is served
    int dscp = 0;                                    ///< of what is sent, as far as the kernel marks it; 0: none
    /// Told of messages that are dropped because they are not H.248, and of connections that are refused, at most once
    /// a second.
    std::function<void(const std::string& line)> warn;
};

struct ConnectionCounters {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    std::uint64_t refused = 0;  ///< connections over a limit
    std::uint64_t garbage = 0;  ///< connections that ended because they did not speak TPKT, over too long a message, or
                                ///< over one in the binary encoding
    std::uint64_t foreign = 0;  ///< messages of another payload protocol than H.248 (SCTP)
    std::uint64_t slow = 0;     ///< those that sent nothing, or half a message, or took nothing

    friend bool operator==(const ConnectionCounters&, const ConnectionCounters&) = default;
};

/// What became of a message.
enum class Sending : std::uint8_t {
    done,           ///< it is on its way
    no_connection,  ///< there is none to that peer, and none can be made
    bad_length,     ///< it is empty, or longer than kMaxTpktOctets
    not_taken,      ///< the peer takes nothing: its connection ends
};
std::string_view text_of(Sending sending) noexcept;

/// H.248 over TCP (H.248.1 annex D.2) or SCTP (H.248.4), whichever the local endpoint says: accepts connections, or
/// makes them where something is to be sent. Peers are named by the transport, address and port of their end. It has no
/// loop and no thread: the owner watches fd() for reading, calls turn() then and when next_deadline() has come.
class Connections {
public:
    using Receiver = std::function<void(const Endpoint& from, std::string_view octets)>;
    using Closed = std::function<void(const Endpoint& peer)>;

    /// Accepts at `local`; port 0 takes any.
    static Result<Connections, SocketError> listen(const Endpoint& local, const ConnectionSettings& settings = {});
    /// Makes connections from the address of `local`, from any port.
    static Result<Connections, SocketError> connect_from(const Endpoint& local,
                                                         const ConnectionSettings& settings = {});

    Connections(Connections&&) noexcept;
    Connections& operator=(Connections&&) noexcept;
    ~Connections();

    int fd() const noexcept { return epoll_.get(); }
    const Endpoint& local() const noexcept { return local_; }

    /// One message. A connection that fails is told by turn(), never from here.
    Sending send(const Endpoint& to, std::string_view octets, Time now);

    /// Ends the connections to everybody else, each when the kernel has all that was sent over it.
    void keep_only(const Endpoint& peer, Time now);

    /// Hands over what has come, then the peers whose connection has ended. Both may send.
    void turn(Time now, const Receiver& receiver, const Closed& closed);
    std::optional<Time> next_deadline() const;

    std::size_t connections() const noexcept { return connections_.size(); }
    const ConnectionCounters& counters() const noexcept { return counters_; }

private:
    struct Connection;
    Connections(Descriptor listener, const Endpoint& local, const ConnectionSettings& settings);

    Connection* connect(const Endpoint& to, Time now);
    Connection& adopt(Descriptor socket, const Endpoint& peer, bool is_connecting, Time now);
    void watch(const Connection& connection) const;
    void accept_all(Time now);
    void stop_listening(Time now);
    void listen_again(Time now);
    bool has_room_for(const Endpoint& peer) const;
    bool may_warn(Time now);
    void read(Connection& connection, Time now, const Receiver& receiver);
    void write(Connection& connection);
    void drop_foreign(const Connection& connection, Time now);

    Descriptor epoll_;
    Descriptor listener_;  ///< none: connections are made from here alone
    Endpoint local_;
    ConnectionSettings settings_;
    std::map<int, std::unique_ptr<Connection>> connections_;  ///< by descriptor
    ConnectionCounters counters_;
    Time quiet_until_{};              ///< no more warnings before that
    std::optional<Time> deaf_until_;  ///< nothing is accepted before that: there are no descriptors
};

}  // namespace isfocus::h248
