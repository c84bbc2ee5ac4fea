#include <utility>

#include "isfocus/sdp/offer_answer.h"
#include "isfocus/sdp/preconditions.h"
#include "sip/early_dialogs.h"
#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/read_response.h"
#include "sip/uac.h"

/// Preconditions of our INVITE (RFC 3312). Our side is ready when it is sent; what follows is for the callee's sake.
namespace isfocus::sip {

/// What we offer, with the preconditions if they are switched on and can work: their answer comes reliably (RFC 3312
/// 11).
std::string Uac::first_offer(const std::string& sdp, Dialog& dialog) const {
    if (!settings_.preconditions || !settings_.reliable_provisionals || sdp.empty()) return sdp;
    dialog.has_preconditions = true;
    return sdp::offer_with_preconditions(sdp);
}

/// After the PRACK: one UPDATE that says again that our side is ready, if the callee waits or asks (RFC 3312 7,
/// OUT-42).
void Uac::confirm_preconditions(Dialog& dialog, EarlyDialog& early) {
    if (!dialog.has_preconditions || !is_ringing(dialog) || !early.answer || early.is_confirmed) return;
    auto ours = sdp::parse(early.sdp);
    const auto theirs = sdp::parse(early.answer->sdp);
    if (!ours || !theirs || !sdp::wants_confirmation(*theirs)) return;
    ++ours->origin.version;
    early.sdp = sdp::write(sdp::with_preconditions(std::move(*ours), &*theirs));
    early.is_confirmed = true;
    early.is_offering = true;
    send_update(dialog, early);
}

/// An UPDATE of the callee has crossed ours, and has got the same answer from us (RFC 3311 5.2). The Call-ID is ours,
/// so it is the callee who tries again first (RFC 3261 14.1); after that there may be nothing to confirm.
void Uac::confirm_later(Dialog& dialog, EarlyDialog& early) {
    constexpr int kMostTries = 3;
    constexpr su_duration_t kLeast = 2100;
    constexpr su_duration_t kMost = 4000;
    if (++early.crossed >= kMostTries || !is_ringing(dialog)) return;
    early.is_confirmed = false;
    auto& timer = dialog.invite->update_timer;
    timer.reset(su_timer_create(su_root_task(agent_.root()), su_randint(kLeast, kMost)));
    su_timer_set(timer.get(), on_update_due, dialog.invite);
}

void Uac::on_update_due(su_root_magic_t*, su_timer_t*, su_timer_arg_t* invite) noexcept {
    auto& transaction = *static_cast<ClientTransaction*>(invite);
    Dialog* dialog = transaction.uac->dialogs_.find(transaction.dialog);
    if (!dialog) return;
    for (auto& early : dialog->early)
        if (early.crossed > 0 && !early.is_offering) transaction.uac->confirm_preconditions(*dialog, early);
}

void Uac::send_update(Dialog& dialog, EarlyDialog& early) {
    ClientTransaction& transaction = open(ClientTransaction::Kind::update, dialog);
    transaction.branch = early.remote_tag;
    HeaderList headers = later_headers(dialog);
    headers.add("Contact", dialog.contact);
    headers.add("Require", "precondition");  // what is mandatory has to be understood (RFC 3312 11)
    headers.add("Content-Type", "application/sdp");
    add_capabilities(headers, sip_method_update, 0);
    const sip_payload_t payload = payload_view(early.sdp);
    start(transaction,
          nta_outgoing_tcreate(early.leg.get(), on_response, &transaction, nullptr, SIP_METHOD_UPDATE, nullptr,
                               SIPTAG_UNKNOWN(headers.chain()), SIPTAG_PAYLOAD(&payload), TAG_END()));
}

/// Its answer takes the place of the first one.
void Uac::on_updated(Dialog& dialog, const ClientTransaction& update, int status, const sip_t* response) {
    EarlyDialog* early = dialog.early.find(update.branch);
    if (!early) return;
    early->is_offering = false;
    if (status == 491) return confirm_later(dialog, *early);
    if (status >= 300 || !response) return on_provisional_failure(dialog, update, status);
    const auto contact = read_contact(*response);
    if (contact && *contact) refresh_target(early->leg.get(), **contact);
    early->answer = usable_answer(early->sdp, *response);
}

}  // namespace isfocus::sip
