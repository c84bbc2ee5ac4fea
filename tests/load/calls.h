#pragma once
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "isfocus/h248/endpoint.h"

namespace isfocus::load {

/// How users come to an isfocus-mrfpd. Throws std::runtime_error when what is under test does not do as it is told.
/// Nothing is sent twice: this is loopback.
class Calls {
public:
    virtual ~Calls() = default;

    /// Has a user take part in a conference, the numbers of which begin with 0 and have no gaps. `formats` is the end
    /// of an m-line and what follows it: "0", or with rtpmap lines. Returns the MRFP's RTP port.
    virtual std::uint16_t join(std::size_t conference, const std::string& formats, const h248::Endpoint& remote) = 0;
    /// Ends all, in the order in which they joined. Returns how many packets the MRFP got from them, as it says.
    virtual std::uint64_t end() = 0;

    virtual pid_t mrfp() const noexcept = 0;
    /// Ends what is under test; whether all of it ended as it should. What it says otherwise goes to our standard
    /// error.
    virtual bool stop() = 0;
};

}  // namespace isfocus::load
