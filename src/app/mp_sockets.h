#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "app/peer_sockets.h"
#include "isfocus/config/config.h"
#include "isfocus/h248/connections.h"
#include "isfocus/h248/udp.h"
#include "isfocus/mrfp/client.h"

namespace isfocus::app {

/// All addresses at which MRFPs register, over UDP, TCP and SCTP, behind one descriptor for the loop.
class MpSockets {
public:
    /// What is sent is marked with `dscp`, as far as the kernel does it. Throws std::runtime_error when an address
    /// cannot be bound.
    explicit MpSockets(const std::vector<config::Endpoint>& listen, int dscp = 0);
    ~MpSockets();
    MpSockets(const MpSockets&) = delete;
    MpSockets& operator=(const MpSockets&) = delete;

    /// To be watched for reading.
    int fd() const noexcept { return epoll_; }
    void send(const h248::Endpoint& to, std::string_view octets);
    /// Hands over what has come, and what connections have ended.
    void turn(mrfp::Client& client);
    std::optional<h248::Time> next_deadline() const;
    /// What the kernel had no room for.
    std::uint64_t dropped() const;

private:
    void send_over_connection(const h248::Endpoint& to, std::string_view octets);

    int epoll_ = -1;
    std::vector<h248::UdpSocket> udp_;
    PeerSockets udp_of_;  ///< used where there are several
    std::vector<h248::Connections> connections_;
};

/// Addresses of `mrfp.listen` whose transport this kernel does not have.
std::vector<config::Fault> mp_faults(const config::Config& config);

}  // namespace isfocus::app
