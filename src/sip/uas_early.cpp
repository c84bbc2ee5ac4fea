#include "isfocus/sdp/offer_answer.h"
#include "isfocus/sdp/preconditions.h"
#include "sip/early_dialogs.h"
#include "sip/read.h"
#include "sip/responses.h"
#include "sip/uas.h"

/// UPDATE of a callee who has not answered our INVITE yet (RFC 3311 5.2). It is about preconditions, so it is answered
/// here: the focus waits for a 2xx, and hears what was agreed on with it.
namespace isfocus::sip {
namespace {

/// The same media as ever. Nothing when the offer leaves none of it.
std::optional<sdp::Session> answer_again(const Dialog& dialog, const sdp::Session& ours, const sdp::Session& theirs) {
    if (!sdp::usable_answer(ours, theirs) || ours.media.empty()) return std::nullopt;
    const auto& media = ours.media.front();
    sdp::LocalMedia local{.origin = ours.origin,
                          .address = media.connection,
                          .port = media.port,
                          .codecs = media.codecs,
                          .direction = media.direction,
                          .label = media.label,
                          .ptime = media.ptime,
                          .maxptime = media.maxptime};
    ++local.origin.version;
    const auto answer = sdp::answer(theirs, local);
    if (!answer) return std::nullopt;
    return dialog.has_preconditions ? sdp::with_preconditions(*answer, &theirs) : *answer;
}

}  // namespace

void Uas::on_early_update(Arrival& arrival, EarlyDialog& early) {
    auto offer = read_description(arrival.sip);
    if (!offer) return refuse(arrival, offer.error());
    const auto contact = read_contact(arrival.sip);
    if (!contact) return refuse(arrival, contact.error());
    // One offer at a time (RFC 3311 5.2).
    if (*offer && (!early.is_answered || early.is_offering))
        return refuse(arrival, Refusal{491, sip_491_Request_pending, "", ""});
    if (*offer) {
        const auto ours = sdp::parse(early.sdp);
        const auto theirs = sdp::parse((*offer)->sdp);
        const auto answer = ours && theirs ? answer_again(*arrival.dialog, *ours, *theirs) : std::nullopt;
        if (!answer) return refuse(arrival, Refusal{488, sip_488_Not_acceptable, "", ""});
        early.sdp = sdp::write(*answer);
        early.answer = std::move(**offer);
    }
    if (*contact) refresh_target(early.leg.get(), **contact);
    accept_update(arrival, *offer ? early.sdp : std::string());
}

void Uas::accept_update(Arrival& arrival, std::string_view sdp) {
    const Dialog& dialog = *arrival.dialog;
    HeaderList headers;
    headers.add("Contact", dialog.contact);
    add_capabilities(headers, sip_method_update, 200, also_supported());
    add_dialog_headers(headers, &dialog, arrival.incoming.get());
    if (!settings_.product.empty()) headers.add("Server", settings_.product);
    send_response(agent_, arrival.incoming.get(), 200, sip_200_OK, headers, sdp);
    discarded_.push_back(std::move(arrival.incoming));
}

}  // namespace isfocus::sip
