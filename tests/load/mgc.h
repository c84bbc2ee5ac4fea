#pragma once
#include <vector>

#include "calls.h"
#include "isfocus/h248/message.h"
#include "isfocus/h248/udp.h"
#include "process.h"

namespace isfocus::load {

/// An isfocus-mrfpd as a child process, and an MGC that orders legs of it, one command after the other.
class Mgc final : public Calls {
public:
    /// Starts `program` with RTP at `address`, ports 20000 to 29999, and waits until it has registered.
    Mgc(const std::string& program, const std::string& address, int media_threads);

    std::uint16_t join(std::size_t conference, const std::string& formats, const h248::Endpoint& remote) override;
    std::uint64_t end() override;
    pid_t mrfp() const noexcept override { return mrfpd_.pid(); }
    bool stop() override { return mrfpd_.stop(); }

private:
    struct Leg {
        std::uint32_t context = 0;
        std::string termination;
    };

    h248::Message next_message(int wait_ms);
    h248::Command ask(const std::string& action, std::uint32_t* context = nullptr);
    void register_it();

    h248::UdpSocket socket_;
    h248::Endpoint mrfp_;
    Process mrfpd_;
    std::uint32_t transaction_ = 0;
    std::vector<std::uint32_t> contexts_;  ///< of the conferences
    std::vector<Leg> legs_;
};

}  // namespace isfocus::load
