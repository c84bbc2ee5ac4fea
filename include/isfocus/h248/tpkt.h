#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

/// Messages in a stream of octets (RFC 1006 section 6; H.248.1 annex D.2): `03 00`, two octets with the length of all
/// four and the message together, then the message.
namespace isfocus::h248 {

inline constexpr std::size_t kMaxTpktOctets = 65535 - 4;  ///< longest message that a packet can hold

/// The packet, or "" for a message that is empty or too long.
std::string tpkt(std::string_view message);

/// Takes a stream apart, however it was cut into pieces. Holds one packet at most.
class TpktReader {
public:
    using Receiver = std::function<void(std::string_view message)>;

    /// Gives each message that is complete; a packet with nothing in it is none. False: this is no TPKT, and no more
    /// can be read of the stream.
    bool feed(std::string_view octets, const Receiver& receiver);
    /// Whether a packet has begun that is not complete.
    bool is_partial() const noexcept { return !held_.empty(); }

private:
    std::string held_;
};

}  // namespace isfocus::h248
