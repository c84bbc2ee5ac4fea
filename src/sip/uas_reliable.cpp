#include <string>
#include <utility>

#include "isfocus/sdp/preconditions.h"
#include "sip/header_list.h"
#include "sip/message.h"
#include "sip/read.h"
#include "sip/responses.h"
#include "sip/uas.h"

/// Reliable provisional responses to INVITEs of UEs (RFC 3262), and the preconditions that come with them (RFC 3312).
/// The library numbers and repeats them, and finds the one that a PRACK is for; what the PRACK says is for the focus.
namespace isfocus::sip {

namespace {

/// Preconditions are required by who does not support the reliable responses that tell of them (RFC 3312 11).
bool asks_too_much(const sip_t& sip) {
    return sip.sip_request->rq_method == sip_method_invite && requires_extension(sip, "precondition") &&
           !supports_extension(sip, "100rel") && !requires_extension(sip, "100rel");
}

}  // namespace

/// What works only while the settings say so, and what only the factory does (RFC 5366 5.1).
std::string Uas::also_supported(bool at_factory) const {
    std::string tags = settings_.takes_reliable ? "100rel, precondition" : "";
    if (at_factory) tags.append(tags.empty() ? "" : ", ").append("recipient-list-invite");
    return tags;
}

/// CRE-07, CRE-08: option tags that `check_request` leaves to us.
std::optional<Refusal> Uas::check_extensions(const Arrival& arrival) const {
    if (settings_.takes_reliable && !arrival.dialog && asks_too_much(arrival.sip))
        return Refusal{421, sip_421_Extension_required, "Require", "100rel"};
    if (settings_.takes_reliable) return std::nullopt;
    std::string unsupported;
    for (const char* tag : {"100rel", "precondition"}) {
        if (!requires_extension(arrival.sip, tag)) continue;
        if (arrival.dialog && arrival.dialog->has_preconditions) continue;  // by an INVITE of ours
        unsupported.append(unsupported.empty() ? "" : ", ").append(tag);
    }
    if (unsupported.empty()) return std::nullopt;
    return Refusal{420, sip_420_Bad_extension, "Unsupported", unsupported};
}

/// What the UE says of its resources counts if it knows preconditions, and can hear of ours reliably (RFC 3312 11).
void Uas::admit_reliability(const sip_t& sip, focus::InviteRequest& request, ServerTransaction& transaction) const {
    if (!settings_.takes_reliable) request.provisionals = focus::Reliability::none;
    transaction.is_reliable = request.provisionals == focus::Reliability::required;
    const bool knows_preconditions =
        request.provisionals != focus::Reliability::none &&
        (supports_extension(sip, "precondition") || requires_extension(sip, "precondition"));
    if (knows_preconditions)
        note_preconditions(transaction, request.offer);
    else if (request.offer)
        request.offer->is_ready = true;
}

void Uas::note_preconditions(ServerTransaction& transaction, const std::optional<focus::Description>& offer) const {
    if (settings_.takes_reliable && offer && sdp::speaks_of_preconditions(offer->sdp)) transaction.offer = offer->sdp;
}

/// The description that goes out. Where preconditions are in use it says more than the focus knows: how they are met,
/// and in the 580 that they are not (RFC 3312 8).
std::string Uas::body_of(const ServerTransaction& transaction, const focus::Response& response) {
    Dialog* dialog = dialogs_.find(transaction.dialog);
    if (!response.body) {
        const bool fails = dialog && response.status == 580 && dialog->has_preconditions;
        return fails ? dialog->sdp : std::string();
    }
    std::string sdp = response.body->sdp;
    if (!dialog) return sdp;
    if (!transaction.offer.empty()) {
        dialog->has_preconditions = true;
        const auto ours = sdp::parse(sdp);
        const auto theirs = sdp::parse(transaction.offer);
        if (ours && theirs) sdp = sdp::write(sdp::answer_with_preconditions(*ours, *theirs));
    }
    if (dialog->has_preconditions) sdp = sdp::in_step(dialog->sdp, sdp);
    return dialog->sdp = sdp;
}

int Uas::on_progress_acknowledged(ServerTransaction* invite, nta_reliable_t* reliable, nta_incoming_t* prack,
                                  const sip_t* request) noexcept {
    nta_reliable_destroy(reliable);
    if (!prack || !request) return 0;  // the library gives up waiting for one
    Uas& self = *invite->uas;
    return self.arrive(self.dialogs_.find(invite->dialog), prack, *request, nullptr, true);
}

int Uas::on_proposal_acknowledged(ServerTransaction* invite, nta_reliable_t* reliable, nta_incoming_t* prack,
                                  const sip_t* request) noexcept {
    nta_reliable_destroy(reliable);
    if (!prack || !request) return 0;
    Uas& self = *invite->uas;
    return self.arrive(self.dialogs_.find(invite->dialog), prack, *request, invite);
}

/// The library calls for those that acknowledge something; what comes otherwise is a stray (RFC 3262 3).
void Uas::on_prack(Arrival& arrival) {
    if (arrival.is_for_progress) return accept(arrival);
    if (!arrival.proposed) return on_stray(arrival);
    auto description = read_description(arrival.sip);
    if (!description) return refuse(arrival, description.error());
    if (*description) arrival.proposed->wants_answer = false;
    ServerTransaction& transaction = open(arrival, arrival.dialog->id);
    note_preconditions(transaction, *description);
    inbox_.post(focus::PrackReceived{transaction.id, transaction.dialog, std::move(*description)});
}

/// CRE-06: nobody has acknowledged for 64*T1.
void Uas::on_prack_missing(ServerTransaction& invite) {
    invite.is_answered = true;
    HeaderList headers;
    add_dialog_headers(headers, dialogs_.find(invite.dialog), invite.incoming.get());
    add_origin(headers, 504, settings_);
    send_response(agent_, invite.incoming.get(), 504, sip_504_Gateway_time_out, headers);
    if (!dialogs_.find(invite.dialog)) return;
    inbox_.post(focus::PrackMissing{invite.dialog});
    dialogs_.release(invite.dialog);
}

}  // namespace isfocus::sip
