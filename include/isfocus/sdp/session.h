#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/direction.h"
#include "isfocus/base/result.h"

/// Session descriptions (RFC 4566) as plain values: what of them an audio conference needs, nothing of a library's.
namespace isfocus::sdp {

/// The direction that both allow. A direction is two bits, which the static assertions hold it to: 1 sends, 2 receives.
constexpr Direction common(Direction a, Direction b) noexcept {
    static_assert(static_cast<unsigned>(Direction::sendonly) == 1 && static_cast<unsigned>(Direction::recvonly) == 2 &&
                  static_cast<unsigned>(Direction::sendrecv) == 3 && static_cast<unsigned>(Direction::inactive) == 0);
    return static_cast<Direction>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

/// The attribute's name: "sendrecv", ...
std::string_view text(Direction direction);

/// An address of a c= or o= line. `$` as host lets the other side of an H.248 control association choose.
struct Address {
    enum class Family : std::uint8_t { ip4, ip6 };

    Family family = Family::ip4;
    std::string host;  ///< as spelled, without brackets; empty: none given

    friend bool operator==(const Address&, const Address&) = default;
};

/// An address literal with its family found by its spelling: a colon makes it IPv6.
Address address_of(std::string_view host);

/// One RTP payload type of a media line, with its rtpmap and fmtp.
struct Codec {
    std::uint8_t payload_type = 0;  ///< 0..127
    std::string name;               ///< as spelled; compared without regard to case. Empty: dynamic, and never named
    std::uint32_t clock = 0;        ///< Hz; 8000 for G722 (RFC 3551 4.5.2)
    std::uint8_t channels = 1;
    std::string fmtp;  ///< format parameters, without the payload type

    friend bool operator==(const Codec&, const Codec&) = default;
};

/// The same encoding: name, clock and channels; payload types and parameters may differ. A codec without name equals
/// none.
bool same_encoding(const Codec& a, const Codec& b);

/// RFC 4733: the line's events, not a voice of their own.
bool is_telephone_event(const Codec& codec);

/// RFC 3389: what the background of a voice is like while it pauses, not a voice of its own.
bool is_comfort_noise(const Codec& codec);

/// Neither of the two.
bool is_voice(const Codec& codec);

/// A b= line. Of those that are read only AS, CT, RS and RR are kept.
struct Bandwidth {
    std::string modifier;
    std::uint32_t value = 0;  ///< kbit/s for AS and CT, bit/s for RS and RR (RFC 3556)

    friend bool operator==(const Bandwidth&, const Bandwidth&) = default;
};

/// An attribute that has no field of its own here.
struct Attribute {
    std::string name;
    std::string value;  ///< empty for a flag

    friend bool operator==(const Attribute&, const Attribute&) = default;
};

/// One m= line with what belongs to it.
struct Media {
    std::string type = "audio";
    std::uint16_t port = 0;
    bool choose_port = false;  ///< H.248: `$` stands in the port's place, `port` means nothing
    std::string protocol = "RTP/AVP";
    std::vector<Codec> codecs;         ///< RTP/AVP and RTP/SAVP, in order of preference; each payload type once
    std::vector<std::string> formats;  ///< the formats of all other protocols; H.248: `-` and `$`
    Address connection;                ///< that which holds here: the line's own, else the session's
    /// The line's own, else the session's, else sendrecv. An address of 0.0.0.0 takes the receiving away: the hold of
    /// RFC 2543, which RFC 3264 8.4 asks to understand.
    Direction direction = Direction::sendrecv;
    std::string label;                      ///< RFC 4574; empty: none
    std::optional<std::uint32_t> ptime;     ///< ms
    std::optional<std::uint32_t> maxptime;  ///< ms
    std::vector<Bandwidth> bandwidths;
    std::vector<Attribute> attributes;  ///< all others of the line, in order

    /// Port 0: refused or ended (RFC 3264 6, 8.2).
    bool rejected() const noexcept { return port == 0 && !choose_port; }
    bool is_rtp() const noexcept { return protocol == "RTP/AVP" || protocol == "RTP/SAVP"; }

    friend bool operator==(const Media&, const Media&) = default;
};

/// The o= line: who made this description, and which version of it this is.
struct Origin {
    std::string user = "-";
    std::uint64_t id = 0;       ///< the same for all descriptions of one session
    std::uint64_t version = 0;  ///< one more with each change (RFC 3264 8)
    Address address;

    friend bool operator==(const Origin&, const Origin&) = default;
};

struct Session {
    Origin origin;
    Address connection;  ///< the session's own; without host: each media line has one
    std::vector<Bandwidth> bandwidths;
    std::vector<Attribute> attributes;  ///< the session's, but for its direction
    std::vector<Media> media;
    std::string timing = "0 0";  ///< the first t= line: when it begins and ends, 0 for unbounded

    friend bool operator==(const Session&, const Session&) = default;
};

inline constexpr std::size_t kMaxTextSize = 64 * 1024;  ///< octets of one description
inline constexpr std::size_t kMaxMedia = 32;            ///< media lines of one description

/// Reads a description out of a SIP message body. 400 with what is wrong as detail: not SDP, no o= line, a media line
/// without address, control characters, or more than the limits above.
Result<Session> parse(std::string_view text);

/// Writes it with all lines that RFC 4566 5 demands, each ended by CRLF. Every named codec gets its rtpmap, the static
/// ones too, every line in use its direction.
std::string write(const Session& session);

/// Reads a Local or Remote descriptor of H.248 (H.248.1 7.1.8): alternatives that each begin with v=0, lines o= s= t=
/// may be missing, `$` may stand for an address, a port or a format. Text in front of the first v= is refused.
/// An empty descriptor has no alternatives. 400 as for `parse`.
Result<std::vector<Session>> parse_h248(std::string_view text);

/// Writes alternatives, or the only one, for a Local or Remote descriptor: only v=, c=, m=, b= and a= lines, and no
/// direction, because there the Mode property says it. No `}`, which would end the descriptor, is ever written.
std::string write_h248(const std::vector<Session>& alternatives);
std::string write_h248(const Session& session);

}  // namespace isfocus::sdp
