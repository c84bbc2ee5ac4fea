#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "calls.h"
#include "isfocus/h248/udp.h"
#include "process.h"

namespace isfocus::load {

/// An isfocusd and an isfocus-mrfpd as child processes, and the SIP of the users: the first of a conference makes it at
/// the factory, the others call the conference URI that he got.
class Daemons final : public Calls {
public:
    /// SIP and H.248 at the ports 5060 and 2944 of `address`. Waits until the MRFP has registered.
    Daemons(const std::string& isfocusd, const std::string& mrfpd, const std::string& address, int media_threads);
    ~Daemons() override;

    std::uint16_t join(std::size_t conference, const std::string& formats, const h248::Endpoint& remote) override;
    std::uint64_t end() override;
    pid_t mrfp() const noexcept override { return mrfpd_->pid(); }
    bool stop() override;

private:
    /// What a user needs to end his call.
    struct Dialog {
        std::string call_id, from, to, target;
    };

    std::string request(const std::string& method, const Dialog& dialog, int cseq, const std::string& more = "",
                        const std::string& body = "") const;
    std::string final_response(const std::string& call_id, const std::string& method);
    std::string ask(const std::string& request, const std::string& call_id, const std::string& method);

    std::filesystem::path folder_;  ///< of our own, for their configuration and logs
    std::string host_;
    h248::Endpoint focus_;
    h248::UdpSocket socket_;
    std::optional<Process> isfocusd_, mrfpd_;
    std::vector<std::string> conferences_;  ///< URIs
    std::vector<Dialog> dialogs_;
};

}  // namespace isfocus::load
