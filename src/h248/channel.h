#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace isfocus::h248 {

/// One connected socket as messages: how they are put into it and taken out of it. It does not own the socket, and
/// decides nothing; Connections does.
class Channel {
public:
    enum class Reading : std::uint8_t {
        nothing,   ///< nothing was there
        progress,  ///< octets or messages
        foreign,   ///< a message that is not H.248, which is dropped
        garbage,   ///< what is no framing, or too long: no more can be read
        ended,
    };
    using Receiver = std::function<void(std::string_view message)>;

    Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    virtual ~Channel() = default;

    /// Reads what is there, but not for long, so that a busy peer cannot hold the loop. Gives each complete message.
    virtual Reading read(const Receiver& receiver) = 0;
    /// Whether a message has begun that is not complete.
    virtual bool is_partial() const noexcept = 0;
    /// Keeps a message of 1 to kMaxTpktOctets octets to be written.
    virtual void put(std::string_view message) = 0;
    /// Octets that the kernel has not taken yet.
    virtual std::size_t unsent() const noexcept = 0;
    /// Hands the kernel what it takes. False: the connection is over.
    virtual bool write() = 0;
    /// The payload protocol identifier of the last foreign message.
    virtual std::uint32_t foreign_protocol() const noexcept { return 0; }
};

std::unique_ptr<Channel> tpkt_channel(int fd);
std::unique_ptr<Channel> sctp_channel(int fd);

}  // namespace isfocus::h248
