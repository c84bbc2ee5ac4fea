#include <utility>

#include "sip/header_list.h"
#include "sip/hop_view.h"
#include "sip/message.h"
#include "sip/mixed_body.h"
#include "sip/session_timer.h"
#include "sip/uac.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

/// The offer, and beside it the token that proves who referred (RFC 3892 2.2, REF-29). Gives back the body.
std::string add_body(HeaderList& headers, const focus::InviteOrder& order, const std::string& offer) {
    const focus::Header type{"Content-Type", "application/sdp"};
    if (!order.referred_by_token) {
        headers.add(type.name, type.value);
        return offer;
    }
    // A part that is not the session says so by itself; without Content-Disposition SDP is the session (RFC
    // 3261 20.11).
    auto mixed = mixed_body({{.headers = {type}, .content = offer}, *order.referred_by_token});
    headers.add("MIME-Version", "1.0");
    headers.add(type.name, mixed.content_type);
    return std::move(mixed.content);
}

/// What works in an INVITE of ours only. Preconditions need reliable provisional responses (RFC 3312 11).
std::string_view initial_extensions(const Settings& settings) {
    if (!settings.reliable_provisionals) return "";
    return settings.preconditions ? "100rel, precondition" : "100rel";
}

}  // namespace

void Uac::invite(const focus::InviteOrder& order) {
    // The library would turn what stands behind '?' into headers.
    Uri target = order.request_uri;
    target.headers.clear();
    Dialog* dialog = begin_dialog(order.dialog, order.conference, order.display_name, target);
    if (!dialog) return inbox_.post(focus::InviteFailed{order.dialog, SIP_503_SERVICE_UNAVAILABLE, {}});
    if (order.session_id) dialog->session.remote = peer_of_referral(*order.session_id);
    ClientTransaction& transaction = open(ClientTransaction::Kind::invite, *dialog);
    dialog->invite = &transaction;
    dialog->sdp = first_offer(order.offer.sdp, *dialog);
    dialog->contact = focus_contact(order.conference);
    transaction.request_uri = std::move(target);

    transaction.next_hop = next_hops_.first(next_hops(), std::chrono::steady_clock::now());
    dialog->sends_p_headers = trust_.trusts_hop(transaction.next_hop.uri);
    HeaderList headers = invite_headers(order, *dialog);
    const std::string body = add_body(headers, order, dialog->sdp);
    const UrlView request_uri(transaction.request_uri);
    const HopView hop(transaction.next_hop);
    const auto* route = hop.route();
    const sip_payload_t payload = payload_view(body);
    // As headers that the library knows, unlike the others, so that a 422 can change them.
    const std::string session = session_expires({.interval = order.session_interval});
    const bool asks_session = order.session_interval.count() > 0;
    start(transaction,
          nta_outgoing_tcreate(dialog->leg.get(), on_response, &transaction, hop.address(), SIP_METHOD_INVITE,
                               request_uri.as_url_string(), TAG_IF(route, SIPTAG_ROUTE(route)),
                               SIPTAG_ACCEPT_CONTACT(accept_contact_), SIPTAG_UNKNOWN(headers.chain()),
                               TAG_IF(asks_session, SIPTAG_SESSION_EXPIRES_STR(session.c_str())),
                               SIPTAG_PAYLOAD(&payload), NTATAG_PASS_100(1), TAG_END()));
}

/// Whose the INVITE is everybody may know who is not asked to keep it private (RFC 3325 5; OUT-03); the rest is for a
/// next hop in our trust domain only (RFC 7315 4.6, RFC 6050 4.1, RFC 5009 7; OUT-12..14, 18, 24).
void Uac::add_p_headers(HeaderList& headers, const Uri& conference_uri, const focus::ChargingContext& charging,
                        const Dialog& dialog) const {
    const std::string conference = "<" + conference_uri.text() + ">";
    if (dialog.sends_p_headers || !settings_.hide_conference) headers.add("P-Asserted-Identity", conference);
    if (!dialog.sends_p_headers) return;
    headers.add("P-Asserted-Service", kMmtelService);
    headers.add("P-Charging-Vector", initial_charging(dialog.charging, own_address_, settings_.own_ioi, charging.icid));
    if (!charging.function_addresses.empty()) headers.add("P-Charging-Function-Addresses", charging.function_addresses);
    if (settings_.served_user) headers.add("P-Served-User", conference + ";sescase=orig;regstate=" + settings_.regstate);
}

/// OUT-04, 08..10, 16, 21, 22; REF-13.
HeaderList Uac::invite_headers(const focus::InviteOrder& order, const Dialog& dialog) {
    HeaderList headers;
    headers.add("Contact", focus_contact(order.conference));
    add_p_headers(headers, order.conference, order.charging, dialog);
    if (dialog.sends_p_headers) headers.add("P-Early-Media", "supported");
    if (settings_.hide_conference) headers.add("Privacy", "id");
    add_capabilities(headers, sip_method_invite, 0, initial_extensions(settings_));
    if (order.referred_by) headers.add("Referred-By", *order.referred_by);
    if (order.replaces) headers.add("Replaces", *order.replaces);
    if (order.require_replaces) headers.add("Require", "replaces");
    if (order.subject) headers.add("Subject", *order.subject);
    headers.add("Session-ID", dialog.session.text());
    if (order.expires.count() > 0) headers.add("Expires", std::to_string(order.expires.count()));
    if (!settings_.product.empty()) headers.add("User-Agent", settings_.product);
    return headers;
}

}  // namespace isfocus::sip
