#include <gtest/gtest.h>

#include "isfocus/config/config.h"

namespace isfocus::config {
namespace {

using namespace std::chrono_literals;

/// One key by itself, which keeps none of its neighbours from having their defaults.
struct KeyCase {
    const char* text;
    void (*expect)(const Config&);
};

TEST(Keys, AreReadIntoTheirMember) {
    const KeyCase cases[] = {
        {"sip: {listen: ['tcp:[::1]:0']}",
         [](const Config& c) {
             EXPECT_EQ(c.sip.listen, (std::vector<Endpoint>{{Endpoint::Transport::tcp, "::1", 0}}));
         }},
        {"sip: {outbound: 'sip:scscf.home1.net'}",
         [](const Config& c) { EXPECT_EQ(c.sip.outbound.text(), "sip:scscf.home1.net"); }},
        {"sip: {originating: false}", [](const Config& c) { EXPECT_FALSE(c.sip.originating); }},
        {"sip: {regstate: reg}", [](const Config& c) { EXPECT_EQ(c.sip.regstate, RegistrationState::reg); }},
        {"sip: {outbound_backup: ['sip:b.home1.net;lr', 'sip:c.home1.net:5061']}",
         [](const Config& c) { EXPECT_EQ(c.sip.outbound_backup.at(1).text(), "sip:c.home1.net:5061"); }},
        {"sip: {credentials: [{realm: home1.net, user: isfocus, password: 'a\"b'}, {realm: '*', user: x, password: "
         "1}]}",
         [](const Config& c) {
             EXPECT_EQ(c.sip.credentials,
                       (std::vector<SipCredentials>{{"home1.net", "isfocus", "a\"b"}, {"*", "x", "1"}}));
         }},
        {"sip: {tls: {certificate: a.pem, key: b.pem, ca: c.pem, verify_clients: true}}",
         [](const Config& c) {
             EXPECT_EQ(c.sip.tls, (TlsConfig{"a.pem", "b.pem", "c.pem", true}));
         }},
        {"sip: {trusted_certificates: [scscf.home1.net, 'sip:home1.net']}",
         [](const Config& c) {
             EXPECT_EQ(c.sip.trusted_certificates, (std::vector<std::string>{"scscf.home1.net", "sip:home1.net"}));
         }},
        {"sip: {outbound: 'sips:scscf.home1.net;lr', listen: ['tls:[::1]:5061'], tls: {certificate: a, key: b, ca: c}}",
         [](const Config& c) { EXPECT_EQ(c.sip.outbound.scheme, Uri::Scheme::sips); }},
        {"sip: {trusted: []}", [](const Config& c) { EXPECT_FALSE(c.sip.trusts(*parse_ip_address("127.0.0.1"))); }},
        {"sip: {trusted: ['10.0.0.0/8']}",
         [](const Config& c) { EXPECT_TRUE(c.sip.trusts(*parse_ip_address("10.9.8.7"))); }},
        {"sip: {identity_without_assertion: from}",
         [](const Config& c) { EXPECT_EQ(c.sip.identity_without_assertion, IdentityWithoutAssertion::from); }},
        {"invite: {hide_conference: true}", [](const Config& c) { EXPECT_TRUE(c.invite.hide_conference); }},
        {"cdr: {file: /var/log/isfocus/cdr.jsonl, flush_s: 60}",
         [](const Config& c) {
             EXPECT_EQ(c.cdr, (CdrConfig{"/var/log/isfocus/cdr.jsonl", std::chrono::seconds{60}}));
         }},
        {"policy: {directory: /etc/isfocus/policy/}",
         [](const Config& c) { EXPECT_EQ(c.policy.directory, "/etc/isfocus/policy/"); }},
        {"xcap: {listen: 'tcp:[::1]:8080', root: /x/y, store: /var/lib/a, trusted: [10.0.0.0/8], administrators: "
         "['tel:+1']}\npolicy: {mandatory: true}",
         [](const Config& c) {
             EXPECT_EQ(c.xcap.listen, parse_endpoint("tcp:[::1]:8080"));
             EXPECT_EQ(c.xcap.root, "/x/y");
             EXPECT_EQ(c.xcap.store, "/var/lib/a");
             EXPECT_TRUE(c.xcap.trusts(*parse_ip_address("10.9.8.7")));
             EXPECT_FALSE(c.xcap.trusts(*parse_ip_address("127.0.0.1")));
             EXPECT_EQ(c.xcap.administrators, std::vector{*parse_uri("tel:+1")});
             EXPECT_TRUE(c.policy.mandatory);
         }},
        {"xcap: {listen: 'tcp:127.0.0.1:80', store: /a, digest: {realm: lab, users: [{uri: 'sip:a@ims.test', user: a, "
         "password: b}]}}",
         [](const Config& c) {
             EXPECT_EQ(c.xcap.digest, (DigestConfig{"lab", {{*parse_uri("sip:a@ims.test"), "a", "b"}}}));
         }},
        {"sip: {untrusted: reject}", [](const Config& c) { EXPECT_EQ(c.sip.untrusted, Untrusted::reject); }},
        {"sip: {digest: {realm: lab, users: [{uri: 'sip:a@ims.test', user: a, password: 'b\"c'}]}}",
         [](const Config& c) {
             EXPECT_EQ(c.sip.digest, (DigestConfig{"lab", {{*parse_uri("sip:a@ims.test"), "a", "b\"c"}}}));
         }},
        {"conference: {anonymous: dial_in}",
         [](const Config& c) { EXPECT_EQ(c.conference.anonymous, Anonymous::dial_in); }},
        {"sip: {t1_ms: 20}", [](const Config& c) { EXPECT_EQ(c.sip.t1, std::chrono::milliseconds{20}); }},
        {"sip: {session_expires_s: 600}",
         [](const Config& c) { EXPECT_EQ(c.sip.session_expires, std::chrono::seconds{600}); }},
        {"sip: {session_expires_s: 0, min_se_s: 120}",
         [](const Config& c) { EXPECT_EQ(c.sip.session_expires, std::chrono::seconds{0}); }},
        {"sip: {min_se_s: 1800}", [](const Config& c) { EXPECT_EQ(c.sip.min_se, std::chrono::seconds{1800}); }},
        {"sip: {dns_servers: ['127.0.0.1:5353', '[::1]:5353']}",
         [](const Config& c) {
             EXPECT_EQ(c.sip.dns_servers, (std::vector<Endpoint>{{Endpoint::Transport::udp, "127.0.0.1", 5353},
                                                                 {Endpoint::Transport::udp, "::1", 5353}}));
         }},
        {"sip: {tcp_idle_s: 60}", [](const Config& c) { EXPECT_EQ(c.sip.tcp_idle, std::chrono::seconds{60}); }},
        {"sip: {tcp_message_s: 5}", [](const Config& c) { EXPECT_EQ(c.sip.tcp_message, std::chrono::seconds{5}); }},
        {"sip: {max_connections: 7}", [](const Config& c) { EXPECT_EQ(c.sip.max_connections, 7); }},
        {"sip: {max_connections_per_address: 3}",
         [](const Config& c) { EXPECT_EQ(c.sip.max_connections_per_address, 3); }},
        {"sip: {max_body_bytes: 4096}", [](const Config& c) { EXPECT_EQ(c.sip.max_body_bytes, 4096u); }},
        {"sip: {ignored_requires: [sec-agree]}",
         [](const Config& c) { EXPECT_EQ(c.sip.ignored_requires, std::vector<std::string>{"sec-agree"}); }},
        {"sip: {third_party_register: refuse}",
         [](const Config& c) { EXPECT_EQ(c.sip.third_party_register, ThirdPartyRegister::refuse); }},
        {"sip: {response_source: true}", [](const Config& c) { EXPECT_TRUE(c.sip.response_source); }},
        {"sip: {overload: {max_lag_ms: 200}}",
         [](const Config& c) { EXPECT_EQ(c.sip.overload.max_lag, std::chrono::milliseconds{200}); }},
        {"sip: {overload: {max_transactions: 0}}",
         [](const Config& c) { EXPECT_EQ(c.sip.overload.max_transactions, 0u); }},
        {"sip: {overload: {max_dialogs: 5}}", [](const Config& c) { EXPECT_EQ(c.sip.overload.max_dialogs, 5u); }},
        {"sip: {overload: {max_new_dialogs_per_s: 50}}",
         [](const Config& c) { EXPECT_EQ(c.sip.overload.max_new_dialogs_per_s, 50u); }},
        {"sip: {overload: {retry_after_s: 1}}",
         [](const Config& c) { EXPECT_EQ(c.sip.overload.retry_after, std::chrono::seconds{1}); }},
        {"conference: {foreign_service: ignore}",
         [](const Config& c) { EXPECT_EQ(c.conference.foreign_service, ForeignService::ignore); }},
        {"conference: {factory_uris: ['tel:+15550100']}",
         [](const Config& c) { EXPECT_EQ(c.conference.factory_uris.at(0).text(), "tel:+15550100"); }},
        {"conference: {uri_domain: '127.0.0.1:5060'}",
         [](const Config& c) { EXPECT_EQ(c.conference.uri_domain, "127.0.0.1:5060"); }},
        {"conference: {max_participants: 3}", [](const Config& c) { EXPECT_EQ(c.conference.max_participants, 3); }},
        {"conference: {max_conferences: 7}", [](const Config& c) { EXPECT_EQ(c.conference.max_conferences, 7); }},
        {"conference: {join: invited}", [](const Config& c) { EXPECT_EQ(c.conference.join, JoinPolicy::invited); }},
        {"conference: {early_183: supported}",
         [](const Config& c) { EXPECT_EQ(c.conference.early_183, Early183::supported); }},
        {"conference: {early_183: off}", [](const Config& c) { EXPECT_EQ(c.conference.early_183, Early183::off); }},
        {"conference: {precondition_wait_s: 20}",
         [](const Config& c) { EXPECT_EQ(c.conference.precondition_wait, std::chrono::seconds(20)); }},
        {"conference: {join: approval}", [](const Config& c) { EXPECT_EQ(c.conference.join, JoinPolicy::approval); }},
        {"conference: {one_endpoint_per_user: true}",
         [](const Config& c) { EXPECT_TRUE(c.conference.one_endpoint_per_user); }},
        {"conference: {replaces_by_referral: true}",
         [](const Config& c) { EXPECT_TRUE(c.conference.replaces_by_referral); }},
        {"conference: {on_host_leave: transfer}",
         [](const Config& c) { EXPECT_EQ(c.conference.on_host_leave, OnHostLeave::transfer); }},
        {"conference: {end_when_alone: true}", [](const Config& c) { EXPECT_TRUE(c.conference.end_when_alone); }},
        {"conference: {empty_linger_s: 30}",
         [](const Config& c) { EXPECT_EQ(c.conference.empty_linger, std::chrono::seconds{30}); }},
        {"conference: {lock_after_s: 600}",
         [](const Config& c) { EXPECT_EQ(c.conference.lock_after, std::chrono::seconds{600}); }},
        {"conference: {max_duration_s: 3600}",
         [](const Config& c) { EXPECT_EQ(c.conference.max_duration, std::chrono::seconds{3600}); }},
        {"conference: {on_shutdown: hand_over}",
         [](const Config& c) { EXPECT_EQ(c.conference.on_shutdown, OnShutdown::hand_over); }},
        {"conference: {operators: ['sip:desk@ims.test']}",
         [](const Config& c) { EXPECT_EQ(c.conference.operators.at(0).text(), "sip:desk@ims.test"); }},
        {"conference: {denied: ['sip:*@spam.test', 'tel:+15550199']}",
         [](const Config& c) { EXPECT_EQ(c.conference.denied.at(1).text(), "tel:+15550199"); }},
        {"conference: {on_host_leave: continue}",
         [](const Config& c) { EXPECT_EQ(c.conference.on_host_leave, OnHostLeave::keep); }},
        {"conference_event: {expiry_default_s: 600}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.expiry_default, std::chrono::seconds{600}); }},
        {"conference_event: {expiry_min_s: 5}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.expiry_min, std::chrono::seconds{5}); }},
        {"conference_event: {expiry_max_s: 3600}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.expiry_max, std::chrono::seconds{3600}); }},
        {"conference_event: {min_gap_ms: 0}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.min_gap, std::chrono::milliseconds{0}); }},
        {"conference: {list_consent: required, consented: ['sip:*@ims.test']}",
         [](const Config& c) {
             EXPECT_EQ(c.conference.list_consent, ListConsent::required);
             EXPECT_EQ(c.conference.consented.at(0).text(), "sip:*@ims.test");
         }},
        {"conference_event: {host_sees_invited: true}",
         [](const Config& c) { EXPECT_TRUE(c.conference_event.host_sees_invited); }},
        {"conference_event: {max_subscriptions_per_dialog: 4}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.max_subscriptions_per_dialog, 4); }},
        {"conference_event: {max_subscriptions_per_conference: 50}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.max_subscriptions_per_conference, 50); }},
        {"conference_event: {min_gap_large_ms: 9000}",
         [](const Config& c) { EXPECT_EQ(c.conference_event.min_gap_large, std::chrono::milliseconds{9000}); }},
        {"refer: {accept_status: 200}", [](const Config& c) { EXPECT_EQ(c.refer.accept_status, 200); }},
        {"refer: {unallocated_status: 404}", [](const Config& c) { EXPECT_EQ(c.refer.unallocated_status, 404); }},
        {"refer: {participants_may_invite: true}",
         [](const Config& c) { EXPECT_TRUE(c.refer.participants_may_invite); }},
        {"refer: {subscription_expiry_s: 120}",
         [](const Config& c) { EXPECT_EQ(c.refer.subscription_expiry, std::chrono::seconds{120}); }},
        {"refer: {subscription_expiry_min_s: 5}",
         [](const Config& c) { EXPECT_EQ(c.refer.subscription_expiry_min, std::chrono::seconds{5}); }},
        {"refer: {lists_unasked: false}", [](const Config& c) { EXPECT_FALSE(c.refer.lists_unasked); }},
        {"refer: {max_under_way_per_dialog: 8}",
         [](const Config& c) { EXPECT_EQ(c.refer.max_under_way_per_dialog, 8); }},
        {"refer: {max_under_way_per_conference: 80}",
         [](const Config& c) { EXPECT_EQ(c.refer.max_under_way_per_conference, 80); }},
        {"refer: {require_token: true}", [](const Config& c) { EXPECT_TRUE(c.refer.require_token); }},
        {"invite: {follow_redirects: 2}", [](const Config& c) { EXPECT_EQ(c.invite.follow_redirects, 2); }},
        {"invite: {on_referrer_leave: cancel}",
         [](const Config& c) { EXPECT_EQ(c.invite.on_referrer_leave, OnReferrerLeave::cancel); }},
        {"invite: {reliable_provisionals: false}",
         [](const Config& c) { EXPECT_FALSE(c.invite.reliable_provisionals); }},
        {"invite: {preconditions: false}", [](const Config& c) { EXPECT_FALSE(c.invite.preconditions); }},
        {"invite: {tel_domain: ims.test}", [](const Config& c) { EXPECT_EQ(c.invite.tel_domain, "ims.test"); }},
        {"refer: {id_always: true}", [](const Config& c) { EXPECT_TRUE(c.refer.id_always); }},
        {"invite: {no_answer_s: 10}", [](const Config& c) { EXPECT_EQ(c.invite.no_answer, std::chrono::seconds{10}); }},
        {"invite: {overall_s: 60}", [](const Config& c) { EXPECT_EQ(c.invite.overall, std::chrono::seconds{60}); }},
        {"invite: {display_name: ''}", [](const Config& c) { EXPECT_EQ(c.invite.display_name, ""); }},
        {"mrfp: {listen: 'udp:[::1]:2944'}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.listen.at(0).text(), "udp:[::1]:2944"); }},
        {"mrfp: {listen: ['udp:[::1]:2944', 'tcp:[::1]:2944', 'sctp:[::1]:2944']}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfp.listen.at(1).text(), "tcp:[::1]:2944");
             EXPECT_EQ(c.mrfp.listen.at(2).transport, Endpoint::Transport::sctp);
         }},
        {"mrfp: {embedded: }", [](const Config& c) { EXPECT_EQ(c.mrfp.embedded, EmbeddedMrfp{}); }},
        {"mrfp: {embedded: {mid: '[::1]:2945'}, allowed: ['[::1]:2945']}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.embedded.value().mid, "[::1]:2945"); }},
        {"mrfp: {embedded: {rtp_address: '::1'}}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.embedded.value().rtp_address.text(), "::1"); }},
        {"mrfp: {embedded: {media_threads: 3, dtx: true}}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfp.embedded.value().media_threads, 3);
             EXPECT_TRUE(c.mrfp.embedded.value().dtx);
         }},
        {"mrfp: {embedded: {rtp_ports: 3000-3999}}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.embedded.value().rtp_ports, (PortRange{3000, 3999})); }},
        {"mrfp: {allowed: ['<mrfp1.example.org>:2944', mrfp2]}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.allowed.at(1), "mrfp2"); }},
        {"mrfp: {media_timeout_s: 2}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.media_timeout, std::chrono::seconds{2}); }},
        {"mrfp: {heartbeat_s: 1}", [](const Config& c) { EXPECT_EQ(c.mrfp.heartbeat, std::chrono::seconds{1}); }},
        {"mrfp: {on_loss: end}", [](const Config& c) { EXPECT_EQ(c.mrfp.on_loss, OnLoss::end); }},
        {"mrfp: {successor: '[192.0.2.11]:2944'}",
         [](const Config& c) { EXPECT_EQ(c.mrfp.successor, "[192.0.2.11]:2944"); }},
        {"mrfp: {verify_source: false}", [](const Config& c) { EXPECT_FALSE(c.mrfp.verify_source); }},
        {"mrfp: {heed_overload: false}", [](const Config& c) { EXPECT_FALSE(c.mrfp.heed_overload); }},
        {"mrfp: {successor: ''}", [](const Config& c) { EXPECT_EQ(c.mrfp.successor, ""); }},
        {"mrfp: {profile: threegmrfp/1}", [](const Config& c) { EXPECT_EQ(c.mrfp.profile, "threegmrfp/1"); }},
        {"mrfp: {form: compact}", [](const Config& c) { EXPECT_EQ(c.mrfp.form, H248Form::compact); }},
        {"mrfp: {timers: {first_repeat_ms: 100, t_max_s: 25, long_timer_s: 300, execution_ms: 3000, "
         "provisional_response_ms: 3500, pending_limit: 5}}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfp.timers, (H248Timers{100ms, 25s, 300s, 3000ms, 3500ms, 5}));
         }},
        {"mrfpd: {mgc: 'udp:192.0.2.1:2944'}",
         [](const Config& c) { EXPECT_EQ(c.mrfpd.mgc.at(0).text(), "udp:192.0.2.1:2944"); }},
        {"mrfpd: {mgc: 'tcp:isfocus_1.ims.test:2944'}",
         [](const Config& c) { EXPECT_EQ(c.mrfpd.mgc.at(0).text(), "tcp:isfocus_1.ims.test:2944"); }},
        {"mrfpd: {mgc: ['tcp:192.0.2.1:2944', 'tcp:192.0.2.2:2944']}",
         [](const Config& c) { EXPECT_EQ(c.mrfpd.mgc.at(1).text(), "tcp:192.0.2.2:2944"); }},
        {"mrfpd: {registration_delay_ms: 60000}",
         [](const Config& c) { EXPECT_EQ(c.mrfpd.registration_delay, std::chrono::minutes{1}); }},
        {"mrfpd: {mid: '[192.0.2.2]:2944', rtp_address: 192.0.2.2}", [](const Config& c) { EXPECT_EQ(c.mrfpd.mid, "[192.0.2.2]:2944"); }},
        {"mrfpd: {rtp_address: 192.0.2.2}",
         [](const Config& c) { EXPECT_EQ(c.mrfpd.rtp_address.text(), "192.0.2.2"); }},
        {"media: {inactivity_s: 30}", [](const Config& c) { EXPECT_EQ(c.media.inactivity, std::chrono::seconds{30}); }},
        {"conference: {keys: {mute: '*6', lock: '#0123ABD'}}",
         [](const Config& c) {
             EXPECT_EQ(c.conference.keys, (KeysConfig{"*6", "#0123ABD"}));
         }},
        {"media: {on_join: an/joined, on_leave: cg/prt, welcome: an/Hello_you-2, tones_up_to: 0}",
         [](const Config& c) {
             EXPECT_EQ(c.media.on_join, "an/joined");
             EXPECT_EQ(c.media.on_leave, "cg/prt");
             EXPECT_EQ(c.media.welcome, "an/Hello_you-2");
             EXPECT_EQ(c.media.tones_up_to, 0);
         }},
        {"mrfpd: {announcements: /srv/sounds, profile: ''}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfpd.announcements, "/srv/sounds");
             EXPECT_EQ(c.mrfpd.profile, "");
         }},
        {"mrfp: {embedded: {announcements: /srv/sounds, profile: mymrfp/2}}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfp.embedded.value().announcements, "/srv/sounds");
             EXPECT_EQ(c.mrfp.embedded.value().profile, "mymrfp/2");
         }},
        {"mrfpd: {rtp_dscp: 34, dscp: 26}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfpd.rtp_dscp, 34);
             EXPECT_EQ(c.mrfpd.dscp, 26);
         }},
        {"mrfp: {dscp: 26, embedded: {rtp_dscp: 0}}",
         [](const Config& c) {
             EXPECT_EQ(c.mrfp.dscp, 26);
             EXPECT_EQ(c.mrfp.embedded.value().rtp_dscp, 0);
         }},
        {"sip: {dscp: 24}", [](const Config& c) { EXPECT_EQ(c.sip.dscp, 24); }},
        {"mrfpd: {digit_map_timers: {start_s: 0, short_s: 3, long_s: 99, long_key_ms: 500}}",
         [](const Config& c) {
             using namespace std::chrono_literals;
             EXPECT_EQ(c.mrfpd.digit_map_timers, (DigitMapTimers{0s, 3s, 99s, 500ms}));
         }},
        {"mrfpd: {dtx: true}", [](const Config& c) { EXPECT_TRUE(c.mrfpd.dtx); }},
        {"mrfpd: {media_threads: 3}", [](const Config& c) { EXPECT_EQ(c.mrfpd.media_threads, 3); }},
        {"mrfpd: {rtp_ports: 4000-4099}", [](const Config& c) { EXPECT_EQ(c.mrfpd.rtp_ports.pairs(), 50); }},
        {"log: {level: debug}", [](const Config& c) { EXPECT_EQ(c.log.level, LogLevel::debug); }},
        {"log: {format: json}", [](const Config& c) { EXPECT_EQ(c.log.format, LogFormat::json); }},
        {"shutdown_grace_s: 0", [](const Config& c) { EXPECT_EQ(c.shutdown_grace, std::chrono::seconds{0}); }},
    };
    for (const auto& key : cases) {
        SCOPED_TRACE(key.text);
        const auto config = parse(key.text);
        ASSERT_TRUE(config) << config.error().front().text();
        key.expect(*config);
    }
}

}  // namespace
}  // namespace isfocus::config
