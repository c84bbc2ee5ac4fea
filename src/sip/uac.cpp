#include "sip/uac.h"

#include <utility>

#include "sip/message.h"
#include "sip/uas.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

std::string subscription_state(const focus::NotifyOrder& order) {
    switch (order.state) {
        case focus::SubscriptionStateName::active:
            return "active;expires=" + std::to_string(order.expires.count()) +
                   (order.max_rate.empty() ? "" : ";max-rate=" + order.max_rate);
        case focus::SubscriptionStateName::pending:
            return "pending;expires=" + std::to_string(order.expires.count());
        default:  // without expires (RFC 6665 4.1.3, NTF-07)
            return order.reason.empty() ? "terminated" : "terminated;reason=" + order.reason;
    }
}

}  // namespace

Uac::Uac(const Settings& settings, const Agent& agent, Uas& uas, Dialogs& dialogs, Trust& trust, focus::Inbox& inbox,
         std::string own_address)
    : settings_(settings),
      agent_(agent),
      uas_(uas),
      dialogs_(dialogs),
      trust_(trust),
      inbox_(inbox),
      own_address_(std::move(own_address)),
      cancel_patience_(64 * settings.t1),
      accept_contact_(sip_accept_contact_make(home_, ("*;" + std::string(kMmtelFeature)).c_str())) {}

HeaderList Uac::later_headers(const Dialog& dialog) {
    HeaderList headers;
    if (dialog.sends_p_headers) headers.add("P-Charging-Vector", later_charging(dialog.charging, settings_.own_ioi));
    headers.add("Session-ID", dialog.session.text());
    if (!settings_.product.empty()) headers.add("User-Agent", settings_.product);
    return headers;
}

void Uac::acknowledge(DialogId id) {
    Dialog* dialog = dialogs_.find(id);
    if (dialog && dialog->invite && dialog->invite->cseq != 0) send_ack(*dialog);
}

/// The library ends the process over an ACK whose INVITE it does not hold any more: only call with dialog.invite set.
void Uac::send_ack(Dialog& dialog) {
    sip_cseq_t cseq{};
    sip_cseq_init(&cseq);
    cseq.cs_seq = dialog.invite->cseq;
    cseq.cs_method = sip_method_ack;
    cseq.cs_method_name = "ACK";
    HeaderList headers = later_headers(dialog);
    const auto* chain = headers.chain();
    // Even when destroyed it stays long enough to answer repeated 2xx (RFC 3261 13.2.2.4).
    const OutgoingPtr ack(nta_outgoing_tcreate(dialog.leg.get(), nullptr, nullptr, nullptr, SIP_METHOD_ACK, nullptr,
                                               SIPTAG_CSEQ(&cseq), TAG_IF(chain, SIPTAG_UNKNOWN(chain)), TAG_END()));
    finished_.push_back(dialog.invite->self);
    dialog.invite = nullptr;
}

void Uac::cancel(DialogId id) {
    Dialog* dialog = dialogs_.find(id);
    if (dialog && dialog->invite && dialog->invite->cseq == 0) send_cancel(*dialog->invite);
}

void Uac::send_cancel(ClientTransaction& invite) {
    if (std::exchange(invite.is_cancelled, true)) return;
    // The library holds the CANCEL back until a provisional response came (RFC 3261 9.1), and drops it by itself.
    HeaderList headers;
    if (const Dialog* dialog = dialogs_.find_even_released(invite.dialog))
        headers.add("Session-ID", dialog->session.text());
    nta_outgoing_tcancel(invite.outgoing.get(), nullptr, nullptr, SIPTAG_UNKNOWN(headers.chain()), TAG_END());
    if (invite.is_proceeding) await_end_of_cancelled(invite);
}

/// Without a final response in 64*T1 from the CANCEL on, the INVITE counts as cancelled (RFC 3261 9.1).
void Uac::await_end_of_cancelled(ClientTransaction& invite) {
    invite.cancel_timer.reset(
        su_timer_create(su_root_task(agent_.root()), static_cast<su_duration_t>(cancel_patience_.count())));
    su_timer_set(invite.cancel_timer.get(), on_cancel_timeout, &invite);
}

void Uac::on_cancel_timeout(su_root_magic_t*, su_timer_t*, su_timer_arg_t* invite) noexcept {
    auto& transaction = *static_cast<ClientTransaction*>(invite);
    if (!transaction.is_ended) transaction.uac->end(transaction, SIP_487_REQUEST_TERMINATED);
}

void Uac::bye(DialogId id, std::string_view reason) {
    Dialog* dialog = dialogs_.find(id);
    if (!dialog || !dialog->is_made) return inbox_.post(focus::ByeAnswered{id, 481});
    send_bye(*dialog, reason, &open(ClientTransaction::Kind::bye, *dialog));
}

void Uac::send_bye(Dialog& dialog, std::string_view reason, ClientTransaction* transaction) {
    HeaderList headers = later_headers(dialog);
    add_capabilities(headers, sip_method_bye, 0);
    if (!reason.empty()) headers.add("Reason", reason);
    const auto* chain = headers.chain();
    auto* outgoing = nta_outgoing_tcreate(dialog.leg.get(), transaction ? on_response : nullptr, transaction, nullptr,
                                          SIP_METHOD_BYE, nullptr, TAG_IF(chain, SIPTAG_UNKNOWN(chain)), TAG_END());
    if (transaction) start(*transaction, outgoing);
}

void Uac::notify(const focus::NotifyOrder& order) {
    Dialog* dialog = dialogs_.find(order.dialog);
    if (!dialog) return inbox_.post(focus::NotifyAnswered{order.subscription, 481, std::nullopt});
    ClientTransaction& transaction = open(ClientTransaction::Kind::notify, *dialog);
    transaction.subscription = order.subscription;

    HeaderList headers = later_headers(*dialog);
    headers.add("Contact", focus_contact(order.contact));
    headers.add("Event", order.event);
    headers.add("Subscription-State", subscription_state(order));
    add_capabilities(headers, sip_method_notify, 0);
    if (!order.content_type.empty()) headers.add("Content-Type", order.content_type);
    const sip_payload_t payload = payload_view(order.body);
    start(transaction, nta_outgoing_tcreate(dialog->leg.get(), on_response, &transaction, nullptr, SIP_METHOD_NOTIFY,
                                            nullptr, SIPTAG_UNKNOWN(headers.chain()),
                                            TAG_IF(!order.body.empty(), SIPTAG_PAYLOAD(&payload)), TAG_END()));
}

/// Without Contact: it may be left out (RFC 3261 11.1), and OPTIONS refreshes no target.
void Uac::probe(DialogId id) {
    Dialog* dialog = dialogs_.find(id);
    if (!dialog || !dialog->is_made) return inbox_.post(focus::ProbeAnswered{id, 481});
    ClientTransaction& transaction = open(ClientTransaction::Kind::probe, *dialog);
    HeaderList headers = later_headers(*dialog);
    add_capabilities(headers, sip_method_options, 0);
    start(transaction, nta_outgoing_tcreate(dialog->leg.get(), on_response, &transaction, nullptr, SIP_METHOD_OPTIONS,
                                            nullptr, SIPTAG_UNKNOWN(headers.chain()), TAG_END()));
}

void Uac::release(DialogId id) {
    Dialog* dialog = dialogs_.find(id);
    if (!dialog) return;
    dialogs_.release(id);
    if (!dialog->invite) return;
    if (dialog->invite->cseq == 0) return send_cancel(*dialog->invite);
    send_ack(*dialog);
    send_bye(*dialog, "", nullptr);
}

Dialog* Uac::begin_dialog(DialogId id, const Uri& conference, std::string_view display_name, const Uri& target) {
    const bool hides = settings_.hide_conference;
    Dialog* dialog = dialogs_.begin(id, uas_, hides ? anonymous_uri() : conference,
                                    hides ? std::string_view("Anonymous") : display_name, target);
    if (!dialog) return nullptr;
    dialog->charging = make_charging_vector();
    dialog->session = make_session_id();
    return dialog;
}

ClientTransaction& Uac::open(ClientTransaction::Kind kind, Dialog& dialog) {
    ClientTransaction& transaction = transactions_.emplace_front();
    transaction.kind = kind;
    transaction.uac = this;
    transaction.dialog = dialog.id;
    transaction.self = transactions_.begin();
    ++dialog.requests_under_way;
    return transaction;
}

void Uac::start(ClientTransaction& transaction, nta_outgoing_t* outgoing) {
    if (transaction.outgoing) {  // it failed at once, and went on already
        retired_.emplace_back(outgoing);
        return;
    }
    transaction.outgoing.reset(outgoing);
    if (outgoing || transaction.is_ended) return;
    transaction.local_cause = "cannot be sent";
    end(transaction, SIP_503_SERVICE_UNAVAILABLE);
}

void Uac::sweep() {
    for (const auto transaction : finished_) transactions_.erase(transaction);
    finished_.clear();
    retired_.clear();
}

}  // namespace isfocus::sip
