#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/digit_map_timers.h"
#include "isfocus/base/dscp.h"
#include "isfocus/base/h248_timers.h"
#include "isfocus/base/result.h"
#include "isfocus/base/uri.h"
#include "isfocus/config/address.h"

namespace isfocus::config {

// One struct per section of the configuration file and one member per key: the name of the member is the key
// without its unit, which is in the type. What each key means is told in config/isfocus.yaml, whose values are the
// initial values here.

enum class IdentityWithoutAssertion : std::uint8_t { reject, from };

struct SipCredentials {
    std::string realm;  ///< "*": any
    std::string user;
    std::string password;  ///< not to be shown

    friend bool operator==(const SipCredentials&, const SipCredentials&) = default;
};

enum class ThirdPartyRegister : std::uint8_t { accept, refuse };

/// 0 in any but the last: no limit.
struct OverloadConfig {
    std::chrono::milliseconds max_lag{3000};
    std::size_t max_transactions = 20000;
    std::size_t max_dialogs = 200000;
    unsigned max_new_dialogs_per_s = 0;
    std::chrono::seconds retry_after{5};

    friend bool operator==(const OverloadConfig&, const OverloadConfig&) = default;
};

/// Names of PEM files; all empty: no TLS.
struct TlsConfig {
    std::string certificate;
    std::string key;
    std::string ca;
    bool verify_clients = false;

    friend bool operator==(const TlsConfig&, const TlsConfig&) = default;
};

/// What becomes of requests from peers that are not trusted.
enum class Untrusted : std::uint8_t { anonymous, reject };

/// What P-Served-User says of the conference (RFC 5502 6).
enum class RegistrationState : std::uint8_t { unreg, reg };

struct DigestUser {
    Uri uri;
    std::string user;
    std::string password;  ///< not to be shown

    friend bool operator==(const DigestUser&, const DigestUser&) = default;
};

/// Who is asked for a password instead of being vouched for. Without users nobody is asked.
struct DigestConfig {
    std::string realm;
    std::vector<DigestUser> users;  ///< each user name once

    friend bool operator==(const DigestConfig&, const DigestConfig&) = default;
};

struct SipConfig {
    std::vector<Endpoint> listen{{Endpoint::Transport::udp, "127.0.0.1", 5060},
                                 {Endpoint::Transport::tcp, "127.0.0.1", 5060}};
    TlsConfig tls;
    Uri outbound{.host = "127.0.0.1", .port = 5070, .parameters = {{"lr", std::nullopt}}};
    std::vector<Uri> outbound_backup;
    bool originating = true;
    RegistrationState regstate = RegistrationState::unreg;
    std::vector<Endpoint> dns_servers;        ///< UDP, all at one port
    std::vector<SipCredentials> credentials;  ///< each realm once
    std::vector<IpRange> trusted{{{IpAddress::Family::ipv4, {127}}, 8},
                                 {{IpAddress::Family::ipv6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}, 128}};
    std::vector<std::string> trusted_certificates;
    IdentityWithoutAssertion identity_without_assertion = IdentityWithoutAssertion::reject;
    Untrusted untrusted = Untrusted::anonymous;
    DigestConfig digest;
    int dscp = 0;  ///< 0 to 63
    std::chrono::milliseconds t1{500};
    std::chrono::seconds session_expires{1800};  ///< 0: no session timers; otherwise not below `min_se`
    std::chrono::seconds min_se{90};
    std::size_t max_body_bytes = 65536;
    std::vector<std::string> ignored_requires;
    ThirdPartyRegister third_party_register = ThirdPartyRegister::accept;
    bool response_source = false;
    OverloadConfig overload;
    std::chrono::seconds tcp_idle{1800};
    std::chrono::seconds tcp_message{30};
    int max_connections = 4096;
    int max_connections_per_address = 1024;

    /// Whether a P-Asserted-Identity of the peer at `address` is believed.
    bool trusts(const IpAddress& address) const noexcept;
    friend bool operator==(const SipConfig&, const SipConfig&) = default;
};

enum class JoinPolicy : std::uint8_t { open, invited, approval };
enum class ForeignService : std::uint8_t { reject, ignore };
enum class Anonymous : std::uint8_t { refuse, dial_in };
enum class OnHostLeave : std::uint8_t { end, keep, transfer };  ///< `keep` is spelled `continue` in the file
enum class OnShutdown : std::uint8_t { end, hand_over };
enum class ListConsent : std::uint8_t { not_needed, required };
enum class Early183 : std::uint8_t { supported, needed, off };
enum class OnReferrerLeave : std::uint8_t { keep, cancel };  ///< `keep` is spelled `continue` in the file

/// What participants want by pressing keys; "": there is no such sequence.
struct KeysConfig {
    std::string mute;
    std::string lock;

    friend bool operator==(const KeysConfig&, const KeysConfig&) = default;
};

struct ConferenceConfig {
    std::vector<Uri> factory_uris{{.user = "mmtel", .host = "conf-factory.ims.test"},
                                  {.user = "conf-factory", .host = "ims.test"}};  ///< never empty
    std::string uri_domain = "conf-factory.ims.test";                             ///< HOST or HOST:PORT
    int max_participants = 10;
    int max_conferences = 10000;
    JoinPolicy join = JoinPolicy::open;
    Early183 early_183 = Early183::needed;
    std::chrono::seconds precondition_wait{15};
    ForeignService foreign_service = ForeignService::reject;
    Anonymous anonymous = Anonymous::refuse;
    bool one_endpoint_per_user = false;
    bool replaces_by_referral = false;
    OnHostLeave on_host_leave = OnHostLeave::end;
    bool end_when_alone = false;
    std::chrono::seconds empty_linger{0};
    std::chrono::seconds lock_after{0};
    std::chrono::seconds max_duration{0};
    OnShutdown on_shutdown = OnShutdown::end;
    std::vector<Uri> operators;
    std::vector<Uri> denied;  ///< a user part `*` means every user of the host
    ListConsent list_consent = ListConsent::not_needed;
    std::vector<Uri> consented;  ///< likewise
    KeysConfig keys;             ///< neither sequence begins with the other

    friend bool operator==(const ConferenceConfig&, const ConferenceConfig&) = default;
};

struct ConferenceEventConfig {
    std::chrono::seconds expiry_default{3600};
    std::chrono::seconds expiry_min{60};
    std::chrono::seconds expiry_max{7200};
    std::chrono::milliseconds min_gap{1000};
    std::chrono::milliseconds min_gap_large{5000};
    bool host_sees_invited = false;
    int max_subscriptions_per_dialog = 16;
    int max_subscriptions_per_conference = 5000;  ///< not below ConferenceConfig::max_participants

    friend bool operator==(const ConferenceEventConfig&, const ConferenceEventConfig&) = default;
};

struct ReferConfig {
    int accept_status = 202;       ///< 202 or 200
    int unallocated_status = 604;  ///< 604 or 404
    bool participants_may_invite = false;
    std::chrono::seconds subscription_expiry{180};  ///< exceeds InviteConfig::overall by 30 s or more
    std::chrono::seconds subscription_expiry_min{10};
    bool id_always = false;
    bool lists_unasked = true;
    bool require_token = false;
    int max_under_way_per_dialog = 64;
    int max_under_way_per_conference = 1024;

    friend bool operator==(const ReferConfig&, const ReferConfig&) = default;
};

struct InviteConfig {
    std::chrono::seconds no_answer{60};
    std::chrono::seconds overall{90};
    std::string display_name = "Conference Call";  ///< plain text, to be quoted by who writes the header
    int follow_redirects = 0;
    OnReferrerLeave on_referrer_leave = OnReferrerLeave::keep;
    bool reliable_provisionals = true;
    bool preconditions = true;
    bool hide_conference = false;
    std::string tel_domain;  ///< HOST or HOST:PORT; empty: tel URIs are called as they are

    friend bool operator==(const InviteConfig&, const InviteConfig&) = default;
};

/// The isfocus-mrfpd that isfocusd starts and watches by itself.
struct EmbeddedMrfp {
    std::string mid = "[127.0.0.1]:2945";  ///< of the form [ADDRESS]:PORT, and in MrfpConfig::allowed
    IpAddress rtp_address{IpAddress::Family::ipv4, {127, 0, 0, 1}};
    PortRange rtp_ports{20000, 29999};
    int rtp_dscp = kExpeditedForwarding;  ///< 0 to 63
    int media_threads = 0;                ///< 0: one per core
    bool dtx = false;
    std::string announcements;  ///< a folder; empty: none
    std::string profile = "threegmrfp/1";

    friend bool operator==(const EmbeddedMrfp&, const EmbeddedMrfp&) = default;
};

enum class H248Form : std::uint8_t { pretty, compact };
enum class OnLoss : std::uint8_t { move, end };

struct MrfpConfig {
    std::vector<Endpoint> listen{{Endpoint::Transport::udp, "127.0.0.1", 2944}};
    int dscp = 0;                          ///< of H.248, the embedded MRFP's, too; 0 to 63
    std::optional<EmbeddedMrfp> embedded;  ///< absent: only external MRFPs
    std::vector<std::string> allowed{"[127.0.0.1]:2945"};
    std::vector<std::string> codecs{"AMR-WB", "AMR", "G722", "PCMA", "PCMU"};
    std::chrono::seconds media_timeout{4};
    std::chrono::seconds heartbeat{10};
    OnLoss on_loss = OnLoss::move;
    std::string profile;  ///< NAME/VERSION; empty: any
    bool heed_overload = true;
    bool verify_source = true;
    std::string successor;  ///< mId of the MRFC to which MRFPs are handed at the end; empty: there is none
    H248Form form = H248Form::pretty;
    H248Timers timers;  ///< isfocus-mrfpd's, too

    friend bool operator==(const MrfpConfig&, const MrfpConfig&) = default;
};

/// What isfocus-mrfpd reads when it is started on its own.
struct MrfpdConfig {
    std::vector<Endpoint> mgc{{Endpoint::Transport::udp, "127.0.0.1", 2944}};  ///< all over one transport
    std::chrono::milliseconds registration_delay{100};
    std::string mid = "[127.0.0.1]:2945";
    int dscp = 0;  ///< of H.248; 0 to 63
    IpAddress rtp_address{IpAddress::Family::ipv4, {127, 0, 0, 1}};
    PortRange rtp_ports{20000, 29999};
    int rtp_dscp = kExpeditedForwarding;  ///< 0 to 63
    int media_threads = 0;                ///< 0: one per core
    bool dtx = false;
    std::string announcements;             ///< a folder; empty: none
    std::string profile = "threegmrfp/1";  ///< NAME/VERSION that it registers with; empty: none
    DigitMapTimers digit_map_timers{};

    friend bool operator==(const MrfpdConfig&, const MrfpdConfig&) = default;
};

/// What becomes of the audio of a participant.
struct MediaConfig {
    std::chrono::seconds inactivity{0};  ///< 0: nobody is ended for it
    std::string on_join;                 ///< an/NAME or cg/TONE; "": nothing is heard
    std::string on_leave;                ///< likewise
    std::string welcome;                 ///< likewise
    int tones_up_to = 20;                ///< participants

    friend bool operator==(const MediaConfig&, const MediaConfig&) = default;
};

/// Conference policy documents.
struct PolicyConfig {
    std::string directory;  ///< an absolute path; "": there are none
    bool mandatory = false;

    friend bool operator==(const PolicyConfig&, const PolicyConfig&) = default;
};

/// The XCAP server, by which policy documents are put and changed.
struct XcapConfig {
    std::optional<Endpoint> listen;  ///< TCP; absent: there is none
    std::string root = "/xcap-root";
    std::string store;             ///< an absolute path; needed where there is `listen`
    std::vector<IpRange> trusted;  ///< peers whose X-3GPP-Asserted-Identity is believed
    std::vector<Uri> administrators;
    DigestConfig digest;

    bool trusts(const IpAddress& address) const noexcept;
    friend bool operator==(const XcapConfig&, const XcapConfig&) = default;
};

/// Charging records.
struct CdrConfig {
    std::string file;  ///< an absolute path; "": none are written
    std::chrono::seconds flush{1};

    friend bool operator==(const CdrConfig&, const CdrConfig&) = default;
};

enum class LogLevel : std::uint8_t { debug, info, warn, error };
enum class LogFormat : std::uint8_t { text, json };

struct LogConfig {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;

    friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

std::string_view name(LogLevel level) noexcept;
std::string_view name(LogFormat format) noexcept;
std::optional<LogLevel> parse_log_level(std::string_view text);
std::optional<LogFormat> parse_log_format(std::string_view text);

struct Config {
    SipConfig sip;
    ConferenceConfig conference;
    ConferenceEventConfig conference_event;
    ReferConfig refer;
    InviteConfig invite;
    MrfpConfig mrfp;
    MrfpdConfig mrfpd;
    MediaConfig media;
    PolicyConfig policy;
    XcapConfig xcap;
    CdrConfig cdr;
    LogConfig log;
    std::chrono::seconds shutdown_grace{5};

    friend bool operator==(const Config&, const Config&) = default;
};

/// One thing that is wrong with a configuration.
struct Fault {
    int line = 0;         ///< from 1; 0 when the fault has no place in the file
    int column = 0;       ///< from 1, or 0
    std::string key;      ///< in full, such as `refer.accept_status`; empty when no key is concerned
    std::string message;  ///< what was expected

    /// `line 7, column 3: refer.accept_status: expects 202 or 200`.
    std::string text() const;
    friend bool operator==(const Fault&, const Fault&) = default;
};

/// Reads a configuration file. A key that is not there keeps its default; a key that is not known is a fault. Gives
/// back all faults in the order of the file, not only the first; never throws for what the file holds. Files over 1 MiB
/// are refused.
Result<Config, std::vector<Fault>> load(const std::filesystem::path& file);

/// The same for a daemon that serves: it waits for nothing, so what is no file (a pipe, say) is a fault.
Result<Config, std::vector<Fault>> load_again(const std::filesystem::path& file);

/// The same for the text of a file.
Result<Config, std::vector<Fault>> parse(std::string_view text);

}  // namespace isfocus::config
