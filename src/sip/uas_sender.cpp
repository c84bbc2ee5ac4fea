#include <array>
#include <chrono>
#include <utility>

#include "sip/message.h"
#include "sip/privacy.h"
#include "sip/read.h"
#include "sip/responses.h"
#include "sip/text.h"
#include "sip/uas.h"
#include "sip/url.h"

/// Who sent a request: whose word counts, who has to prove it, and what of the P-headers is passed over.
namespace isfocus::sip {
namespace {

using Verdict = DigestServer::Verdict;

/// Those that somebody must stand for.
bool is_of_somebody(const sip_t& sip) {
    const auto method = sip.sip_request->rq_method;
    return method == sip_method_invite || method == sip_method_refer || method == sip_method_subscribe;
}

/// CHG-11, CHG-12: for others, or of no meaning where the network has asserted already.
constexpr std::array kPassedOver{"P-Visited-Network-ID",         "P-Called-Party-ID",    "P-Profile-Key",
                                 "P-Private-Network-Indication", "P-Preferred-Identity", "P-Preferred-Service"};

std::string_view call_id_of(const sip_t& sip) {
    return sip.sip_call_id && sip.sip_call_id->i_id ? sip.sip_call_id->i_id : "";
}

/// From says how the user is called, if it is about the same user.
focus::Identity identity_of(const DigestUser& user, const sip_t& sip) {
    focus::Identity who{.uri = user.uri, .is_private = asks_for_privacy(sip)};
    const auto from = read_identity(sip, Assertion::from_only);
    if (from && equivalent(from->uri, user.uri)) who.display_name = from->display_name;
    return who;
}

}  // namespace

/// GEN-14, CHG-07.
std::optional<Refusal> Uas::check_sender(const Arrival& arrival) const {
    if (!arrival.is_trusted && settings_.untrusted == Settings::Untrusted::reject)
        return Refusal{403, sip_403_Forbidden, "", ""};
    if (arrival.is_trusted) remark_oddities(arrival);
    if (!is_of_somebody(arrival.sip)) return std::nullopt;
    auto failure = privacy_failure(read_privacy(arrival.sip));
    return failure ? std::optional(Refusal{500, std::move(*failure), "", ""}) : std::nullopt;
}

/// CHG-04. A dialog stands for who made it.
bool Uas::identify(Arrival& arrival) {
    if (!settings_.digest || arrival.dialog || !is_of_somebody(arrival.sip)) return true;
    if (read_identity(arrival.sip, arrival.assertion)) return true;
    const auto verdict = digest_.check(*settings_.digest, arrival.sip, std::chrono::steady_clock::now());
    if (verdict.why != Verdict::Why::known) return challenge(arrival, verdict), false;
    arrival.proven = identity_of(*verdict.user, arrival.sip);
    return true;
}

void Uas::challenge(Arrival& arrival, const Verdict& verdict) {
    HeaderList headers;
    const bool is_stale = verdict.why == Verdict::Why::stale;
    for (const auto& one : digest_.challenges(*settings_.digest, is_stale, std::chrono::steady_clock::now()))
        headers.add("WWW-Authenticate", one);
    add_dialog_headers(headers, nullptr, arrival.incoming.get());
    add_origin(headers, 401, settings_);
    send_response(agent_, arrival.incoming.get(), SIP_401_UNAUTHORIZED, headers);
    if (verdict.why == Verdict::Why::wrong) tell_refusal(arrival, {401, "wrong credentials", "", ""}, {});
    discarded_.push_back(std::move(arrival.incoming));
}

void Uas::begin_charging(Dialog& dialog, const Arrival& arrival) {
    const auto charging = arrival.is_trusted ? read_charging_vector(arrival.sip) : std::nullopt;
    dialog.charging = charging ? *charging : make_charging_vector();
    dialog.charging.term_ioi.clear();  // a request knows of none
    if (arrival.is_trusted) dialog.peer_charging = read_peer_charging(arrival.sip);
    dialog.session = make_session_id();
    learn_peer(dialog.session, arrival.sip);
}

/// What the conference keeps of the INVITE that makes it (CHG-10).
focus::ChargingContext Uas::charging_context(const Arrival& arrival, DialogId dialog) const {
    const Dialog* made = dialogs_.find(dialog);
    return {.icid = made ? made->charging.icid : std::string(),
            .function_addresses = arrival.is_trusted ? read_charging_addresses(arrival.sip) : std::string()};
}

/// P-Charging-Vector and Session-ID of a response. Outside of any dialog only who sent a Session-ID gets one.
void Uas::add_dialog_headers(HeaderList& headers, const Dialog* dialog, nta_incoming_t* incoming) const {
    const MsgPtr request(nta_incoming_getrequest(incoming));
    const sip_t* sip = sip_object(request.get());
    if (dialog && dialog->sends_p_headers) {
        const auto asked = sip && trust_.trusts(request.get()) ? read_charging_vector(*sip) : std::nullopt;
        headers.add("P-Charging-Vector",
                    response_charging(dialog->charging, asked ? asked->orig_ioi : "", settings_.own_ioi));
    }
    if (dialog) return headers.add("Session-ID", dialog->session.text());
    if (!sip || !read_peer_uuid(*sip)) return;
    auto session = make_session_id();
    learn_peer(session, *sip);
    headers.add("Session-ID", session.text());
}

void Uas::remark_oddities(const Arrival& arrival) const {
    if (!settings_.remarked) return;
    const sip_t& sip = arrival.sip;
    const auto remark = [&](Remark::Severity severity, std::string_view what) {
        settings_.remarked({severity, what, sip.sip_request->rq_method_name, call_id_of(sip)});
    };
    if (has_odd_assertion(sip)) remark(Remark::Severity::warn, "P-Asserted-Identity holds more than counts");
    for (const char* name : kPassedOver)
        if (has_header(sip, name)) remark(Remark::Severity::debug, std::string(name) + " is passed over");
}

}  // namespace isfocus::sip
