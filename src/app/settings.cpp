#include "app/settings.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/descriptors.h"
#include "isfocus/confinfo/resource_lists.h"

namespace isfocus::app {
namespace {

/// SIP carries lists and XML is read elsewhere, and neither knows the other: they meet here.
Result<std::vector<std::string>> read_list(std::string_view xml) {
    auto entries = confinfo::read_resource_lists(xml);
    if (!entries) return std::move(entries.error());
    std::vector<std::string> uris;
    for (auto& entry : *entries) uris.push_back(std::move(entry.uri));
    return uris;
}

focus::Settings::Join join_of(config::JoinPolicy policy) {
    switch (policy) {
        case config::JoinPolicy::open:
            break;
        case config::JoinPolicy::invited:
            return focus::Settings::Join::invited;
        case config::JoinPolicy::approval:
            return focus::Settings::Join::approval;
    }
    return focus::Settings::Join::open;
}

focus::Settings::HostLeaves host_leaves(config::OnHostLeave what) {
    switch (what) {
        case config::OnHostLeave::end:
            break;
        case config::OnHostLeave::keep:
            return focus::Settings::HostLeaves::carry_on;
        case config::OnHostLeave::transfer:
            return focus::Settings::HostLeaves::transfer;
    }
    return focus::Settings::HostLeaves::end;
}

sip::ListenAddress::Transport transport_of(config::Endpoint::Transport transport) {
    switch (transport) {
        case config::Endpoint::Transport::udp:
        case config::Endpoint::Transport::sctp:  // the configuration has none here
            break;
        case config::Endpoint::Transport::tcp:
            return sip::ListenAddress::Transport::tcp;
        case config::Endpoint::Transport::tls:
            return sip::ListenAddress::Transport::tls;
    }
    return sip::ListenAddress::Transport::udp;
}

}  // namespace

focus::Settings focus_settings(const config::Config& config) {
    focus::Settings settings;
    settings.factory_uris = config.conference.factory_uris;
    settings.uri_domain = config.conference.uri_domain;
    settings.max_participants = static_cast<unsigned>(config.conference.max_participants);
    settings.max_conferences = static_cast<unsigned>(config.conference.max_conferences);
    settings.join = join_of(config.conference.join);
    settings.early_183 = config.conference.early_183 == config::Early183::supported
                             ? focus::Settings::Early183::supported
                             : focus::Settings::Early183::needed;
    settings.precondition_wait = config.conference.precondition_wait;
    settings.anonymous_may_join = config.conference.anonymous == config::Anonymous::dial_in;
    settings.one_endpoint_per_user = config.conference.one_endpoint_per_user;
    settings.replaces_by_referral = config.conference.replaces_by_referral;
    settings.on_host_leave = host_leaves(config.conference.on_host_leave);
    settings.end_when_alone = config.conference.end_when_alone;
    settings.empty_linger = config.conference.empty_linger;
    settings.lock_after = config.conference.lock_after;
    settings.max_duration = config.conference.max_duration;
    settings.shutdown_hands_over = config.conference.on_shutdown == config::OnShutdown::hand_over;
    settings.operators = config.conference.operators;
    settings.denied = config.conference.denied;
    settings.mute_keys = config.conference.keys.mute;
    settings.lock_keys = config.conference.keys.lock;
    settings.policy_is_mandatory = config.policy.mandatory;
    settings.lists_need_consent = config.conference.list_consent == config::ListConsent::required;
    settings.consented = config.conference.consented;
    settings.refer_accept_status = config.refer.accept_status;
    settings.refer_unallocated_status = config.refer.unallocated_status;
    settings.participants_may_invite = config.refer.participants_may_invite;
    settings.refer_id_always = config.refer.id_always;
    settings.refer_subscription_expiry = config.refer.subscription_expiry;
    settings.refer_expiry_min = config.refer.subscription_expiry_min;
    settings.refer_list_unasked = config.refer.lists_unasked;
    settings.refer_token_required = config.refer.require_token;
    settings.refer_max_per_dialog = static_cast<unsigned>(config.refer.max_under_way_per_dialog);
    settings.refer_max_per_conference = static_cast<unsigned>(config.refer.max_under_way_per_conference);
    settings.no_answer = config.invite.no_answer;
    settings.overall_answer = config.invite.overall;
    settings.display_name = config.invite.display_name;
    settings.follow_redirects = static_cast<unsigned>(config.invite.follow_redirects);
    settings.cancel_on_referrer_leave = config.invite.on_referrer_leave == config::OnReferrerLeave::cancel;
    settings.tel_domain = config.invite.tel_domain;
    settings.session_interval = config.sip.session_expires;
    settings.session_interval_min = config.sip.min_se;
    settings.event_expiry_default = config.conference_event.expiry_default;
    settings.event_expiry_max = config.conference_event.expiry_max;
    settings.event_expiry_min = config.conference_event.expiry_min;
    settings.event_min_gap = config.conference_event.min_gap;
    settings.event_min_gap_large = config.conference_event.min_gap_large;
    settings.host_sees_invited = config.conference_event.host_sees_invited;
    settings.event_max_per_dialog = static_cast<unsigned>(config.conference_event.max_subscriptions_per_dialog);
    settings.event_max_per_conference = static_cast<unsigned>(config.conference_event.max_subscriptions_per_conference);
    return settings;
}

std::optional<sip::Tls> tls_settings(const config::Config& config) {
    const auto& tls = config.sip.tls;
    if (tls.certificate.empty()) return std::nullopt;
    return sip::Tls{tls.certificate, tls.key, tls.ca, tls.verify_clients};
}

namespace {

digest::DigestSettings digest_settings(const config::DigestConfig& digest) {
    digest::DigestSettings settings{.realm = digest.realm};
    for (const auto& one : digest.users) settings.users.push_back({one.uri, one.user, one.password});
    return settings;
}

void log_refused(LimitedLog& log, const sip::RefusedRequest& refused) {
    // A dialog that is no more, or a method that is not offered, is everyday; a broken message is its sender's
    // fault.
    const bool is_everyday = refused.status == 481 || refused.status == 405 || refused.status == 501;
    log.line(is_everyday ? LimitedLog::Kind::refused_everyday : LimitedLog::Kind::refused,
             fmt::format("refused method={} from={} trusted={}{}{} status={} call-id={} detail=\"{}{}{}\"",
                         refused.method, refused.from, refused.is_trusted ? "yes" : "no",
                         refused.uri.empty() ? "" : " uri=", refused.uri, refused.status, refused.call_id,
                         refused.phrase, refused.detail.empty() ? "" : ": ", refused.detail));
}

/// What becomes the Route is the S-CSCF that serves the conference's URI, which has to know that this is an originating
/// request (TS 24.229 5.7.3).
Uri next_hop(Uri configured, bool is_originating) {
    if (is_originating && configured.parameter("lr") && !configured.parameter("orig"))
        configured.parameters.push_back({"orig", std::nullopt});
    return configured;
}

void log_remark(LimitedLog& log, const sip::Remark& remark) {
    const auto text =
        fmt::format("odd request method={} call-id={} detail=\"{}\"", remark.method, remark.call_id, remark.what);
    if (remark.severity == sip::Remark::Severity::warn)
        log.line(LimitedLog::Kind::odd_request, text);
    else
        spdlog::debug("{}", text);
}

void log_tls_failed(LimitedLog& log, const sip::TlsFailure& failure) {
    log.line(LimitedLog::Kind::tls, fmt::format("tls handshake failed {}={} detail=\"{}\"",
                                                failure.is_outgoing ? "to" : "from", failure.peer, failure.why));
}

/// The MRFP that we start has an address of one family. Of others it is guessed that RTP is like Mp.
sdp::Address::Family family_of_offers(const config::MrfpConfig& mrfp) {
    const bool is_ip6 = mrfp.embedded ? mrfp.embedded->rtp_address.family == config::IpAddress::Family::ipv6
                                      : mrfp.listen.front().is_ipv6();
    return is_ip6 ? sdp::Address::Family::ip6 : sdp::Address::Family::ip4;
}

}  // namespace

sip::Settings sip_settings(const config::Config& config, LimitedLog& log) {
    sip::Settings settings;
    for (const auto& one : config.sip.listen) {
        settings.listen.push_back({transport_of(one.transport), one.host, one.port});
    }
    settings.tls = tls_settings(config);
    for (const auto& one : config.sip.dns_servers)
        settings.dns_servers.push_back(one.text().substr(std::string_view("udp:").size()));
    settings.outbound = next_hop(config.sip.outbound, config.sip.originating);
    for (const auto& one : config.sip.outbound_backup)
        settings.outbound_backup.push_back(next_hop(one, config.sip.originating));
    settings.served_user = settings.outbound.parameter("orig").has_value();
    settings.regstate = config.sip.regstate == config::RegistrationState::reg ? "reg" : "unreg";
    for (const auto& one : config.sip.credentials) settings.credentials.push_back({one.realm, one.user, one.password});
    settings.is_trusted = [sip = config.sip](std::string_view peer) {
        const auto address = config::parse_ip_address(peer);
        return address && sip.trusts(*address);
    };
    settings.trusted_certificates = config.sip.trusted_certificates;
    settings.identity_without_assertion =
        config.sip.identity_without_assertion == config::IdentityWithoutAssertion::from
            ? sip::Settings::IdentityWithoutAssertion::from
            : sip::Settings::IdentityWithoutAssertion::reject;
    settings.takes_reliable = config.conference.early_183 != config::Early183::off;
    settings.untrusted = config.sip.untrusted == config::Untrusted::reject ? sip::Settings::Untrusted::reject
                                                                           : sip::Settings::Untrusted::anonymous;
    if (!config.sip.digest.users.empty()) settings.digest = digest_settings(config.sip.digest);
    settings.reliable_provisionals = config.invite.reliable_provisionals;
    settings.preconditions = config.invite.preconditions;
    settings.ignored_requires = config.sip.ignored_requires;
    settings.accepts_third_party_register = config.sip.third_party_register == config::ThirdPartyRegister::accept;
    settings.response_source = config.sip.response_source;
    settings.serves_mmtel_only = config.conference.foreign_service == config::ForeignService::reject;
    const auto& overload = config.sip.overload;
    settings.overload = {overload.max_lag, overload.max_transactions, overload.max_dialogs,
                         overload.max_new_dialogs_per_s, overload.retry_after};
    settings.hide_conference = config.invite.hide_conference;
    settings.dscp = config.sip.dscp;
    settings.t1 = config.sip.t1;
    settings.max_body_bytes = config.sip.max_body_bytes;
    settings.connections = {.idle = config.sip.tcp_idle,
                            .message = config.sip.tcp_message,
                            .max_total = most_connections(config.sip.max_connections),
                            .max_per_address = static_cast<std::size_t>(config.sip.max_connections_per_address)};
    const auto& domain = config.conference.uri_domain;
    settings.own_ioi = domain.substr(0, domain.rfind(':'));
    settings.read_list = read_list;
    settings.log = [](std::string_view line) { spdlog::debug("sofia: {}", line); };
    settings.refused = [&log](const sip::RefusedRequest& one) { log_refused(log, one); };
    settings.remarked = [&log](const sip::Remark& one) { log_remark(log, one); };
    settings.tls_failed = [&log](const sip::TlsFailure& one) { log_tls_failed(log, one); };
    settings.next_hop_changed = [](const sip::NextHopChange& change) {
        if (change.is_back)
            spdlog::info("next hop {} answers again", change.hop);
        else
            spdlog::warn("next hop {} cannot be reached: {}", change.hop, change.cause);
    };
    settings.overloaded = [](const sip::OverloadChange& change) {
        if (change.has_ended)
            spdlog::warn("overload ends shed={}", change.shed);
        else
            spdlog::warn("overload begins limit={}", change.limit);
    };
    return settings;
}

mrfp::Settings mrfp_settings(const config::Config& config) {
    mrfp::Settings settings;
    const auto& listen = config.mrfp.listen.front();
    settings.mid = "[" + listen.host + "]:" + std::to_string(listen.port);
    settings.allowed = config.mrfp.allowed;
    settings.compact = config.mrfp.form == config::H248Form::compact;
    settings.timers = config.mrfp.timers;
    settings.codecs = mrfp::formats_of(config.mrfp.codecs);
    settings.media_timeout = config.mrfp.media_timeout;
    settings.heartbeat = config.mrfp.heartbeat;
    settings.moves_on_loss = config.mrfp.on_loss == config::OnLoss::move;
    settings.profile = config.mrfp.profile;
    settings.heeds_overload = config.mrfp.heed_overload;
    settings.verifies_source = config.mrfp.verify_source;
    settings.successor = config.mrfp.successor;
    settings.inactivity = config.media.inactivity;
    settings.keys = !config.conference.keys.mute.empty() || !config.conference.keys.lock.empty();
    settings.on_join = config.media.on_join;
    settings.on_leave = config.media.on_leave;
    settings.welcome = config.media.welcome;
    settings.tones_up_to = static_cast<std::size_t>(config.media.tones_up_to);
    settings.family = family_of_offers(config.mrfp);
    settings.first_session_id = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    return settings;
}

xcap::Settings xcap_settings(const config::Config& config) {
    xcap::Settings settings;
    settings.root = config.xcap.root;
    settings.uri_domain = config.conference.uri_domain;
    settings.factory_uris = config.conference.factory_uris;
    settings.administrators = config.xcap.administrators;
    settings.digest = digest_settings(config.xcap.digest);
    settings.is_trusted = [xcap = config.xcap](std::string_view peer) {
        const auto address = config::parse_ip_address(peer);
        return address && xcap.trusts(*address);
    };
    return settings;
}

}  // namespace isfocus::app
