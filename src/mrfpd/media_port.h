#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "isfocus/base/direction.h"
#include "isfocus/h248/endpoint.h"
#include "mrfpd/announcements.h"
#include "mrfpd/codecs.h"

/// What the H.248 side of the MRFP orders from its media plane. No call waits for the media thread, and none calls
/// back.
namespace isfocus::mrfpd {

/// Seen from the context outwards (mp-h248 2.1): `sendonly` sends to the user and does not let him be heard.
using Mode = Direction;

struct Format {
    std::uint8_t payload_type = 0;
    Encoding encoding = Encoding::pcmu;
    AmrPacking packing = AmrPacking::bandwidth_efficient;  ///< AMR and AMR-WB only
    std::uint16_t modes = 0;  ///< AMR and AMR-WB: those that may be sent, a bit each from 0 up (mode-set); 0: all
    bool dtx = false;         ///< AMR and AMR-WB, as sent: nothing but SID while nobody is heard

    friend bool operator==(const Format&, const Format&) = default;
};

/// RFC 3556, in bits per second, for all of the session: both zero is no RTCP at all.
struct RtcpBandwidth {
    std::uint32_t senders = 0, receivers = 0;

    friend bool operator==(const RtcpBandwidth&, const RtcpBandwidth&) = default;
};

/// Where the user takes its media.
struct Remote {
    h248::Endpoint rtp;
    h248::Endpoint rtcp;
    Format format;                                ///< what it is sent: the first of its formats that we can make
    std::optional<std::uint8_t> telephone_event;  ///< its payload type for RFC 4733 events, at the clock of `format`
    std::optional<RtcpBandwidth> rtcp_bandwidth = std::nullopt;  ///< b=RS, b=RR; nothing: not said

    friend bool operator==(const Remote&, const Remote&) = default;
};

/// A payload type of telephone-event, and the clock of its timestamps.
struct TelephoneEvent {
    std::uint8_t payload_type = 0;
    std::uint32_t clock = 8000;

    friend bool operator==(const TelephoneEvent&, const TelephoneEvent&) = default;
};

/// Of whose packets there must be some within `after`, as long as the mode lets them flow: `both` are missed only
/// together.
struct Inactivity {
    enum class Direction : std::uint8_t { in, out, both };
    std::chrono::seconds after{0};
    Direction direction = Direction::both;

    friend bool operator==(const Inactivity&, const Inactivity&) = default;
};

/// Package cg, in its order.
enum class Tone : std::uint8_t {
    dial,
    ringing,
    busy,
    congestion,
    special_information,
    warning,
    payphone,
    call_waiting,
    caller_waiting,
};
inline constexpr std::size_t kTones = 9;

/// Whom a sound is for (H.248.7: ext, int, both).
enum class Hearers : std::uint8_t { user, others, all };

/// One sound of a termination.
struct Play {
    std::uint32_t number = 0;  ///< within its termination, and of no other sound before
    Tone tone = Tone::dial;
    std::chrono::milliseconds length{0};  ///< 0: until it is replaced
    bool is_brief = false;  ///< its cadence once, or `cycles` of the announcement; `length` does not count
    std::shared_ptr<const Recording> announcement = nullptr;  ///< instead of the tone
    unsigned cycles = 1;                                      ///< of the announcement, where it is brief
    Hearers hearers = Hearers::user;
    std::chrono::milliseconds pause{0};  ///< of silence between its end and the next sound of its sequence

    friend bool operator==(const Play&, const Play&) = default;
};

/// Sounds one after the other, of which only the last may go on until it is replaced. Known by the number of its first
/// sound: while that is there the sequence goes on where it is.
using PlaySequence = std::vector<Play>;
inline constexpr std::size_t kMostSequences = 8;    ///< of one termination at the same time
inline constexpr std::size_t kMostInSequence = 32;  ///< sounds

/// One termination's audio as it shall be. Applied as a whole; what does not change goes on without a gap (SSRC,
/// sequence numbers and timestamps are those of the termination, RFC 3550 5.1).
struct Stream {
    std::uint32_t context = 0;
    Mode mode = Mode::inactive;
    std::vector<Format> receives;  ///< payload types that we announced
    std::vector<TelephoneEvent> receives_events;
    std::optional<std::uint8_t> receives_noise;  ///< payload type of comfort noise (RFC 3389)
    std::optional<Remote> remote;                ///< nothing: not known yet, nothing is sent
    /// Take the first packet's source for the remote instead, once; else accept only the signalled one.
    bool latches = false;
    std::uint32_t relatches = 0;  ///< counts up each time that it shall latch once more, to another source

    std::optional<Inactivity> inactivity;  ///< to be reported
    std::optional<unsigned> most_lost;     ///< percent of the user's packets that may be lost; more is reported
    std::vector<PlaySequence> plays;       ///< at the same time, over what the user hears and whatever the mode is

    friend bool operator==(const Stream&, const Stream&) = default;
};

/// What the media plane saw on a termination.
struct MediaEvent {
    enum class Kind : std::uint8_t {
        stopped,  ///< Inactivity; once, until packets flow again
        key_pressed,
        key_released,
        too_many_keys,    ///< more than are told were pressed; once
        played,           ///< a sound came to its end by itself
        network_failed,   ///< for a second nothing could be sent
        bearer_lost,      ///< for ten
        out_of_service,   ///< of no use, because its socket is, or for want of memory
        back_in_service,  ///< that is over
        lossy,            ///< more was lost than wanted (Stream::most_lost)
        payload_changed,  ///< the user's audio comes in another of its formats
    };
    std::uint32_t termination = 0;
    Kind kind = Kind::stopped;
    std::uint8_t key = 0;                   ///< RFC 4733 3.2: 0..9, 10 `*`, 11 `#`, 12..15 A..D
    std::chrono::milliseconds duration{0};  ///< of the key that was released
    std::uint32_t play = 0;                 ///< number of what was played
    std::uint8_t value = 0;                 ///< of `lossy` the percentage, of `payload_changed` the payload type
    int error = 0;                          ///< errno of what failed, was lost or is out of service

    friend bool operator==(const MediaEvent&, const MediaEvent&) = default;
};

/// Statistics of packages nt and rtp.
struct Statistics {
    std::chrono::milliseconds duration{0};
    std::uint64_t packets_sent = 0, packets_received = 0;
    std::uint64_t octets_sent = 0, octets_received = 0;  ///< payload octets (RFC 3550 6.4.1)
    std::uint64_t packets_lost = 0;
    std::uint64_t packets_refused = 0;     ///< from a source that was not signalled, or unreadable
    std::uint64_t keys_left_out = 0;       ///< pressed, but not told: too many
    double loss = 0;                       ///< percent of what was expected between the last two reports about it
    std::uint32_t jitter = 0;              ///< timestamp units, of which a second has receiving_clock
    std::uint32_t receiving_clock = 8000;  ///< of what came last
    std::chrono::microseconds delay{0};    ///< to the user, by the reports of RTCP; 0: not measured yet
    std::uint32_t sending_clock = 8000;    ///< of what the user is sent
};

class MediaPort {
public:
    virtual ~MediaPort() = default;

    /// Binds an RTP and RTCP port pair for a new termination and gives back its (even) RTP port; nothing when the range
    /// is exhausted (H.248 error 510).
    virtual std::optional<std::uint16_t> open(std::uint32_t termination) = 0;
    /// The context, once there is one, stays the same.
    virtual void apply(std::uint32_t termination, const Stream& stream) = 0;
    /// As of now; readable while the media thread runs.
    virtual Statistics statistics(std::uint32_t termination) const = 0;
    /// What was seen since the last call, in order for each termination; some may be closed meanwhile.
    virtual std::vector<MediaEvent> take_events() = 0;
    /// RTCP BYE, sockets closed, the port pair free again after a pause.
    virtual void close(std::uint32_t termination) = 0;
};

}  // namespace isfocus::mrfpd
