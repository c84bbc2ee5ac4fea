#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"
#include "isfocus/base/uri.h"
#include "isfocus/digest/settings.h"
#include "isfocus/sip/tls.h"

namespace isfocus::sip {

/// Where to listen.
struct ListenAddress {
    enum class Transport : std::uint8_t { udp, tcp, tls };

    Transport transport = Transport::udp;
    std::string host;        ///< numeric, IPv6 without brackets; `0.0.0.0` and `::`: all that this host has
    std::uint16_t port = 0;  ///< 0: any free port

    /// `udp:127.0.0.1:5060`, `tcp:[::1]:5060`.
    std::string text() const;
    friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// What keeps the connections that peers make to us from using up what we have.
struct ConnectionLimits {
    std::chrono::seconds idle{1800};     ///< one that was silent so long is closed, unless a transaction waits on it
    std::chrono::seconds message{30};    ///< how long the rest of a message, the first octet or a handshake may take
    std::size_t max_total = 4096;        ///< no more than the limit of descriptors has room for
    std::size_t max_per_address = 1024;  ///< with one peer

    friend bool operator==(const ConnectionLimits&, const ConnectionLimits&) = default;
};

using digest::Credentials;
using digest::DigestSettings;
using digest::DigestUser;

/// Something in a request that was served all the same; the views hold during the call.
struct Remark {
    enum class Severity : std::uint8_t { debug, warn } severity = Severity::warn;
    std::string_view what;
    std::string_view method;
    std::string_view call_id;
};

/// A request that the adapter refused by itself; the views hold during the call.
struct RefusedRequest {
    int status = 400;
    std::string_view phrase;  ///< names what was wrong with it
    std::string_view method;
    std::string_view call_id;
    std::string from{};       ///< whom it came from, `udp:192.0.2.7:5060`
    bool is_trusted = false;  ///< whether what they assert is believed
    std::string uri{};        ///< its Request-URI, outside of any dialog
    std::string detail{};     ///< what the phrase does not say: the option tag, the content type; "": nothing
};

/// Where requests that make something new are refused with 503 (RFC 3261 21.5.4). 0: no limit.
struct OverloadLimits {
    std::chrono::milliseconds lag{3000};  ///< how long what arrives may have waited for us
    std::size_t transactions = 20000;     ///< requests that wait for their answer, or their answers for the ACK
    std::size_t dialogs = 200000;
    unsigned new_dialogs_per_s = 0;
    std::chrono::seconds retry_after{5};  ///< the least that Retry-After says; up to twice that
};

/// The beginning or the end of a time in which requests are refused for overload.
struct OverloadChange {
    bool has_ended = false;
    std::string_view limit;  ///< which one was reached; "" at the end
    std::uint64_t shed = 0;  ///< at the end: requests refused since the beginning
};

/// The beginning or the end of a time in which a next hop cannot be reached, or says nothing; the views hold during the
/// call.
struct NextHopChange {
    bool is_back = false;
    std::string_view hop;    ///< its URI, and the address of its server where DNS gave one
    std::string_view cause;  ///< at the beginning
};

using ListReader = std::function<Result<std::vector<std::string>>(std::string_view xml)>;

struct Settings {
    std::vector<ListenAddress> listen;
    ConnectionLimits connections;
    std::optional<Tls> tls;  ///< without it TLS is neither served nor used

    /// Whom to ask for the servers of next hops given by name: ADDRESS:PORT, IPv6 in brackets, all at one port. Without
    /// any those of /etc/resolv.conf.
    std::vector<std::string> dns_servers;

    /// Where requests outside any dialog go. With `lr` it becomes their Route, without it only their next hop.
    Uri outbound;
    /// The next hops that stand in for it, in this order, while those before cannot serve (RFC 3263 4.3).
    std::vector<Uri> outbound_backup;
    /// Adds P-Served-User with sescase=orig to those requests (RFC 5502), as an S-CSCF that serves the conference's URI
    /// wants it.
    bool served_user = false;
    std::string regstate = "unreg";  ///< of that header

    /// Whether our INVITE does not say whose it is: anonymous From, Privacy: id (RFC 3323, RFC 3325). Its Contact still
    /// is the conference URI.
    bool hide_conference = false;

    std::vector<Credentials> credentials;

    /// Whether an INVITE to us may want reliable provisional responses (RFC 3262), and preconditions, which come with
    /// them (RFC 3312 11). Without, who requires them gets 420 (CRE-07).
    bool takes_reliable = true;

    /// Whether our INVITE supports reliable provisional responses (RFC 3262).
    bool reliable_provisionals = true;
    /// Whether it says that our side of the session is reserved, and wants to hear of the other (RFC 3312). Of no
    /// effect without reliable_provisionals.
    bool preconditions = true;

    /// Whether P-headers of the peer at this address are believed, and P-headers sent to it. Numeric address without
    /// brackets or port. Without a function nobody is trusted.
    std::function<bool(std::string_view address)> is_trusted;
    /// The same for a peer whose certificate, verified by TLS, has one of these as DNS name, URI or common name.
    std::vector<std::string> trusted_certificates;
    enum class IdentityWithoutAssertion : std::uint8_t {
        reject,
        from
    } identity_without_assertion = IdentityWithoutAssertion::reject;

    std::vector<std::string> ignored_requires;  ///< option tags that Require may name although nobody here knows them
    bool serves_mmtel_only = true;  ///< an INVITE that the network asserts another service of gets 403 (RFC 6050)
    /// Whether a REGISTER for somebody else, from a trusted peer, gets 200 (TS 24.229 5.7.1.1); otherwise 405.
    bool accepts_third_party_register = true;
    bool response_source = false;  ///< failures tell which entity they come from (TS 24.229 5.7.1.0)

    OverloadLimits overload;

    /// What a request gets that does not come from a trusted peer (RFC 3325 6, GEN-14): served as of somebody for whom
    /// nobody vouches, or 403.
    enum class Untrusted : std::uint8_t { anonymous, reject } untrusted = Untrusted::anonymous;
    /// Asks whoever is not vouched for who it is, and believes no From. Nothing: nobody is asked.
    std::optional<DigestSettings> digest;

    std::string own_ioi;  ///< inter operator identifier of our network for P-Charging-Vector; "": none is sent
    std::string product = "isfocus";  ///< Server and User-Agent; "": neither is sent

    int dscp = 0;  ///< what is sent is marked with it (RFC 2474), as far as the kernel does it; 0: it is not
    std::chrono::milliseconds t1{500};
    std::size_t max_body_bytes = 65536;
    std::size_t udp_buffer_bytes = 4u << 20;  ///< asked for; the system may grant less

    /// Takes a list of recipients apart (application/resource-lists+xml, RFC 5363): its URIs in their order, verbatim,
    /// or why there are none. Given as a function because reading XML is the business of a layer that this one must not
    /// know. Without one every list is a bad one.
    ListReader read_list;

    /// Takes what the library has to say, one line without line end, for debugging. Never called after the stack is
    /// gone. There is one such log in a process, and the stack made last has it.
    std::function<void(std::string_view line)> log;
    /// Hears of each request that was refused without an Event. May be empty.
    std::function<void(const RefusedRequest&)> refused;
    /// Hears of overload. May be empty.
    std::function<void(const OverloadChange&)> overloaded;
    /// Hears of next hops that fail, once for each outage. May be empty.
    std::function<void(const NextHopChange&)> next_hop_changed;
    /// Hears of TLS connections that came to nothing, except for peers that said nothing at all. May be empty.
    TlsFailed tls_failed;
    /// Hears of what peers should not have sent. May be empty.
    std::function<void(const Remark&)> remarked;
};

}  // namespace isfocus::sip
