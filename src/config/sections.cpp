#include "sections.h"

#include "values.h"

namespace isfocus::config {
namespace {

Keys<SipCredentials> credentials_keys() {
    return {
        {"realm", value<SipCredentials, std::string>(&SipCredentials::realm, quotable)},
        {"user", value<SipCredentials, std::string>(&SipCredentials::user, quotable)},
        {"password", secret<SipCredentials>(&SipCredentials::password, password)},
    };
}

Keys<TlsConfig> tls_keys() {
    return {
        {"certificate", value<TlsConfig, std::string>(&TlsConfig::certificate, file_name)},
        {"key", value<TlsConfig, std::string>(&TlsConfig::key, file_name)},
        {"ca", value<TlsConfig, std::string>(&TlsConfig::ca, file_name)},
        {"verify_clients", flag(&TlsConfig::verify_clients)},
    };
}

bool have_one_realm(const SipCredentials& a, const SipCredentials& b) {
    return a.realm == b.realm && !a.realm.empty();
}

Keys<OverloadConfig> overload_keys() {
    return {
        {"max_lag_ms", number(&OverloadConfig::max_lag, 0, 60000)},
        {"max_transactions", number(&OverloadConfig::max_transactions, 0, 10000000)},
        {"max_dialogs", number(&OverloadConfig::max_dialogs, 0, 10000000)},
        {"max_new_dialogs_per_s", number(&OverloadConfig::max_new_dialogs_per_s, 0, 100000)},
        {"retry_after_s", number(&OverloadConfig::retry_after, 1, 3600)},
    };
}

Keys<DigestUser> digest_user_keys() {
    return {
        {"uri", value<DigestUser, Uri>(&DigestUser::uri, user_uri)},
        {"user", value<DigestUser, std::string>(&DigestUser::user, quotable)},
        {"password", secret<DigestUser>(&DigestUser::password, password)},
    };
}

bool have_one_name(const DigestUser& a, const DigestUser& b) {
    return a.user == b.user && !a.user.empty();
}

Keys<DigestConfig> digest_keys() {
    return {
        {"realm", value<DigestConfig, std::string>(&DigestConfig::realm, quotable_or_none)},
        {"users", section_list(&DigestConfig::users, digest_user_keys(), have_one_name)},
    };
}

Keys<SipConfig> sip_keys() {
    return {
        {"listen", list<SipConfig, Endpoint>(&SipConfig::listen, 1, sip_listen_address)},
        {"tls", section(&SipConfig::tls, tls_keys())},
        {"outbound", value<SipConfig, Uri>(&SipConfig::outbound, next_hop)},
        {"outbound_backup", list<SipConfig, Uri>(&SipConfig::outbound_backup, 0, next_hop)},
        {"originating", flag(&SipConfig::originating)},
        {"regstate",
         choice(&SipConfig::regstate, {{"unreg", RegistrationState::unreg}, {"reg", RegistrationState::reg}})},
        {"dns_servers", list<SipConfig, Endpoint>(&SipConfig::dns_servers, 0, dns_server)},
        {"credentials", section_list(&SipConfig::credentials, credentials_keys(), have_one_realm)},
        {"trusted", list<SipConfig, IpRange>(&SipConfig::trusted, 0, ip_range)},
        {"trusted_certificates", list<SipConfig, std::string>(&SipConfig::trusted_certificates, 0, certificate_name)},
        {"identity_without_assertion",
         choice(&SipConfig::identity_without_assertion,
                {{"reject", IdentityWithoutAssertion::reject}, {"from", IdentityWithoutAssertion::from}})},
        {"untrusted",
         choice(&SipConfig::untrusted, {{"anonymous", Untrusted::anonymous}, {"reject", Untrusted::reject}})},
        {"digest", section(&SipConfig::digest, digest_keys())},
        {"dscp", number(&SipConfig::dscp, 0, 63)},
        {"t1_ms", number(&SipConfig::t1, 10, 5000)},
        {"session_expires_s", number(&SipConfig::session_expires, 0, 86400)},
        {"min_se_s", number(&SipConfig::min_se, 90, 86400)},
        {"max_body_bytes", number(&SipConfig::max_body_bytes, 1024, 1048576)},
        {"ignored_requires", list<SipConfig, std::string>(&SipConfig::ignored_requires, 0, option_tag)},
        {"third_party_register", choice(&SipConfig::third_party_register, {{"accept", ThirdPartyRegister::accept},
                                                                           {"refuse", ThirdPartyRegister::refuse}})},
        {"response_source", flag(&SipConfig::response_source)},
        {"overload", section(&SipConfig::overload, overload_keys())},
        {"tcp_idle_s", number(&SipConfig::tcp_idle, 10, 86400)},
        {"tcp_message_s", number(&SipConfig::tcp_message, 1, 600)},
        {"max_connections", number(&SipConfig::max_connections, 1, 1000000)},
        {"max_connections_per_address", number(&SipConfig::max_connections_per_address, 1, 1000000)},
    };
}

Keys<KeysConfig> keys_keys() {
    return {
        {"mute", value<KeysConfig, std::string>(&KeysConfig::mute, key_sequence)},
        {"lock", value<KeysConfig, std::string>(&KeysConfig::lock, key_sequence)},
    };
}

Keys<ConferenceConfig> conference_keys() {
    return {
        {"factory_uris", list<ConferenceConfig, Uri>(&ConferenceConfig::factory_uris, 1, factory_uri)},
        {"uri_domain", value<ConferenceConfig, std::string>(&ConferenceConfig::uri_domain, uri_domain)},
        {"max_participants", number(&ConferenceConfig::max_participants, 2, 1000)},
        {"max_conferences", number(&ConferenceConfig::max_conferences, 1, 1000000)},
        {"join",
         choice(&ConferenceConfig::join,
                {{"open", JoinPolicy::open}, {"invited", JoinPolicy::invited}, {"approval", JoinPolicy::approval}})},
        {"early_183",
         choice(&ConferenceConfig::early_183,
                {{"supported", Early183::supported}, {"needed", Early183::needed}, {"off", Early183::off}})},
        {"precondition_wait_s", number(&ConferenceConfig::precondition_wait, 1, 60)},
        {"foreign_service", choice(&ConferenceConfig::foreign_service,
                                   {{"reject", ForeignService::reject}, {"ignore", ForeignService::ignore}})},
        {"anonymous",
         choice(&ConferenceConfig::anonymous, {{"refuse", Anonymous::refuse}, {"dial_in", Anonymous::dial_in}})},
        {"one_endpoint_per_user", flag(&ConferenceConfig::one_endpoint_per_user)},
        {"replaces_by_referral", flag(&ConferenceConfig::replaces_by_referral)},
        {"on_host_leave",
         choice(&ConferenceConfig::on_host_leave,
                {{"end", OnHostLeave::end}, {"continue", OnHostLeave::keep}, {"transfer", OnHostLeave::transfer}})},
        {"end_when_alone", flag(&ConferenceConfig::end_when_alone)},
        {"empty_linger_s", number(&ConferenceConfig::empty_linger, 0, 86400)},
        {"lock_after_s", number(&ConferenceConfig::lock_after, 0, 86400)},
        {"max_duration_s", number(&ConferenceConfig::max_duration, 0, 2592000)},
        {"on_shutdown",
         choice(&ConferenceConfig::on_shutdown, {{"end", OnShutdown::end}, {"hand_over", OnShutdown::hand_over}})},
        {"operators", list<ConferenceConfig, Uri>(&ConferenceConfig::operators, 0, user_uri)},
        {"denied", list<ConferenceConfig, Uri>(&ConferenceConfig::denied, 0, user_uri)},
        {"list_consent", choice(&ConferenceConfig::list_consent,
                                {{"not_needed", ListConsent::not_needed}, {"required", ListConsent::required}})},
        {"consented", list<ConferenceConfig, Uri>(&ConferenceConfig::consented, 0, user_uri)},
        {"keys", section(&ConferenceConfig::keys, keys_keys())},
    };
}

Keys<ConferenceEventConfig> conference_event_keys() {
    return {
        {"expiry_default_s", number(&ConferenceEventConfig::expiry_default, 1, 86400)},
        {"expiry_min_s", number(&ConferenceEventConfig::expiry_min, 1, 86400)},
        {"expiry_max_s", number(&ConferenceEventConfig::expiry_max, 1, 86400)},
        {"min_gap_ms", number(&ConferenceEventConfig::min_gap, 0, 60000)},
        {"min_gap_large_ms", number(&ConferenceEventConfig::min_gap_large, 0, 60000)},
        {"host_sees_invited", flag(&ConferenceEventConfig::host_sees_invited)},
        {"max_subscriptions_per_dialog", number(&ConferenceEventConfig::max_subscriptions_per_dialog, 1, 1000)},
        {"max_subscriptions_per_conference",
         number(&ConferenceEventConfig::max_subscriptions_per_conference, 2, 100000)},
    };
}

Keys<ReferConfig> refer_keys() {
    return {
        {"accept_status", choice(&ReferConfig::accept_status, {{"202", 202}, {"200", 200}})},
        {"unallocated_status", choice(&ReferConfig::unallocated_status, {{"604", 604}, {"404", 404}})},
        {"participants_may_invite", flag(&ReferConfig::participants_may_invite)},
        {"subscription_expiry_s", number(&ReferConfig::subscription_expiry, 1, 3600)},
        {"subscription_expiry_min_s", number(&ReferConfig::subscription_expiry_min, 1, 3600)},
        {"id_always", flag(&ReferConfig::id_always)},
        {"lists_unasked", flag(&ReferConfig::lists_unasked)},
        {"require_token", flag(&ReferConfig::require_token)},
        {"max_under_way_per_dialog", number(&ReferConfig::max_under_way_per_dialog, 1, 100000)},
        {"max_under_way_per_conference", number(&ReferConfig::max_under_way_per_conference, 1, 100000)},
    };
}

Keys<InviteConfig> invite_keys() {
    return {
        {"no_answer_s", number(&InviteConfig::no_answer, 1, 600)},
        {"overall_s", number(&InviteConfig::overall, 1, 600)},
        {"display_name", value<InviteConfig, std::string>(&InviteConfig::display_name, display_name)},
        {"follow_redirects", number(&InviteConfig::follow_redirects, 0, 3)},
        {"on_referrer_leave", choice(&InviteConfig::on_referrer_leave,
                                     {{"continue", OnReferrerLeave::keep}, {"cancel", OnReferrerLeave::cancel}})},
        {"reliable_provisionals", flag(&InviteConfig::reliable_provisionals)},
        {"preconditions", flag(&InviteConfig::preconditions)},
        {"hide_conference", flag(&InviteConfig::hide_conference)},
        {"tel_domain", value<InviteConfig, std::string>(&InviteConfig::tel_domain, uri_domain_or_none)},
    };
}

Keys<EmbeddedMrfp> embedded_keys() {
    return {
        {"mid", value<EmbeddedMrfp, std::string>(&EmbeddedMrfp::mid, local_mid)},
        {"rtp_address", value<EmbeddedMrfp, IpAddress>(&EmbeddedMrfp::rtp_address, host_address)},
        {"rtp_ports", value<EmbeddedMrfp, PortRange>(&EmbeddedMrfp::rtp_ports, rtp_ports)},
        {"rtp_dscp", number(&EmbeddedMrfp::rtp_dscp, 0, 63)},
        {"media_threads", number(&EmbeddedMrfp::media_threads, 0, 64)},
        {"dtx", flag(&EmbeddedMrfp::dtx)},
        {"announcements", value<EmbeddedMrfp, std::string>(&EmbeddedMrfp::announcements, folder_or_none)},
        {"profile", value<EmbeddedMrfp, std::string>(&EmbeddedMrfp::profile, profile)},
    };
}

Keys<H248Timers> h248_timers_keys() {
    return {
        {"first_repeat_ms", number(&H248Timers::first_repeat, 100, 5000)},
        {"t_max_s", number(&H248Timers::t_max, 1, 60)},
        {"long_timer_s", number(&H248Timers::long_timer, 2, 300)},
        {"execution_ms", number(&H248Timers::execution, 100, 10000)},
        {"provisional_response_ms", number(&H248Timers::provisional_response, 200, 20000)},
        {"pending_limit", number(&H248Timers::pending_limit, 1, 20)},
    };
}

Keys<MrfpConfig> mrfp_keys() {
    return {
        {"listen", one_or_list<MrfpConfig, Endpoint>(&MrfpConfig::listen, h248_address)},
        {"dscp", number(&MrfpConfig::dscp, 0, 63)},
        {"embedded", optional_section(&MrfpConfig::embedded, embedded_keys())},
        {"allowed", list<MrfpConfig, std::string>(&MrfpConfig::allowed, 1, mid)},
        {"codecs", list<MrfpConfig, std::string>(&MrfpConfig::codecs, 1, codec)},
        {"media_timeout_s", number(&MrfpConfig::media_timeout, 1, 30)},
        {"heartbeat_s", number(&MrfpConfig::heartbeat, 1, 60)},
        {"on_loss", choice(&MrfpConfig::on_loss, {{"move", OnLoss::move}, {"end", OnLoss::end}})},
        {"profile", value<MrfpConfig, std::string>(&MrfpConfig::profile, profile)},
        {"heed_overload", flag(&MrfpConfig::heed_overload)},
        {"verify_source", flag(&MrfpConfig::verify_source)},
        {"successor", value<MrfpConfig, std::string>(&MrfpConfig::successor, mid_or_none)},
        {"form", choice(&MrfpConfig::form, {{"pretty", H248Form::pretty}, {"compact", H248Form::compact}})},
        {"timers", section(&MrfpConfig::timers, h248_timers_keys())},
    };
}

/// Those that a digit map can tell itself, of two digits (H.248.1 annex B, digitMapValue).
Keys<DigitMapTimers> digit_map_timers_keys() {
    return {
        {"start_s", number(&DigitMapTimers::start, 0, 99)},
        {"short_s", number(&DigitMapTimers::shortly, 1, 99)},
        {"long_s", number(&DigitMapTimers::for_long, 1, 99)},
        {"long_key_ms", number(&DigitMapTimers::long_press, 100, 9900)},
    };
}

Keys<MrfpdConfig> mrfpd_keys() {
    return {
        {"mgc", one_or_list<MrfpdConfig, Endpoint>(&MrfpdConfig::mgc, mgc_address)},
        {"registration_delay_ms", number(&MrfpdConfig::registration_delay, 0, 600000)},
        {"mid", value<MrfpdConfig, std::string>(&MrfpdConfig::mid, local_mid)},
        {"dscp", number(&MrfpdConfig::dscp, 0, 63)},
        {"rtp_address", value<MrfpdConfig, IpAddress>(&MrfpdConfig::rtp_address, host_address)},
        {"rtp_ports", value<MrfpdConfig, PortRange>(&MrfpdConfig::rtp_ports, rtp_ports)},
        {"rtp_dscp", number(&MrfpdConfig::rtp_dscp, 0, 63)},
        {"media_threads", number(&MrfpdConfig::media_threads, 0, 64)},
        {"dtx", flag(&MrfpdConfig::dtx)},
        {"announcements", value<MrfpdConfig, std::string>(&MrfpdConfig::announcements, folder_or_none)},
        {"profile", value<MrfpdConfig, std::string>(&MrfpdConfig::profile, profile)},
        {"digit_map_timers", section(&MrfpdConfig::digit_map_timers, digit_map_timers_keys())},
    };
}

Keys<MediaConfig> media_keys() {
    return {
        {"inactivity_s", number(&MediaConfig::inactivity, 0, 86400)},
        {"on_join", value<MediaConfig, std::string>(&MediaConfig::on_join, sound)},
        {"on_leave", value<MediaConfig, std::string>(&MediaConfig::on_leave, sound)},
        {"welcome", value<MediaConfig, std::string>(&MediaConfig::welcome, sound)},
        {"tones_up_to", number(&MediaConfig::tones_up_to, 0, 1000)},
    };
}

Keys<PolicyConfig> policy_keys() {
    return {
        {"directory", value<PolicyConfig, std::string>(&PolicyConfig::directory, folder_or_none)},
        {"mandatory", flag(&PolicyConfig::mandatory)},
    };
}

Keys<XcapConfig> xcap_keys() {
    return {
        {"listen", value<XcapConfig, std::optional<Endpoint>>(&XcapConfig::listen, http_address)},
        {"root", value<XcapConfig, std::string>(&XcapConfig::root, path_of_uri)},
        {"store", value<XcapConfig, std::string>(&XcapConfig::store, file_or_none)},
        {"trusted", list<XcapConfig, IpRange>(&XcapConfig::trusted, 0, ip_range)},
        {"administrators", list<XcapConfig, Uri>(&XcapConfig::administrators, 0, user_uri)},
        {"digest", section(&XcapConfig::digest, digest_keys())},
    };
}

Keys<CdrConfig> cdr_keys() {
    return {
        {"file", value<CdrConfig, std::string>(&CdrConfig::file, file_or_none)},
        {"flush_s", number(&CdrConfig::flush, 1, 3600)},
    };
}

Keys<LogConfig> log_keys() {
    return {
        {"level", choice(&LogConfig::level, {{"debug", LogLevel::debug},
                                             {"info", LogLevel::info},
                                             {"warn", LogLevel::warn},
                                             {"error", LogLevel::error}})},
        {"format", choice(&LogConfig::format, {{"text", LogFormat::text}, {"json", LogFormat::json}})},
    };
}

}  // namespace

const Keys<Config>& keys_of_file() {
    static const Keys<Config> keys{
        {"sip", section(&Config::sip, sip_keys())},
        {"conference", section(&Config::conference, conference_keys())},
        {"conference_event", section(&Config::conference_event, conference_event_keys())},
        {"refer", section(&Config::refer, refer_keys())},
        {"invite", section(&Config::invite, invite_keys())},
        {"mrfp", section(&Config::mrfp, mrfp_keys())},
        {"mrfpd", section(&Config::mrfpd, mrfpd_keys())},
        {"media", section(&Config::media, media_keys())},
        {"policy", section(&Config::policy, policy_keys())},
        {"xcap", section(&Config::xcap, xcap_keys())},
        {"cdr", section(&Config::cdr, cdr_keys())},
        {"log", section(&Config::log, log_keys())},
        {"shutdown_grace_s", number(&Config::shutdown_grace, 0, 600)},
    };
    return keys;
}

}  // namespace isfocus::config
