#pragma once
#include <chrono>
#include <cstdint>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/focus/event.h"
#include "isfocus/focus/ports.h"
#include "isfocus/sip/settings.h"
#include "sip/agent.h"
#include "sip/dialogs.h"
#include "sip/header_list.h"
#include "sip/next_hops.h"
#include "sip/sofia.h"
#include "sip/trust.h"

namespace isfocus::sip {

class Uac;

/// A request of ours that waits for its final response; an INVITE with a 2xx also for our ACK. Here INVITE is the one
/// that makes a dialog; one within a dialog is a refresh.
struct ClientTransaction {
    enum class Kind : std::uint8_t { invite, prack, update, bye, notify, probe, refresh, refer } kind = Kind::invite;
    Uac* uac = nullptr;
    DialogId dialog;
    SubscriptionId subscription;  ///< of a NOTIFY
    std::string branch;           ///< the remote tag of the early dialog in which it is; "": in the dialog itself
    OutgoingPtr outgoing;
    Uri request_uri;             ///< of an INVITE or REFER
    NextHop next_hop;            ///< of an INVITE or REFER
    std::vector<NextHop> tried;  ///< before it
    std::string local_cause;     ///< why the last hop was not reached, "" if it has answered
    std::uint32_t cseq = 0;      ///< of an INVITE once a 2xx has come, for its ACK
    int authorized = 0;          ///< how often it was sent with credentials
    bool is_proceeding = false;  ///< an INVITE with a provisional response, 100 too
    bool is_cancelled = false;
    bool is_lengthened = false;  ///< asks for the session interval that a 422 wanted
    TimerPtr cancel_timer;       ///< how long the final response may take after the CANCEL
    TimerPtr update_timer;       ///< when an UPDATE that has crossed another one is sent again
    bool is_ended = false;       ///< has its final response
    std::list<ClientTransaction>::iterator self;
};

/// The client side: carries out orders, and tells how they ended.
class Uac {
public:
    Uac(const Settings& settings, const Agent& agent, Uas& uas, Dialogs& dialogs, Trust& trust, focus::Inbox& inbox,
        std::string own_address);

    void invite(const focus::InviteOrder& order);
    void acknowledge(DialogId dialog);
    void cancel(DialogId dialog);
    void bye(DialogId dialog, std::string_view reason);
    void notify(const focus::NotifyOrder& order);
    void refer(const focus::ReferOrder& order);
    void probe(DialogId dialog);
    void refresh(const focus::RefreshOrder& order);
    /// Ends by itself what the focus left behind in the dialog.
    void release(DialogId dialog);
    /// Destroys what is finished. Not in a callback of the library.
    void sweep();
    std::size_t transactions() const noexcept { return transactions_.size(); }

private:
    static int on_response(ClientTransaction* transaction, nta_outgoing_t* outgoing, const sip_t* response) noexcept;
    static void on_update_due(su_root_magic_t* root, su_timer_t* timer, su_timer_arg_t* invite) noexcept;
    static void on_cancel_timeout(su_root_magic_t* root, su_timer_t* timer, su_timer_arg_t* invite) noexcept;

    /// The dialog that a request of ours to `target` may make, in the name of the conference unless that is hidden.
    /// Null only if the library has no memory.
    Dialog* begin_dialog(DialogId id, const Uri& conference, std::string_view display_name, const Uri& target);
    ClientTransaction& open(ClientTransaction::Kind kind, Dialog& dialog);
    void start(ClientTransaction& transaction, nta_outgoing_t* outgoing);
    void on_progress(ClientTransaction& invite, nta_outgoing_t* outgoing, const sip_t& response);
    /// Acknowledges a reliable 101 to 199 (OUT-41). False for one that is to be passed over.
    bool acknowledge_provisional(const ClientTransaction& invite, nta_outgoing_t* outgoing, const sip_t& response);
    static void take_answer(EarlyDialog& early, const sip_t& response);
    void send_prack(Dialog& dialog, EarlyDialog& early, std::uint32_t invite_cseq);
    void on_provisional_failure(const Dialog& dialog, const ClientTransaction& failed, int status);
    static bool is_ringing(const Dialog& dialog);
    static nta_leg_t* leg_of(const Dialog& dialog, const ClientTransaction& transaction);
    std::string first_offer(const std::string& sdp, Dialog& dialog) const;
    void confirm_preconditions(Dialog& dialog, EarlyDialog& early);
    void confirm_later(Dialog& dialog, EarlyDialog& early);
    void send_update(Dialog& dialog, EarlyDialog& early);
    void on_updated(Dialog& dialog, const ClientTransaction& update, int status, const sip_t* response);
    static std::optional<focus::Description> answer_of(Dialog& dialog, const sip_t& response);
    void on_answer(ClientTransaction& transaction, nta_outgoing_t* outgoing, const sip_t& response);
    void on_refreshed(ClientTransaction& transaction, const sip_t& response);
    std::vector<NextHop> next_hops() const;
    static std::vector<NextHop> failed_hops(const ClientTransaction& invite, nta_outgoing_t* failed, bool has_answered,
                                            const std::vector<NextHop>& hops);
    /// Whether the INVITE goes on by another next hop (OUT-53) or ended here; otherwise its status is final.
    bool try_next_hop(ClientTransaction& invite, nta_outgoing_t* failed, int status, const sip_t* response);
    /// For the log: why an INVITE has failed.
    static std::string failure_of(const ClientTransaction& invite, int status, std::string_view phrase,
                                  const sip_t* response);
    void tell_outage(const NextHop& hop, std::string_view cause);
    void tell_return(const ClientTransaction& invite);
    /// Whether the request goes on with credentials (OUT-48, NTF-14); otherwise its 401 or 407 is final.
    bool try_credentials(ClientTransaction& transaction, nta_outgoing_t* refused, int status, const sip_t* response);
    /// Whether the INVITE goes on with the session interval that its first 422 wants (OUT-49); otherwise it is final.
    bool try_longer_session(ClientTransaction& invite, nta_outgoing_t* refused, int status, const sip_t* response);
    MsgPtr another_request(const ClientTransaction& transaction, nta_outgoing_t* last);
    void send_again(ClientTransaction& transaction, MsgPtr request);
    void end(ClientTransaction& transaction, int status, std::string phrase, const sip_t* response = nullptr);
    void send_ack(Dialog& dialog);
    void send_cancel(ClientTransaction& invite);
    void await_end_of_cancelled(ClientTransaction& invite);
    void send_bye(Dialog& dialog, std::string_view reason, ClientTransaction* transaction);
    HeaderList invite_headers(const focus::InviteOrder& order, const Dialog& dialog);
    void add_p_headers(HeaderList& headers, const Uri& conference, const focus::ChargingContext& charging,
                       const Dialog& dialog) const;
    void on_refer_answered(Dialog& dialog, int status, const sip_t* response);
    void learn_charging(Dialog& dialog, const sip_t& answer) const;
    HeaderList refresh_headers(const focus::RefreshOrder& order, const Dialog& dialog);
    HeaderList later_headers(const Dialog& dialog);

    const Settings& settings_;
    const Agent& agent_;
    Uas& uas_;
    Dialogs& dialogs_;
    Trust& trust_;
    focus::Inbox& inbox_;
    std::string own_address_;
    std::chrono::milliseconds cancel_patience_;  ///< 64*T1
    Home home_;                                  ///< of what is made once
    sip_accept_contact_t* accept_contact_;
    NextHops next_hops_;
    std::set<std::string> out_of_service_;  ///< next hops of which somebody was told so
    std::list<ClientTransaction> transactions_;
    std::vector<OutgoingPtr> retired_;  ///< their request was sent again in another transaction of the library's
    std::vector<std::list<ClientTransaction>::iterator> finished_;
};

}  // namespace isfocus::sip
