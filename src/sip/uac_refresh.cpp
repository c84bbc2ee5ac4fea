#include <algorithm>

#include "isfocus/sdp/preconditions.h"
#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/read_response.h"
#include "sip/session_timer.h"
#include "sip/uac.h"

/// Session refreshes (RFC 4028 7.4, 10), by UPDATE (RFC 3311) or by re-INVITE.
namespace isfocus::sip {

void Uac::refresh(const focus::RefreshOrder& order) {
    Dialog* dialog = dialogs_.find(order.dialog);
    if (!dialog || !dialog->is_made) return inbox_.post(focus::RefreshAnswered{order.dialog, 481, {}, {}});
    // One INVITE of ours at a time (RFC 3261 14.1).
    if (!order.by_update && dialog->invite) return inbox_.post(focus::RefreshAnswered{order.dialog, 491, {}, {}});
    ClientTransaction& transaction = open(ClientTransaction::Kind::refresh, *dialog);
    if (!order.by_update) dialog->invite = &transaction;

    HeaderList headers = refresh_headers(order, *dialog);
    if (order.offer)
        dialog->sdp = sdp::in_step(dialog->sdp, order.offer->sdp);
    else if (dialog->has_preconditions && !order.by_update)
        dialog->sdp = sdp::settled(dialog->sdp);
    const std::string_view body = order.by_update ? std::string_view() : dialog->sdp;
    if (!body.empty()) headers.add("Content-Type", "application/sdp");
    const sip_payload_t payload = payload_view(body);
    const auto method = order.by_update ? sip_method_update : sip_method_invite;
    start(transaction,
          nta_outgoing_tcreate(dialog->leg.get(), on_response, &transaction, nullptr, method,
                               sip_method_name(method, nullptr), nullptr, SIPTAG_UNKNOWN(headers.chain()),
                               TAG_IF(!body.empty(), SIPTAG_PAYLOAD(&payload)), NTATAG_PASS_100(1), TAG_END()));
}

/// The interval stays, unless somebody on the way wants a longer one.
HeaderList Uac::refresh_headers(const focus::RefreshOrder& order, const Dialog& dialog) {
    const auto interval = order.interval.count() > 0 ? std::max(order.interval, dialog.min_session) : order.interval;
    HeaderList headers = later_headers(dialog);
    headers.add("Contact", focus_contact(order.contact));
    if (interval.count() > 0)
        headers.add("Session-Expires", session_expires({focus::SessionTimer::Refresher::uac, interval}));
    if (dialog.min_session.count() > 0) headers.add("Min-SE", std::to_string(dialog.min_session.count()));
    add_capabilities(headers, order.by_update ? sip_method_update : sip_method_invite, 0);
    return headers;
}

/// A 2xx. That of a re-INVITE wants its ACK even where nobody waits for it any more (RFC 3261 13.2.2.4).
void Uac::on_refreshed(ClientTransaction& transaction, const sip_t& response) {
    Dialog* dialog = dialogs_.find_even_released(transaction.dialog);
    transaction.is_ended = true;
    transaction.cseq = response.sip_cseq->cs_seq;
    dialogs_.request_ended(*dialog);
    const auto contact = read_contact(response);
    if (contact && *contact) refresh_target(dialog->leg.get(), **contact);
    focus::RefreshAnswered event{
        transaction.dialog, response.sip_status->st_status, read_granted_session(response), {}};
    if (dialog->invite == &transaction) {
        event.answer = usable_answer(dialog->sdp, response);
        send_ack(*dialog);
    } else {
        finished_.push_back(transaction.self);
    }
    if (!dialog->is_released) inbox_.post(std::move(event));
}

}  // namespace isfocus::sip
