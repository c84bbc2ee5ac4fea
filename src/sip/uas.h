#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "isfocus/focus/event.h"
#include "isfocus/focus/ports.h"
#include "isfocus/sip/settings.h"
#include "sip/dialogs.h"
#include "sip/digest_server.h"
#include "sip/header_list.h"
#include "sip/overload.h"
#include "sip/sofia.h"
#include "sip/trust.h"
#include "sip/validation.h"

namespace isfocus::sip {

/// A request that waits for its final response or, if that was a 2xx to INVITE, for the ACK.
struct ServerTransaction {
    TransactionId id;
    Uas* uas = nullptr;
    IncomingPtr incoming;
    DialogId dialog;            ///< 0: none
    bool makes_dialog = false;  ///< came outside of any
    bool wants_answer = false;  ///< an INVITE without offer: the ACK brings the answer
    bool is_answered = false;   ///< finally
    bool is_reliable = false;   ///< an INVITE that requires 100rel: all its provisional responses are (RFC 3262 3)
    std::string offer;          ///< as it came, if it speaks of preconditions
};

/// The server side: what arrives becomes an Event, or an answer where nothing needs to be decided.
class Uas {
public:
    Uas(const Settings& settings, nta_agent_t* agent, Dialogs& dialogs, Trust& trust, focus::Inbox& inbox,
        DialogIds& dialog_ids);

    void respond(TransactionId transaction, const focus::Response& response);
    std::string call_id(TransactionId transaction) const;
    /// For the log: method, sender and, outside of any dialog, Request-URI of a request that waits for its answer.
    std::string origin(TransactionId transaction) const;
    /// Destroys what is finished. Not in a callback of the library.
    void sweep();
    std::size_t transactions() const noexcept { return transactions_.size(); }
    /// How long what arrives now may have waited.
    void note_lag(std::chrono::milliseconds lag) noexcept { lag_ = lag; }
    std::uint64_t shed() const noexcept { return overload_.shed(); }

    static int on_request(Dialog* dialog, nta_leg_t* leg, nta_incoming_t* incoming, const sip_t* request) noexcept;

private:
    /// A request on its way to the Inbox.
    struct Arrival {
        const sip_t& sip;
        IncomingPtr incoming;
        Dialog* dialog;  ///< null outside of any
        bool is_trusted;
        Assertion assertion;
        ServerTransaction* proposed = nullptr;  ///< of a PRACK: the INVITE whose 183 told our description
        bool is_for_progress = false;           ///< a PRACK for a response that told none
        std::optional<focus::Identity> proven;  ///< by a password
    };
    using Handler = void (Uas::*)(Arrival&);
    struct HandlerRow;
    static const HandlerRow kHandlers[];

    static int on_ack_or_cancel(ServerTransaction* transaction, nta_incoming_t* incoming,
                                const sip_t* request) noexcept;

    static int on_progress_acknowledged(ServerTransaction* invite, nta_reliable_t* reliable, nta_incoming_t* prack,
                                        const sip_t* request) noexcept;
    static int on_proposal_acknowledged(ServerTransaction* invite, nta_reliable_t* reliable, nta_incoming_t* prack,
                                        const sip_t* request) noexcept;
    void admit_reliability(const sip_t& sip, focus::InviteRequest& request, ServerTransaction& transaction) const;
    void note_preconditions(ServerTransaction& transaction, const std::optional<focus::Description>& offer) const;
    void on_prack_missing(ServerTransaction& invite);

    int arrive(Dialog* dialog, nta_incoming_t* incoming, const sip_t& request, ServerTransaction* proposed = nullptr,
               bool is_for_progress = false);
    void handle(Arrival& arrival);
    std::optional<Refusal> check_extensions(const Arrival& arrival) const;
    std::string body_of(const ServerTransaction& transaction, const focus::Response& response);
    std::string also_supported(bool at_factory = false) const;
    std::optional<Refusal> check_dialog(const Arrival& arrival) const;
    static std::uint32_t& last_cseq(const Arrival& arrival);
    static void note_request(const Arrival& arrival);
    bool is_shed(const Arrival& arrival);
    std::optional<Refusal> check_sender(const Arrival& arrival) const;
    /// False when it has been asked to prove who it is.
    bool identify(Arrival& arrival);
    void challenge(Arrival& arrival, const DigestServer::Verdict& verdict);
    static void begin_charging(Dialog& dialog, const Arrival& arrival);
    focus::ChargingContext charging_context(const Arrival& arrival, DialogId dialog) const;
    void add_dialog_headers(HeaderList& headers, const Dialog* dialog, nta_incoming_t* incoming) const;
    void remark_oddities(const Arrival& arrival) const;
    void on_invite(Arrival& arrival);
    void on_reinvite(Arrival& arrival);
    void on_refer(Arrival& arrival);
    void on_subscribe(Arrival& arrival);
    void on_options(Arrival& arrival);
    void on_bye(Arrival& arrival);
    void on_info(Arrival& arrival);
    void on_notify(Arrival& arrival);
    void on_prack(Arrival& arrival);
    void on_register(Arrival& arrival);
    void on_stray(Arrival& arrival);
    void on_cancel(Arrival& arrival);
    void on_cancelled(const ServerTransaction& invite);
    static EarlyDialog* early_dialog(const Arrival& arrival);
    void on_early_update(Arrival& arrival, EarlyDialog& early);
    void accept_update(Arrival& arrival, std::string_view sdp);
    void on_acknowledged(const ServerTransaction& transaction, const sip_t& ack);

    std::optional<DialogId> enter_dialog(Arrival& arrival);
    std::optional<DialogId> make_dialog(Arrival& arrival, const Uri& contact);
    void note_min_session(DialogId id, const focus::SessionTimer& asked);
    ServerTransaction& open(Arrival& arrival, DialogId dialog);
    ServerTransaction* open_in_or_out(Arrival& arrival);
    /// 200 at once, with nothing for the focus to say.
    void accept(Arrival& arrival);
    void refuse(Arrival& arrival, const Refusal& refusal);
    void tell_refusal(const Arrival& arrival, const Refusal& refusal, const std::string& detail) const;
    void send(Arrival& arrival, const Refusal& refusal);
    void refuse(Arrival& arrival, const Rejection& rejection);
    HeaderList response_headers(const ServerTransaction& transaction, const focus::Response& response);
    void finish(ServerTransaction& transaction, int status);

    const Settings& settings_;
    nta_agent_t* agent_;
    Dialogs& dialogs_;
    Trust& trust_;
    focus::Inbox& inbox_;
    DialogIds& dialog_ids_;
    Overload overload_{settings_};
    std::chrono::milliseconds lag_{0};
    IdSource<TransactionTag> transaction_ids_;
    DigestServer digest_;
    Dialog outside_;  ///< its leg is the library's default leg
    std::unordered_map<TransactionId, ServerTransaction> transactions_;
    std::vector<TransactionId> finished_;
    std::vector<IncomingPtr> discarded_;  ///< answered here; destroyed once the callback is over
};

}  // namespace isfocus::sip
