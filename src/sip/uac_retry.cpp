#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "base/random.h"
#include "digest/digest.h"
#include "sip/hop_view.h"
#include "sip/message.h"
#include "sip/read_response.h"
#include "sip/session_timer.h"
#include "sip/text.h"
#include "sip/uac.h"
#include "sip/url.h"

namespace isfocus::sip {
namespace {

template <class Header>
void remove_all(msg_t* message, sip_t* sip, Header*& headers) {
    while (headers) sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(headers));
}

/// The topmost challenge that we can answer (RFC 8760 2.4).
std::optional<digest::Challenge> read_challenge(const sip_t& response, int status,
                                                const std::vector<Credentials>& credentials) {
    for (const auto& value : raw_values(response, status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate")) {
        auto challenge = digest::parse_challenge(value);
        if (challenge && digest::credentials_for(challenge->realm, credentials)) return challenge;
    }
    return std::nullopt;
}

/// As a header that the library knows: so it puts the same into the ACK (RFC 3261 22.1).
void authorize(msg_t* request, const digest::Challenge& challenge, const Credentials& credentials, int status) {
    sip_t* sip = sip_object(request);
    const auto target = read_uri(*sip->sip_request->rq_url);
    const std::string request_uri = target ? target->text() : std::string();
    const auto value = digest::authorization(
        challenge, credentials,
        {.method = sip->sip_request->rq_method_name, .request_uri = request_uri, .body = body(*sip)}, random_text(8));
    sip_add_tl(request, sip, TAG_IF(status == 401, SIPTAG_AUTHORIZATION_STR(value.c_str())),
               TAG_IF(status == 407, SIPTAG_PROXY_AUTHORIZATION_STR(value.c_str())), TAG_END());
}

/// Min-SE, and an interval that is no shorter where the request asks for one (RFC 4028 7.1, 7.4).
void lengthen_session(msg_t* request, std::chrono::seconds least) {
    sip_t* sip = sip_object(request);
    least = std::max(least, kLeastSessionInterval);
    const auto asked = std::chrono::seconds(sip->sip_session_expires ? sip->sip_session_expires->x_delta : 0);
    const auto session = session_expires({.interval = std::max(asked, least)});
    const auto min_se = std::to_string(least.count());
    remove_all(request, sip, sip->sip_session_expires);
    sip_add_tl(request, sip, TAG_IF(asked.count() > 0, SIPTAG_SESSION_EXPIRES_STR(session.c_str())),
               SIPTAG_MIN_SE_STR(min_se.c_str()), TAG_END());
}

}  // namespace

bool Uac::try_credentials(ClientTransaction& transaction, nta_outgoing_t* refused, int status, const sip_t* response) {
    if ((status != 401 && status != 407) || !response || transaction.is_cancelled) return false;
    const Dialog* dialog = dialogs_.find_even_released(transaction.dialog);
    if (dialog->is_released && transaction.kind != ClientTransaction::Kind::bye) return false;
    const auto challenge = read_challenge(*response, status, settings_.credentials);
    // A nonce that was too old is not the fault of the password.
    if (!challenge || transaction.authorized > (challenge->is_stale ? 1 : 0)) return false;
    MsgPtr request = another_request(transaction, refused);
    if (!request) return false;
    ++transaction.authorized;
    authorize(request.get(), *challenge, *digest::credentials_for(challenge->realm, settings_.credentials), status);
    send_again(transaction, std::move(request));
    return true;
}

bool Uac::try_longer_session(ClientTransaction& invite, nta_outgoing_t* refused, int status, const sip_t* response) {
    if (status != 422 || !response || invite.kind != ClientTransaction::Kind::invite) return false;
    const auto least = read_min_se(*response);
    if (!least || invite.is_cancelled || invite.is_lengthened) return false;
    MsgPtr request = another_request(invite, refused);
    if (!request) return false;
    lengthen_session(request.get(), *least);
    invite.is_lengthened = true;
    invite.authorized = 0;
    send_again(invite, std::move(request));
    return true;
}

/// The same request with another branch and CSeq, without credentials. So also by another next hop: of two INVITEs with
/// the same CSeq the library would take the wrong one for that of our ACK. Null if the library has no memory,
/// or its dialog has ended.
MsgPtr Uac::another_request(const ClientTransaction& transaction, nta_outgoing_t* last) {
    const Dialog* dialog = dialogs_.find_even_released(transaction.dialog);
    const MsgPtr sent(nta_outgoing_getrequest(last));
    MsgPtr request(msg_dup(sent.get()));
    sip_t* sip = sip_object(request.get());
    if (!sip) return nullptr;
    remove_all(request.get(), sip, sip->sip_via);
    remove_all(request.get(), sip, sip->sip_route);
    remove_all(request.get(), sip, sip->sip_cseq);
    remove_all(request.get(), sip, sip->sip_authorization);
    remove_all(request.get(), sip, sip->sip_proxy_authorization);
    nta_leg_t* leg = leg_of(*dialog, transaction);
    if (!leg) return nullptr;
    const auto* line = sip->sip_request;
    const int completed = nta_msg_request_complete(request.get(), leg, line->rq_method, line->rq_method_name, nullptr);
    return completed < 0 ? nullptr : std::move(request);
}

void Uac::send_again(ClientTransaction& transaction, MsgPtr request) {
    retired_.push_back(std::move(transaction.outgoing));
    transaction.is_proceeding = false;
    if (!request) return start(transaction, nullptr);
    const bool is_invite = transaction.kind == ClientTransaction::Kind::invite;
    if (is_invite) dialogs_.find_even_released(transaction.dialog)->early.clear();
    const HopView hop(transaction.next_hop);
    const auto* route = is_invite ? hop.route() : nullptr;
    auto* outgoing =
        nta_outgoing_mcreate(agent_.get(), on_response, &transaction, is_invite ? hop.address() : nullptr,
                             request.get(), TAG_IF(route, SIPTAG_ROUTE(route)), NTATAG_PASS_100(1), TAG_END());
    if (outgoing) static_cast<void>(request.release());  // now the transaction's
    start(transaction, outgoing);
}

}  // namespace isfocus::sip
