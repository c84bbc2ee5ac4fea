#include "sip/uas.h"

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/read_response.h"
#include "sip/responses.h"
#include "sip/session_timer.h"
#include "sip/text.h"

namespace isfocus::sip {
namespace {

const Refusal kNoDialog{481, sip_481_No_transaction, "", ""};

bool is_legacy_dtmf(const sip_content_type_t* type) {
    return type && (equals_ignoring_case(type->c_type, "application/dtmf-relay") ||
                    equals_ignoring_case(type->c_type, "application/dtmf"));
}

}  // namespace

struct Uas::HandlerRow {
    sip_method_t method;
    Handler in_dialog;
    Handler outside;
};

const Uas::HandlerRow Uas::kHandlers[] = {
    {sip_method_invite, &Uas::on_reinvite, &Uas::on_invite},
    {sip_method_update, &Uas::on_reinvite, &Uas::on_stray},
    {sip_method_refer, &Uas::on_refer, &Uas::on_refer},
    {sip_method_subscribe, &Uas::on_subscribe, &Uas::on_subscribe},
    {sip_method_options, &Uas::on_options, &Uas::on_options},
    {sip_method_bye, &Uas::on_bye, &Uas::on_stray},
    {sip_method_info, &Uas::on_info, &Uas::on_stray},
    {sip_method_prack, &Uas::on_prack, &Uas::on_stray},
    {sip_method_notify, &Uas::on_notify, &Uas::on_stray},
    {sip_method_register, &Uas::on_stray, &Uas::on_register},
};

Uas::Uas(const Settings& settings, nta_agent_t* agent, Dialogs& dialogs, Trust& trust, focus::Inbox& inbox,
         DialogIds& dialog_ids)
    : settings_(settings), agent_(agent), dialogs_(dialogs), trust_(trust), inbox_(inbox), dialog_ids_(dialog_ids) {
    outside_.uas = this;
    outside_.leg.reset(nta_leg_tcreate(agent_, on_request, &outside_, NTATAG_NO_DIALOG(1), TAG_END()));
}

int Uas::on_request(Dialog* dialog, nta_leg_t*, nta_incoming_t* incoming, const sip_t* request) noexcept {
    return dialog->uas->arrive(dialog->id ? dialog : nullptr, incoming, *request);
}

int Uas::arrive(Dialog* dialog, nta_incoming_t* incoming, const sip_t& request, ServerTransaction* proposed,
                bool is_for_progress) {
    // What follows may call whoever gave the settings, so the message is held as long as it is read.
    const MsgPtr message(nta_incoming_getrequest(incoming));
    const bool is_trusted = trust_.trusts(message.get());
    Arrival arrival{request,  IncomingPtr(incoming), dialog, is_trusted, trust_.assertion(is_trusted),
                    proposed, is_for_progress};
    handle(arrival);
    if (arrival.incoming) discarded_.push_back(std::move(arrival.incoming));
    return 0;  // we answer by ourselves
}

void Uas::handle(Arrival& arrival) {
    const auto method = arrival.sip.sip_request->rq_method;
    // The ACK of a 2xx finds its transaction; what comes here belongs to none and is dropped (DLG-17).
    if (method == sip_method_ack) return;
    // One that the library has found nothing for. Its CSeq would look like a repeated one.
    if (method == sip_method_cancel) return on_stray(arrival);
    if (is_hidden_cancel(arrival.sip)) return on_cancel(arrival);
    if (is_shed(arrival)) {
        const auto seconds = std::to_string(retry_after(settings_.overload).count());
        return send(arrival, Refusal{503, sip_503_Service_unavailable, "Retry-After", seconds});
    }
    if (auto refusal = check_request(arrival.sip, settings_, arrival.is_trusted)) return refuse(arrival, *refusal);
    if (auto refusal = check_dialog(arrival)) return refuse(arrival, *refusal);
    if (arrival.dialog) note_request(arrival);
    if (auto refusal = check_extensions(arrival)) return refuse(arrival, *refusal);
    if (auto refusal = check_sender(arrival)) return refuse(arrival, *refusal);
    if (!identify(arrival)) return;
    for (const auto& row : kHandlers)
        if (row.method == method) return (this->*(arrival.dialog ? row.in_dialog : row.outside))(arrival);
    on_stray(arrival);
}

/// Not told one by one: of all times this is no time to write a line for each request.
bool Uas::is_shed(const Arrival& arrival) {
    if (arrival.dialog || arrival.sip.sip_to->a_tag) return false;
    const Load load{lag_, transactions_.size(), dialogs_.size()};
    return !overload_.admits(arrival.sip.sip_request->rq_method, load, Overload::Time::clock::now());
}

/// RFC 3261 12.2.2: a To tag must name a dialog of ours, and its requests come in order.
std::optional<Refusal> Uas::check_dialog(const Arrival& arrival) const {
    if (!arrival.dialog && arrival.sip.sip_to->a_tag) return kNoDialog;
    if (!arrival.dialog)
        return came_from_us(arrival.sip, nta_agent_via(agent_))
                   ? std::optional(Refusal{482, sip_482_Loop_detected, "", ""})
                   : std::nullopt;
    if (arrival.dialog->is_released) return kNoDialog;
    // A lower one is mostly refused by the library. The same one again is no retransmission, those find their
    // transaction.
    if (arrival.sip.sip_cseq->cs_seq <= last_cseq(arrival)) return Refusal{500, sip_500_Internal_server_error, "", ""};
    return std::nullopt;
}

/// The CSeq of the last request in the dialog, or in its early dialog, that this one belongs to.
std::uint32_t& Uas::last_cseq(const Arrival& arrival) {
    EarlyDialog* early = early_dialog(arrival);
    return early ? early->remote_cseq : arrival.dialog->remote_cseq;
}

/// The request counts as come in its dialog, whatever becomes of it.
void Uas::note_request(const Arrival& arrival) {
    last_cseq(arrival) = arrival.sip.sip_cseq->cs_seq;
    learn_peer(arrival.dialog->session, arrival.sip);
}

void Uas::on_invite(Arrival& arrival) {
    auto request = read_invite(arrival.sip, arrival.assertion, settings_.read_list);
    if (!request) return refuse(arrival, request.error());
    const auto take_over = read_take_over(arrival.sip);
    if (!take_over) return refuse(arrival, take_over.error());
    const auto dialog = make_dialog(arrival, request->contact);
    if (!dialog) return;
    note_min_session(*dialog, request->session);
    request->charging = charging_context(arrival, *dialog);
    request->nonce = random_text(16);
    if (arrival.proven) request->asserted = arrival.proven;
    if (*take_over)
        request->take_over = {(*take_over)->kind, dialogs_.named((*take_over)->dialog), (*take_over)->early_only};
    ServerTransaction& transaction = open(arrival, *dialog);
    transaction.makes_dialog = true;
    transaction.wants_answer = !request->offer;
    admit_reliability(arrival.sip, *request, transaction);
    nta_incoming_bind(transaction.incoming.get(), on_ack_or_cancel, &transaction);
    inbox_.post(focus::InviteReceived{transaction.id, *dialog, std::move(*request)});
}

void Uas::on_reinvite(Arrival& arrival) {
    const bool is_update = arrival.sip.sip_request->rq_method == sip_method_update;
    if (auto* early = is_update ? early_dialog(arrival) : nullptr) return on_early_update(arrival, *early);
    auto offer = read_description(arrival.sip);
    if (!offer) return refuse(arrival, offer.error());
    const auto session = read_session_timer(arrival.sip);
    if (!session) return refuse(arrival, session.error());
    if (!enter_dialog(arrival)) return;
    note_min_session(arrival.dialog->id, *session);
    ServerTransaction& transaction = open(arrival, arrival.dialog->id);
    note_preconditions(transaction, *offer);
    if (!is_update) {
        transaction.wants_answer = !*offer;
        nta_incoming_bind(transaction.incoming.get(), on_ack_or_cancel, &transaction);
    }
    inbox_.post(focus::ReinviteReceived{transaction.id, transaction.dialog,
                                        read_identity(arrival.sip, arrival.assertion), std::move(*offer), is_update,
                                        *session});
}

/// The branch of our INVITE in which this request comes, as long as no 2xx has come.
EarlyDialog* Uas::early_dialog(const Arrival& arrival) {
    const char* tag = arrival.sip.sip_from->a_tag;
    return tag ? arrival.dialog->early.find(tag) : nullptr;
}

void Uas::on_refer(Arrival& arrival) {
    auto request = read_refer(arrival.sip, arrival.assertion, settings_.read_list);
    if (!request) return refuse(arrival, request.error());
    const auto target_dialog = read_target_dialog(arrival.sip);
    if (!target_dialog) return refuse(arrival, target_dialog.error());
    if (*target_dialog) request->target_dialog = dialogs_.named(**target_dialog);
    request->nonce = random_text(16);
    if (arrival.proven) request->asserted = arrival.proven;
    if (const auto* transaction = open_in_or_out(arrival))
        inbox_.post(focus::ReferReceived{transaction->id, transaction->dialog, !transaction->makes_dialog,
                                         std::move(*request)});
}

void Uas::on_subscribe(Arrival& arrival) {
    auto request = read_subscribe(arrival.sip, arrival.assertion);
    if (!request) return refuse(arrival, request.error());
    if (arrival.proven) request->asserted = arrival.proven;
    if (const auto* transaction = open_in_or_out(arrival))
        inbox_.post(focus::SubscribeReceived{transaction->id, transaction->dialog, !transaction->makes_dialog,
                                             std::move(*request)});
}

void Uas::on_options(Arrival& arrival) {
    auto request_uri = read_request_uri(arrival.sip);
    if (!request_uri) return refuse(arrival, request_uri.error());
    const auto dialog = arrival.dialog ? std::optional(arrival.dialog->id) : std::nullopt;
    const ServerTransaction& transaction = open(arrival, dialog.value_or(DialogId{}));
    inbox_.post(focus::OptionsReceived{transaction.id, dialog, std::move(*request_uri)});
}

void Uas::on_bye(Arrival& arrival) {
    const ServerTransaction& transaction = open(arrival, arrival.dialog->id);
    inbox_.post(focus::ByeReceived{transaction.id, transaction.dialog});
}

/// No INFO package is supported (RFC 6086 4.2.2); DTMF of older devices is taken and means nothing (DLG-13).
void Uas::on_info(Arrival& arrival) {
    if (!raw_values(arrival.sip, "Info-Package").empty())
        return refuse(arrival, Refusal{469, "Bad Info Package", "Recv-Info", ""});
    if (!body(arrival.sip).empty() && !is_legacy_dtmf(arrival.sip.sip_content_type))
        return refuse(arrival, Refusal{415, sip_415_Unsupported_media, "", ""});
    accept(arrival);
}

/// A user of the network is registered (CRE-20). That is of no interest here.
void Uas::on_register(Arrival& arrival) {
    accept(arrival);
}

/// How the REFER goes that made this dialog (RFC 3515 2.4.4).
void Uas::on_notify(Arrival& arrival) {
    const auto* event = arrival.sip.sip_event;
    const bool is_refer = event && event->o_type && std::string_view(event->o_type) == "refer";
    if (!arrival.dialog->asks || !is_refer) return on_stray(arrival);
    const auto* state = arrival.sip.sip_subscription_state;
    const bool is_over = state && equals_ignoring_case(state->ss_substate, "terminated");
    const auto contact = read_contact(arrival.sip);
    if (contact && *contact && !arrival.dialog->is_made) refresh_target(arrival.dialog->leg.get(), **contact);
    inbox_.post(focus::ReferTold{arrival.dialog->id, read_fragment_status(body(arrival.sip)), is_over});
    accept(arrival);
}

/// Of no dialog or, for a NOTIFY, of no subscription of ours (DLG-16, DLG-17).
void Uas::on_stray(Arrival& arrival) {
    refuse(arrival, kNoDialog);
}

/// The dialog of a request that makes one where it comes outside of any, and refreshes its target inside. Nothing when
/// the request has been refused.
std::optional<DialogId> Uas::enter_dialog(Arrival& arrival) {
    auto contact = read_contact(arrival.sip);
    if (!contact) return refuse(arrival, contact.error()), std::nullopt;
    if (arrival.dialog) {
        if (*contact) refresh_target(arrival.dialog->leg.get(), **contact);
        return arrival.dialog->id;
    }
    if (!*contact) return refuse(arrival, Refusal{400, "Missing Contact Header", "", ""}), std::nullopt;
    return make_dialog(arrival, **contact);
}

/// For a request that comes in a dialog or makes one. Nothing when it has been refused.
ServerTransaction* Uas::open_in_or_out(Arrival& arrival) {
    const bool in_dialog = arrival.dialog != nullptr;
    const auto dialog = enter_dialog(arrival);
    if (!dialog) return nullptr;
    ServerTransaction& transaction = open(arrival, *dialog);
    transaction.makes_dialog = !in_dialog;
    return &transaction;
}

std::optional<DialogId> Uas::make_dialog(Arrival& arrival, const Uri& contact) {
    Dialog* dialog = dialogs_.accept(dialog_ids_.next(), *this, arrival.incoming.get(), arrival.sip, contact);
    if (!dialog) return refuse(arrival, Refusal{500, sip_500_Internal_server_error, "", ""}), std::nullopt;
    dialog->sends_p_headers = arrival.is_trusted;
    begin_charging(*dialog, arrival);
    return dialog->id;
}

/// RFC 4028 7.4: our own refreshes must not ask for less.
void Uas::note_min_session(DialogId id, const focus::SessionTimer& asked) {
    if (Dialog* dialog = dialogs_.find(id)) dialog->min_session = std::max(dialog->min_session, asked.least);
}

ServerTransaction& Uas::open(Arrival& arrival, DialogId dialog) {
    const TransactionId id = transaction_ids_.next();
    ServerTransaction& transaction = transactions_[id];
    transaction.id = id;
    transaction.uas = this;
    transaction.incoming = std::move(arrival.incoming);
    transaction.dialog = dialog;
    return transaction;
}

}  // namespace isfocus::sip
