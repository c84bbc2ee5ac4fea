#include <algorithm>
#include <chrono>
#include <utility>

#include "isfocus/sdp/offer_answer.h"
#include "isfocus/sdp/session.h"
#include "sip/read.h"
#include "sip/read_response.h"
#include "sip/session_timer.h"
#include "sip/uac.h"

namespace isfocus::sip {
namespace {

std::string phrase_of(const sip_t& response) {
    const char* phrase = response.sip_status->st_phrase;
    return phrase ? phrase : "";
}

}  // namespace

int Uac::on_response(ClientTransaction* transaction, nta_outgoing_t* outgoing, const sip_t* response) noexcept {
    Uac& self = *transaction->uac;
    const bool is_retired = transaction->outgoing && transaction->outgoing.get() != outgoing;
    if (transaction->is_ended || is_retired) return 0;
    // The library may report a timeout without any message.
    const int status = response ? response->sip_status->st_status : 408;
    const bool is_invite = transaction->kind == ClientTransaction::Kind::invite;
    const bool is_refresh = transaction->kind == ClientTransaction::Kind::refresh;
    if (is_invite && response && !nta_sip_is_internal(response)) self.tell_return(*transaction);
    if (is_invite && response) self.dialogs_.list_answered(transaction->dialog, *response);
    if (Dialog* dialog = self.dialogs_.find_even_released(transaction->dialog); dialog && response)
        learn_peer(dialog->session, *response);
    if (status < 200) {
        if (is_invite || is_refresh) self.on_progress(*transaction, outgoing, *response);
    } else if (is_invite && status < 300) {
        self.on_answer(*transaction, outgoing, *response);
    } else if (is_refresh && status < 300) {
        self.on_refreshed(*transaction, *response);
    } else if (!self.try_credentials(*transaction, outgoing, status, response) &&
               !self.try_longer_session(*transaction, outgoing, status, response) &&
               !self.try_next_hop(*transaction, outgoing, status, response)) {
        self.end(*transaction, status, response ? phrase_of(*response) : sip_status_phrase(status), response);
    }
    return 0;
}

void Uac::on_progress(ClientTransaction& invite, nta_outgoing_t* outgoing, const sip_t& response) {
    // A CANCEL that was held back until now is on its way.
    if (!std::exchange(invite.is_proceeding, true) && invite.is_cancelled) await_end_of_cancelled(invite);
    const int status = response.sip_status->st_status;
    if (status <= 100 || invite.kind != ClientTransaction::Kind::invite) return;
    if (acknowledge_provisional(invite, outgoing, response) && dialogs_.find(invite.dialog))
        inbox_.post(focus::InviteProgress{invite.dialog, status, phrase_of(response)});
}

/// A 2xx makes the dialog; the transaction stays for the ACK. One that nobody waits for any more is taken and ended at
/// once (RFC 3261 13.2.2.4), as the library does with those of other branches.
void Uac::on_answer(ClientTransaction& transaction, nta_outgoing_t* outgoing, const sip_t& response) {
    Dialog* dialog = dialogs_.find_even_released(transaction.dialog);
    transaction.is_ended = true;
    transaction.cseq = response.sip_cseq->cs_seq;
    dialogs_.request_ended(*dialog);
    dialog->is_made = true;
    auto contact = read_contact(response);
    const bool has_contact = contact && *contact;
    auto answer = answer_of(*dialog, response);
    confirm(dialog->leg.get(), response, has_contact ? &**contact : nullptr);
    if (dialog->is_released) {
        send_ack(*dialog);
        send_bye(*dialog, "", nullptr);
        return;
    }
    const MsgPtr message(nta_outgoing_getresponse(outgoing));
    const bool is_trusted = trust_.trusts(message.get());
    if (is_trusted) learn_charging(*dialog, response);
    inbox_.post(
        focus::InviteAnswered{.dialog = transaction.dialog,
                              .status = response.sip_status->st_status,
                              .phrase = phrase_of(response),
                              .contact = has_contact ? std::move(**contact) : transaction.request_uri,
                              .answer = std::move(answer),
                              .asserted = is_trusted ? read_identity(response, Assertion::network) : std::nullopt,
                              .session = read_granted_session(response),
                              .allows_update = allows_update(response)});
}

/// For the record of the leg (CHG-01, CHG-09).
void Uac::learn_charging(Dialog& dialog, const sip_t& answer) const {
    if (const auto vector = read_charging_vector(answer)) dialog.charging.term_ioi = vector->term_ioi;
    dialog.peer_charging = read_peer_charging(answer);
}

/// The answer to our offer: the 2xx's own, unless a reliable response was quicker (RFC 3261 13.2.1). The 2xx also makes
/// its early dialog the dialog, and ends the others (13.2.2.4); its requests count on from our last PRACK.
std::optional<focus::Description> Uac::answer_of(Dialog& dialog, const sip_t& response) {
    EarlyDialog* early = response.sip_to->a_tag ? dialog.early.find(response.sip_to->a_tag) : nullptr;
    std::optional<focus::Description> answer =
        early && early->is_answered ? std::move(early->answer) : usable_answer(dialog.sdp, response);
    if (early) {
        dialog.leg = std::move(early->leg);
        dialog.sdp = std::move(early->sdp);
        dialog.remote_cseq = early->remote_cseq;
    }
    dialog.early.clear();
    return answer;
}

/// The transaction is over without a dialog to acknowledge.
void Uac::end(ClientTransaction& transaction, int status, std::string phrase, const sip_t* response) {
    transaction.is_ended = true;
    finished_.push_back(transaction.self);
    Dialog* dialog = dialogs_.find_even_released(transaction.dialog);
    dialogs_.request_ended(*dialog);
    if (dialog->invite == &transaction) dialog->invite = nullptr;
    if (dialog->is_released) return;
    switch (transaction.kind) {
        case ClientTransaction::Kind::invite: {
            auto detail = failure_of(transaction, status, phrase, response);
            return inbox_.post(focus::InviteFailed{
                transaction.dialog, status, std::move(phrase),
                response && status < 400 ? read_alternatives(*response) : std::vector<Uri>(), std::move(detail)});
        }
        case ClientTransaction::Kind::prack:
            if (status >= 300) return on_provisional_failure(*dialog, transaction, status);
            if (EarlyDialog* early = dialog->early.find(transaction.branch)) confirm_preconditions(*dialog, *early);
            return;
        case ClientTransaction::Kind::update:
            return on_updated(*dialog, transaction, status, response);
        case ClientTransaction::Kind::bye:
            return inbox_.post(focus::ByeAnswered{transaction.dialog, status});
        case ClientTransaction::Kind::notify:
            return inbox_.post(focus::NotifyAnswered{transaction.subscription, status,
                                                     response ? read_retry_after(*response) : std::nullopt});
        case ClientTransaction::Kind::refer:
            return on_refer_answered(*dialog, status, response);
        case ClientTransaction::Kind::probe:
            return inbox_.post(focus::ProbeAnswered{transaction.dialog, status});
        case ClientTransaction::Kind::refresh:
            if (status == 422 && response)  // RFC 4028 7.4
                dialog->min_session =
                    std::max(dialog->min_session, read_min_se(*response).value_or(std::chrono::seconds{0}));
            return inbox_.post(focus::RefreshAnswered{transaction.dialog, status, {}});
    }
}

}  // namespace isfocus::sip
