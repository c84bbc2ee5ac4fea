#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/direction.h"
#include "isfocus/base/result.h"
#include "isfocus/base/uri.h"

namespace isfocus::focus {

/// A point in time as the focus is told it with each Event: wall clock, so that deadlines mean the same after a
/// restart.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What the focus needs to know of one m-line; the rest stays in `Description::sdp`.
struct MediaStream {
    std::string type;                           ///< SDP media name: "audio"
    std::string label;                          ///< a=label of the focus's own m-line (RFC 4574); "" if none
    Direction direction = Direction::sendrecv;  ///< seen from the participant

    friend bool operator==(const MediaStream&, const MediaStream&) = default;
};

/// A session description in transit: the focus carries it between UE and MRFP and never reads the text.
struct Description {
    std::string sdp;
    std::vector<MediaStream> streams;

    friend bool operator==(const Description&, const Description&) = default;
};

/// A user that the network vouches for (P-Asserted-Identity from a trusted peer, RFC 3325), never From alone.
struct Identity {
    Uri uri;                   ///< the sip one if two were asserted (RFC 3325 9.1)
    std::optional<Uri> alias;  ///< the second, usually tel
    std::string display_name;
    bool is_private = false;  ///< Privacy: id, user or header was asked for (RFC 3323)

    friend bool operator==(const Identity&, const Identity&) = default;
};

/// Same user: any of one's URIs equivalent to any of the other's.
bool same_user(const Identity& a, const Identity& b);
bool is_known_as(const Identity& who, const Uri& uri);

/// A header that goes into a message as it is; the adapter refuses control characters in it.
struct Header {
    std::string name;
    std::string value;

    friend bool operator==(const Header&, const Header&) = default;
};

/// An INVITE outside any dialog: to the factory URI or to a conference URI.
struct InviteRequest {
    Uri request_uri;
    std::optional<Identity> asserted;  ///< nothing: nobody vouches for the caller
    Uri contact;                       ///< remote target, verbatim
    std::optional<Description> offer;  ///< nothing: an offerless INVITE
    std::string nonce;  ///< 128 random bits as text, drawn by the adapter: makes a conference URI unguessable
};

enum class ReferMethod : std::uint8_t { invite, bye, other };

/// The Refer-To of a REFER, taken apart (RFC 3515 2.1; focus-procedures 3.2).
struct ReferTarget {
    Uri uri;  ///< without `method` and without the header part: the Request-URI of the INVITE (REF-14)
    ReferMethod method = ReferMethod::invite;
    std::optional<std::string> replaces;  ///< decoded once, otherwise unchanged (REF-10)
    bool require_replaces = false;        ///< REF-12
    std::optional<std::string> subject;   ///< REF-13

    friend bool operator==(const ReferTarget&, const ReferTarget&) = default;
};

struct ReferRequest {
    Uri request_uri;
    std::optional<Identity> asserted;
    Result<ReferTarget> target;              ///< a fault in Refer-To is answered only after the checks that come first
    std::optional<std::string> referred_by;  ///< the header's value, verbatim (REF-28)
    bool wants_subscription = true;          ///< false: Refer-Sub: false (RFC 4488)
    std::uint32_t cseq = 0;                  ///< becomes the Event id (RFC 3515 2.4.6)
};

enum class EventPackage : std::uint8_t { conference, refer, unknown };

struct SubscribeRequest {
    Uri request_uri;
    std::optional<Identity> asserted;
    EventPackage package = EventPackage::unknown;
    std::string event_id;                  ///< the id parameter of Event; "" if none
    std::optional<std::uint32_t> expires;  ///< seconds; nothing: the package's default
    bool accepts_document = true;          ///< Accept admits application/conference-info+xml (or is absent)
};

}  // namespace isfocus::focus
