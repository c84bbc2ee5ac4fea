#include "isfocus/sip/sofia_stack.h"

#include <algorithm>
#include <utility>

#include "sip/agent.h"
#include "sip/dialogs.h"
#include "sip/host_addresses.h"
#include "sip/text.h"
#include "sip/trust.h"
#include "sip/uac.h"
#include "sip/uas.h"

namespace isfocus::sip {
namespace {

/// icid-generated-at names one address of ours (RFC 7315 4.6).
std::string own_address(const std::vector<ListenAddress>& bound) {
    if (bound.empty()) return {};
    const auto& host = bound.front().host;
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

/// In the order in which they need each other: destruction goes backwards, transactions before dialogs before the
/// agent.
class SofiaStack::Parts {
public:
    Parts(Settings given, focus::Inbox& inbox, DialogIds& dialog_ids)
        : settings(std::move(given)),
          agent(settings),
          trust(settings, agent.get()),
          dialogs(agent.get()),
          uas(settings, agent.get(), dialogs, trust, inbox, dialog_ids),
          uac(settings, agent, uas, dialogs, trust, inbox, own_address(agent.bound())) {}

    void sweep() {
        uac.sweep();
        uas.sweep();
        dialogs.sweep();
    }

    Settings settings;
    Agent agent;
    Trust trust;
    Dialogs dialogs;
    Uas uas;
    Uac uac;
};

SofiaStack::SofiaStack(Settings settings, focus::Inbox& inbox, DialogIds& dialog_ids)
    : parts_(std::make_unique<Parts>(std::move(settings), inbox, dialog_ids)) {}

SofiaStack::~SofiaStack() = default;

const std::vector<ListenAddress>& SofiaStack::bound() const noexcept {
    return parts_->agent.bound();
}

std::vector<ListenAddress> SofiaStack::not_served() const {
    const auto& listen = parts_->settings.listen;
    if (std::ranges::none_of(listen, is_wildcard)) return {};
    return sip::not_served(listen, host_addresses(), bound());
}

int SofiaStack::epoll_fd() const noexcept {
    return parts_->agent.epoll_fd();
}

std::optional<std::chrono::milliseconds> SofiaStack::step() {
    parts_->sweep();
    const auto next = parts_->agent.step();
    parts_->sweep();
    return next;
}

void SofiaStack::note_lag(std::chrono::milliseconds lag) noexcept {
    parts_->uas.note_lag(lag);
}

std::uint64_t SofiaStack::received() const {
    usize_t messages = 0;
    nta_agent_get_stats(parts_->agent.get(), NTATAG_S_RECV_MSG_REF(messages), TAG_END());
    return messages;
}

std::optional<TlsFault> SofiaStack::reconfigure(Settings settings) {
    parts_->settings = std::move(settings);
    parts_->trust.forget();
    return parts_->agent.reconfigure();
}

Counters SofiaStack::counters() const {
    Counters counters;
    usize_t requests = 0, responses = 0, sent = 0, repeated = 0, bad = 0, timeouts = 0;
    nta_agent_get_stats(parts_->agent.get(), NTATAG_S_RECV_REQUEST_REF(requests), NTATAG_S_RECV_RESPONSE_REF(responses),
                        NTATAG_S_SENT_MSG_REF(sent), NTATAG_S_RECV_RETRY_REF(repeated), NTATAG_S_BAD_MESSAGE_REF(bad),
                        NTATAG_S_TOUT_REQUEST_REF(timeouts), TAG_END());
    counters.requests_received = requests;
    counters.responses_received = responses;
    counters.messages_sent = sent;
    counters.retransmissions_received = repeated;
    counters.bad_messages = bad;
    counters.client_timeouts = timeouts;
    counters.udp_receive_drops = udp_receive_drops(parts_->agent.bound());
    counters.requests_shed = parts_->uas.shed();
    counters.ended_connections = parts_->agent.connections().ended();
    counters.connections = parts_->agent.connections().open();
    counters.dialogs = parts_->dialogs.size();
    counters.server_transactions = parts_->uas.transactions();
    counters.client_transactions = parts_->uac.transactions();
    return counters;
}

std::string SofiaStack::call_id(DialogId dialog) const {
    const Dialog* found = parts_->dialogs.find_even_released(dialog);
    return found ? found->call_id : std::string();
}

std::string SofiaStack::origin(TransactionId transaction) const {
    return parts_->uas.origin(transaction);
}

std::string SofiaStack::call_id(TransactionId transaction) const {
    return parts_->uas.call_id(transaction);
}

DialogCharging SofiaStack::charging(DialogId id) const {
    const Dialog* dialog = parts_->dialogs.find_even_released(id);
    if (!dialog) return {};
    const bool is_outgoing = !dialog->contact.empty();
    const auto& own_ioi = parts_->settings.own_ioi;
    return {.call_id = dialog->call_id,
            .session_id = dialog->session.text(),
            .icid = unquoted(dialog->charging.icid),
            .orig_ioi = is_outgoing ? own_ioi : unquoted(dialog->charging.orig_ioi),
            .term_ioi = is_outgoing ? unquoted(dialog->charging.term_ioi) : own_ioi,
            .access_network = dialog->peer_charging.access_network,
            .served_user = dialog->peer_charging.served_user};
}

void SofiaStack::respond(TransactionId transaction, const focus::Response& response) {
    parts_->uas.respond(transaction, response);
}

void SofiaStack::invite(const focus::InviteOrder& order) {
    parts_->uac.invite(order);
}

void SofiaStack::acknowledge(DialogId dialog) {
    parts_->uac.acknowledge(dialog);
}

void SofiaStack::cancel(DialogId dialog) {
    parts_->uac.cancel(dialog);
}

void SofiaStack::bye(DialogId dialog, std::string_view reason) {
    parts_->uac.bye(dialog, reason);
}

void SofiaStack::notify(const focus::NotifyOrder& order) {
    parts_->uac.notify(order);
}

void SofiaStack::refer(const focus::ReferOrder& order) {
    parts_->uac.refer(order);
}

void SofiaStack::probe(DialogId dialog) {
    parts_->uac.probe(dialog);
}

void SofiaStack::refresh(const focus::RefreshOrder& order) {
    parts_->uac.refresh(order);
}

void SofiaStack::release(DialogId dialog) {
    parts_->uac.release(dialog);
}

}  // namespace isfocus::sip
