#include <string>

#include "sip/early_dialogs.h"
#include "sip/header_list.h"
#include "sip/read.h"
#include "sip/read_response.h"
#include "sip/uac.h"

/// Reliable provisional responses (RFC 3262) to our INVITE. The library has PRACK too (nta_outgoing_prack), but only
/// for tagged transactions, which it never gives back and which leave a second 2xx to us; so ours are requests like any
/// other, each on the leg of its early dialog.
namespace isfocus::sip {

bool Uac::acknowledge_provisional(const ClientTransaction& invite, nta_outgoing_t* outgoing, const sip_t& response) {
    const auto rseq = settings_.reliable_provisionals ? reliable_sequence(response) : std::nullopt;
    if (!rseq) return true;
    Dialog& dialog = *dialogs_.find_even_released(invite.dialog);
    EarlyDialog* early = dialog.early.find(response.sip_to->a_tag);
    if (!early) {
        const MsgPtr sent(nta_outgoing_getrequest(outgoing));
        const auto contact = read_contact(response);
        early = dialog.early.begin(agent_.get(), dialog, *sip_object(sent.get()), response,
                                   contact && *contact ? &**contact : nullptr);
        if (!early) return false;
    } else if (*rseq != early->rseq + 1) {
        return false;  // repeated, or something is missing before it (RFC 3262 4)
    }
    early->rseq = *rseq;
    take_answer(*early, response);
    send_prack(dialog, *early, response.sip_cseq->cs_seq);
    return true;
}

/// The first description that comes reliably is the answer to our offer (RFC 3261 13.2.1, RFC 3262 5).
void Uac::take_answer(EarlyDialog& early, const sip_t& response) {
    const auto text = description_text(response);
    if (early.is_answered || (text && text->empty())) return;
    early.is_answered = true;
    early.answer = usable_answer(early.sdp, response);
}

void Uac::send_prack(Dialog& dialog, EarlyDialog& early, std::uint32_t invite_cseq) {
    ClientTransaction& transaction = open(ClientTransaction::Kind::prack, dialog);
    transaction.branch = early.remote_tag;
    HeaderList headers = later_headers(dialog);
    headers.add("RAck", std::to_string(early.rseq) + " " + std::to_string(invite_cseq) + " INVITE");
    add_capabilities(headers, sip_method_prack, 0);
    start(transaction, nta_outgoing_tcreate(early.leg.get(), on_response, &transaction, nullptr, SIP_METHOD_PRACK,
                                            nullptr, SIPTAG_UNKNOWN(headers.chain()), TAG_END()));
}

/// A PRACK that failed means something only as long as its early dialog is one.
void Uac::on_provisional_failure(const Dialog& dialog, const ClientTransaction& failed, int status) {
    if (is_ringing(dialog) && leg_of(dialog, failed)) inbox_.post(focus::ProvisionalFailed{dialog.id, status});
}

/// Whether our INVITE still waits for its final response, and is wanted.
bool Uac::is_ringing(const Dialog& dialog) {
    return dialog.invite && dialog.invite->cseq == 0 && !dialog.invite->is_cancelled;
}

/// The leg on which this request went; null when its early dialog is no more.
nta_leg_t* Uac::leg_of(const Dialog& dialog, const ClientTransaction& transaction) {
    if (transaction.branch.empty()) return dialog.leg.get();
    if (const auto* early = dialog.early.find(transaction.branch)) return early->leg.get();
    return nullptr;
}

}  // namespace isfocus::sip
