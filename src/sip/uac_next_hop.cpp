#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

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
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address = to.su_family == AF_INET ? static_cast<const void*>(&to.su_sin.sin_addr)
                                                  : static_cast<const void*>(&to.su_sin6.sin6_addr);
    if (!inet_ntop(to.su_family, address, text.data(), text.size())) return {};
    const std::string host = text.data();
    return {to.su_family == AF_INET ? host : "[" + host + "]", ntohs(to.su_port)};
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
    const auto rest = rest_after(status, response, invite.is_proceeding);
    if (!rest) return false;
    const auto now = std::chrono::steady_clock::now();
    const auto hops = next_hops();
    for (const auto& hop : failed_hops(invite, failed, !is_of_the_library(response), hops)) {
        if (rest->count() > 0) next_hops_.rest(hop, now, *rest);
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

}  // namespace isfocus::sip
