#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

#include "isfocus/h248/message.h"
#include "isfocus/h248/udp.h"

namespace isfocus::load {

/// An isfocus-mrfpd as a child process, and an MGC that orders legs of it, one command after the other. Throws
/// std::runtime_error when the MRFP does not do as it is told. Nothing is sent twice: this is loopback.
class Mgc {
public:
    struct Leg {
        std::uint32_t context = 0;
        std::string termination;
        std::uint16_t rtp_port = 0;
    };
    struct Statistics {
        std::uint64_t packets_received = 0, packets_sent = 0;
        double lost_percent = 0;
    };

    /// Starts `program` with RTP at `address`, ports 20000 to 29999, and waits until it has registered.
    Mgc(const std::string& program, const std::string& address, int media_threads);
    /// Has it stop.
    ~Mgc();
    Mgc(const Mgc&) = delete;
    Mgc& operator=(const Mgc&) = delete;

    /// Context 0 is a new one. `formats` is the end of an m-line and what follows it: "0", or with rtpmap lines.
    Leg add(std::uint32_t context, const std::string& formats, const h248::Endpoint& remote);
    Statistics subtract(const Leg& leg);

    pid_t pid() const noexcept { return pid_; }

private:
    h248::Message next_message(int wait_ms);
    h248::Command ask(const std::string& action, std::uint32_t* context = nullptr);
    void register_it();

    h248::UdpSocket socket_;
    h248::Endpoint mrfp_;
    pid_t pid_ = -1;
    std::uint32_t transaction_ = 0;
};

}  // namespace isfocus::load
