#include <utility>

#include "sip/hop_view.h"
#include "sip/read_response.h"
#include "sip/uac.h"

namespace isfocus::sip {
namespace {

template <class Header>
void remove_all(msg_t* message, sip_t* sip, Header*& headers) {
    while (headers) sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(headers));
}

/// How long a next hop that ended the INVITE so is to be left alone; nothing when it did its work. 503 without
/// Retry-After is an answer like any other (RFC 3261 21.5.4).
std::optional<std::chrono::seconds> rest_after(int status, const sip_t* response, bool is_proceeding) {
    if (response && !nta_sip_is_internal(response))
        return status == 503 ? read_retry_after(*response) : std::optional<std::chrono::seconds>();
    // The library's own 503 and 408: not reached, and Timer B.
    return is_proceeding ? std::optional<std::chrono::seconds>() : NextHops::kSilenceRest;
}

}  // namespace

bool Uac::try_next_hop(ClientTransaction& invite, nta_outgoing_t* failed, int status, const sip_t* response) {
    if (invite.kind != ClientTransaction::Kind::invite) return false;
    const auto rest = rest_after(status, response, invite.is_proceeding);
    if (!rest) return false;
    const auto now = std::chrono::steady_clock::now();
    next_hops_.rest(invite.next_hop, now, *rest);
    const Uri* next = next_hops_.after(invite.next_hop, now);
    if (!next) return false;
    if (invite.is_cancelled) return end(invite, SIP_487_REQUEST_TERMINATED), true;
    invite.next_hop = *next;
    send_again(invite, failed);
    return true;
}

/// The same request with another branch. Also another CSeq: of two INVITEs with the same the library would take the
/// wrong one for that of our ACK.
void Uac::send_again(ClientTransaction& transaction, nta_outgoing_t* last) {
    const Dialog* dialog = dialogs_.find_even_released(transaction.dialog);
    const MsgPtr sent(nta_outgoing_getrequest(last));
    MsgPtr request(msg_dup(sent.get()));
    sip_t* sip = sip_object(request.get());
    remove_all(request.get(), sip, sip->sip_via);
    remove_all(request.get(), sip, sip->sip_route);
    remove_all(request.get(), sip, sip->sip_cseq);
    retired_.push_back(std::move(transaction.outgoing));
    transaction.is_proceeding = false;
    const auto* line = sip->sip_request;
    if (nta_msg_request_complete(request.get(), dialog->leg.get(), line->rq_method, line->rq_method_name, nullptr) < 0)
        return start(transaction, nullptr);
    const HopView hop(transaction.next_hop);
    const bool is_initial = transaction.kind == ClientTransaction::Kind::invite;
    const auto* route = is_initial ? hop.route() : nullptr;
    auto* outgoing = nta_outgoing_mcreate(agent_.get(), on_response, &transaction, is_initial ? hop.address() : nullptr,
                                          request.get(), TAG_IF(route, SIPTAG_ROUTE(route)),
                                          TAG_IF(is_initial, NTATAG_PASS_100(1)), TAG_END());
    if (outgoing) static_cast<void>(request.release());  // now the transaction's
    start(transaction, outgoing);
}

}  // namespace isfocus::sip
