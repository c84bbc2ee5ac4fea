#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct msghdr;

/// H.248 over SCTP (H.248.4): each message is one user message with payload protocol identifier 7, ordered, in stream
/// 0. The kernel's sockets of RFC 6458, one association each; whether it has any shows only when one is asked for.
namespace isfocus::h248 {

inline constexpr std::uint32_t kPayloadProtocol = 7;  ///< H.248 (H.248.4; IANA's list), host order

/// What is wrong with SCTP here, and what can be done; nothing when sockets can be had.
std::optional<std::string> sctp_fault();
/// The same for the error of a socket() call: nothing when it does not mean that the kernel has no SCTP.
std::optional<std::string> sctp_fault_of(int error_number);

/// The ancillary data of a message that is sent: SCTP_SNDINFO (RFC 6458 5.3.4).
class SctpSendInfo {
public:
    SctpSendInfo();
    /// Valid as long as this.
    void attach(msghdr& message) noexcept;

private:
    alignas(8) char octets_[64] = {};
};

/// The payload protocol identifier that came with a message: SCTP_RCVINFO (RFC 6458 5.3.5), host order.
std::optional<std::uint32_t> payload_protocol_of(const msghdr& message) noexcept;

/// What recvmsg() gave.
struct SctpPiece {
    std::string_view octets;
    std::optional<std::uint32_t> protocol;
    bool is_notification = false;  ///< MSG_NOTIFICATION
    bool is_end = false;           ///< MSG_EOR
};

/// Puts messages together that come in pieces, as they do when they are longer than the receive buffer has room for
/// (RFC 6458 5.1, partial delivery). Holds one message at most.
class SctpReader {
public:
    enum class Taken : std::uint8_t {
        more,      ///< the message goes on, or its rest does not come
        notice,    ///< a notification that means nothing to us: the kernel spoke, not the peer
        message,   ///< it is complete
        foreign,   ///< it is complete and no H.248
        too_long,  ///< no more can be read
        ended,     ///< the association, or what had been agreed in it
    };
    Taken take(const SctpPiece& piece);

    /// After `message`, until the next take().
    std::string_view message() const noexcept { return held_; }
    bool is_partial() const noexcept { return is_open_; }
    /// Of the last message.
    std::uint32_t protocol() const noexcept { return protocol_; }

private:
    Taken notified();

    std::string held_;
    std::string notification_;
    std::uint32_t protocol_ = kPayloadProtocol;
    bool is_open_ = false;  ///< a message has begun
};

/// One-to-one socket for an association, or to listen; -1 with errno. `is_ip6` alone, not both families.
int open_sctp_socket(bool is_ip6) noexcept;

}  // namespace isfocus::h248
