#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "focus/asking_table.h"
#include "focus/document_versions.h"
#include "focus/keys.h"
#include "focus/leg_table.h"
#include "focus/notify_gate.h"
#include "focus/offer_answer_table.h"
#include "focus/roster.h"
#include "focus/subscription_tables.h"
#include "isfocus/base/ids.h"
#include "isfocus/focus/policy.h"
#include "isfocus/focus/values.h"

/// One conference and what belongs to it, as plain values: copyable, printable, nothing points upwards.
namespace isfocus::focus {

/// What the INVITE of the focus is made of, until its outcome is known.
struct Invitation {
    ReferTarget target;
    std::optional<std::string> referred_by;
    std::optional<BodyPart> referred_by_token;
    std::vector<Uri> tried;    ///< by redirection, the first target among them (OUT-47)
    std::vector<Uri> untried;  ///< the most wanted first
};

/// A leg's session timer (RFC 4028), in force while `interval` is not 0.
struct LegSession {
    std::chrono::seconds interval{0};
    bool we_refresh = false;
    bool by_update = false;   ///< the peer takes UPDATE
    int times_too_short = 0;  ///< 422 to our refresh, one after the other
    Time expires_at{};
    TimerId timer;
};

/// What is being negotiated in a leg's dialog.
struct Negotiation {
    OfferAnswerState state = OfferAnswerState::silent;
    TransactionId transaction;  ///< the re-INVITE, UPDATE or PRACK that waits for our answer; 0: only the INVITE may
    SessionTimer asked;         ///< by that request
    bool is_ready = true;       ///< what the offer under negotiation says of the UE's resources
    bool offers_audio = true;   ///< that offer
    std::optional<Description> moved;     ///< our offer at the new place of the media, still to be made
    std::optional<Description> tells_of;  ///< that which our re-INVITE has made
    unsigned moves_refused = 0;           ///< re-INVITEs for one move that came at a bad time
    TimerId move_again;                   ///< runs after such a one
};

/// A participant's INVITE dialog, or an invitation under way.
struct InviteLeg {
    LegId id;
    DialogId dialog;
    LegState state = LegState::idle;
    Identity user;  ///< dial-in: as asserted; dial-out: the target, alias: what it asserts itself
    JoiningMethod joining = JoiningMethod::dialed_in;
    TransactionId transaction;  ///< dial-in: the INVITE, until it is answered
    std::optional<Uri> contact;
    std::optional<Execution> referred;
    std::string referrer;               ///< key of who asked for the invitation; "" if nobody did (OUT-57)
    std::vector<ReferralId> referrals;  ///< those that want to hear how the invitation goes
    std::vector<ReferralId> removals;   ///< those that want to hear that it is gone (REM-01)
    int status = 100;                   ///< last status of the invitation, for whoever asks late
    std::string phrase = "Trying";
    TimerId patience;             ///< no-answer timer
    std::optional<Time> started;  ///< when it was answered
    LegSession session;
    SessionTimer asked;                            ///< dial-in: by the INVITE
    Reliability provisionals = Reliability::none;  ///< dial-in: to the INVITE
    Negotiation negotiation;
    bool is_ready = true;              ///< dial-in: the UE's resources are there, or never were in question (RFC 3312)
    std::vector<MediaStream> streams;  ///< dial-in: as proposed, until the 200
    bool has_priority = false;         ///< dial-in
    std::vector<MediaStream> agreed;   ///< what UE and focus have agreed on last
    bool is_muted = false;             ///< by the mixer, whatever is agreed on
    PressedKeys pressed;
    LegId replaces;                    ///< dial-in: the leg whose place it takes once it is answered (RFC 3891)
    std::string pseudonym;             ///< key of the roster entity that hides a private user; "" for others (XML-02)
    std::optional<Description> offer;  ///< dial-in: the UE's, until media are asked for; dial-out: ours, as Invitation
    Invitation invitation;             ///< dial-out
    std::string bye_reason;            ///< of the BYE that has to wait for the ACK
};

/// What both kinds of subscription have in common: a usage of a dialog in which we are the notifier.
struct Notifier {
    SubscriptionId id;
    DialogId dialog;
    std::string event;  ///< value of the Event header, constant for the subscription's life
    SubscriptionState state = SubscriptionState::idle;
    NotifyGate gate;
    Time expires_at{};
    TimerId expiry;
    TimerId gap;
    std::string reason;         ///< of the termination
    bool was_deferred = false;  ///< its NOTIFY got 5xx with Retry-After; a second time ends it (NTF-16)
};

/// What one REFER asked for and how it goes. Its subscribers are told: the referrer by the implied subscription (RFC
/// 3515 2.4.4), or whoever subscribes to what Refer-Events-At names (RFC 7614 4.4).
struct Referral {
    ReferralId id;
    DialogId dialog;   ///< in which the REFER came; 0: outside any
    int status = 100;  ///< what a NOTIFY says now
    std::string phrase = "Trying";
    bool is_over = false;
    unsigned awaited = 0;  ///< legs under removal that are not gone yet
    std::vector<SubscriptionId> subscribers;
    std::optional<Uri> events_at;  ///< until the linger after the outcome is over
    TimerId linger;
};

struct ReferSubscription : Notifier {
    ReferralId referral;
};

struct Watcher : Notifier {
    enum class Tell : std::uint8_t { full, changes, nothing };
    std::string subscriber;  ///< key of its user
    std::uint32_t version = 0;
    std::uint64_t told = 0;       ///< the roster's change number in the last document
    View view = View::everybody;  ///< that it was made for
    std::optional<MaxRate> max_rate;
    Tell next = Tell::full;
};

/// A REFER of ours that asks a user to dial in.
struct Asking {
    DialogId dialog;
    Uri user;
    AskingState state = AskingState::sent;
    TimerId patience;
};

struct Conference {
    enum class Phase : std::uint8_t { open, closing };

    ConferenceId id;
    Uri uri;
    std::optional<ConferencePolicy> policy;  ///< of its document; nothing: the default one (POL-16)
    Identity host;
    ChargingContext charging;
    Time created{};
    DialogId creator;             ///< of the INVITE to the factory URI
    bool is_established = false;  ///< its first INVITE has its 2xx, or its policy document has begun it
    Phase phase = Phase::open;
    bool has_media = true;  ///< false once the MRFP has lost its context
    unsigned seats = 0;     ///< legs that take part or are to (JOI-01, REF-23)
    unsigned present = 0;   ///< those that are in, or on their own way in: without any the conference ends (TRM-01)
    std::map<LegId, InviteLeg> legs;
    std::map<ReferralId, Referral> referrals;
    std::map<SubscriptionId, ReferSubscription> refers;
    std::map<SubscriptionId, Watcher> watchers;
    std::unordered_multimap<std::string, LegId> legs_by_user;  ///< legs with a seat, by each key of their user
    DocumentVersions versions;
    std::unordered_set<std::string> invited;          ///< keys of users that were invited at some time
    std::unordered_map<std::string, Uri> pseudonyms;  ///< of private users, by their key (XML-02)
    /// Who is still to be called: whom the list of the creator names, until the creator is in (RFC 5366 5), or the
    /// policy, until somebody is or its time has come (POL-10).
    std::vector<ReferTarget> guests;
    std::vector<ReferTarget> to_ask;     ///< whom the policy wants to dial in, likewise (POL-12)
    std::map<DialogId, Asking> askings;  ///< those under way
    Roster roster;
    std::uint64_t described = 0;  ///< the roster change by which the conference's own description changed last
    std::uint64_t flushed = 0;    ///< the roster change up to which the watchers' gates have been asked

    TimerId empty_linger;     ///< runs while nobody is in it (TRM-01)
    TimerId max_duration;     ///< TRM-06
    TimerId lock;             ///< REF-23
    bool is_locked = false;   ///< nobody new comes in (RFC 4575 5.5.3)
    unsigned most_users = 0;  ///< that were in at the same time (TRM-03)

    bool empty() const noexcept {
        return legs.empty() && askings.empty() && referrals.empty() && refers.empty() && watchers.empty();
    }
};

/// A SIP dialog and who uses it (RFC 5057).
struct DialogRecord {
    ConferenceId conference;
    LegId leg;      ///< the INVITE usage, if there is one
    Identity peer;  ///< what requests without P-Asserted-Identity count as (REF-20)
    int usages = 0;
    int refers = 0;          ///< REFERs received in it: from the second on Event has an id (NTF-03)
    unsigned referrals = 0;  ///< those of them that are still told of
    unsigned watchers = 0;   ///< subscriptions in it to the conference
    std::map<std::string, SubscriptionId> subscriptions;  ///< all in it, by the value of their Event header
    bool is_probed = false;                               ///< an OPTIONS of ours is under way in it (NTF-13)
};

}  // namespace isfocus::focus
