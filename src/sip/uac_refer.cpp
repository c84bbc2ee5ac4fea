#include <chrono>
#include <utility>

#include "sip/hop_view.h"
#include "sip/message.h"
#include "sip/uac.h"
#include "sip/url.h"

namespace isfocus::sip {

/// REFER outside any dialog, by which a user is asked to dial in (RFC 3515 2.4.1, RFC 4579 5.6). The subscription that
/// it implies makes a dialog; its NOTIFYs come to Uas::on_notify.
void Uac::refer(const focus::ReferOrder& order) {
    Uri target = order.request_uri;
    target.headers.clear();
    Dialog* dialog = begin_dialog(order.dialog, order.conference, order.display_name, target);
    if (!dialog) return inbox_.post(focus::ReferAnswered{order.dialog, 503});
    dialog->asks = true;
    ClientTransaction& transaction = open(ClientTransaction::Kind::refer, *dialog);
    transaction.request_uri = std::move(target);
    transaction.next_hop = next_hops_.first(next_hops(), std::chrono::steady_clock::now());
    dialog->sends_p_headers = trust_.trusts_hop(transaction.next_hop.uri);

    HeaderList headers;
    headers.add("Contact", focus_contact(order.conference));
    add_p_headers(headers, order.conference, order.charging, *dialog);
    if (settings_.hide_conference) headers.add("Privacy", "id");
    headers.add("Refer-To", "<" + order.conference.text() + ";method=INVITE>");
    headers.add("Session-ID", dialog->session.text());
    add_capabilities(headers, sip_method_refer, 0);
    if (!settings_.product.empty()) headers.add("User-Agent", settings_.product);
    const UrlView request_uri(transaction.request_uri);
    const HopView hop(transaction.next_hop);
    const auto* route = hop.route();
    start(transaction,
          nta_outgoing_tcreate(dialog->leg.get(), on_response, &transaction, hop.address(), SIP_METHOD_REFER,
                               request_uri.as_url_string(), TAG_IF(route, SIPTAG_ROUTE(route)),
                               SIPTAG_ACCEPT_CONTACT(accept_contact_), SIPTAG_UNKNOWN(headers.chain()), TAG_END()));
}

/// The 2xx completes the dialog, unless a NOTIFY was quicker (RFC 6665 4.4.1).
void Uac::on_refer_answered(Dialog& dialog, int status, const sip_t* response) {
    if (status < 300 && response && response->sip_to->a_tag) {
        const auto contact = read_contact(*response);
        confirm(dialog.leg.get(), *response, contact && *contact ? &**contact : nullptr);
        dialog.is_made = true;
    }
    inbox_.post(focus::ReferAnswered{dialog.id, status});
}

}  // namespace isfocus::sip
