#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "sip/address_text.h"
#include "sip/message.h"
#include "sip/read_response.h"
#include "sip/resolver.h"
#include "sip/text.h"
#include "sip/uac.h"

namespace isfocus::sip {
namespace {

bool is_of_the_library(const sip_t* response) {
    return !response || nta_sip_is_internal(response);
}

/// How long a next hop that ended the INVITE so is to be left alone; nothing when it did its work. After a 503 another
/// is tried (RFC 3263 4.3), and this one left alone only for as long as it says (RFC 3261 21.5.4).
std::optional<std::chrono::seconds> rest_after(int status, const sip_t* response, bool is_proceeding) {
    if (!is_of_the_library(response))
        return status == 503 ? std::optional(read_retry_after(*response).value_or(std::chrono::seconds{0}))
                             : std::nullopt;
    // The library's own: not reached, and Timer B.
    const bool is_silent = !is_proceeding && (status == 503 || status == 408);
    return is_silent ? std::optional(NextHops::kSilenceRest) : std::nullopt;
}

/// What nobody outside of our trust domain is to see (RFC 3325 5).
void remove_p_headers(msg_t* message, bool is_private) {
    sip_t* sip = sip_object(message);
    for (auto* one = sip->sip_unknown; one;) {
        auto* next = one->un_next;
        const std::string_view name = one->un_name ? one->un_name : "";
        const bool may_stay = !is_private && equals_ignoring_case(name, "P-Asserted-Identity");
        if (equals_ignoring_case(name.substr(0, 2), "P-") && !may_stay)
            sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(one));
        one = next;
    }
}

/// `ADDRESS` and port to which the library has sent this.
std::pair<std::string, std::uint16_t> destination(nta_outgoing_t* outgoing) {
    const MsgPtr sent(nta_outgoing_getrequest(outgoing));
    if (!sent) return {};
    const su_sockaddr_t& to = *msg_addr(sent.get());
    return {host_of(to), ntohs(to.su_port)};
}

/// `said`: what the library said of sending.
std::string local_cause(int status, const sip_t* response, const std::string& said) {
    if (status == 408) return "no answer";
    if (!said.empty()) return said;
    const char* phrase = response ? response->sip_status->st_phrase : nullptr;
    return phrase && std::string_view(phrase) != sip_503_Service_unavailable ? phrase : "no socket can reach it";
}

std::string name_of(const NextHop& hop) {
    return hop.uri.text() + (hop.is_resolved() ? " at " + hop.address.text() : "");
}

bool is_at(const NextHop& hop, const std::pair<std::string, std::uint16_t>& place) {
    const auto maddr = hop.address.parameter("maddr");
    return hop.address.port == place.second && (maddr ? std::string(*maddr) : hop.address.host) == place.first;
}

}  // namespace

/// All servers of all next hops, in the order in which they are to be tried.
std::vector<NextHop> Uac::next_hops() const {
    std::vector<NextHop> hops;
    const auto add = [&](const Uri& uri) {
        for (auto& server : agent_.resolver().servers(uri)) hops.push_back({uri, std::move(server)});
    };
    add(settings_.outbound);
    for (const auto& uri : settings_.outbound_backup) add(uri);
    return hops;
}

/// Of a name that was not known when the INVITE was sent the library has tried the servers by itself: all of them when
/// it has given up, one when that has answered.
std::vector<NextHop> Uac::failed_hops(const ClientTransaction& invite, nta_outgoing_t* failed, bool has_answered,
                                      const std::vector<NextHop>& hops) {
    std::vector<NextHop> out{invite.next_hop};
    if (invite.next_hop.is_resolved() || is_numeric(invite.next_hop.uri.host)) return out;
    const auto place = destination(failed);
    for (const auto& hop : hops)
        if (hop.uri == invite.next_hop.uri && (!has_answered || is_at(hop, place))) out.push_back(hop);
    return out;
}

bool Uac::try_next_hop(ClientTransaction& invite, nta_outgoing_t* failed, int status, const sip_t* response) {
    if (invite.kind != ClientTransaction::Kind::invite) return false;
    const auto said = agent_.take_send_error();
    const bool has_answered = !is_of_the_library(response);
    invite.local_cause = has_answered ? "" : local_cause(status, response, said);
    const auto rest = rest_after(status, response, invite.is_proceeding);
    if (!rest) return false;
    const auto now = std::chrono::steady_clock::now();
    const auto hops = next_hops();
    for (const auto& hop : failed_hops(invite, failed, has_answered, hops)) {
        if (rest->count() > 0) next_hops_.rest(hop, now, *rest);
        if (!has_answered) tell_outage(hop, invite.local_cause);
        invite.tried.push_back(hop);
    }
    const NextHop* next = next_hops_.next(hops, invite.tried, now);
    if (!next) return false;
    if (invite.is_cancelled) return end(invite, SIP_487_REQUEST_TERMINATED), true;
    invite.next_hop = *next;
    invite.authorized = 0;
    MsgPtr request = another_request(invite, failed);
    if (request && !trust_.trusts_hop(next->uri)) {
        remove_p_headers(request.get(), settings_.hide_conference);
        dialogs_.find_even_released(invite.dialog)->sends_p_headers = false;
    }
    send_again(invite, std::move(request));
    return true;
}

std::string Uac::failure_of(const ClientTransaction& invite, int status, std::string_view phrase,
                            const sip_t* response) {
    constexpr std::size_t kMostOfReason = 200;
    if (!invite.local_cause.empty()) return "next hop " + name_of(invite.next_hop) + ": " + invite.local_cause;
    std::string text = std::to_string(status) + ' ' + std::string(phrase);
    const auto reasons = response ? raw_values(*response, "Reason") : std::vector<std::string>();
    if (!reasons.empty()) text += " (" + reasons.front().substr(0, kMostOfReason) + ')';
    std::ranges::replace(text, '"', '\'');
    return text;
}

void Uac::tell_outage(const NextHop& hop, std::string_view cause) {
    const auto name = name_of(hop);
    if (!out_of_service_.insert(name).second || !settings_.next_hop_changed) return;
    settings_.next_hop_changed({.is_back = false, .hop = name, .cause = cause});
}

/// It has said something, whatever that is.
void Uac::tell_return(const ClientTransaction& invite) {
    if (out_of_service_.empty()) return;
    const auto name = name_of(invite.next_hop);
    if (out_of_service_.erase(name) == 0 || !settings_.next_hop_changed) return;
    settings_.next_hop_changed({.is_back = true, .hop = name, .cause = ""});
}

}  // namespace isfocus::sip
