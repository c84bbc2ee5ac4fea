#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/focus/conference_info.h"
#include "isfocus/focus/values.h"

/// The focus's orders. A port never calls back: what an order leads to arrives later as an Event. No order waits.
namespace isfocus::focus {

/// Answer to a request. The adapter adds what every answer of its kind carries: Allow, Supported, Allow-Events,
/// Accept, Record-Route, P-Charging-Vector, and P-Asserted-Identity to 18x and 2xx of INVITE (CRE-05).
struct Response {
    int status = 200;
    std::string phrase;
    std::optional<Uri> contact;       ///< the conference URI, sent as `<...>;isfocus`
    std::optional<Description> body;  ///< SDP
    SessionTimer session;             ///< Session-Expires, and Require: timer where the peer supports it
    std::vector<Header> headers;      ///< Expires, Retry-After, Warning, Refer-Sub, ...
    bool is_factory = false;          ///< OPTIONS of the factory URI
    bool is_reliable = false;         ///< 101..199 to an INVITE: PrackReceived or PrackMissing follows (RFC 3262 3)
};

/// INVITE that makes a new dialog, named by the focus (section 4.1 of the procedures).
struct InviteOrder {
    DialogId dialog;
    Uri request_uri;                         ///< OUT-02; also To
    Uri conference;                          ///< From, P-Asserted-Identity, Contact;isfocus (OUT-03..05)
    std::string display_name;                ///< of From
    std::optional<std::string> referred_by;  ///< verbatim header value (OUT-09)
    std::optional<std::string> replaces;     ///< verbatim header value (OUT-08)
    bool require_replaces = false;
    std::optional<std::string> subject;
    std::optional<std::string> session_id;      ///< verbatim header value
    std::optional<BodyPart> referred_by_token;  ///< goes beside the offer, in multipart/mixed (RFC 3892 2.2)
    std::chrono::seconds expires{0};            ///< OUT-21
    std::chrono::seconds session_interval{0};   ///< Session-Expires; a 422 is obeyed once (OUT-17); 0: no session timer
    ChargingContext charging;                   ///< of the conference (OUT-12, OUT-13)
    Description offer;
};

enum class SubscriptionStateName : std::uint8_t { active, pending, terminated };

/// NOTIFY within a dialog. `subscription` is named in the NotifyAnswered that follows, always.
struct NotifyOrder {
    SubscriptionId subscription;
    DialogId dialog;
    Uri contact;        ///< the conference URI
    std::string event;  ///< header value: `refer`, `refer;id=7`, `conference`
    SubscriptionStateName state = SubscriptionStateName::active;
    std::chrono::seconds expires{0};  ///< remaining; sent unless terminated
    std::string max_rate;             ///< parameter of Subscription-State (RFC 6446 8.1); "": none
    std::string reason;               ///< when terminated: noresource, timeout, ...
    std::string content_type;         ///< "" for no body
    std::string body;
};

struct RefreshOrder {
    DialogId dialog;
    Uri contact;                       ///< the conference URI
    std::chrono::seconds interval{0};  ///< 0: no session timer
    bool by_update = true;
    std::optional<Description> offer;  ///< for the re-INVITE; nothing: the SDP that we sent last
};

/// REFER that asks a user to dial in, in a dialog of its own named by the focus (POL-12).
struct ReferOrder {
    DialogId dialog;
    Uri request_uri;
    Uri conference;            ///< Refer-To, From, P-Asserted-Identity, Contact;isfocus
    std::string display_name;  ///< of From
    ChargingContext charging;
};

class SipPort {
public:
    virtual ~SipPort() = default;
    /// Provisional or final. After the final one the transaction id means nothing any more.
    virtual void respond(TransactionId transaction, const Response& response) = 0;
    virtual void invite(const InviteOrder& order) = 0;
    /// ACK of the 2xx just reported.
    virtual void acknowledge(DialogId dialog) = 0;
    /// CANCELs the INVITE; waits for a provisional response where RFC 3261 9.1 wants it. The INVITE still ends in an
    /// Event.
    virtual void cancel(DialogId dialog) = 0;
    /// BYE; `reason` is a Reason header's value (RFC 3326), "" for none. A ByeAnswered follows, always.
    virtual void bye(DialogId dialog, std::string_view reason) = 0;
    virtual void notify(const NotifyOrder& order) = 0;
    /// A ReferAnswered follows, always; then, before or after it, a ReferTold for each NOTIFY, until `release`.
    virtual void refer(const ReferOrder& order) = 0;
    /// Asks by OPTIONS whether the peer still knows the dialog (RFC 5057 5.1). A ProbeAnswered follows, always.
    virtual void probe(DialogId dialog) = 0;
    /// Refreshes the session (RFC 4028 10): an UPDATE without SDP, or a re-INVITE with the SDP that we sent last or
    /// with a new one. A RefreshAnswered follows, always.
    virtual void refresh(const RefreshOrder& order) = 0;
    /// No usage of the dialog is left. What is under way in it ends by itself and is reported no more.
    virtual void release(DialogId dialog) = 0;
};

struct ReserveOrder {
    LegId leg;
    ConferenceId conference;           ///< its first leg makes the context
    std::optional<Description> offer;  ///< of the UE; nothing: make one
    std::string label;                 ///< a=label of our audio m-line
    bool has_priority = false;         ///< not held back when the MRFP is overloaded
};

/// What those in a conference are told by sound.
enum class Announcement : std::uint8_t { joined, left };

class MrfpPort {
public:
    virtual ~MrfpPort() = default;
    /// A termination for a leg. MediaReserved or MediaFailed follows. With an offer the audio flows at once, without
    /// one only after `configure`.
    virtual void reserve(const ReserveOrder& order) = 0;
    /// The UE's answer to our offer. MediaConfigured or MediaFailed follows.
    virtual void configure(LegId leg, const Description& answer) = 0;
    /// A new offer of the UE (hold, resume, other codec or address). MediaReserved or MediaFailed follows; a
    /// MediaFailed of 488 leaves the termination as it was.
    virtual void renegotiate(LegId leg, const Description& offer) = 0;
    /// The UE offers nothing and wants ours (offerless re-INVITE); MediaReserved with the current description follows.
    virtual void offer_again(LegId leg) = 0;
    /// After an MrfpLost that allows it: the leg's media go on at another MRFP, sent where the UE wants them at once.
    /// What was under way is done there, and MediaReserved answers it; if nothing was, MediaReserved brings a new offer
    /// for the session. Or MediaFailed follows.
    virtual void move(LegId leg) = 0;
    /// The user hears, but is heard no more, or is again; what the UE has agreed to stays, and whatever comes later of
    /// it. MuteFailed follows if it cannot be done.
    virtual void mute(LegId leg, bool is_muted) = 0;
    /// Lets those who are in hear that somebody has come or gone, as the settings say it is to sound. `who`: its leg,
    /// which need not hear it. No event follows: what cannot be played is not played.
    virtual void announce(ConferenceId conference, Announcement what, LegId who) = 0;
    /// Greets a leg that has just come in, which alone hears it. No event follows.
    virtual void welcome(LegId leg) = 0;
    /// No event follows, whatever was under way for the leg.
    virtual void release(LegId leg) = 0;
    /// Releases the conference's context with all its terminations. No event follows.
    virtual void end(ConferenceId conference) = 0;
};

class TimerPort {
public:
    virtual ~TimerPort() = default;
    virtual void start(TimerId timer, Time deadline) = 0;
    /// Of no effect when the timer has fired or is unknown. A TimerFired already posted may still arrive.
    virtual void cancel(TimerId timer) = 0;
};

/// Tells a conference subscriber: renders the document and sends it as `notify.body`.
class RosterPort {
public:
    virtual ~RosterPort() = default;
    virtual void publish(NotifyOrder notify, const ConferenceInfo& document) = 0;
};

/// What the operator may want to read. Values, not text: whoever listens formats them, or not.
struct JournalEntry {
    enum class Severity : std::uint8_t { debug, info, warn } severity = Severity::info;
    std::string_view what;  ///< "conference created", "leg connected", ...
    ConferenceId conference;
    LegId leg;
    DialogId dialog;  ///< the adapter knows its Call-ID
    int status = 0;
    std::string_view detail;
    TransactionId transaction;  ///< the request that is refused; the adapter knows its Call-ID until it is answered
};

class JournalPort {
public:
    virtual ~JournalPort() = default;
    virtual void record(const JournalEntry& entry) = 0;
};

/// What a charging record is to be written of (CHG-16; TS 32.260 5.2).
struct ChargingEntry {
    enum class Trigger : std::uint8_t {
        conference_created,
        leg_started,  ///< answered
        leg_stopped,
        refer_accepted,
        invitation_failed,  ///< of the focus: no leg came of it
        conference_ended,
    } trigger = Trigger::conference_created;
    Time when{};
    ConferenceId conference;
    Uri uri;                  ///< of the conference
    ChargingContext context;  ///< of the conference
    LegId leg;
    DialogId dialog;               ///< the adapter knows its charging data
    std::optional<Identity> user;  ///< whom it is about: creator, participant, referrer; private ones, too
    bool is_dialed_out = false;
    int status = 0;                         ///< of the answer, or that with which an invitation failed
    std::string_view cause;                 ///< why it ended; holds during the call
    std::chrono::milliseconds duration{0};  ///< of what ended
    std::vector<ReferTarget> targets;       ///< of a REFER
};

class ChargingPort {
public:
    virtual ~ChargingPort() = default;
    virtual void record(const ChargingEntry& entry) = 0;
};

struct Ports {
    SipPort& sip;
    MrfpPort& mrfp;
    TimerPort& timers;
    RosterPort& roster;
    JournalPort& journal;
    ChargingPort& charging;
};

}  // namespace isfocus::focus
