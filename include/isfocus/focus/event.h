#pragma once
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/focus/policy.h"
#include "isfocus/focus/values.h"

/// Everything that can happen to the focus. Adapters translate what they see into one of these and post it; the
/// focus handles them one by one, in order. All are plain values: a log of Events is a test case.
namespace isfocus::focus {

// Requests of UEs. `transaction` waits for exactly one final SipPort::respond.
// A dialog-forming request outside any dialog comes with the id of the dialog that a 2xx will make; any final answer
// of 300 or more makes the adapter forget that dialog by itself.

struct InviteReceived {
    TransactionId transaction;
    DialogId dialog;
    InviteRequest request;
};
struct ReinviteReceived {  ///< re-INVITE or UPDATE with an offer, or without any
    TransactionId transaction;
    DialogId dialog;
    std::optional<Identity> asserted;
    std::optional<Description> offer;
    bool is_update = false;
    SessionTimer session;
};
struct CancelReceived {  ///< the CANCEL itself is answered; the INVITE still waits (RFC 3261 9.2)
    TransactionId invite;
    DialogId dialog;
};
struct AckReceived {
    DialogId dialog;
    std::optional<Description> answer;  ///< of an offerless INVITE
};
struct PrackReceived {  ///< of the reliable 183 that was sent last (RFC 3262 3)
    TransactionId transaction;
    DialogId dialog;
    std::optional<Description> description;  ///< the answer, if the 183 had an offer; else a new offer
};
struct PrackMissing {  ///< none came within 64*T1; the INVITE has been answered with 504 (CRE-06)
    DialogId dialog;
};
struct AckMissing {  ///< no ACK within 64*T1 (RFC 3261 13.3.1.4)
    DialogId dialog;
};
struct ByeReceived {
    TransactionId transaction;
    DialogId dialog;
};
struct ReferReceived {
    TransactionId transaction;
    DialogId dialog;
    bool in_dialog = false;  ///< had a To tag and matched `dialog`
    ReferRequest request;
};
struct SubscribeReceived {
    TransactionId transaction;
    DialogId dialog;
    bool in_dialog = false;
    SubscribeRequest request;
};
struct OptionsReceived {
    TransactionId transaction;
    std::optional<DialogId> dialog;
    Uri request_uri;
};

// Answers to the focus's own requests. Local failures look like responses: 408 for a timeout, 503 for the transport.

struct InviteProgress {  ///< 101..199
    DialogId dialog;
    int status = 0;
    std::string phrase;
};
struct ProvisionalFailed {  ///< what a reliable 101..199 needs to go on was refused; the INVITE is still unanswered
    DialogId dialog;
    int status = 0;  ///< of that refusal
};
struct InviteAnswered {  ///< 2xx
    DialogId dialog;
    int status = 200;
    std::string phrase;
    Uri contact;
    std::optional<Description> answer;  ///< nothing: missing, or of no use for our offer (OUT-44)
    std::optional<Identity> asserted;   ///< the answerer's own P-Asserted-Identity from a trusted peer
    SessionTimer session;
    bool allows_update = false;
};
struct InviteFailed {  ///< 300..699
    DialogId dialog;
    int status = 0;
    std::string phrase;
    std::vector<Uri> contacts;  ///< of a 3xx, the most wanted first (RFC 3261 20.10)
    std::string detail;         ///< for the log only: what was answered, or which next hop was not reached and why
};
struct ByeAnswered {
    DialogId dialog;
    int status = 0;
};
struct NotifyAnswered {
    SubscriptionId subscription;
    int status = 0;
    std::optional<std::chrono::seconds> retry_after;
};
struct ProbeAnswered {
    DialogId dialog;
    int status = 0;
};
struct RefreshAnswered {
    DialogId dialog;
    int status = 0;
    SessionTimer session;
    std::optional<Description> answer;  ///< of a re-INVITE
};

// From the MRFP resource client.

struct MediaReserved {  ///< answers reserve, renegotiate, offer_again and move
    LegId leg;
    Description local;  ///< complete SDP to send to the UE: an answer if there was an offer, else an offer
};
struct MediaConfigured {
    LegId leg;
};
struct MediaFailed {  ///< of an order, or at any time later; the leg's termination needs no release any more
    LegId leg;
    int status = 500;  ///< what the UE is told: 488, 500 or 503
    std::string detail;
    bool is_silence = false;  ///< the MRFP is well, but nothing came from the UE any more
};
struct MediaImpaired {  ///< something is wrong with them, but the leg goes on
    LegId leg;
    std::string detail;
};
struct MrfpLost {  ///< these conferences have no media any more; their contexts need no release
    std::vector<ConferenceId> conferences;
    bool can_move = false;  ///< another MRFP is there: the media of each leg wait for `move`, `release` or `end`
};
struct MrfpAvailability {  ///< whether a new conference could get media now
    bool available = false;
};

struct KeyPressed {  ///< by a user, on his telephone
    LegId leg;
    char key = '0';  ///< 0-9 * # A-D
};
struct MuteFailed {  ///< `mute` was not done
    LegId leg;
    bool is_muted = false;  ///< what still holds
};

// From whoever keeps policy documents.

struct PolicyGiven {  ///< a new document, or in place of the one with the same conference URI (POL-09)
    ConferencePolicy policy;
};
struct PolicyWithdrawn {  ///< POL-15
    Uri conference;
};
struct PolicyStoreChanged {  ///< whether it can be used now (POL-17); until told otherwise, it can
    bool available = true;
};

struct TimerFired {
    TimerId timer;
};
struct ShutdownRequested {};  ///< end all conferences in order, refuse new ones (TRM-07)

struct ReferAnswered {  ///< final response to our REFER
    DialogId dialog;
    int status = 0;
};
struct ReferTold {  ///< a NOTIFY of the subscription that our REFER implied; it is answered already
    DialogId dialog;
    int status = 0;        ///< of the status line that it carries; 0: none that can be read
    bool is_over = false;  ///< Subscription-State: terminated
};

using Event = std::variant<InviteReceived, ReinviteReceived, CancelReceived, AckReceived, AckMissing, PrackReceived,
                           PrackMissing, ByeReceived, ReferReceived, SubscribeReceived, OptionsReceived, InviteProgress,
                           ProvisionalFailed, InviteAnswered, InviteFailed, ByeAnswered, NotifyAnswered, ProbeAnswered,
                           RefreshAnswered, ReferAnswered, ReferTold, MediaReserved, MediaConfigured, MediaFailed,
                           MediaImpaired, MrfpLost, MrfpAvailability, KeyPressed, MuteFailed, PolicyGiven,
                           PolicyWithdrawn, PolicyStoreChanged, TimerFired, ShutdownRequested>;

/// The one queue between the adapters and the focus, and so the one order of events. Single-threaded.
class Inbox {
public:
    void post(Event event) { events_.push_back(std::move(event)); }
    bool empty() const noexcept { return events_.empty(); }

    /// Hands each event to `handle(event)`, including those posted meanwhile.
    template <class Handler>
    void drain(Handler&& handle) {
        while (!events_.empty()) {
            const Event event = std::move(events_.front());
            events_.pop_front();
            handle(event);
        }
    }

private:
    std::deque<Event> events_;
};

}  // namespace isfocus::focus
