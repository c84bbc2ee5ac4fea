#pragma once
#include <cstdint>
#include <vector>

#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// Whether what is sent to one user leaves this host. A second in which nothing did is a failure of the network
/// (nt/netfail, H.248.1 E.11.2), ten of them are a bearer that is lost (g/cause, H.248.1 E.1.2). Where it is the socket
/// that is of no use, the termination is out of service until something can be sent again (H.248.1 7.2.8). Each is told
/// once, until it is over, and no more often than every ten seconds, however the network comes and goes.
class SendFaults {
public:
    /// What came of a packet: 0, or the errno with which the network did not take it.
    void sent(int error) noexcept;
    /// Once in a second of failure: whether the next error is worth a look for its cause, which costs a little.
    bool asks_why() const noexcept;
    /// Nobody will ever read what the user sends.
    void broken(int error) noexcept { broken_ = error; }
    /// Once per tick: appends what has been found.
    void tick(std::uint32_t termination, std::vector<MediaEvent>& seen);

private:
    int unsent_ = 0;     ///< packets in a row
    int error_ = 0;      ///< of the last of them
    int of_socket_ = 0;  ///< that of them which is ours alone
    int broken_ = 0;
    int quiet_ = 0;  ///< ticks in which no failure is told again
    bool has_failed_ = false, is_lost_ = false, is_out_of_service_ = false;  ///< and that was told
};

}  // namespace isfocus::mrfpd
