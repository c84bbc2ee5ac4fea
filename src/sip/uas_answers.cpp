#include <string>
#include <string_view>
#include <utility>

#include "isfocus/sdp/preconditions.h"
#include "sip/address_text.h"
#include "sip/header_list.h"
#include "sip/read.h"
#include "sip/responses.h"
#include "sip/session_timer.h"
#include "sip/text.h"
#include "sip/uas.h"

namespace isfocus::sip {

namespace {

/// What in the request is the reason, where the phrase does not name it.
std::string cause_of(const sip_t& sip, const Refusal& refusal) {
    if (refusal.status == 415 && sip.sip_content_type && sip.sip_content_type->c_type)
        return std::string("Content-Type: ") + sip.sip_content_type->c_type;
    if (refusal.status == 415) return "no Content-Type, or a Content-Encoding";
    if (refusal.status == 482) return "its Via is ours";
    const bool says_why = refusal.status == 420 || refusal.status == 421;
    return says_why ? refusal.header + ": " + refusal.value : std::string();
}

RefusedRequest describe_refusal(const sip_t& sip, const Refusal& refusal) {
    const char* method = sip.sip_request->rq_method_name;
    const char* call_id = sip.sip_call_id ? sip.sip_call_id->i_id : nullptr;
    return {refusal.status, refusal.phrase, method ? method : "", call_id ? call_id : ""};
}

std::string sender_of(const msg_t* message) {
    const auto& from = *msg_addr(const_cast<msg_t*>(message));
    return host_of(from) + ":" + std::to_string(ntohs(from.su_port));
}

std::string transport_of(const sip_t& sip) {
    const std::string_view protocol = sip.sip_via && sip.sip_via->v_protocol ? sip.sip_via->v_protocol : "";
    return lower(protocol.substr(protocol.rfind('/') + 1));
}

void name_origin(RefusedRequest& refused, const sip_t& sip, const msg_t* message) {
    refused.from = transport_of(sip) + ":" + sender_of(message);
    const bool is_outside = sip.sip_to && !sip.sip_to->a_tag;
    if (!is_outside) return;
    if (const auto uri = read_request_uri(sip)) refused.uri = uri->text();
}

}  // namespace

/// For the log: the Call-ID of a request that waits for its answer.
std::string Uas::call_id(TransactionId id) const {
    const auto found = transactions_.find(id);
    if (found == transactions_.end()) return {};
    const MsgPtr message(nta_incoming_getrequest(found->second.incoming.get()));
    const sip_t* sip = sip_object(message.get());
    return sip && sip->sip_call_id ? sip->sip_call_id->i_id : "";
}

std::string Uas::origin(TransactionId id) const {
    const auto found = transactions_.find(id);
    if (found == transactions_.end()) return {};
    const MsgPtr message(nta_incoming_getrequest(found->second.incoming.get()));
    const sip_t* sip = sip_object(message.get());
    if (!sip || !sip->sip_request) return {};
    RefusedRequest request;
    name_origin(request, *sip, message.get());
    std::string text = std::string("method=") + sip->sip_request->rq_method_name + " from=" + request.from +
                       " trusted=" + (trust_.trusts(message.get()) ? "yes" : "no");
    return request.uri.empty() ? text : text + " uri=" + request.uri;
}

void Uas::respond(TransactionId id, const focus::Response& response) {
    const auto found = transactions_.find(id);
    if (found == transactions_.end() || found->second.is_answered) return;
    ServerTransaction& transaction = found->second;
    nta_incoming_t* incoming = transaction.incoming.get();
    if (response.status == 100) {
        nta_incoming_treply(incoming, SIP_100_TRYING, TAG_END());
        return;
    }
    // The library tells what it gives up with a final response.
    transaction.is_answered = response.status >= 200;
    const bool makes_leg = transaction.makes_dialog && nta_incoming_method(incoming) == sip_method_invite;
    if (makes_leg && response.status < 300) dialogs_.list_accepted(transaction.dialog);
    const std::string sdp = body_of(transaction, response);
    HeaderList headers = response_headers(transaction, response);
    const bool is_provisional = response.status < 200;
    if (is_provisional && (response.is_reliable || transaction.is_reliable)) {
        if (sdp::speaks_of_preconditions(sdp)) headers.add("Require", "precondition");
        return send_reliably(agent_, incoming, response.body ? on_proposal_acknowledged : on_progress_acknowledged,
                             &transaction, response.status, response.phrase, headers, sdp);
    }
    send_response(agent_, incoming, response.status, response.phrase, headers, sdp);
    if (response.status >= 200) finish(transaction, response.status);
}

HeaderList Uas::response_headers(const ServerTransaction& transaction, const focus::Response& response) {
    const auto method = nta_incoming_method(transaction.incoming.get());
    HeaderList headers;
    if (response.contact)
        headers.add("Contact",
                    response.is_factory ? "<" + response.contact->text() + ">" : focus_contact(*response.contact));
    add_capabilities(headers, method, response.status, also_supported(response.is_factory));
    for (const auto& header : response.headers) headers.add(header.name, header.value);
    if (response.session.interval.count() > 0) {
        headers.add("Session-Expires", session_expires(response.session));
        // Who does not know of session timers would be made to fail by it (RFC 4028 9).
        if (response.session.is_supported) headers.add("Require", "timer");
    }
    const Dialog* dialog = dialogs_.find(transaction.dialog);
    add_dialog_headers(headers, dialog, transaction.incoming.get());
    if (dialog && dialog->sends_p_headers && method == sip_method_invite && response.status < 300 && response.contact)
        headers.add("P-Asserted-Identity", "<" + response.contact->text() + ">");
    add_origin(headers, response.status, settings_);
    return headers;
}

/// After its final response a transaction is of use only to an INVITE that waits for the ACK of its 2xx.
void Uas::finish(ServerTransaction& transaction, int status) {
    if (transaction.makes_dialog && status >= 300) dialogs_.release(transaction.dialog);
    if (nta_incoming_method(transaction.incoming.get()) != sip_method_invite || status >= 300)
        transactions_.erase(TransactionId(transaction.id));
}

int Uas::on_ack_or_cancel(ServerTransaction* transaction, nta_incoming_t*, const sip_t* request) noexcept {
    Uas& self = *transaction->uas;
    if (request && request->sip_request->rq_method == sip_method_cancel) return self.on_cancelled(*transaction), 0;
    const bool is_known = self.dialogs_.find(transaction->dialog) != nullptr;
    self.finished_.push_back(transaction->id);
    if (!request && !transaction->is_answered)
        self.on_prack_missing(*transaction);
    else if (is_known && request)
        self.on_acknowledged(*transaction, *request);
    else if (is_known)
        self.inbox_.post(focus::AckMissing{transaction->dialog});
    return 0;
}

void Uas::on_acknowledged(const ServerTransaction& transaction, const sip_t& ack) {
    focus::AckReceived event{transaction.dialog, std::nullopt};
    if (transaction.wants_answer)
        if (auto answer = read_description(ack)) event.answer = std::move(*answer);
    inbox_.post(std::move(event));
}

void Uas::accept(Arrival& arrival) {
    send(arrival, {200, sip_200_OK, "", ""});
}

void Uas::refuse(Arrival& arrival, const Refusal& refusal) {
    tell_refusal(arrival, refusal, {});
    send(arrival, refusal);
}

/// `detail`: what is known beside what the refusal itself says.
void Uas::tell_refusal(const Arrival& arrival, const Refusal& refusal, const std::string& detail) const {
    if (!settings_.refused || refusal.status < 300) return;
    const MsgPtr message(nta_incoming_getrequest(arrival.incoming.get()));
    auto refused = describe_refusal(arrival.sip, refusal);
    name_origin(refused, arrival.sip, message.get());
    refused.is_trusted = arrival.is_trusted;
    refused.detail = detail.empty() ? cause_of(arrival.sip, refusal) : detail;
    settings_.refused(refused);
}

void Uas::send(Arrival& arrival, const Refusal& refusal) {
    HeaderList headers;
    if (!refusal.header.empty()) headers.add(refusal.header, refusal.value);
    add_capabilities(headers, arrival.sip.sip_request->rq_method, refusal.status, also_supported());
    add_dialog_headers(headers, arrival.dialog, arrival.incoming.get());
    add_origin(headers, refusal.status, settings_);
    send_response(agent_, arrival.incoming.get(), refusal.status, refusal.phrase, headers);
    discarded_.push_back(std::move(arrival.incoming));
}

void Uas::refuse(Arrival& arrival, const Rejection& rejection) {
    const Refusal refusal{rejection.status, rejection.reason, "", ""};
    tell_refusal(arrival, refusal, rejection.detail);
    send(arrival, refusal);
}

void Uas::sweep() {
    discarded_.clear();
    overload_.settle(Overload::Time::clock::now());
    for (const TransactionId id : finished_) transactions_.erase(id);
    finished_.clear();
}

}  // namespace isfocus::sip
