#include "checks.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "isfocus/config/h248_address.h"
#include "isfocus/h248/codec.h"

namespace isfocus::config {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTlsHop = "expects sip.listen to hold a tls address for a next hop over TLS";

struct Check {
    std::vector<std::string> keys;  ///< those that it reads
    bool (*holds)(const Config&);
    std::string otherwise;
};

bool embedded_is_allowed(const Config& config) {
    const auto names_it = [own = config.mrfp.embedded ? h248::parse_mid(config.mrfp.embedded->mid) : std::nullopt](
                              const std::string& mid) { return h248::parse_mid(mid) == own; };
    return !config.mrfp.embedded || std::ranges::any_of(config.mrfp.allowed, names_it);
}

bool listens_on_tls(const Config& config) {
    return std::any_of(config.sip.listen.begin(), config.sip.listen.end(),
                       [](const Endpoint& one) { return one.transport == Endpoint::Transport::tls; });
}

bool names_transport(const Uri& hop, std::string_view name) {
    const auto transport = hop.parameter("transport");
    return transport && text::equals_ignoring_case(*transport, name);
}

bool is_over_tls(const Uri& hop) {
    return hop.scheme == Uri::Scheme::sips || names_transport(hop, "tls");
}

bool is_over_tcp(const Uri& hop) {
    return names_transport(hop, "tcp");
}

/// A name may be ours, too; that is not looked up.
bool is_own_address(const Config& config, const Uri& hop) {
    const auto host = parse_ip_address(hop.host);
    if (!host) return false;
    const auto port = hop.port != 0 ? hop.port : is_over_tls(hop) ? 5061 : 5060;
    return std::ranges::any_of(
        config.sip.listen, [&](const Endpoint& one) { return one.port == port && parse_ip_address(one.host) == host; });
}

bool is_same_socket(const Endpoint& a, const Endpoint& b) {
    const auto is_udp = [](const Endpoint& one) { return one.transport == Endpoint::Transport::udp; };
    const auto is_sctp = [](const Endpoint& one) { return one.transport == Endpoint::Transport::sctp; };
    const bool is_same_family = a.is_ipv6() == b.is_ipv6();
    const bool is_same_host = is_same_family && (a.host == b.host || a.is_wildcard() || b.is_wildcard());
    return is_udp(a) == is_udp(b) && is_sctp(a) == is_sctp(b) && is_same_host && a.port == b.port && a.port != 0;
}

bool sockets_differ(const Config& config) {
    std::vector<Endpoint> others = config.mrfp.listen;
    if (config.xcap.listen) others.push_back(*config.xcap.listen);
    for (auto other = others.begin(); other != others.end(); ++other) {
        const auto is_theirs = [&](const Endpoint& one) { return is_same_socket(one, *other); };
        if (std::ranges::any_of(config.sip.listen, is_theirs) || std::any_of(others.begin(), other, is_theirs))
            return false;
    }
    return true;
}

/// A wildcard leaves out the addresses that are named beside it with the same transport.
bool transports_have_ports_of_their_own(const Config& config) {
    const auto& listen = config.sip.listen;
    return std::ranges::none_of(listen, [&](const Endpoint& a) {
        return std::ranges::any_of(
            listen, [&](const Endpoint& b) { return a.transport != b.transport && is_same_socket(a, b); });
    });
}

bool has_tcp_for_its_hops(const Config& config) {
    const auto& backup = config.sip.outbound_backup;
    const bool wants_tcp = is_over_tcp(config.sip.outbound) || std::ranges::any_of(backup, is_over_tcp);
    return !wants_tcp || std::ranges::any_of(config.sip.listen, [](const Endpoint& one) {
        return one.transport == Endpoint::Transport::tcp;
    });
}

/// Its mId would be one that nobody reaches. An embedded MRFP finds us all the same.
bool has_usable_mid(const Config& config) {
    return !config.mrfp.listen.front().is_wildcard() || (config.mrfp.embedded && config.mrfp.allowed.size() == 1);
}

bool is_loopback(const IpAddress& address) {
    return address.family == IpAddress::Family::ipv4 ? address.octets[0] == 127 : address.text() == "::1";
}

/// Whoever has given the MRFP a real address, and none for RTP, has forgotten it.
bool is_reachable_by_rtp(const std::string& mid, const IpAddress& rtp_address) {
    const auto endpoint = mid_endpoint(mid);
    const auto host = endpoint ? parse_ip_address(endpoint->host) : std::nullopt;
    return !host || is_loopback(*host) || !(rtp_address == MrfpdConfig{}.rtp_address);
}

const std::vector<Check>& checks() {
    static const std::vector<Check> all{
        {{"sip.outbound_backup", "sip.outbound"},
         [](const Config& c) {
             const auto& backup = c.sip.outbound_backup;
             return std::find(backup.begin(), backup.end(), c.sip.outbound) == backup.end();
         },
         "expects sip.outbound_backup not to hold sip.outbound itself"},
        {{"sip.tls.certificate", "sip.tls.key", "sip.tls.ca"},
         [](const Config& c) {
             const auto& tls = c.sip.tls;
             return tls.certificate.empty() == tls.key.empty() && tls.key.empty() == tls.ca.empty();
         },
         "expects all of sip.tls.certificate, key and ca, or none"},
        {{"sip.dns_servers"},
         [](const Config& c) {
             const auto& servers = c.sip.dns_servers;
             return std::all_of(servers.begin(), servers.end(),
                                [&](const Endpoint& one) { return one.port == servers.front().port; });
         },
         "expects all of sip.dns_servers to have one port"},
        {{"sip.listen", "sip.tls.certificate"},
         [](const Config& c) { return !listens_on_tls(c) || !c.sip.tls.certificate.empty(); },
         "expects sip.tls with a certificate to listen on tls"},
        {{"sip.outbound", "sip.listen"},
         [](const Config& c) { return listens_on_tls(c) || !is_over_tls(c.sip.outbound); },
         kTlsHop},
        {{"sip.outbound_backup", "sip.listen"},
         [](const Config& c) {
             const auto& backup = c.sip.outbound_backup;
             return listens_on_tls(c) || std::none_of(backup.begin(), backup.end(), is_over_tls);
         },
         kTlsHop},
        {{"sip.digest.users", "sip.digest.realm"},
         [](const Config& c) { return c.sip.digest.users.empty() || !c.sip.digest.realm.empty(); },
         "expects sip.digest.realm where there are sip.digest.users"},
        {{"sip.identity_without_assertion", "sip.digest.users"},
         [](const Config& c) {
             return c.sip.digest.users.empty() || c.sip.identity_without_assertion == IdentityWithoutAssertion::reject;
         },
         "expects either sip.digest.users or sip.identity_without_assertion: from"},
        // RFC 4028 7.1.
        {{"sip.session_expires_s", "sip.min_se_s"},
         [](const Config& c) { return c.sip.session_expires == 0s || c.sip.session_expires >= c.sip.min_se; },
         "expects sip.session_expires_s to be 0 or no less than sip.min_se_s"},
        // The final NOTIFY has to find its subscription alive (RFC 3515 3.4).
        {{"refer.subscription_expiry_s", "invite.overall_s"},
         [](const Config& c) { return c.refer.subscription_expiry >= c.invite.overall + 30s; },
         "expects refer.subscription_expiry_s to exceed invite.overall_s by 30 or more"},
        {{"invite.overall_s", "invite.no_answer_s"},
         [](const Config& c) { return c.invite.overall >= c.invite.no_answer; },
         "expects invite.overall_s to be no less than invite.no_answer_s"},
        {{"conference_event.expiry_min_s", "conference_event.expiry_default_s"},
         [](const Config& c) { return c.conference_event.expiry_min <= c.conference_event.expiry_default; },
         "expects expiry_min_s to be no more than expiry_default_s"},
        {{"conference_event.expiry_default_s", "conference_event.expiry_max_s"},
         [](const Config& c) { return c.conference_event.expiry_default <= c.conference_event.expiry_max; },
         "expects expiry_default_s to be no more than expiry_max_s"},
        {{"conference_event.min_gap_ms", "conference_event.min_gap_large_ms"},
         [](const Config& c) { return c.conference_event.min_gap <= c.conference_event.min_gap_large; },
         "expects min_gap_ms to be no more than min_gap_large_ms"},
        {{"conference_event.max_subscriptions_per_conference", "conference.max_participants"},
         [](const Config& c) {
             return c.conference_event.max_subscriptions_per_conference >= c.conference.max_participants;
         },
         "expects conference_event.max_subscriptions_per_conference to be no less than conference.max_participants"},
        // H.248.1 annex D.1.4: what is remembered outlives its repetitions.
        {{"mrfp.timers.long_timer_s", "mrfp.timers.t_max_s"},
         [](const Config& c) { return c.mrfp.timers.long_timer > c.mrfp.timers.t_max; },
         "expects mrfp.timers.long_timer_s to be more than t_max_s"},
        {{"mrfp.timers.first_repeat_ms", "mrfp.timers.t_max_s"},
         [](const Config& c) { return c.mrfp.timers.first_repeat < c.mrfp.timers.t_max; },
         "expects mrfp.timers.first_repeat_ms to be less than t_max_s"},
        {{"mrfp.timers.provisional_response_ms", "mrfp.timers.execution_ms"},
         [](const Config& c) { return c.mrfp.timers.provisional_response > c.mrfp.timers.execution; },
         "expects mrfp.timers.provisional_response_ms to be more than execution_ms: the next Pending comes after that "
         "long"},
        {{"mrfp.embedded", "mrfp.embedded.mid", "mrfp.allowed"},
         embedded_is_allowed,
         "expects mrfp.allowed to hold the mId of mrfp.embedded"},
        {{"mrfp.embedded", "mrfp.embedded.mid", "mrfp.listen"},
         [](const Config& c) {
             return !c.mrfp.embedded ||
                    std::ranges::find(c.mrfp.listen, mid_endpoint(c.mrfp.embedded->mid)) == c.mrfp.listen.end();
         },
         "expects mrfp.listen and the mId of mrfp.embedded to be different addresses"},
        {{"mrfp.listen"},
         has_usable_mid,
         "expects the first of mrfp.listen, which is our mId, to be an address that MRFPs can reach"},
        {{"mrfp.embedded.mid", "mrfp.embedded.rtp_address"},
         [](const Config& c) {
             return !c.mrfp.embedded || is_reachable_by_rtp(c.mrfp.embedded->mid, c.mrfp.embedded->rtp_address);
         },
         "expects mrfp.embedded.rtp_address where its mId is not on loopback: users would be told to send to "
         "127.0.0.1"},
        {{"mrfpd.mid", "mrfpd.rtp_address"},
         [](const Config& c) { return is_reachable_by_rtp(c.mrfpd.mid, c.mrfpd.rtp_address); },
         "expects mrfpd.rtp_address where its mId is not on loopback: users would be told to send to 127.0.0.1"},
        {{"sip.outbound", "sip.outbound_backup", "sip.listen"},
         has_tcp_for_its_hops,
         "expects sip.listen to hold a tcp address for a next hop over TCP"},
        {{"sip.outbound", "sip.listen"},
         [](const Config& c) { return !is_own_address(c, c.sip.outbound); },
         "expects sip.outbound not to be an address of sip.listen"},
        {{"mrfp.listen", "xcap.listen", "sip.listen"},
         sockets_differ,
         "expects sip.listen, mrfp.listen and xcap.listen to be different addresses"},
        {{"sip.listen"},
         transports_have_ports_of_their_own,
         "expects tcp and tls in sip.listen to have different ports"},
        {{"mrfp.embedded", "mrfp.embedded.rtp_ports", "conference.max_participants"},
         [](const Config& c) {
             return !c.mrfp.embedded || c.mrfp.embedded->rtp_ports.pairs() >= c.conference.max_participants;
         },
         "expects mrfp.embedded.rtp_ports to hold two ports for each of conference.max_participants"},
        {{"xcap.listen", "xcap.store"},
         [](const Config& c) { return !c.xcap.listen || !c.xcap.store.empty(); },
         "expects xcap.store where there is xcap.listen"},
        {{"xcap.listen", "xcap.trusted", "xcap.digest.users"},
         [](const Config& c) { return !c.xcap.listen || !c.xcap.trusted.empty() || !c.xcap.digest.users.empty(); },
         "expects xcap.trusted or xcap.digest.users where there is xcap.listen: nobody could say who they are"},
        {{"xcap.digest.users", "xcap.digest.realm"},
         [](const Config& c) { return c.xcap.digest.users.empty() || !c.xcap.digest.realm.empty(); },
         "expects xcap.digest.realm where there are xcap.digest.users"},
        {{"conference.keys.mute", "conference.keys.lock"},
         [](const Config& c) {
             const auto& keys = c.conference.keys;
             const bool are_two = !keys.mute.empty() && !keys.lock.empty();
             return !are_two || !(keys.mute.starts_with(keys.lock) || keys.lock.starts_with(keys.mute));
         },
         "expects neither of conference.keys.mute and lock to begin with the other"},
        {{"policy.mandatory", "xcap.listen"},
         [](const Config& c) { return !c.policy.mandatory || c.xcap.listen; },
         "expects xcap.listen where policy.mandatory is true"},
        {{"mrfpd.mid", "mrfpd.mgc"},
         [](const Config& c) { return std::ranges::find(c.mrfpd.mgc, mid_endpoint(c.mrfpd.mid)) == c.mrfpd.mgc.end(); },
         "expects mrfpd.mgc and mrfpd.mid to be different addresses"},
        {{"mrfpd.mgc"},
         [](const Config& c) {
             const auto& mgc = c.mrfpd.mgc;
             return std::ranges::all_of(mgc,
                                        [&](const Endpoint& one) { return one.transport == mgc.front().transport; });
         },
         "expects all of mrfpd.mgc to have one transport"},
    };
    return all;
}

}  // namespace

void check_across(const Config& config, Findings& findings) {
    for (const auto& check : checks())
        if (!check.holds(config)) findings.fault_across(check.keys, check.otherwise);
}

}  // namespace isfocus::config
