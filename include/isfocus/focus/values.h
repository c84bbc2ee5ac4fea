#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isfocus/base/direction.h"
#include "isfocus/base/ids.h"
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
    bool is_ready = true;  ///< its sender waits for no resources of its own (RFC 3312); true of who never speaks of any

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

/// What a message says of the session timer (RFC 4028 4, 5).
struct SessionTimer {
    enum class Refresher : std::uint8_t { unset, uac, uas } refresher = Refresher::unset;
    std::chrono::seconds interval{0};  ///< Session-Expires; 0: there is none
    bool is_supported = false;         ///< the peer's Supported or Require lists `timer`
    std::chrono::seconds least{0};     ///< Min-SE of a request; 0: there is none

    friend bool operator==(const SessionTimer&, const SessionTimer&) = default;
};

/// Whether provisional responses to an INVITE may be sent reliably (RFC 3262 3).
enum class Reliability : std::uint8_t { none, supported, required };

/// A header that goes into a message as it is; the adapter refuses control characters in it.
struct Header {
    std::string name;
    std::string value;

    friend bool operator==(const Header&, const Header&) = default;
};

/// One part of a multipart body, carried on as it came (RFC 2046 5.1).
struct BodyPart {
    std::vector<Header> headers;
    std::string content;

    friend bool operator==(const BodyPart&, const BodyPart&) = default;
};

/// A dialog that a header of the peer names (Replaces, Join, Target-Dialog), as it was found among ours.
struct DialogReference {
    std::optional<DialogId> dialog;  ///< nothing: none of ours, or not exactly one
    bool has_ended = false;          ///< it was the INVITE dialog of a leg that is no more

    friend bool operator==(const DialogReference&, const DialogReference&) = default;
};

/// What an INVITE with Replaces (RFC 3891) or Join (RFC 3911) wants of a dialog.
struct TakeOver {
    enum class Kind : std::uint8_t { replaces, join } kind = Kind::replaces;
    DialogReference reference;
    bool early_only = false;

    friend bool operator==(const TakeOver&, const TakeOver&) = default;
};

enum class ReferMethod : std::uint8_t { invite, bye, other };

/// Whom a REFER, or an entry of a list, is about: the URI, taken apart (RFC 3515 2.1; focus-procedures 3.2).
struct ReferTarget {
    Uri uri;  ///< without `method` and without the header part: the Request-URI of the INVITE (REF-14)
    ReferMethod method = ReferMethod::invite;
    std::optional<std::string> replaces;    ///< decoded once, otherwise unchanged (REF-10)
    bool require_replaces = false;          ///< REF-12
    std::optional<std::string> subject;     ///< REF-13
    std::optional<std::string> session_id;  ///< REF-13

    friend bool operator==(const ReferTarget&, const ReferTarget&) = default;
};

/// What of the charging of its first INVITE goes on with a conference (RFC 7315). The focus carries it and never reads
/// it.
struct ChargingContext {
    std::string icid;                ///< as on the wire
    std::string function_addresses;  ///< value of P-Charging-Function-Addresses; "": none from a trusted peer

    friend bool operator==(const ChargingContext&, const ChargingContext&) = default;
};

/// An INVITE outside any dialog: to the factory URI or to a conference URI.
struct InviteRequest {
    Uri request_uri;
    std::optional<Identity> asserted;  ///< nothing: nobody vouches for the caller
    Uri contact;                       ///< remote target, verbatim
    std::optional<Description> offer;  ///< nothing: an offerless INVITE
    SessionTimer session;
    Reliability provisionals = Reliability::none;
    bool allows_update = false;  ///< the peer's Allow lists UPDATE (RFC 3311 5.1)
    std::optional<TakeOver> take_over;
    bool has_priority = false;       ///< a priority call (MPS, TS 24.229 4.11), says a peer whose word counts
    std::optional<Uri> referred_by;  ///< the URI of Referred-By (RFC 3892)
    std::vector<ReferTarget> list;   ///< whom a new conference is to be made with (RFC 5366 5), as the list has them
    ChargingContext charging;
    std::string nonce;  ///< 128 random bits as text, drawn by the adapter: makes a conference URI unguessable
};

/// How the referrer wants to hear of the outcome.
enum class ReferReports : std::uint8_t {
    implicit,    ///< by the NOTIFYs that a REFER implies (RFC 3515 2.4.4)
    renounced,   ///< not at all: Refer-Sub: false (RFC 4488)
    on_request,  ///< whoever subscribes to what Refer-Events-At names: Require: explicitsub (RFC 7614 4)
    none,        ///< not at all: Require: nosub (RFC 7614 5), or a list (RFC 5368)
};

/// Where the list of a REFER with several targets comes from.
enum class ReferList : std::uint8_t {
    none,
    by_cid,   ///< Refer-To is the cid URL of the list, as multiple-refer has it (RFC 5368)
    unasked,  ///< a recipient-list in the body although Refer-To names something else (REF-19a)
};

struct ReferRequest {
    Uri request_uri;
    std::optional<Identity> asserted;
    Result<ReferTarget> target;              ///< a fault in Refer-To is answered only after the checks that come first
    std::optional<std::string> referred_by;  ///< the header's value, verbatim (REF-28)
    ReferReports reports = ReferReports::implicit;
    std::uint32_t cseq = 0;            ///< becomes the Event id (RFC 3515 2.4.6)
    ReferList list = ReferList::none;  ///< by_cid: `target` says nothing, unless it is a fault of the list
    std::vector<ReferTarget> targets;  ///< of the list, in its order; empty without one
    bool is_private = false;           ///< Privacy asks not to disclose the referrer, whoever vouches for it (REF-30)
    std::optional<DialogReference> target_dialog;  ///< RFC 4538
    std::optional<BodyPart> referred_by_token;     ///< the part that Referred-By names by its cid (RFC 3892 2.2)
    std::string nonce;  ///< 128 random bits as text, drawn by the adapter: makes a Refer-Events-At URI unguessable
};

/// How often a subscriber wants to be told at most (RFC 6446 5).
struct MaxRate {
    std::chrono::milliseconds gap{0};  ///< between two NOTIFYs, rounded up
    std::string text;                  ///< NOTIFYs per second, as the subscriber spells it

    friend bool operator==(const MaxRate&, const MaxRate&) = default;
};

enum class EventPackage : std::uint8_t { conference, refer, unknown };

struct SubscribeRequest {
    Uri request_uri;
    std::optional<Identity> asserted;
    EventPackage package = EventPackage::unknown;
    std::string event_id;                  ///< the id parameter of Event; "" if none
    std::optional<std::uint32_t> expires;  ///< seconds; nothing: the package's default
    bool accepts_document = true;          ///< Accept admits application/conference-info+xml (or is absent)
    std::optional<MaxRate> max_rate;
};

}  // namespace isfocus::focus
